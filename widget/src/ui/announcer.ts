/** The one live region: says what is new, once, a few things together. */
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, state } from './decorators';

/** How long sentences are gathered before they are said together. */
const GATHER_MS = 500;

@customElement('support-announcer')
export class Announcer extends LitElement {
  static override readonly styles = css`
    :host { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  `;

  @state() private said = '';

  #waiting: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Says `sentence` to screen readers, after what is already waiting to be said. */
  announce(sentence: string): void {
    this.#waiting.push(sentence);
    this.#timer ??= setTimeout(() => {
      const text = this.#waiting.join('\n');
      // The same words again are no change to a live region; a no-break space makes them one.
      this.said = text === this.said ? `${text}\u00a0` : text;
      this.#waiting = [];
      this.#timer = undefined;
    }, GATHER_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  override render(): TemplateResult {
    return html`<div aria-live="polite" aria-atomic="true">${this.said}</div>`;
  }
}
