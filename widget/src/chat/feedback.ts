/** One tap after the end: how did this feel. */
import { css, html, type TemplateResult } from 'lit';
import { customElement, state } from '../ui/decorators';
import type { ChatKey } from '../ui/i18n';
import { icon, type IconName } from '../ui/icons';
import { Part } from '../ui/part';
import { base } from '../ui/tokens';

const SCORES: readonly { readonly score: number; readonly sign: IconName; readonly key: ChatKey }[] = [
  { score: 1, sign: 'bad', key: 'feedback_1' },
  { score: 3, sign: 'soso', key: 'feedback_2' },
  { score: 5, sign: 'good', key: 'feedback_3' },
];

/** @event support-feedback - from 1 (bad) to 5 (good): `detail: number` */
@customElement('support-feedback')
export class Feedback extends Part {
  static override readonly styles = [base, css`
    :host { display: block; text-align: center; }
    h2 { margin: 0 0 8px; font-size: 1em; font-weight: 600; }
    .scores { display: flex; justify-content: center; gap: 8px; }
    .scores button { display: grid; justify-items: center; gap: 2px; min-inline-size: 84px; padding: 8px; border: 1px solid var(--sp-line); border-radius: 12px; background: var(--sp-surface); }
    .scores button:hover { border-color: var(--sp-brand-ink); }
    .scores svg { inline-size: 1.9em; block-size: 1.9em; color: var(--sp-brand-ink); }
    p { margin: 0; color: var(--sp-muted); }
  `];

  @state() private given = false;

  override render(): TemplateResult {
    const { words } = this;
    return html`<div role="status">${this.given ? html`<p>${words.say('feedback_thanks')}</p>` : ''}</div>
      ${this.given
        ? ''
        : html`<h2 id="question">${words.say('feedback_title')}</h2>
            <div class="scores" role="group" aria-labelledby="question">
              ${SCORES.map(({ score, sign, key }) => html`<button type="button" @click=${() => this.#give(score)}>${icon(sign)}<span>${words.say(key)}</span></button>`)}
            </div>`}`;
  }

  #give(score: number): void {
    this.given = true;
    this.tell('support-feedback', score);
  }
}
