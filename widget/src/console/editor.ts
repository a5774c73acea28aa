/** Limits as sentences with fields: change, see the effect on the recorded requests, give a reason, apply. */
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { repeat } from 'lit/directives/repeat.js';
import { inLanguage, type LocalText, type Money } from '../shared/protocol';
import { ApiError, type StaffApi } from '../staff/api';
import { formatExact, formatMoney, here } from '../staff/format';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import './add-field';
import { editorStyles } from './editor-styles';
import { parseForm, parsePreview, type Effect, type Field, type Form, type Preview, type Problem, type Version } from './edit-parse';
import { editTexts, type EditTexts } from './edit-words';
import type { FieldInput } from './field-input';
import './field-input';
import { consoleTexts } from './i18n';
import { addable, changesOf, countOf, isThere, valueOf, withAdded, withoutIt, type Written } from './written';

const SINCE = '30d';
const OUTCOMES = ['allow', 'approve', 'ask', 'handover', 'refuse', 'silent'];

@customElement('support-limits-editor')
export class LimitsEditor extends LitElement {
  @property({ attribute: false }) api!: StaffApi;
  @property({ attribute: false }) titles: Readonly<Record<string, LocalText>> = {};
  @property({ attribute: false }) override lang: Lang = 'en';
  @state() private form: Form | null = null;
  @state() private values: Written = {};
  @state() private preview: Preview | null = null;
  @state() private busy = false;
  /** Fields of another round are drawn anew: what was written into them is gone. */
  @state() private round = 0;
  @state() private withoutTests = false;
  @state() private trouble = '';
  @state() private told = '';
  @state() private reasonMissing = false;

  static override styles = [base, editorStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  /** Reads the fields of the limits in force; what was changed here and not applied is dropped. */
  async load(): Promise<void> {
    await this.work(async () => {
      this.form = parseForm(await this.api.get('limits/form'));
      this.takeBack();
    });
  }

  private takeBack(): void {
    this.values = {};
    this.round += 1;
    this.preview = null;
    this.withoutTests = false;
  }

  private async work(deed: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.trouble = '';
    try {
      await deed();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.trouble = error.message || error.code;
    } finally {
      this.busy = false;
    }
    if (this.trouble || (this.preview && !this.preview.ok)) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('.summary')?.focus();
    }
  }

  private get fields(): readonly Field[] {
    return this.form?.fields ?? [];
  }

  private get unfit(): boolean {
    return Object.values(this.values).includes(null);
  }

  private get body(): object {
    return { base: this.form?.base, changes: changesOf(this.fields, this.values), without_tests: this.withoutTests };
  }

  private readonly onField = (event: CustomEvent<{ path: string; value: string | null }>): void => {
    this.write({ ...this.values, [event.detail.path]: event.detail.value });
  };

  private write(values: Written): void {
    this.values = values;
    this.preview = null;
    this.told = '';
  }

  /** Adds, takes out or puts back; whoever uses the keyboard goes on where they were. */
  private readonly onWhole = async (event: CustomEvent<string>): Promise<void> => {
    const field = this.fields.find((one) => one.path === event.detail);
    if (!field) return;
    const { [field.path]: _, ...left } = this.values;
    const next = { 'field-add': withAdded, 'field-out': withoutIt, 'field-back': () => left }[event.type];
    if (next) this.write(next(field, this.fields, this.values));
    await this.updateComplete;
    const there = this.inputOf(field.path);
    const group = this.renderRoot.querySelector<HTMLElement>(`support-add-field[data-group="${field.group}"]`);
    await there?.updateComplete;
    (there ?? group)?.focus();
  };

  private inputOf(path: string): FieldInput | undefined {
    return [...this.renderRoot.querySelectorAll('support-field')].find((one) => one.field.path === path);
  }

  private async look(withoutTests = this.withoutTests): Promise<void> {
    this.withoutTests = withoutTests;
    await this.work(async () => {
      this.preview = parsePreview(await this.api.post('limits/preview', { ...this.body, since: SINCE }));
    });
  }

  private async apply(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const reason = String(new FormData(event.target as HTMLFormElement).get('reason') ?? '').trim();
    this.reasonMissing = !reason;
    if (!reason) {
      this.renderRoot.querySelector<HTMLElement>('#reason')?.focus();
      return;
    }
    await this.work(async () => {
      const made = (await this.api.post('limits/apply', { ...this.body, reason })) as Version;
      const t = editTexts[this.lang];
      const told = made.state === 'in_force' ? t.applied(made.version, formatExact(made.applied_at ?? '', here(this.lang))) : t.waits(made.version);
      this.dispatchEvent(new CustomEvent('limits-changed', { bubbles: true, composed: true }));
      this.form = parseForm(await this.api.get('limits/form'));
      this.takeBack();
      this.told = told;
    });
  }

  override render(): TemplateResult {
    const t = editTexts[this.lang];
    if (!this.form) return html`<p class="soft" role="status">${this.trouble || consoleTexts[this.lang].loading}</p>`;
    const count = countOf(this.fields, this.values);
    return html`<section aria-labelledby="edit">
      <h2 id="edit">${t.title}</h2>
      <p class="soft lead">${t.lead} <a href="/api/limits/source" download="limits.yml">${t.download}</a></p>
      <div class="groups" @field-change=${this.onField} @field-add=${this.onWhole} @field-out=${this.onWhole} @field-back=${this.onWhole}>${keyed(this.round, html`${this.renderGroups()}`)}</div>
      <div class="bar">
        <p role="status">${this.told || (this.busy ? t.looking : count ? t.changes(count) : t.nothing)}</p>
        <button ?disabled=${this.busy || !count} @click=${() => this.takeBack()}>${t.back}</button>
        <button class="primary" ?disabled=${this.busy || !count || this.unfit} @click=${() => void this.look()}>${t.look}</button>
      </div>
      ${this.trouble ? html`<p class="summary problem" role="alert" tabindex="-1">${this.trouble}</p>` : nothing}
      ${this.preview ? this.renderPreview(this.preview, t) : nothing}
    </section>`;
  }

  private renderGroups(): TemplateResult[] {
    const { fields, values } = this;
    const groups = [...new Set(fields.map((field) => field.group))];
    return groups.map((group) => {
      const title = inLanguage(this.titles[group] ?? {}, this.lang) || group;
      const mine = fields.filter((field) => field.group === group);
      const more = addable(mine, values);
      return html`<fieldset>
        <legend>${title}</legend>
        ${repeat(
          mine.filter((field) => isThere(field, fields, values)),
          (field) => field.path,
          (field) => this.renderField(field),
        )}
        ${more.length ? html`<support-add-field data-group=${group} .fields=${more} .lang=${this.lang}></support-add-field>` : nothing}
      </fieldset>`;
    });
  }

  private renderField(field: Field): TemplateResult {
    const problem = this.preview && !this.preview.ok ? this.preview.problems.find((one) => one.field === field.path) : undefined;
    return html`<support-field
      .field=${field}
      .value=${valueOf(field, this.values)}
      .problem=${problem ? this.wordsOf(problem) : ''}
      .lang=${this.lang}
    ></support-field>`;
  }

  private renderPreview(preview: Preview, t: EditTexts): TemplateResult {
    if (!preview.ok) {
      const onlyTests = preview.problems.every((problem) => problem.test);
      return html`<div class="summary problem" role="alert" tabindex="-1">
        <strong>${t.wrong}</strong>
        <ul>
          ${preview.problems.map((problem) => html`<li>${this.renderProblem(problem)}</li>`)}
        </ul>
        ${onlyTests ? html`<p>${t.pinned}</p><button @click=${() => void this.look(true)}>${t.dropTests}</button>` : nothing}
      </div>`;
    }
    return html`<div class="preview">
      ${this.renderEffect(preview.report, t)}
      ${preview.loosens.length
        ? html`<p><strong>${t.loosens}</strong></p>
            <ul>
              ${preview.loosens.map((line) => html`<li>${inLanguage(line, this.lang)}</li>`)}
            </ul>
            <p>${t.afterYes}</p>`
        : html`<p>${t.stricter}</p>`}
      <details>
        <summary>${t.diff}</summary>
        <pre>${preview.diff.join('\n')}</pre>
      </details>
      <form @submit=${(event: SubmitEvent) => void this.apply(event)} novalidate>
        <label for="reason">${t.reason}</label>
        <input id="reason" name="reason" type="text" maxlength="300" autocomplete="off" aria-invalid=${this.reasonMissing ? 'true' : 'false'} aria-describedby="reason-hint" />
        <p id="reason-hint" class=${this.reasonMissing ? 'problem' : 'soft small'}>${this.reasonMissing ? t.reasonMissing : t.reasonHint}</p>
        <button class="primary" ?disabled=${this.busy}>${t.apply}</button>
      </form>
    </div>`;
  }

  /** A problem with one of the fields leads to it. */
  private renderProblem(problem: Problem): TemplateResult | string {
    const { field } = problem;
    if (!field) return this.wordsOf(problem);
    const go = (event: Event): void => {
      event.preventDefault();
      this.inputOf(field)?.focus();
    };
    return html`<a href="#edit" @click=${go}>${this.wordsOf(problem)}</a>`;
  }

  private wordsOf({ told, text, remedy, test }: Problem): string {
    return inLanguage(told, this.lang) || (test ? text : `${text} (${remedy})`);
  }

  private renderEffect(effect: Effect, t: EditTexts): TemplateResult {
    const number = new Intl.NumberFormat(here(this.lang));
    const money = (amount: Money): string => formatMoney(amount, here(this.lang));
    if (!effect.requests) return html`<p>${t.noRequests}</p>`;
    const { outcomes } = consoleTexts[this.lang];
    const shown = OUTCOMES.filter((name) => (effect.before[name] ?? 0) + (effect.after[name] ?? 0) > 0);
    return html`<p class="effect">${t.effect(`30 ${t.units.d}`, number.format(effect.requests), number.format(effect.changed))}</p>
      <table aria-label=${t.outcome}>
        <thead>
          <tr>
            <th scope="col">${t.outcome}</th>
            <th scope="col" class="num">${t.was}</th>
            <th scope="col" class="num">${t.would}</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (name) =>
              html`<tr>
                <th scope="row">${outcomes[name] ?? name}</th>
                <td class="num">${number.format(effect.before[name] ?? 0)}</td>
                <td class="num">${number.format(effect.after[name] ?? 0)}</td>
              </tr>`,
          )}
          <tr>
            <th scope="row">${t.paid}</th>
            <td class="num">${money(effect.paid_before)}</td>
            <td class="num">${money(effect.paid_after)}</td>
          </tr>
        </tbody>
      </table>
      ${effect.lines.length
        ? html`<h3>${t.lines}</h3>
            <ul>
              ${effect.lines.map(
                (line) =>
                  html`<li>
                    ${inLanguage(this.titles[line.action] ?? {}, this.lang) || line.action}, <code>${line.rule}</code>: ${t.now}
                    ${Object.entries(line.newly)
                      .map(([name, many]) => `${number.format(many)} ${outcomes[name] ?? name}`)
                      .join(', ')};
                    ${line.money.minor > 0 ? '+' : ''}${money(line.money)}
                  </li>`,
              )}
            </ul>`
        : nothing}
      ${effect.unjudged ? html`<p class="soft small">${t.unjudged(number.format(effect.unjudged))}</p>` : nothing}
      <p class="soft small">${t.honest}</p>`;
  }
}
