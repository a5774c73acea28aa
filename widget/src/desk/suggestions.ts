/** What could be said or done next: one click puts it into the field, where it can be changed. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { inLanguage } from '../shared/protocol';
import { base } from '../staff/styles';
import type { Lang, Suggestion } from '../staff/wire';
import { deskTexts } from './i18n';

/**
 * @event {CustomEvent<string>} use-text - a text for the reply
 * @event {CustomEvent<'hand_back'>} deed
 */
@customElement('support-suggestions')
export class Suggestions extends LitElement {
  @property({ attribute: false }) items: readonly Suggestion[] = [];
  /** The language of the texts. */
  @property({ attribute: false }) spoken = 'en';
  @property({ attribute: false }) override lang: Lang = 'en';
  @property({ type: Boolean }) busy = false;

  static override styles = [
    base,
    css`
      :host {
        display: block;
        margin: 0.85rem 1rem 0;
        padding: 0.75rem 0.85rem 0.35rem;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--raise);
      }
      h3 {
        color: var(--soft);
        font-size: var(--text-s);
        font-weight: 600;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: start;
        gap: 0.1rem 0.75rem;
        padding-block: 0.5rem;
      }
      li + li {
        border-block-start: 1px dotted var(--line);
      }
      .title {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .text {
        display: -webkit-box;
        overflow: hidden;
        grid-column: 1;
        color: var(--soft);
        font-size: var(--text-s);
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
      }
      button {
        grid-row: 1 / span 2;
        grid-column: 2;
        min-block-size: 2rem;
      }
    `,
  ];

  private send(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.items.length) return nothing;
    const t = deskTexts[this.lang];
    return html`<section aria-labelledby="next">
      <h3 id="next">${t.next}</h3>
      <ul>
        ${this.items.map((one, at) => {
          const title = inLanguage(one.title, this.lang);
          return html`<li>
            <p class="title" id="title-${at}">${title}</p>
            ${one.text ? html`<p class="text" lang=${this.spoken}>${one.text}</p>` : nothing}
            ${one.deed
              ? html`<button aria-disabled=${this.busy ? 'true' : 'false'} aria-describedby="title-${at}" @click=${() => this.busy || this.send('deed', one.deed)}>${t.handBack}</button>`
              : html`<button aria-label="${t.use}: ${title}" @click=${() => this.send('use-text', one.text)}>${t.use}</button>`}
          </li>`;
        })}
      </ul>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-suggestions': Suggestions;
  }
}
