/** Small parts of the desk's page that need no element of their own. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Lang } from '../staff/wire';
import { deskTexts } from './i18n';
import type { DeskState, Notice } from './state';

/** What was just done or refused, until it is dismissed. */
export function notice(told: Notice | null, lang: Lang, dismiss: () => void): TemplateResult | typeof nothing {
  if (!told) return nothing;
  return html`<p class="notice ${told.bad ? 'bad' : ''}">
    <span>${told.text}</span>
    <button class="quiet" @click=${dismiss}>${deskTexts[lang].dismiss}</button>
  </p>`;
}

/** The decisions that wait in one conversation, beside its brief. */
export function ownApprovals({ approvals, session, busy }: DeskState, conversation: string, lang: Lang, now: Date): TemplateResult | typeof nothing {
  const items = approvals.filter((approval) => approval.conversation === conversation);
  if (!items.length) return nothing;
  return html`<support-approvals slot="approvals" .items=${items} .lang=${lang} .now=${now} .me=${session?.name ?? ''} ?busy=${busy}></support-approvals>`;
}
