/** One thing in doubt: ask the provider again, or say what a person found out. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { inLanguage, type Money } from '../shared/protocol';
import { sentence } from '../staff/approval';
import { formatExact, formatMoment, formatMoney, here } from '../staff/format';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import { moneyRead, moneyShown } from './field-input';
import type { Doubt } from './found';
import { foundTexts, type FoundTexts } from './found-words';

/** What somebody found out about a doubt. */
export interface FoundOut {
  readonly doubt: Doubt;
  readonly happened: boolean;
  readonly reference: string;
  readonly amount: Money | null;
  readonly reason: string;
}

type FieldName = 'happened' | 'reference' | 'amount' | 'reason';
type Mistakes = Partial<Readonly<Record<FieldName, string>>>;

/** An amount as the file spells it: 109.90 EUR. */
const spelled = ({ minor, currency }: Money): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')} ${currency}`;

/**
 * @event {CustomEvent<Doubt>} doubt-ask
 * @event {CustomEvent<FoundOut>} doubt-found
 */
@customElement('support-doubt')
export class DoubtCard extends LitElement {
  @property({ attribute: false }) doubt!: Doubt;
  @property({ attribute: false }) override lang: Lang = 'en';
  @property({ attribute: false }) now = new Date();
  @property({ type: Boolean }) busy = false;
  @property({ type: Boolean }) readonly = false;
  @state() private open = false;
  @state() private happened: boolean | null = null;
  @state() private mistakes: Mistakes = {};
  @query('form') private form!: HTMLFormElement | null;

  static override styles = [
    base,
    css`
      article {
        display: grid;
        gap: 0.6rem;
        padding: 0.85rem 1rem 1rem;
        border: 1px solid var(--danger);
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
        white-space: nowrap;
      }
      form {
        display: grid;
        gap: 0.75rem;
        padding-block-start: 0.75rem;
        border-block-start: 1px solid var(--line);
      }
      form > div > label,
      .pair label {
        display: inline-block;
        margin-block-end: 0.25rem;
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
        font-weight: 550;
      }
      .choice {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        min-block-size: 2rem;
        font-weight: 400;
      }
      .choice input {
        inline-size: 1.1rem;
        block-size: 1.1rem;
        min-block-size: 0;
        accent-color: var(--accent);
      }
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 9rem;
        gap: 0.75rem;
      }
      .actions {
        justify-content: flex-start;
        margin-block-start: 0;
      }
      ul {
        padding-inline-start: 1.1rem;
        list-style: disc;
      }
    `,
  ];

  private send(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  private async unfold(): Promise<void> {
    this.open = !this.open;
    this.mistakes = {};
    this.happened = null;
    if (!this.open) return;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('input')?.focus();
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const t = foundTexts[this.lang];
    const given = new FormData(this.form ?? undefined);
    const text = (name: FieldName): string => String(given.get(name) ?? '').trim();
    const { doubt, happened } = this;
    const read = moneyRead(text('amount'), here(this.lang), doubt.amount.currency);
    const minor = read ? Number(read.split(' ')[0]!.replace('.', '')) : 0;
    const mistakes: Mistakes = {
      ...(happened === null ? { happened: t.pickOne } : {}),
      ...(happened && !text('reference') ? { reference: t.referenceMissing } : {}),
      ...(happened && !read ? { amount: t.badAmount } : {}),
      ...(happened && read && minor > doubt.amount.minor ? { amount: t.amountMost(formatMoney(doubt.amount, here(this.lang))) } : {}),
      ...(text('reason') ? {} : { reason: t.reasonMissing }),
    };
    this.mistakes = mistakes;
    if (Object.keys(mistakes).length || happened === null) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('.problem')?.focus();
      return;
    }
    const amount = happened ? { minor, currency: doubt.amount.currency } : null;
    this.send('doubt-found', { doubt, happened, reference: text('reference'), amount, reason: text('reason') } satisfies FoundOut);
  }

  private goTo(event: Event, name: string): void {
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>(`[name=${name}]`)?.focus();
  }

  override render(): TemplateResult {
    const t = foundTexts[this.lang];
    const { doubt } = this;
    const what = inLanguage(doubt.summary, this.lang);
    const locale = here(this.lang);
    return html`<article aria-labelledby="what">
      <header>
        <h3 id="what">${sentence(what)}</h3>
        <p class="amount num">${formatMoney(doubt.amount, locale)}</p>
      </header>
      <p class="soft">
        <time datetime=${doubt.since} title=${formatExact(doubt.since, locale)}>${t.since(formatMoment(doubt.since, locale, this.now))}</time>,
        ${t.tries(doubt.tries)}${doubt.problem ? html`; ${t.problems[doubt.problem] ?? doubt.problem.replaceAll('_', ' ')}` : nothing}.
        <span class="num">${doubt.reservation}</span>
      </p>
      ${this.readonly
        ? nothing
        : html`<div class="actions">
            <button ?disabled=${this.busy} aria-label=${t.askNamed(what)} @click=${() => this.send('doubt-ask', doubt)}>${t.ask}</button>
            <button aria-expanded=${this.open ? 'true' : 'false'} aria-label=${t.decideNamed(what)} @click=${() => void this.unfold()}>${t.decide}</button>
          </div>`}
      ${this.open && !this.readonly ? this.renderForm(t) : nothing}
    </article>`;
  }

  private renderForm(t: FoundTexts): TemplateResult {
    const wrong = Object.entries(this.mistakes);
    return html`<form @submit=${(event: Event) => void this.submit(event)} novalidate>
      ${wrong.length
        ? html`<div class="problem" role="alert" tabindex="-1">
            <strong>${t.wrong}</strong>
            <ul>
              ${wrong.map(([name, text]) => html`<li><a href="#${name}" @click=${(event: Event) => this.goTo(event, name)}>${text}</a></li>`)}
            </ul>
          </div>`
        : nothing}
      <fieldset aria-describedby=${this.mistakes.happened ? 'happened-error' : nothing}>
        <legend>${t.happenedWhat}</legend>
        ${this.renderChoice(true, t.happened)} ${this.renderChoice(false, t.never)}
        ${this.renderMistake('happened')}
      </fieldset>
      ${this.happened
        ? html`<div class="pair">
            ${this.renderInput('reference', t.reference, '')}
            ${this.renderInput('amount', `${t.amount} (${this.doubt.amount.currency})`, moneyShown(spelled(this.doubt.amount), here(this.lang)))}
          </div>`
        : nothing}
      ${this.renderInput('reason', t.reason, '', t.reasonHint)}
      <div class="actions">
        <button type="submit" class=${this.happened === false ? 'danger solid' : 'primary'} ?disabled=${this.busy}>${this.happened === false ? t.free : t.settle}</button>
        <button type="button" @click=${() => void this.unfold()}>${t.close}</button>
      </div>
    </form>`;
  }

  private renderChoice(value: boolean, label: string): TemplateResult {
    return html`<label class="choice"><input type="radio" name="happened" .checked=${this.happened === value} @change=${() => (this.happened = value)} />${label}</label>`;
  }

  private renderInput(name: FieldName, label: string, value: string, hint = ''): TemplateResult {
    const mistake = this.mistakes[name];
    return html`<div>
      <label for=${name}>${label}</label> ${hint ? html`<span class="soft small" id="${name}-hint">${hint}</span>` : nothing}
      <input
        id=${name}
        name=${name}
        type="text"
        maxlength=${name === 'reference' ? 64 : 500}
        autocomplete="off"
        value=${value}
        aria-invalid=${mistake ? 'true' : 'false'}
        aria-describedby=${mistake ? `${name}-error` : hint ? `${name}-hint` : nothing}
      />
      ${this.renderMistake(name)}
    </div>`;
  }

  private renderMistake(name: FieldName): TemplateResult | typeof nothing {
    const mistake = this.mistakes[name];
    return mistake ? html`<p class="field-error" id="${name}-error">${mistake}</p>` : nothing;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-doubt': DoubtCard;
  }
}
