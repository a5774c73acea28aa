/** What a person who takes over needs to know, in five blocks, and the customer's picture below. Loaded with the first conversation. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { inLanguage } from '../shared/protocol';
import { formatMoment, formatMoney, here } from '../staff/format';
import { base } from '../staff/styles';
import { staffTexts } from '../staff/i18n';
import type { Brief, Exception, Lang } from '../staff/wire';
import { briefTexts, type BriefTexts } from './brief-words';
import { deskTexts, wordFor } from './i18n';
import './picture';
import { distressOf } from './state';

const OUTCOME_BADGE: Readonly<Record<string, string>> = {
  allow: 'ok', done: 'ok', settled: 'ok', ask: 'warn', approve: 'warn', waiting: 'warn', checking: 'warn', handover: 'warn', refuse: 'bad', refused: 'bad',
};

/** Whether a role may make this exception by itself. */
export const mayExcept = ({ by, amount }: Exception, role: string): boolean => {
  const most = by[role];
  return most !== undefined && (amount === null || amount.minor <= most.minor);
};

const PARTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/**
 * @event {CustomEvent<Exception>} exception - somebody wants to make an exception; nothing is sent yet
 * @slot approvals - the decisions that wait in this conversation
 */
@customElement('support-brief')
export class BriefPane extends LitElement {
  @property({ attribute: false }) brief: Brief | null = null;
  @property({ attribute: false }) override lang: Lang = 'en';
  @property({ attribute: false }) now = new Date();
  /** The role of who looks; empty when the conversation is not theirs. */
  @property({ attribute: false }) myRole = '';

  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 0 1rem 1.5rem;
      }
      section {
        padding-block: 0.85rem;
        border-block-end: 1px solid var(--line);
      }
      section:last-of-type {
        border: 0;
      }
      h3 {
        margin-block-end: 0.3rem;
        color: var(--soft);
        font-size: var(--text-s);
        font-weight: 600;
      }
      .lead {
        font-size: 1rem;
        font-weight: 600;
        line-height: 1.35;
      }
      .scale {
        display: grid;
        grid-template-columns: repeat(10, 1fr);
        gap: 2px;
        margin-block: 0.4rem 0.55rem;
      }
      .scale i {
        block-size: 6px;
        border-radius: 1px;
        background: var(--line);
      }
      .scale.calm i.on {
        background: var(--ok);
      }
      .scale.tense i.on {
        background: var(--note);
      }
      .scale.upset i.on,
      .scale.distressed i.on {
        background: var(--danger);
      }
      .feel {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 0.5rem;
      }
      blockquote {
        margin: 0.35rem 0 0;
        padding-inline-start: 0.7rem;
        border-inline-start: 3px solid var(--mark);
        overflow-wrap: anywhere;
      }
      mark {
        padding-inline: 0.1em;
        border-radius: 2px;
        background: var(--mark);
        color: inherit;
        box-decoration-break: clone;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: baseline;
        gap: 0 0.6rem;
        padding-block: 0.3rem;
        overflow-wrap: anywhere;
      }
      li + li {
        border-block-start: 1px dotted var(--line);
      }
      .wide {
        grid-column: 1 / -1;
      }
      .exception {
        margin-block: 0.35rem 0.15rem;
      }
      .meta {
        display: flex;
        grid-column: 1 / -1;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0.1rem 0.6rem;
        color: var(--soft);
        font-size: var(--text-s);
      }
      .amount {
        font-weight: 650;
      }
      .empty {
        padding: 2.5rem 0.5rem;
        text-align: center;
      }
      @media (forced-colors: active) {
        .scale i.on.on.on {
          background: CanvasText;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const t = briefTexts[this.lang];
    const { brief } = this;
    return html`<slot name="approvals"></slot>${brief ? this.renderBrief(brief, t) : html`<p class="empty soft">${t.noBrief}</p>`}`;
  }

  private renderBrief(brief: Brief, t: BriefTexts): TemplateResult {
    return html`<section aria-labelledby="want">
        <h3 id="want">${t.want}</h3>
        <p class="lead">${inLanguage(brief.want.text, this.lang)}</p>
        ${brief.reason ? html`<p class="soft">${wordFor(deskTexts[this.lang].reasons, brief.reason)}</p>` : nothing}
      </section>
      ${this.renderFeel(brief, t)} ${this.renderPromised(brief, t)} ${this.renderTried(brief, t)} ${this.renderPossible(brief, t)}
      <section aria-labelledby="picture">
        <h3 id="picture">${t.picture}</h3>
        ${brief.customer ? html`<support-picture .picture=${brief.customer} .lang=${this.lang} .now=${this.now}></support-picture>` : html`<p class="soft">${t.noPicture}</p>`}
      </section>`;
  }

  private renderFeel({ feel, language }: Brief, t: BriefTexts): TemplateResult {
    const distress = distressOf(feel.level);
    const level = deskTexts[this.lang].distress[distress];
    const filled = Math.max(1, Math.round(feel.level * PARTS.length));
    return html`<section aria-labelledby="feel">
      <h3 id="feel">${t.feel}</h3>
      ${feel.read
        ? html`<p class="feel"><span class="lead">${feel.mood ? wordFor(t.moods, feel.mood) : level}</span> <span class="soft small">${level}</span></p>
            <div class="scale ${distress}" aria-hidden="true">${PARTS.map((part) => html`<i class=${part <= filled ? 'on' : ''}></i>`)}</div>`
        : html`<p class="soft">${t.moodOff}</p>`}
      ${feel.words.length
        ? html`<p class="sr-only">${t.words}:</p>
            ${feel.words.map((words) => html`<blockquote lang=${language}><mark>${words}</mark></blockquote>`)}`
        : feel.read ? html`<p class="soft small">${t.noWords}</p>` : nothing}
    </section>`;
  }

  private renderPromised({ promised }: Brief, t: BriefTexts): TemplateResult {
    return html`<section aria-labelledby="promised">
      <h3 id="promised">${t.promised}</h3>
      ${promised.length
        ? html`<ul>
            ${promised.map(
              (item) =>
                html`<li>
                  <span>${inLanguage(item.text, this.lang)}</span>
                  <span class="amount num">${item.amount ? formatMoney(item.amount, here(this.lang)) : nothing}</span>
                  <span class="meta">${this.badge(item.status, t.statuses)} ${item.reference}</span>
                </li>`,
            )}
          </ul>`
        : html`<p class="soft">${t.nothingPromised}</p>`}
    </section>`;
  }

  private renderTried({ tried }: Brief, t: BriefTexts): TemplateResult {
    return html`<section aria-labelledby="tried">
      <h3 id="tried">${t.tried}</h3>
      ${tried.length
        ? html`<ul>
            ${tried.map(
              (item) =>
                html`<li>
                  <span class="wide">${inLanguage(item.text, this.lang)}</span>
                  <span class="meta">
                    ${this.badge(item.outcome, t.outcomes)} ${item.by}
                    ${item.at ? html`<time class="num" datetime=${item.at}>${formatMoment(item.at, here(this.lang), this.now)}</time>` : nothing}
                  </span>
                  ${item.exception && this.myRole ? this.renderException(item.exception, t) : nothing}
                </li>`,
            )}
          </ul>`
        : html`<p class="soft">${t.nothingTried}</p>`}
    </section>`;
  }

  /** The button for who may, and for who may not the role that can. */
  private renderException(exception: Exception, t: BriefTexts): TemplateResult {
    const may = mayExcept(exception, this.myRole);
    const others = Object.keys(exception.by).filter((role) => mayExcept(exception, role));
    const { roles } = staffTexts[this.lang];
    return html`<span class="wide exception">
      ${may
        ? html`<button @click=${() => this.dispatchEvent(new CustomEvent('exception', { detail: exception, bubbles: true, composed: true }))}>${t.except}</button>`
        : html`<span class="soft small">${others.length ? t.exceptOthers(others.map((role) => roles[role] ?? role).join(', ')) : t.exceptNobody}</span>`}
    </span>`;
  }

  private renderPossible({ possible }: Brief, t: BriefTexts): TemplateResult {
    return html`<section aria-labelledby="possible">
      <h3 id="possible">${t.possible}</h3>
      ${possible.length
        ? html`<ul>
            ${possible.map(
              (item) =>
                html`<li>
                  <span>${inLanguage(item.text, this.lang)}</span>
                  <span class="amount num">${item.amount?.minor ? formatMoney(item.amount, here(this.lang)) : nothing}</span>
                  <span class="meta">${this.badge(item.outcome, t.outcomes)} ${inLanguage(item.title, this.lang)}</span>
                </li>`,
            )}
          </ul>`
        : html`<p class="soft">${t.nothingPossible}</p>`}
    </section>`;
  }

  private badge(code: string, words: Readonly<Record<string, string>>): TemplateResult | typeof nothing {
    return code ? html`<span class="badge ${OUTCOME_BADGE[code] ?? ''}">${wordFor(words, code)}</span>` : nothing;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-brief': BriefPane;
  }
}
