/** While one waits for a person: the place in the queue, the expected wait, and that leaving is fine. */
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property } from '../ui/decorators';
import type { ModeEntry } from '../shared/protocol';
import type { Words } from '../ui/i18n';
import { icon } from '../ui/icons';
import { queueSentences } from '../ui/tell';
import { base } from '../ui/tokens';

/** @event support-back - leave the queue and go on with the assistant */
@customElement('support-waiting')
export class Waiting extends LitElement {
  static override readonly styles = [base, css`
    :host { display: block; margin: 0 12px 8px; padding: 10px 14px; border: 1px solid var(--sp-line); border-radius: var(--sp-radius); background: var(--sp-wait-tint); font-size: 0.9em; line-height: 1.45; }
    h2 { display: flex; align-items: center; gap: 7px; margin: 0; font-size: 1em; font-weight: 650; }
    h2 svg { color: var(--sp-wait); }
    p { margin: 2px 0 6px; }
    .button { min-block-size: 32px; }
  `];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) entry!: ModeEntry;

  override render(): TemplateResult {
    return html`
      <h2>${icon('waiting')}${this.words.say('queue_title')}</h2>
      <p>${queueSentences(this.entry, this.words).join(' ')}</p>
      <button type="button" class="button" @click=${this.#back}>${this.words.say('back_to_assistant')}</button>
    `;
  }

  readonly #back = (): void => {
    this.dispatchEvent(new CustomEvent('support-back'));
  };
}
