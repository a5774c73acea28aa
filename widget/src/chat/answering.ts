/** That somebody is answering; after a while that it takes longer, and then the way to a person. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from '../ui/decorators';
import type { Answering as Since } from '../shared/conversation';
import { Part } from '../ui/part';
import { base } from '../ui/tokens';

/** Before the server's own patience ends (9 s), after which it says itself that something is wrong. */
const LONGER_MS = 6_000;
const TOO_LONG_MS = 20_000;

/** @event support-human - the customer would rather have a person */
@customElement('support-answering')
export class Answering extends Part {
  static override readonly styles = [base, css`
    :host { display: block; color: var(--sp-muted); font-size: 0.85em; }
    p { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; margin: 12px 4px 0; }
    .dots { display: inline-flex; gap: 3px; }
    .dots i { inline-size: 5px; block-size: 5px; border-radius: 50%; background: currentcolor; }
    @media (prefers-reduced-motion: reduce) { .dots { display: none; } }
    @media (prefers-reduced-motion: no-preference) {
      .dots i { animation: pulse 1.1s infinite; }
      .dots i:nth-child(2) { animation-delay: 0.15s; }
      .dots i:nth-child(3) { animation-delay: 0.3s; }
      @keyframes pulse { 0%, 60%, 100% { opacity: 0.25; } 30% { opacity: 1; } }
    }
  `];

  @property({ attribute: false }) answering: Since | null = null;
  /** The person's name, when it is a person. */
  @property() name = '';
  @state() private stage: 0 | 1 | 2 = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('answering')) this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render(): TemplateResult {
    const { words } = this;
    return html`<div role="status">${this.answering && this.stage > 0
      ? html`<p>${words.say(this.stage === 1 ? 'takes_longer' : 'takes_too_long')}
          ${this.stage === 2 ? html`<button type="button" class="link" @click=${() => this.tell('support-human')}>${words.say('talk_to_person')}</button>` : nothing}</p>`
      : nothing}</div>
      ${this.answering
        ? html`<p><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
            ${this.answering.author === 'bot' ? words.say('answering_bot') : words.say('answering_human', { name: this.name })}</p>`
        : nothing}`;
  }

  /** How long it takes is only told of the machine; a person may take their time. */
  #watch(): void {
    clearTimeout(this.#timer);
    const { answering } = this;
    if (answering?.author !== 'bot') {
      this.stage = 0;
      return;
    }
    const passed = Date.now() - answering.since;
    this.stage = passed < LONGER_MS ? 0 : passed < TOO_LONG_MS ? 1 : 2;
    if (this.stage === 2) return;
    this.#timer = setTimeout(() => this.#watch(), (this.stage === 0 ? LONGER_MS : TOO_LONG_MS) - passed + 10);
  }
}
