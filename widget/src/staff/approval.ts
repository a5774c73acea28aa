/** One decision that waits for a person: who, what, how much, why, the evidence, until when; yes or no. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { elapsed, formatDuration, formatExact, formatMoney, here } from './format';
import { staffTexts, type StaffTexts } from './i18n';
import { base } from './styles';
import { inLanguage } from '../shared/protocol';
import { objectOf } from './parse';
import type { Approval, Lang } from './wire';
import type { QuestionDialog } from './question';

/** What a person decided; `text` is the remark (approve) or the reason (deny). */
export interface Verdict {
  readonly approval: Approval;
  readonly verdict: 'approve' | 'deny';
  readonly text: string;
}

export const amountOf = (approval: Approval, lang: Lang): string =>
  approval.amount ? formatMoney(approval.amount, here(lang)) : staffTexts[lang].noAmount;

/** Whether this yes is not enough by itself: somebody else has to agree as well. */
const isFirst = (approval: Approval): boolean => approval.people > approval.agreed.length + 1;

/** Whether this yes makes it complete after somebody else's. */
const isSecond = (approval: Approval): boolean => approval.people > 1 && !isFirst(approval);

/** What to tell the person who decided: what became of it, and nothing better. */
export function toldOf(verdict: Verdict['verdict'], answer: unknown, lang: Lang): string {
  const t = staffTexts[lang];
  if (verdict === 'deny') return t.denied;
  const { outcome, state } = objectOf(answer);
  if (outcome === 'approve') return t.firstYes;
  if (outcome !== 'allow') return t.notAnyMore;
  return state === 'settled' ? t.approved : state === 'released' ? t.failedAfter : t.approvedChecking;
}

export const whoOf = (approval: Approval, t: StaffTexts): string => approval.customer?.name ?? t.guest;

/** Asks for the reason and the last yes in a dialog that names the amount; null when the person stepped back. */
export async function askVerdict(
  dialog: QuestionDialog,
  approval: Approval,
  verdict: Verdict['verdict'],
  lang: Lang,
): Promise<Verdict | null> {
  const t = staffTexts[lang];
  const amount = amountOf(approval, lang);
  const what = inLanguage(approval.summary, lang);
  const who = whoOf(approval, t);
  const text = await dialog.ask(
    verdict === 'approve'
      ? {
          title: t.approveTitle(amount),
          body: isFirst(approval) ? t.agreeBody(sentence(what), who) : t.approveBody(sentence(what), who),
          yes: isFirst(approval) ? t.agreeYes(amount) : t.approveYes(amount),
          no: t.cancel,
          field: { label: t.note, hint: `(${t.optional})` },
        }
      : {
          title: t.denyTitle(amount),
          body: t.denyBody(sentence(what), who),
          yes: t.denyYes,
          no: t.cancel,
          danger: true,
          field: { label: t.reason, missing: t.reasonMissing },
        },
  );
  return text === null ? null : { approval, verdict, text };
}

/** Why there is nothing to press: what keeps the person who looks, and who can decide instead. */
function hindered({ hindrance, by }: Approval, t: StaffTexts): string {
  if (hindrance !== 'role') return hindrance === 'own' ? t.ownRequest : t.ownLimits;
  return by.length ? t.otherRoles(by.map((role) => t.roles[role] ?? role)) : t.nobodyMay;
}

/** Begins with a capital and ends with a full stop, so that it can stand between other sentences. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(capital) || !capital ? capital : `${capital}.`;
}

/**
 * @event {CustomEvent<{approval: Approval, verdict: 'approve' | 'deny'}>} decide - a button was pressed; nothing is sent yet
 * @event {CustomEvent<string>} open-conversation
 */
@customElement('support-approval')
export class ApprovalCard extends LitElement {
  @property({ attribute: false }) approval!: Approval;
  @property({ attribute: false }) override lang: Lang = 'en';
  @property({ attribute: false }) now = new Date();
  /** Who looks: nobody agrees twice. */
  @property({ attribute: false }) me = '';
  /** Offer a button that opens the conversation; not in the brief, where it is open already. */
  @property({ type: Boolean }) link = false;
  @property({ type: Boolean }) busy = false;

  static override styles = [
    base,
    css`
      article {
        display: grid;
        gap: 0.6rem;
        padding: 0.85rem 1rem 1rem;
        border: 1px solid var(--note);
        border-inline-start-width: 4px;
        border-radius: var(--radius);
        background: var(--surface);
      }
      header {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 0.75rem;
      }
      h3 {
        font-size: 1rem;
        line-height: 1.35;
      }
      .amount {
        font-size: 1.25rem;
        font-weight: 650;
        line-height: 1.2;
        white-space: nowrap;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: 0.5rem 0.9rem;
      }
      .wide {
        grid-column: 1 / -1;
      }
      dt {
        color: var(--soft);
        font-size: var(--text-xs);
      }
      dd {
        overflow-wrap: anywhere;
      }
      .actions {
        justify-content: flex-start;
        margin-block-start: 0.25rem;
      }
    `,
  ];

  private decide(verdict: Verdict['verdict']): void {
    if (this.busy) return;
    this.dispatchEvent(
      new CustomEvent('decide', { detail: { approval: this.approval, verdict }, bubbles: true, composed: true }),
    );
  }

  private open(): void {
    this.dispatchEvent(
      new CustomEvent('open-conversation', { detail: this.approval.conversation, bubbles: true, composed: true }),
    );
  }

  override render(): TemplateResult {
    const t = staffTexts[this.lang];
    const { approval, lang, now } = this;
    const what = inLanguage(approval.summary, lang);
    return html`<article aria-labelledby="what">
      <header>
        <h3 id="what">${sentence(what)}</h3>
        ${approval.amount ? html`<p class="amount num">${amountOf(approval, lang)}</p>` : nothing}
      </header>
      <dl>
        <div class="wide">
          <dt>${t.who}</dt>
          <dd>${whoOf(approval, t)} ${approval.customer ? html`<span class="soft num">${approval.customer.id}</span>` : nothing}</dd>
        </div>
        <div class="wide">
          <dt>${t.why}</dt>
          <dd>${inLanguage(approval.why, lang)}</dd>
        </div>
        ${inLanguage(approval.operator, lang)
          ? html`<div class="wide">
              <dt>${t.evidence}</dt>
              <dd>${inLanguage(approval.operator, lang)}</dd>
            </div>`
          : nothing}
        ${approval.people > 1
          ? html`<div class="wide">
              <dt>${t.agreement}</dt>
              <dd>
                <span class="badge ${approval.agreed.length ? 'ok' : ''}">${t.agreedOf(approval.agreed.length, approval.people)}</span>
                ${approval.agreed.length ? t.agreedBy(approval.agreed.join(', ')) : t.twoPeople}
              </dd>
            </div>`
          : nothing}
        <div>
          <dt>${t.asked}</dt>
          <dd>
            <time datetime=${approval.requested_at} title=${formatExact(approval.requested_at, here(lang))}>${t.ago(elapsed(approval.requested_at, now, lang))}</time>
          </dd>
        </div>
        <div>
          <dt>${t.expires}</dt>
          <dd>${this.renderExpiry(t)}</dd>
        </div>
      </dl>
      <div class="actions">
        ${approval.hindrance ? html`<p class="soft">${hindered(approval, t)}</p>` : this.renderVerdicts(what, t)}
        ${this.link ? html`<button class="quiet" @click=${this.open}>${t.openConversation}</button>` : nothing}
      </div>
    </article>`;
  }

  private renderVerdicts(what: string, t: StaffTexts): TemplateResult {
    const { approval, lang } = this;
    const [label, named] = isFirst(approval) ? [t.agreeFirst, t.agreeFirstNamed] : isSecond(approval) ? [t.agreeSecond, t.agreeSecondNamed] : [t.approve, t.approveNamed];
    return html`${approval.agreed.includes(this.me)
          ? html`<p class="soft">${t.youAgreed}</p>`
          : html`<button class="primary" ?disabled=${this.busy} aria-label=${named(`${amountOf(approval, lang)}, ${what}`)} @click=${() => this.decide('approve')}>${label}</button>`}
        <button class="danger" ?disabled=${this.busy} aria-label=${t.denyNamed(`${amountOf(approval, lang)}, ${what}`)} @click=${() => this.decide('deny')}>
          ${t.deny}
        </button>`;
  }

  private renderExpiry(t: StaffTexts): TemplateResult {
    const { expires_at: at } = this.approval;
    const left = new Date(at).getTime() - this.now.getTime();
    const soon = left < 15 * 60_000;
    const text = left > 0 ? t.expiresIn(formatDuration(left, this.lang)) : t.expired;
    return html`<time datetime=${at} title=${formatExact(at, here(this.lang))} class=${soon ? 'badge warn' : ''}>${text}</time>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-approval': ApprovalCard;
  }
}
