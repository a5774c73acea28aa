/**
 * One field of the limits inside its sentence. Fires `field-change` with the value for the file, or null when it does
 * not fit, and `field-out` or `field-back` with its path when it is taken out of the limits or put back.
 */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { inLanguage } from '../shared/protocol';
import { here } from '../staff/format';
import { staffTexts } from '../staff/i18n';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import { editTexts } from './edit-words';
import type { Field } from './edit-parse';
import { consoleTexts } from './i18n';

const OUTCOMES = ['approve', 'ask', 'handover', 'refuse', 'silent'];

/** The share that is offered when somebody picks a part of the customers. */
const FIRST_SHARE = 10;

/** The decimal sign of a locale. */
const point = (locale: string): string => new Intl.NumberFormat(locale).format(1.5).charAt(1);

/** An amount of the file, `150.00 EUR`, as people of a locale write it. */
export function moneyShown(value: string, locale: string): string {
  return value.split(' ')[0]!.replace('.', point(locale));
}

/** What somebody wrote as an amount of the file; null unless it has exactly two decimals. */
export function moneyRead(text: string, locale: string, currency: string): string | null {
  const sign = point(locale) === ',' ? ',' : '\\.';
  const match = new RegExp(`^(\\d{1,9})${sign}(\\d{2})$`).exec(text.trim());
  return match ? `${match[1]}.${match[2]} ${currency}` : null;
}

@customElement('support-field')
export class FieldInput extends LitElement {
  @property({ attribute: false }) field!: Field;
  /** What stands there now; null while it does not fit. */
  @property({ attribute: false }) value: string | null = '';
  @property({ attribute: false }) problem = '';
  @property({ attribute: false }) override lang: Lang = 'en';
  @state() private wrong = '';
  /** The last one that fitted. */
  private last = '';

  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding-block: 0.3rem;
      }
      label {
        font-weight: 400;
        line-height: 2.1;
      }
      .unit {
        margin-inline-start: 0.2rem;
      }
      input,
      select {
        inline-size: auto;
        max-inline-size: calc(100% - 0.3rem);
        margin-inline: 0.15rem;
      }
      input[type='text'] {
        inline-size: 7.5rem;
        text-align: end;
      }
      input[type='number'] {
        inline-size: 5rem;
        text-align: end;
      }
      .roles {
        display: flex;
        flex-wrap: wrap;
        gap: 0 1rem;
      }
      .roles label {
        display: inline-flex;
        align-items: center;
        gap: 0.35rem;
      }
      .part {
        margin-inline-start: 1.25rem;
      }
      .whole {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: start;
        gap: 0.25rem;
      }
      .out {
        margin-block-start: 0.3rem;
        min-inline-size: 1.75rem;
        min-block-size: 1.75rem;
        padding: 0;
        color: var(--soft);
      }
      .gone {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.5rem;
        color: var(--soft);
      }
      .gone span {
        flex: 1 1 12rem;
      }
      .changed {
        border-inline-start: 3px solid var(--accent);
        padding-inline-start: 0.6rem;
      }
    `,
  ];

  protected override willUpdate(): void {
    if (this.value !== null) this.last = this.value;
  }

  private tell(value: string | null, wrong = ''): void {
    this.wrong = wrong;
    this.dispatchEvent(new CustomEvent('field-change', { detail: { path: this.field.path, value }, bubbles: true, composed: true }));
  }

  override render(): TemplateResult {
    const [before = '', after = ''] = inLanguage(this.field.sentence, this.lang).split('{field}');
    const problem = this.wrong || this.problem;
    if (this.field.first && this.value === '' && !this.field.part_of) return this.renderGone(before, after);
    const { field } = this;
    const sentence =
      field.kind === 'roles'
        ? this.renderRoles(before, after, problem)
        : html`<label for="value">${before}</label>${this.renderInput(problem)}<span>${after}</span>`;
    return html`<div class="${this.value !== field.value ? 'changed' : ''} ${field.part_of ? 'part' : ''}">
      ${field.first && !field.part_of ? html`<div class="whole"><div>${sentence}</div>${this.renderOut()}</div>` : sentence}
      ${problem ? html`<p class="problem" id="problem">${problem}</p>` : nothing}
    </div>`;
  }

  private askFor(deed: 'field-out' | 'field-back'): void {
    this.wrong = '';
    this.dispatchEvent(new CustomEvent(deed, { detail: this.field.path, bubbles: true, composed: true }));
  }

  private renderOut(): TemplateResult {
    const label = `${editTexts[this.lang].takeOut}: ${inLanguage(this.field.name, this.lang)}`;
    return html`<button class="quiet out" aria-label=${label} title=${label} @click=${() => this.askFor('field-out')}>×</button>`;
  }

  private renderGone(before: string, after: string): TemplateResult {
    const t = editTexts[this.lang];
    const amount = `${moneyShown(this.field.value, here(this.lang))} ${this.field.value.split(' ')[1] ?? ''}`;
    return html`<div class="changed gone">
      <span>${t.gone} <del>${before}${amount}${after}</del></span>
      <button aria-label=${`${t.putBack}: ${inLanguage(this.field.name, this.lang)}`} @click=${() => this.askFor('field-back')}>${t.putBack}</button>
    </div>`;
  }

  /** Which of the roles: a box for each. */
  private renderRoles(before: string, after: string, problem: string): TemplateResult {
    const held = (this.value ?? '').split(', ');
    const tick = (role: string, ticked: boolean): void =>
      this.tell(this.field.roles.filter((one) => (one === role ? ticked : held.includes(one))).join(', '));
    return html`<span id="what">${before}</span>
      <span class="roles" role="group" aria-labelledby="what">
        ${this.field.roles.map(
          (role) =>
            html`<label>
              <input
                type="checkbox"
                .checked=${held.includes(role)}
                aria-invalid=${problem ? 'true' : 'false'}
                aria-describedby=${problem ? 'problem' : nothing}
                @change=${(event: Event) => tick(role, (event.target as HTMLInputElement).checked)}
              />
              ${staffTexts[this.lang].roles[role] ?? role}
            </label>`,
        )}
      </span>
      ${after.trim() === '.' ? nothing : html`<span>${after}</span>`}`;
  }

  private renderInput(problem: string): TemplateResult {
    const invalid = problem ? 'true' : 'false';
    const described = problem ? 'problem' : nothing;
    const t = editTexts[this.lang];
    const choose = (options: readonly (readonly [string, string])[]): TemplateResult =>
      html`<select id="value" aria-invalid=${invalid} aria-describedby=${described} @change=${(event: Event) => this.tell((event.target as HTMLSelectElement).value)}>
        ${options.map(([value, name]) => html`<option value=${value} ?selected=${value === this.last}>${name}</option>`)}
      </select>`;
    switch (this.field.kind) {
      case 'money':
        return this.renderMoney(invalid, described);
      case 'count':
        return html`<input
          id="value"
          type="number"
          min="0"
          max="1000000"
          step="1"
          .value=${this.last}
          aria-invalid=${invalid}
          aria-describedby=${described}
          @input=${(event: Event) => this.readNumber((event.target as HTMLInputElement).value, '')}
        />`;
      case 'length':
        return this.renderLength(invalid, described);
      case 'people':
        return choose(['1', '2'].map((count) => [count, count]));
      case 'outcome':
        return choose(OUTCOMES.map((name) => [name, consoleTexts[this.lang].outcomes[name] ?? name]));
      case 'yes_no':
        return choose([
          ['true', t.yes],
          ['false', t.no],
        ]);
      case 'stage':
        return this.renderStage(invalid, described);
      case 'roles':
        return html``;
    }
  }

  /** `off`, `shadow`, `live`, or `percent 10` with the number beside it. */
  private renderStage(invalid: string, described: string | typeof nothing): TemplateResult {
    const t = editTexts[this.lang];
    const [stage = '', share = ''] = this.last.split(' ');
    return html`<select
        id="value"
        aria-invalid=${invalid}
        aria-describedby=${described}
        @change=${(event: Event) => {
          const chosen = (event.target as HTMLSelectElement).value;
          this.tell(chosen === 'percent' ? `percent ${FIRST_SHARE}` : chosen);
        }}
      >
        ${Object.entries(t.stages).map(([name, words]) => html`<option value=${name} ?selected=${name === stage}>${words}</option>`)}
      </select>
      ${stage === 'percent'
        ? html`<input
              type="number"
              min="0"
              max="100"
              step="1"
              aria-label=${t.share}
              aria-invalid=${invalid}
              aria-describedby=${described}
              .value=${share}
              @input=${(event: Event) => this.readShare((event.target as HTMLInputElement).value)}
            /><span class="unit">%</span>`
        : nothing}`;
  }

  private readShare(text: string): void {
    const fits = /^(100|[1-9]?\d)$/.test(text);
    this.tell(fits ? `percent ${text}` : null, fits ? '' : editTexts[this.lang].badShare);
  }

  private renderMoney(invalid: string, described: string | typeof nothing): TemplateResult {
    const locale = here(this.lang);
    const currency = (this.field.value || this.field.first).split(' ')[1] ?? '';
    return html`<input
        id="value"
        type="text"
        inputmode="decimal"
        autocomplete="off"
        .value=${moneyShown(this.field.value || this.field.first, locale)}
        aria-invalid=${invalid}
        aria-describedby=${described}
        @input=${(event: Event) => {
          const read = moneyRead((event.target as HTMLInputElement).value, locale, currency);
          this.tell(read, read ? '' : editTexts[this.lang].badMoney);
        }}
      /><span class="unit">${currency}</span>`;
  }

  private renderLength(invalid: string, described: string | typeof nothing): TemplateResult {
    const unit = this.last.slice(-1);
    return html`<input
        id="value"
        type="number"
        min="1"
        step="1"
        .value=${this.last.slice(0, -1)}
        aria-invalid=${invalid}
        aria-describedby=${described}
        @input=${(event: Event) => this.readNumber((event.target as HTMLInputElement).value, unit)}
      /><span class="unit">${editTexts[this.lang].units[unit as 'd'] ?? unit}</span>`;
  }

  private readNumber(text: string, unit: string): void {
    const fits = /^\d{1,7}$/.test(text);
    this.tell(fits ? `${Number(text)}${unit}` : null, fits ? '' : editTexts[this.lang].badNumber);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-field': FieldInput;
  }
}
