/** What is asked before a deed that the customer will notice: what happens, and what the customer reads. */
import { html } from 'lit';
import type { Question } from '../staff/question';
import { staffTexts } from '../staff/i18n';
import type { Exception, Lang } from '../staff/wire';
import { inLanguage } from '../shared/protocol';
import { sentence } from '../staff/approval';
import { formatMoney, here } from '../staff/format';
import type { Deed } from './bar';
import { deskTexts } from './i18n';
import { NO_DRAFT, itemOf, threadOf, type DeskState } from './state';

/** The question of a deed; null for a claim and a call, which need none, and for a transfer, which asks more. */
export function deedQuestion(deed: Deed, desk: DeskState, conversation: string, lang: Lang): Question | null {
  if (deed === 'claim' || deed === 'called' || deed === 'transfer') return null;
  const t = deskTexts[lang];
  const draft = desk.drafts[conversation] ?? NO_DRAFT;
  const spoken = itemOf(desk, conversation)?.language ?? threadOf(desk, conversation)?.brief?.language;
  const { seen } = deskTexts[spoken === 'nl' ? 'nl' : 'en'];
  const approvals = desk.approvals.filter((approval) => approval.conversation === conversation).length;
  const { title, body, reads, yes } = {
    release: { title: t.releaseTitle, body: t.releaseBody, reads: seen.mode_waiting, yes: t.release },
    hand_back: { title: t.handBackTitle, body: t.handBackBody, reads: seen.mode_bot, yes: t.handBack },
    close: { title: t.closeTitle, body: t.closeBody, reads: seen.mode_closed, yes: t.close },
  }[deed];
  const warnings = [
    deed === 'close' && approvals ? t.closeApprovals(approvals) : '',
    draft.reply.trim() || draft.note.trim() ? t.unsentDraft : '',
  ].filter(Boolean);
  return {
    title,
    body: html`<p>${body}</p>
      <p class="reads">${t.customerReads} <q lang=${spoken ?? 'en'}>${reads}</q></p>
      ${warnings.map((warning) => html`<p class="warning">${warning}</p>`)}`,
    yes,
    no: staffTexts[lang].cancel,
  };
}

/** What an exception overrules and does, with the reason that goes on record. */
export function exceptionQuestion(exception: Exception, lang: Lang): Question {
  const t = deskTexts[lang];
  const amount = exception.amount?.minor ? formatMoney(exception.amount, here(lang)) : '';
  return {
    title: t.exceptTitle(amount),
    body: html`<p>${sentence(inLanguage(exception.summary, lang))} ${t.exceptBody}</p>
      ${exception.lines.map((line) => html`<p class="warning">${inLanguage(line, lang)}</p>`)}`,
    yes: t.exceptYes(amount),
    no: staffTexts[lang].cancel,
    field: { label: t.exceptWhy, missing: staffTexts[lang].reasonMissing },
  };
}
