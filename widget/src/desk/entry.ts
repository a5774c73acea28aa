/** One entry of the log as a colleague reads it: who wrote it stands in words above every text. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Pending } from '../shared/conversation';
import { inLanguage, type Entry, type MessageEntry, type ModeEntry, type ReceiptEntry } from '../shared/protocol';
import { formatExact, formatMoment, formatMoney, here } from '../staff/format';
import type { Lang } from '../staff/wire';
import { photoUrl } from './attachment';
import type { DeskTexts } from './i18n';

/** What the rows need to know beside the entry. */
export interface RowContext {
  readonly t: DeskTexts;
  readonly lang: Lang;
  readonly now: Date;
  readonly customer: string;
  /** The language of the conversation: messages are marked with it. */
  readonly spoken: string;
  /** The name under which this person writes. */
  readonly me: string;
}

export const entryStyles = css`
  .row {
    display: grid;
    justify-items: start;
    gap: 0.2rem;
  }
  .by {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.5rem;
    font-size: var(--text-xs);
  }
  .author {
    font-weight: 650;
  }
  .text {
    max-inline-size: min(38rem, 92%);
    padding: 0.55rem 0.8rem;
    border: 1px solid var(--line);
    border-radius: 4px 14px 14px 14px;
    background: var(--surface);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .photo img {
    display: block;
    max-inline-size: min(14rem, 100%);
    block-size: auto;
    border-radius: var(--radius);
  }
  .row.bot .author {
    color: var(--bot);
  }
  .row.bot .text {
    border-color: transparent;
    background: var(--bot-soft);
  }
  .row.bot,
  .row.human_agent,
  .row.note {
    justify-items: end;
  }
  .row.bot .text,
  .row.human_agent .text {
    border-radius: 14px 4px 14px 14px;
  }
  .row.human_agent .author {
    color: var(--accent);
  }
  .row.human_agent .text {
    border-color: transparent;
    background: var(--mine);
    color: var(--on-mine);
  }
  .row.note .text {
    border: 1px dashed var(--note);
    border-inline-start: 4px solid var(--note);
    border-radius: 4px;
    background: var(--note-soft);
    color: var(--note-ink);
  }
  .row.note .author {
    color: var(--note);
  }
  .row.pending .text {
    opacity: 0.75;
  }
  .options {
    display: flex;
    flex-wrap: wrap;
    justify-content: inherit;
    gap: 0.3rem;
  }
  details {
    max-inline-size: min(38rem, 92%);
    font-size: var(--text-xs);
  }
  summary {
    min-block-size: 1.5rem;
    color: var(--soft);
    cursor: pointer;
  }
  details p {
    padding: 0.4rem 0.6rem;
    border-inline-start: 2px solid var(--line);
    white-space: pre-wrap;
  }
  .line {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    color: var(--soft);
    font-size: var(--text-xs);
  }
  .line::before,
  .line::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid var(--line);
  }
  .line strong {
    color: var(--ink);
    font-weight: 600;
  }
  .told {
    color: var(--soft);
    font-size: var(--text-xs);
    text-align: center;
  }
  .receipt {
    display: grid;
    gap: 0.3rem;
    inline-size: min(30rem, 100%);
    margin-inline: auto;
    padding: 0.7rem 0.9rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .receipt.outdated {
    opacity: 0.75;
  }
  .receipt .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem;
  }
  .receipt .amount {
    font-size: 1.0625rem;
    font-weight: 650;
  }
  .receipt dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0.1rem 0.75rem;
    font-size: var(--text-s);
  }
  .receipt dt {
    color: var(--soft);
  }
`;

const STATUS_BADGE = { done: 'ok', waiting: 'warn', refused: 'bad', checking: 'warn' } as const;

function stamp(at: string, { lang, now }: RowContext): TemplateResult {
  return html`<time class="soft num" datetime=${at} title=${formatExact(at, here(lang))}>${formatMoment(at, here(lang), now)}</time>`;
}

function authorOf(entry: Entry, { t, customer, me }: RowContext): string {
  if (entry.type === 'note') return entry.author.name === me ? t.noteByYou : t.noteBy(entry.author.name);
  switch (entry.author.kind) {
    case 'customer':
      return customer;
    case 'bot':
      return t.assistant;
    case 'human_agent':
      return entry.author.name === me ? `${t.humanAgent(entry.author.name)} (${t.you})` : t.humanAgent(entry.author.name);
    case 'system':
      return t.system;
  }
}

function messageRow(entry: MessageEntry, context: RowContext): TemplateResult {
  const { t, spoken } = context;
  const photo = photoUrl(entry.attachment);
  return html`<div class="row ${entry.author.kind}">
    <p class="by"><span class="author">${authorOf(entry, context)}</span> ${stamp(entry.at, context)}</p>
    <p class="text" lang=${spoken}>${entry.text}</p>
    ${photo
      ? html`<a class="photo" href=${photo} target="_blank" rel="noopener"><img src=${photo} alt=${entry.text} loading="lazy" /></a>`
      : nothing}
    ${entry.options.length
      ? html`<p class="options">
          <span class="sr-only">${t.offered}:</span> ${entry.options.map((option) => html`<span class="badge" lang=${spoken}>${option.title}</span>`)}
        </p>`
      : nothing}
    ${entry.why
      ? html`<details>
          <summary>${t.why}: ${entry.why.title}</summary>
          <p lang=${spoken}>${entry.why.detail}</p>
        </details>`
      : nothing}
  </div>`;
}

function noteRow(entry: Extract<Entry, { type: 'note' }>, context: RowContext): TemplateResult {
  return html`<div class="row note">
    <p class="by"><span class="author">${authorOf(entry, context)}</span> ${stamp(entry.at, context)}</p>
    <p class="text">${entry.to ? html`<strong>${context.t.passedTo(inLanguage(entry.to, context.lang))}:</strong> ` : nothing}${entry.text}</p>
  </div>`;
}

function modeRow(entry: ModeEntry, context: RowContext): TemplateResult {
  const { t } = context;
  const name = entry.agent ?? '';
  const text = entry.mode === 'human' && name ? t.took(name) : t.modeLines[entry.mode];
  const reason = entry.reason && entry.mode === 'waiting' ? (t.reasons[entry.reason] ?? '') : '';
  return html`<p class="line">
    <span><strong>${text}</strong>${reason ? `: ${reason}` : ''} ${stamp(entry.at, context)}</span>
  </p>`;
}

function receiptRow(entry: ReceiptEntry, outdated: boolean, context: RowContext): TemplateResult {
  const { t, lang } = context;
  return html`<div class="receipt ${outdated ? 'outdated' : ''}">
    <p class="head">
      ${outdated
        ? html`<span class="badge">${t.receipt[entry.status]}, ${t.updatedBelow}</span>`
        : html`<span class="badge ${STATUS_BADGE[entry.status]}">${t.receipt[entry.status]}</span>`}
      ${entry.amount ? html`<span class="amount num">${formatMoney(entry.amount, here(lang))}</span>` : nothing}
    </p>
    <p>${inLanguage(entry.explanation, lang)}</p>
    <dl>
      ${entry.to ? html`<dt>${t.to}</dt><dd>${inLanguage(entry.to, lang)}</dd>` : nothing}
      ${entry.expected ? html`<dt>${t.expected}</dt><dd>${inLanguage(entry.expected, lang)}</dd>` : nothing}
      ${entry.reference ? html`<dt>${t.reference}</dt><dd class="num">${entry.reference} · ${stamp(entry.at, context)}</dd>` : nothing}
    </dl>
  </div>`;
}

/** The row of one entry, `outdated` when a later receipt is about the same thing; nothing for an entry of a kind that this version does not know. */
export function entryRow(entry: Entry, outdated: boolean, context: RowContext): TemplateResult | typeof nothing {
  switch (entry.type) {
    case 'message':
      return messageRow(entry, context);
    case 'note':
      return noteRow(entry, context);
    case 'mode':
      return modeRow(entry, context);
    case 'receipt':
      return receiptRow(entry, outdated, context);
    case 'disclosure':
      return html`<p class="told" lang=${context.spoken}>${entry.text}</p>`;
    case 'other':
      return nothing;
  }
}

/** A text on its way: shown at once, marked until the server has it. */
export function pendingRow(pending: Pending, isNote: boolean, context: RowContext): TemplateResult {
  const { t, me, spoken } = context;
  return html`<div class="row pending ${isNote ? 'note' : 'human_agent'}">
    <p class="by">
      <span class="author">${isNote ? t.noteByYou : `${t.humanAgent(me)} (${t.you})`}</span>
      <span class="soft">${pending.state === 'waiting' ? t.waitingToSend : t.sending}</span>
    </p>
    <p class="text" lang=${spoken}>${pending.text}</p>
  </div>`;
}
