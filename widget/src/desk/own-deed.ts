/** Lets a person do something by themselves: fill in, see what it comes to, do exactly that. Loaded when it is asked for. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { inLanguage, type Ack } from '../shared/protocol';
import { formatDay, formatMoment, formatMoney, here } from '../staff/format';
import { staffTexts } from '../staff/i18n';
import { parseBrief, textOf } from '../staff/parse';
import { base } from '../staff/styles';
import type { Exception, Lang } from '../staff/wire';
import { mayExcept } from './brief';
import type { DeskClient } from './client';
import { missing, objects, ownFields, parseForm, parseLooked, possible, wishOf, type DeedForm, type Doable, type Field, type Filled, type Looked } from './own-deed-form';
import { ownDeedTexts, type OwnDeedTexts } from './own-deed-words';

/** How it ended: a sentence for the desk, and the exception that a refusal leads to. */
export interface Ended {
  readonly text: string;
  readonly bad: boolean;
  readonly exception: Exception | null;
}

export type Send = (name: string, payload: object) => Promise<Ack>;

const UNREACHED: readonly string[] = ['offline', 'timeout', 'unreadable'];
const NOTHING_FILLED: Filled = { object: '', items: [], values: {} };
const LAST = 2 ** 31 - 1;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A native dialog; `ask` gives null when the person stepped back. Focus goes back to where it was. */
@customElement('support-own-deed')
export class OwnDeed extends LitElement {
  @property({ attribute: false }) override lang: Lang = 'en';
  @property({ attribute: false }) send!: Send;
  @property({ attribute: false }) conversation = '';
  @property({ attribute: false }) customer = '';
  @property({ attribute: false }) myRole = '';
  @state() private form: DeedForm | null = null;
  @state() private deed: Doable | null = null;
  @state() private filled: Filled = NOTHING_FILLED;
  @state() private looked: Looked | null = null;
  @state() private wrong: readonly string[] = [];
  @state() private problem = '';
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  private resolve: ((ended: Ended | null) => void) | null = null;

  static override styles = [
    base,
    css`
      dialog {
        inline-size: min(34rem, calc(100vw - 2rem));
      }
      label,
      legend {
        display: block;
        margin-block: 0.85rem 0.25rem;
        padding: 0;
        font-weight: 550;
      }
      legend {
        margin-block-start: 0;
      }
      fieldset {
        min-inline-size: 0;
        margin: 0.85rem 0 0;
        padding: 0;
        border: 0;
      }
      .item {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: 0.6rem;
        margin: 0;
        padding: 0.4rem 0.6rem;
        border: 1px solid var(--line);
        font-weight: 400;
        cursor: pointer;
      }
      .item:first-of-type {
        border-start-start-radius: 6px;
        border-start-end-radius: 6px;
      }
      .item:last-of-type {
        border-end-start-radius: 6px;
        border-end-end-radius: 6px;
      }
      .item + .item {
        border-block-start: 0;
      }
      .item input {
        inline-size: 1.1rem;
        min-block-size: 1.1rem;
        margin: 0;
        accent-color: var(--accent);
      }
      .comes-to {
        margin-block-start: 1.1rem;
        padding: 0.75rem 0.9rem;
        border: 1px solid var(--line);
        border-inline-start: 4px solid var(--accent);
        border-radius: 6px;
        background: var(--raise);
      }
      .comes-to.approve {
        border-inline-start-color: var(--note);
      }
      .comes-to.no {
        border-inline-start-color: var(--danger);
      }
      .comes-to p + p {
        margin-block-start: 0.3rem;
      }
      .problem {
        margin-block-start: 0.85rem;
      }
    `,
  ];

  async ask(): Promise<Ended | null> {
    await this.updateComplete;
    const ended = new Promise<Ended | null>((resolve) => {
      this.resolve = resolve;
    });
    this.dialog.showModal();
    void this.load();
    return ended;
  }

  private finish(ended: Ended | null): void {
    const resolve = this.resolve;
    this.resolve = null;
    if (this.dialog.open) this.dialog.close();
    resolve?.(ended);
  }

  private async load(): Promise<void> {
    const answer = await this.send('deeds', { conversation: this.conversation });
    if (!answer.ok) return this.fail(answer);
    this.form = parseForm(answer);
    await this.focusOn('#action');
  }

  /** What was asked is changed: what it came to no longer holds. */
  private change(filled: Partial<Filled>, ...names: readonly string[]): void {
    this.filled = { ...this.filled, ...filled };
    this.looked = null;
    this.problem = '';
    this.wrong = this.wrong.filter((name) => !names.includes(name));
  }

  private pickDeed(action: string): void {
    this.deed = this.form?.deeds.find((deed) => deed.action === action) ?? null;
    this.wrong = [];
    const { orders, bookings } = this.form && this.deed ? objects(this.form, this.deed) : { orders: [], bookings: [] };
    const all = [...orders, ...bookings];
    this.change({ values: {} });
    this.pickObject(all.some(({ id }) => id === this.filled.object) ? this.filled.object : all.length === 1 ? (all[0]?.id ?? '') : '');
  }

  private pickObject(object: string): void {
    const items = this.form?.orders.find(({ id }) => id === object)?.items.map(({ id }) => id) ?? [];
    const { trip: _, ...values } = this.filled.values;
    this.change({ object, items, values }, 'object', 'items');
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy || !this.form || !this.goesOn) return;
    if (!this.deed) this.wrong = ['action'];
    else this.wrong = missing(this.form, this.deed, this.filled);
    if (this.wrong[0] || !this.deed) return this.focusOn(`#${this.wrong[0] ?? 'action'}, #${this.wrong[0] ?? 'action'} input`);
    await (this.looked ? this.carryOut(this.form, this.deed, this.looked) : this.look(this.form, this.deed));
  }

  private async look(form: DeedForm, deed: Doable): Promise<void> {
    const answer = await this.request('look', wishOf(form, deed, this.filled));
    if (!answer.ok) return this.fail(answer);
    this.looked = parseLooked(answer);
    await this.focusOn('.comes-to');
  }

  /** Sent again after a broken connection it is the same request: it happens once. */
  private async carryOut(form: DeedForm, deed: Doable, { digest, seen }: Looked): Promise<void> {
    const answer = await this.request('do', { ...wishOf(form, deed, this.filled), digest, seen });
    if (!answer.ok) {
      if (!UNREACHED.includes(answer.code)) this.looked = null;
      return this.fail(answer);
    }
    const { told, toldRefused } = ownDeedTexts[this.lang];
    const state = textOf(answer['state']);
    const done: Readonly<Record<string, string>> = { settled: told.settled, reserved: told.waits, in_doubt: told.checking, executing: told.checking, released: told.released };
    if (done[state]) return this.finish({ text: done[state], bad: state === 'released', exception: null });
    const why = inLanguage(parseLooked(answer).operator, this.lang);
    const { exception, others } = await this.exceptionTo(textOf(answer['decision']));
    this.finish({ text: [toldRefused(why), others].filter(Boolean).join(' '), bad: true, exception });
  }

  /** The exception that this refusal leads to for who looks, or who could make it. */
  private async exceptionTo(decision: string): Promise<{ exception: Exception | null; others: string }> {
    const answer = await this.send('open', { conversation: this.conversation, after: LAST });
    const tried = answer.ok ? (parseBrief(answer['brief'])?.tried ?? []) : [];
    const found = tried.find(({ exception }) => exception?.decision === decision)?.exception ?? null;
    if (!found || mayExcept(found, this.myRole)) return { exception: found, others: '' };
    const { roles } = staffTexts[this.lang];
    const others = Object.keys(found.by).filter((role) => mayExcept(found, role));
    return { exception: null, others: others.length ? ownDeedTexts[this.lang].others(others.map((role) => roles[role] ?? role).join(', ')) : '' };
  }

  private async request(name: string, payload: object): Promise<Ack> {
    this.problem = '';
    this.busy = true;
    const answer = await this.send(name, { conversation: this.conversation, ...payload });
    this.busy = false;
    return answer;
  }

  private fail(answer: Ack): void {
    if (answer.ok) return;
    this.problem = UNREACHED.includes(answer.code) ? ownDeedTexts[this.lang].unreached : answer.text || staffTexts[this.lang].failed;
  }

  private async focusOn(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  override render(): TemplateResult {
    const t = ownDeedTexts[this.lang];
    const { cancel } = staffTexts[this.lang];
    const deeds = this.form ? possible(this.form) : [];
    return html`<dialog aria-labelledby="title" aria-describedby="lead" @close=${() => this.finish(null)}>
      <form @submit=${this.submit} novalidate>
        <h2 id="title">${t.title(this.customer)}</h2>
        <p id="lead" class="soft">${t.lead}</p>
        ${this.form ? (deeds.length ? this.renderFields(this.form, deeds, t) : html`<p role="status">${t.nothing}</p>`) : this.problem ? nothing : html`<p role="status">${t.loading}</p>`}
        ${this.looked ? this.renderLooked(this.looked, t) : nothing}
        ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
        <div class="actions">
          <button type="button" @click=${() => this.finish(null)}>${cancel}</button>
          ${deeds.length && this.goesOn ? html`<button type="submit" class=${this.granted ? 'primary' : ''} aria-disabled=${this.busy ? 'true' : 'false'}>${this.label(t)}</button>` : nothing}
        </div>
      </form>
    </dialog>`;
  }

  /** Nothing seen yet, or something that is carried out or asked for. */
  private get granted(): boolean {
    return !this.looked || ['allow', 'approve'].includes(this.looked.outcome);
  }

  /** A no that nobody can overrule ends here, until something else is filled in. */
  private get goesOn(): boolean {
    return this.granted || Boolean(this.looked?.exception);
  }

  private label(t: OwnDeedTexts): string {
    const { looked } = this;
    if (!looked) return t.look;
    const amount = looked.amount?.minor ? formatMoney(looked.amount, here(this.lang)) : '';
    if (this.problem) return t.tryAgain;
    return looked.outcome === 'allow' ? t.doIt(amount) : looked.outcome === 'approve' ? t.ask(amount) : t.record;
  }

  private renderLooked(looked: Looked, t: OwnDeedTexts): TemplateResult {
    const { outcome } = looked;
    const heading = outcome === 'allow' ? t.now : outcome === 'approve' ? t.waits : t.refused;
    const kind = outcome === 'allow' || outcome === 'approve' ? outcome : 'no';
    return html`<section class="comes-to ${kind}" tabindex="-1" aria-label=${heading}>
      <p><strong>${heading}</strong></p>
      <p>${capital(inLanguage(looked.summary, this.lang))}.</p>
      ${kind === 'allow' ? nothing : html`<p>${inLanguage(looked.operator, this.lang)}</p>`}
      <p class="soft small">${t.nothingYet}</p>
    </section>`;
  }

  private renderFields(form: DeedForm, deeds: readonly Doable[], t: OwnDeedTexts): TemplateResult {
    const { deed } = this;
    return html`<label for="action">${t.what}</label>
      <select id="action" required aria-invalid=${this.invalid('action')} aria-describedby=${this.describedby('action')} .value=${deed?.action ?? ''} @change=${(event: Event) => this.pickDeed(valueOf(event))}>
        <option value="">${t.pick}</option>
        ${deeds.map((one) => html`<option value=${one.action} ?selected=${one === deed}>${inLanguage(one.title, this.lang)}${one.most ? ` (${t.upTo(formatMoney(one.most, here(this.lang)))})` : ''}</option>`)}
      </select>
      ${this.error('action', t.missing)} ${deed ? html`${this.renderObject(form, deed, t)} ${this.renderItems(form, deed, t)} ${ownFields(deed).map((field) => this.renderField(form, field, t))}` : nothing}`;
  }

  private renderObject(form: DeedForm, deed: Doable, t: OwnDeedTexts): TemplateResult | typeof nothing {
    const { orders, bookings } = objects(form, deed);
    if (!orders.length && !bookings.length) return nothing;
    const locale = here(this.lang);
    const option = (id: string, parts: readonly string[]): TemplateResult => html`<option value=${id} ?selected=${id === this.filled.object}>${[id, ...parts].filter(Boolean).join(' · ')}</option>`;
    const word = (code: string): string => t.values[code] ?? code.replaceAll('_', ' ');
    return html`<label for="object">${t.about}</label>
      <select id="object" required aria-invalid=${this.invalid('object')} aria-describedby=${this.describedby('object')} @change=${(event: Event) => this.pickObject(valueOf(event))}>
        <option value="">${t.pick}</option>
        ${orders.length
          ? html`<optgroup label=${t.orders}>
              ${orders.map(({ id, items, paid, status }) => option(id, [items.map((item) => inLanguage(item.title, this.lang)).join(', '), paid ? formatMoney(paid, locale) : '', word(status)]))}
            </optgroup>`
          : nothing}
        ${bookings.length
          ? html`<optgroup label=${t.bookings}>
              ${bookings.map(({ id, title, departs_at, status }) => option(id, [inLanguage(title, this.lang), formatDay(departs_at, locale), word(status)]))}
            </optgroup>`
          : nothing}
      </select>
      ${this.error('object', t.missing)}`;
  }

  private renderItems(form: DeedForm, deed: Doable, t: OwnDeedTexts): TemplateResult | typeof nothing {
    const order = deed.params.some(({ name }) => name === 'items') ? objects(form, deed).orders.find(({ id }) => id === this.filled.object) : undefined;
    if (!order) return nothing;
    const tick = (id: string, on: boolean): void => this.change({ items: order.items.map((item) => item.id).filter((one) => (one === id ? on : this.filled.items.includes(one))) }, 'items');
    return html`<fieldset id="items" aria-describedby=${this.describedby('items')}>
      <legend>${t.items}</legend>
      ${order.items.map(
        (item) =>
          html`<label class="item">
            <input type="checkbox" .checked=${this.filled.items.includes(item.id)} @change=${(event: Event) => tick(item.id, (event.target as HTMLInputElement).checked)} />
            <span>${inLanguage(item.title, this.lang)} <span class="soft small">${t.values[item.status] ?? item.status}</span></span>
            <span class="num">${item.amount ? formatMoney(item.amount, here(this.lang)) : nothing}</span>
          </label>`,
      )}
      ${this.error('items', t.missingItems)}
    </fieldset>`;
  }

  private renderField(form: DeedForm, field: Field, t: OwnDeedTexts): TemplateResult {
    const { name, kind } = field;
    const value = this.filled.values[name] ?? '';
    const changed = (event: Event): void => this.change({ values: { ...this.filled.values, [name]: valueOf(event) } }, name);
    const select = (options: readonly (readonly [string, string])[]): TemplateResult =>
      html`<select id=${name} required aria-invalid=${this.invalid(name)} aria-describedby=${this.describedby(name)} @change=${changed}>
        <option value="">${t.pick}</option>
        ${options.map(([code, text]) => html`<option value=${code} ?selected=${code === value}>${text}</option>`)}
      </select>`;
    const control =
      name === 'trip'
        ? select(this.trips(form))
        : field.values.length
          ? select(field.values.map((code) => [code, t.values[code] ?? code.replaceAll('_', ' ')]))
          : kind === 'bool'
            ? select([['yes', t.yes]])
            : kind === 'list'
              ? html`<textarea id=${name} required rows="3" maxlength="2000" aria-invalid=${this.invalid(name)} aria-describedby=${this.describedby(name)} .value=${value} @input=${changed}></textarea>`
              : html`<input id=${name} required type=${kind === 'time' ? 'datetime-local' : 'text'} autocomplete="off" maxlength="200" inputmode=${kind === 'money' ? 'decimal' : kind === 'int' ? 'numeric' : 'text'} aria-invalid=${this.invalid(name)} aria-describedby=${this.describedby(name)} .value=${value} @input=${changed} />`;
    const title = capital(inLanguage(field.title, this.lang) || name.replaceAll('_', ' '));
    return html`<label for=${name}>${kind === 'list' ? t.oneALine(title) : title}</label>
      ${control} ${this.error(name, kind === 'money' ? t.badAmount : t.missing)}`;
  }

  private trips(form: DeedForm): readonly (readonly [string, string])[] {
    const locale = here(this.lang);
    const booking = form.bookings.find(({ id }) => id === this.filled.object);
    return (booking?.trips ?? []).map((trip) => [
      trip.id,
      [inLanguage(trip.title, this.lang), formatMoment(trip.departs_at, locale, new Date()), trip.price ? formatMoney(trip.price, locale) : ''].filter(Boolean).join(' · '),
    ]);
  }

  private readonly invalid = (name: string): string => (this.wrong.includes(name) ? 'true' : 'false');
  private readonly describedby = (name: string): string | typeof nothing => (this.wrong.includes(name) ? `${name}-error` : nothing);

  private error(name: string, text: string): TemplateResult | typeof nothing {
    return this.wrong.includes(name) ? html`<p class="field-error" id="${name}-error" role="alert">${text}</p>` : nothing;
  }
}

/** Asks on a page and tells its desk how it ended; null when the person stepped back. One at a time. */
export async function arrange(page: ParentNode, client: DeskClient, about: Pick<OwnDeed, 'lang' | 'conversation' | 'customer'>): Promise<Ended | null> {
  if (page.querySelector('support-own-deed')) return null;
  const own = document.createElement('support-own-deed');
  const send: Send = (name, payload) => client.emit(name, payload);
  Object.assign(own, { ...about, send, myRole: client.state.session?.role ?? '' });
  page.append(own);
  const ended = await own.ask();
  own.remove();
  if (ended) client.tell(ended.text, ended.bad);
  return ended;
}

const valueOf = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;

declare global {
  interface HTMLElementTagNameMap {
    'support-own-deed': OwnDeed;
  }
}
