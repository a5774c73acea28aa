/** Who waits: one row a conversation, the most urgent first, with what makes it urgent in words. */
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { inLanguage } from '../shared/protocol';
import { elapsed, formatExact, formatMoment, here } from '../staff/format';
import { base } from '../staff/styles';
import type { Counts, Lang, Passed, QueueItem } from '../staff/wire';
import { deskTexts, wordFor, type DeskTexts } from './i18n';
import { distressOf, type Filter } from './state';

const FILTERS: readonly Filter[] = ['mine', 'unassigned', 'all'];
const BARS = [0, 1, 2, 3] as const;
const LEVEL = { calm: 0, tense: 1, upset: 2, distressed: 3 } as const;

/**
 * @event {CustomEvent<string>} pick - the conversation to open
 * @event {CustomEvent<Filter>} filter
 */
@customElement('support-queue')
export class Queue extends LitElement {
  @property({ attribute: false }) items: readonly QueueItem[] = [];
  @property({ attribute: false }) counts: Counts = { mine: 0, unassigned: 0, all: 0 };
  @property({ attribute: false }) filter: Filter = 'all';
  @property({ attribute: false }) selected: string | null = null;
  @property({ attribute: false }) drafts: ReadonlySet<string> = new Set();
  /** What was passed on to who is signed in. */
  @property({ attribute: false }) forMe: ReadonlySet<string> = new Set();
  /** The id of who is signed in. */
  @property({ attribute: false }) me = '';
  @property({ type: Boolean }) loaded = false;
  @property({ attribute: false }) override lang: Lang = 'en';
  @property({ attribute: false }) now = new Date();

  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-block-size: 0;
        background: var(--surface);
      }
      .filters {
        display: grid;
        grid-auto-columns: 1fr;
        grid-auto-flow: column;
        gap: 0.25rem;
        padding: 0.6rem;
        border-block-end: 1px solid var(--line);
      }
      .filters button {
        gap: 0.3em;
        padding-inline: 0.2rem;
        border-color: transparent;
        background: none;
        color: var(--soft);
        font-size: var(--text-s);
        white-space: nowrap;
      }
      .filters button[aria-pressed='true'] {
        border-color: var(--accent);
        background: var(--accent-soft);
        color: var(--accent-strong);
      }
      .count {
        min-inline-size: 1.35rem;
        padding-inline: 0.3rem;
        border-radius: 999px;
        background: var(--paper);
        color: var(--ink);
        font-size: var(--text-xs);
        line-height: 1.35rem;
        text-align: center;
      }
      ol {
        flex: 1;
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      li {
        border-block-end: 1px solid var(--line);
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        justify-content: stretch;
        align-items: start;
        gap: 0.15rem 0.5rem;
        inline-size: 100%;
        padding: 0.7rem 0.8rem;
        border: 0;
        border-inline-start: 4px solid transparent;
        border-radius: 0;
        background: none;
        font-weight: 400;
        text-align: start;
      }
      .row:focus-visible {
        outline-offset: -3px;
      }
      .row[aria-current='true'] {
        border-inline-start-color: var(--accent);
        background: var(--accent-soft);
      }
      .row:hover:not(:disabled) {
        border-color: transparent;
        background: var(--raise);
      }
      .row[aria-current='true']:hover {
        border-inline-start-color: var(--accent);
        background: var(--accent-soft);
      }
      .name {
        overflow: hidden;
        font-size: 0.9375rem;
        font-weight: 650;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .time {
        color: var(--soft);
        font-size: var(--text-xs);
        white-space: nowrap;
      }
      .time.waiting {
        color: var(--ink);
        font-weight: 600;
      }
      .last {
        grid-column: 1 / -1;
        overflow: hidden;
        color: var(--soft);
        font-size: var(--text-s);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .facts {
        display: flex;
        grid-column: 1 / -1;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.3rem 0.6rem;
        margin-block-start: 0.25rem;
        font-size: var(--text-xs);
      }
      .mood {
        display: inline-flex;
        align-items: center;
        gap: 0.35rem;
        font-weight: 600;
      }
      .bars {
        display: inline-flex;
        align-items: flex-end;
        gap: 2px;
      }
      .bars i {
        inline-size: 4px;
        block-size: 4px;
        border-radius: 1px;
        background: var(--line);
      }
      .bars i:nth-child(2) {
        block-size: 6px;
      }
      .bars i:nth-child(3) {
        block-size: 9px;
      }
      .bars i:nth-child(4) {
        block-size: 12px;
      }
      .calm .bars i.on {
        background: var(--ok);
      }
      .tense .bars i.on {
        background: var(--note);
      }
      .upset .bars i.on,
      .distressed .bars i.on {
        background: var(--danger);
      }
      .calm,
      .tense {
        color: var(--soft);
        font-weight: 500;
      }
      .distressed {
        color: var(--danger);
      }
      .who.mine {
        color: var(--accent-strong);
        font-weight: 650;
      }
      .lang {
        margin-inline-start: 0.25rem;
        color: var(--soft);
        font-size: var(--text-xs);
        font-weight: 500;
        text-decoration: none;
        text-transform: uppercase;
      }
      .empty {
        padding: 2.5rem 1.25rem;
        text-align: center;
      }
      .empty strong {
        display: block;
        margin-block-end: 0.25rem;
      }
      @media (forced-colors: active) {
        .mood .bars i.on {
          background: CanvasText;
        }
        .row {
          border: 0;
          border-inline-start: 6px solid Canvas;
        }
        .row[aria-current='true'] {
          border-inline-start-color: Highlight;
        }
      }
      @media (max-width: 1023px) {
        ol {
          max-block-size: 19rem;
        }
      }
    `,
  ];

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('selected')) this.renderRoot.querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
  }

  private send(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  override render(): TemplateResult {
    const t = deskTexts[this.lang];
    return html`<div class="filters" role="group" aria-label=${t.filterLabel}>
        ${FILTERS.map(
          (filter) =>
            html`<button aria-pressed=${filter === this.filter ? 'true' : 'false'} @click=${() => this.send('filter', filter)}>
              ${t.filters[filter]} <span class="count num">${this.counts[filter]}</span>
            </button>`,
        )}
      </div>
      ${this.items.length ? this.renderList(t) : this.renderEmpty(t)}`;
  }

  private renderEmpty(t: DeskTexts): TemplateResult {
    if (!this.loaded) return html`<p class="empty soft" role="status">${t.loading}</p>`;
    return html`<p class="empty soft"><strong>${t.emptyQueue[this.filter]}</strong>${t.emptyQueueHint}</p>`;
  }

  private renderList(t: DeskTexts): TemplateResult {
    return html`<ol aria-label=${t.queue}>
      ${repeat(
        this.items,
        (item) => item.conversation,
        (item) => html`<li>${this.renderRow(item, t)}</li>`,
      )}
    </ol>`;
  }

  private renderRow(item: QueueItem, t: DeskTexts): TemplateResult {
    const time = elapsed(item.since, this.now, this.lang);
    const waiting = item.mode === 'waiting';
    return html`<button
      class="row"
      data-conversation=${item.conversation}
      aria-current=${item.conversation === this.selected ? 'true' : 'false'}
      @click=${() => this.send('pick', item.conversation)}
    >
      <span class="name">${item.customer?.name ?? t.guest} <abbr class="lang" title=${wordFor(t.languages, item.language)}>${item.language}</abbr></span>
      <time class="time num ${waiting ? 'waiting' : ''}" datetime=${item.since} title=${formatExact(item.since, here(this.lang))}>
        ${waiting ? t.waits(time) : time}
      </time>
      ${item.last ? html`<span class="last">${lastWriter(item, t)}: ${item.last.text}</span>` : nothing}
      <span class="facts">${this.renderMood(item, t)} ${this.renderFacts(item, t)}</span>
    </button>`;
  }

  private renderMood(item: QueueItem, t: DeskTexts): TemplateResult | typeof nothing {
    if (item.distress === null) return nothing;
    const distress = distressOf(item.distress);
    return html`<span class="mood ${distress}">
      <span class="bars" aria-hidden="true">${BARS.map((bar) => html`<i class=${bar <= LEVEL[distress] ? 'on' : ''}></i>`)}</span>
      <span class="sr-only">${t.distressLabel('')}</span>${t.distress[distress]}
    </span>`;
  }

  private renderPassed(passed: Passed, mine: boolean, t: DeskTexts): TemplateResult {
    const name = inLanguage(passed.name, this.lang);
    return html`<span class="badge ${mine ? 'ok' : ''}">${mine && passed.to ? t.forYou(passed.by) : t.forName(name, passed.by)}</span>`;
  }

  private renderFacts(item: QueueItem, t: DeskTexts): TemplateResult {
    const mine = item.claimed_by?.id === this.me;
    const who = !item.claimed_by ? t.nobody : mine ? t.youHaveIt : t.hasIt(item.claimed_by.name);
    return html`${item.mode === 'bot' ? html`<span class="soft">${t.modes.bot}</span>` : html`<span class="who soft ${mine ? 'mine' : ''}">${who}</span>`}
      ${item.urgent ? html`<span class="badge bad">${t.urgent}</span>` : nothing}
      ${item.passed ? this.renderPassed(item.passed, this.forMe.has(item.conversation), t) : nothing}
      ${item.reason ? html`<span class="badge">${wordFor(t.reasons, item.reason)}</span>` : nothing}
      ${item.call ? html`<span class="badge warn">${t.callAt(formatMoment(item.call.from, this.lang, this.now))}</span>` : nothing}
      ${item.approvals ? html`<span class="badge warn">${t.approvalsHere(item.approvals)}</span>` : nothing}
      ${this.drafts.has(item.conversation) ? html`<span class="badge">${t.draft}</span>` : nothing}`;
  }
}

function lastWriter(item: QueueItem, t: DeskTexts): string {
  switch (item.last?.author) {
    case 'bot':
      return t.assistantShort;
    case 'human_agent':
      return item.claimed_by?.name ?? t.colleague;
    case 'system':
      return t.system;
    default:
      return t.customer;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-queue': Queue;
  }
}
