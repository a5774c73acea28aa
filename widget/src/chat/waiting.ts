/** While one waits for a person: the place in the queue, the expected wait, and that leaving is fine. */
import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from '../ui/decorators';
import type { Place } from '../shared/protocol';
import { icon } from '../ui/icons';
import { Part } from '../ui/part';
import { queueSentences } from '../ui/tell';
import { base } from '../ui/tokens';

/**
 * @event support-back - leave the queue and go on with the assistant
 * @event support-later - be reached by e-mail or telephone
 */
@customElement('support-waiting')
export class Waiting extends Part {
  static override readonly styles = [base, css`
    :host { display: block; margin: 0 12px 8px; padding: 10px 14px; border: 1px solid var(--sp-line); border-radius: var(--sp-radius); background: var(--sp-wait-tint); font-size: 0.9em; line-height: 1.45; }
    h2 { display: flex; align-items: center; gap: 7px; margin: 0; font-size: 1em; font-weight: 650; }
    h2 svg { color: var(--sp-wait); }
    p { margin: 2px 0 6px; }
    .button { min-block-size: 32px; margin-block-end: 4px; }
  `];

  @property({ attribute: false }) place: Place | null = null;

  override render(): TemplateResult {
    return html`
      <h2>${icon('waiting')}${this.words.say('queue_title')}</h2>
      <p>${queueSentences(this.place ?? {}, this.words).join(' ')}</p>
      <button type="button" class="button" @click=${() => this.tell('support-back')}>${this.words.say('back_to_assistant')}</button>
      <button type="button" class="button" @click=${() => this.tell('support-later')}>${this.words.say('queue_later')}</button>
    `;
  }
}
