/** One shadow case; what could not be looked up is filled in here. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { inLanguage, type Money } from '../shared/protocol';
import { sentence } from '../staff/approval';
import { formatExact, formatMoment, formatMoney, here } from '../staff/format';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import { moneyRead } from './field-input';
import { DEEDS, agrees, type Did, type ShadowCase } from './found';
import { foundTexts, type FoundTexts } from './found-words';

/** What a person did about a case. */
export interface WroteDown {
  readonly decision: string;
  readonly did: Did;
  readonly amount: Money | null;
  readonly note: string;
}

/** @event {CustomEvent<WroteDown>} shadow-did */
@customElement('support-shadow-case')
export class ShadowCaseRow extends LitElement {
  @property({ attribute: false }) case!: ShadowCase;
  /** What the action is called. */
  @property({ attribute: false }) action = '';
  @property({ attribute: false }) currency = 'EUR';
  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) override lang: Lang = 'en';
  @property({ attribute: false }) now = new Date();
  @state() private open = false;
  @state() private mistakes: Readonly<Record<string, string>> = {};

  static override styles = [
    base,
    css`
      .row {
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 1fr) minmax(0, 1fr) auto;
        align-items: start;
        gap: 0.25rem 1.25rem;
        padding: 0.7rem 0.9rem;
      }
      .row > button {
        align-self: center;
      }
      dt {
        color: var(--soft);
        font-size: var(--text-xs);
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 0.75rem;
        padding: 0.25rem 0.9rem 0.9rem;
      }
      label {
        display: block;
        margin-block-end: 0.25rem;
      }
      form > div {
        flex: 1 1 9rem;
      }
      form > .note {
        flex: 3 1 16rem;
      }
      form > .problem {
        flex-basis: 100%;
      }
      .actions {
        flex: none;
        margin: 0;
      }
      @media (max-width: 760px) {
        .row {
          grid-template-columns: 1fr;
        }
        .row > button {
          justify-self: start;
        }
      }
    `,
  ];

  private async unfold(): Promise<void> {
    this.open = !this.open;
    this.mistakes = {};
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(this.open ? 'select' : 'button')?.focus();
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const t = foundTexts[this.lang];
    const given = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string => String(given.get(name) ?? '').trim();
    const did = DEEDS.find((one) => one === text('did'));
    const read = text('amount') ? moneyRead(text('amount'), here(this.lang), this.currency) : '';
    this.mistakes = { ...(did ? {} : { did: t.pickDeed }), ...(read === null ? { amount: t.badAmount } : {}) };
    if (!did || read === null) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('.problem')?.focus();
      return;
    }
    const amount = read ? { minor: Number(read.split(' ')[0]!.replace('.', '')), currency: this.currency } : null;
    const detail: WroteDown = { decision: this.case.decision, did, amount, note: text('note') };
    this.open = false;
    this.dispatchEvent(new CustomEvent('shadow-did', { detail, bubbles: true, composed: true }));
  }

  private goTo(event: Event, name: string): void {
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>(`[name=${name}]`)?.focus();
  }

  override render(): TemplateResult {
    const t = foundTexts[this.lang];
    const one = this.case;
    const what = inLanguage(one.summary, this.lang);
    const locale = here(this.lang);
    return html`<div class="row">
        <div>
          <p>${sentence(what)}</p>
          <p class="soft small">
            ${this.action}, <time datetime=${one.at} title=${formatExact(one.at, locale)}>${formatMoment(one.at, locale, this.now)}</time>
          </p>
        </div>
        <dl>
          <dt>${t.would}</dt>
          <dd>${t.wouldBe[one.would] ?? one.would}${one.amount?.minor ? html`, <span class="num">${formatMoney(one.amount, locale)}</span>` : nothing}</dd>
        </dl>
        <dl>
          <dt>${t.did}</dt>
          <dd>${this.renderDid(t, locale)}</dd>
        </dl>
        ${one.did === null
          ? html`<button aria-expanded=${this.open ? 'true' : 'false'} aria-label=${t.writeDownNamed(what)} @click=${() => void this.unfold()}>${t.writeDown}</button>`
          : nothing}
      </div>
      ${this.open && one.did === null ? this.renderForm(t) : nothing}`;
  }

  private renderDid(t: FoundTexts, locale: string): TemplateResult {
    const one = this.case;
    const same = agrees(one);
    if (one.did === null) return html`<span class="badge">${t.unknown}</span>`;
    const by = one.by && one.by !== 'records' ? t.by(one.by) : t.looked;
    return html`${t.dids[one.did]}${one.did_amount ? html`, <span class="num">${formatMoney(one.did_amount, locale)}</span>` : nothing}
      <span class="badge ${same ? 'ok' : 'warn'}">${same ? t.same : t.other}</span>
      <span class="soft small">${by}${one.note ? `: ${one.note}` : ''}</span>`;
  }

  private renderForm(t: FoundTexts): TemplateResult {
    const wrong = Object.entries(this.mistakes);
    const described = (name: string): string | typeof nothing => (this.mistakes[name] ? 'summary' : nothing);
    const invalid = (name: string): string => (this.mistakes[name] ? 'true' : 'false');
    return html`<form @submit=${(event: Event) => void this.submit(event)} novalidate>
      ${wrong.length
        ? html`<div class="problem" id="summary" role="alert" tabindex="-1">
            ${wrong.map(([name, text]) => html`<a href="#${name}" @click=${(event: Event) => this.goTo(event, name)}>${text}</a> `)}
          </div>`
        : nothing}
      <div>
        <label for="did">${t.did}</label>
        <select id="did" name="did" aria-invalid=${invalid('did')} aria-describedby=${described('did')}>
          <option value="">–</option>
          ${DEEDS.map((did) => html`<option value=${did}>${t.dids[did]}</option>`)}
        </select>
      </div>
      <div>
        <label for="amount">${t.amountOptional}</label>
        <input id="amount" name="amount" type="text" inputmode="decimal" autocomplete="off" aria-invalid=${invalid('amount')} aria-describedby=${described('amount')} />
      </div>
      <div class="note">
        <label for="note">${t.note}</label>
        <input id="note" name="note" type="text" maxlength="500" autocomplete="off" />
      </div>
      <div class="actions">
        <button type="submit" class="primary" ?disabled=${this.busy}>${t.save}</button>
        <button type="button" @click=${() => void this.unfold()}>${t.close}</button>
      </div>
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-shadow-case': ShadowCaseRow;
  }
}
