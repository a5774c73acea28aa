/**
 * The conversation as a list: who wrote what, receipts, changes of who one is talking with, and what is on its way.
 *
 * The log only grows at its end, so the place of a row is its key: rows that are there are never made anew.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from './decorators';
import { isOutdated, type Pending } from '../shared/conversation';
import type { Entry, MessageEntry, ModeEntry, Option, Why } from '../shared/protocol';
import type { ChatKey } from './i18n';
import { icon, type IconName } from './icons';
import { linked } from './linked';
import './receipt';
import { listStyles } from './message-list-styles';
import { Part } from './part';
import { authorLabel, modeSentence } from './tell';
import { base } from './tokens';

/** Nearer to the end than this counts as reading the newest. */
const NEAR_PX = 48;
/** Rows of one author within this time show the author once to the eye (and always to a screen reader). */
const GROUP_MS = 120_000;

const MODE_ICONS: Readonly<Record<ModeEntry['mode'], IconName>> = { bot: 'machine', waiting: 'waiting', human: 'person', closed: 'end' };

/**
 * @event support-retry - send this again: `detail: client_id`
 * @event support-discard - do not send this: `detail: client_id`
 * @event support-seen - the end of the list is in view
 * @csspart log - the scrolling part
 * @csspart message - one message
 * @slot end - below the last row, inside the scrolling part
 */
@customElement('support-message-list')
export class MessageList extends Part {
  static override readonly styles = [base, listStyles];

  @property({ attribute: false }) entries: readonly Entry[] = [];
  @property({ attribute: false }) pending: readonly Pending[] = [];
  /** Said first when the log does not say it yet. */
  @property() disclosure = '';
  /** The message whose options are offered as buttons elsewhere. */
  @property({ attribute: false }) open: MessageEntry | undefined;

  @state() private away = false;
  @state() private missed = 0;
  @query('.log') private readonly log!: HTMLElement;
  #resized: ResizeObserver | undefined;
  #follow = true;

  override render(): TemplateResult {
    const { words } = this;
    return html`
      <div class="log" part="log" tabindex="0" role="region" aria-label=${words.say('conversation')} @scroll=${this.#onScroll}>
        <ol role="list">
          ${this.disclosure ? html`<li class="row wide">${this.#notice(this.disclosure, '')}</li>` : nothing}
          ${this.entries.map((entry, at) => this.#entry(entry, at))}
          ${this.pending.map((message) => this.#pending(message))}
        </ol>
        <slot name="end"></slot>
      </div>
      ${this.away
        ? html`<button type="button" class="button jump" @click=${this.toEnd}>
            ${icon('down')}${this.missed ? words.say('jump_new', { count: this.missed }) : words.say('jump_latest')}
          </button>`
        : nothing}
    `;
  }

  override firstUpdated(): void {
    this.#resized = new ResizeObserver(() => {
      if (this.#follow) this.#scrollToEnd(false);
    });
    this.#resized.observe(this.log);
    for (const child of this.log.children) this.#resized.observe(child);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized?.disconnect();
  }

  override updated(changed: PropertyValues<this>): void {
    const before = changed.get('entries') as readonly Entry[] | undefined;
    const wrote = changed.has('pending') && this.pending.length > ((changed.get('pending') as readonly Pending[] | undefined)?.length ?? 0);
    if (wrote) this.#follow = true;
    if (this.#follow) {
      this.#scrollToEnd(before !== undefined && before.length > 0);
    } else if (before) {
      this.missed += this.entries.slice(before.length).filter((entry) => entry.author.kind !== 'customer' && entry.type !== 'other').length;
    }
  }

  /** Scrolls to the newest row and puts the focus where the keyboard can go on. */
  readonly toEnd = (): void => {
    this.#follow = true;
    this.#scrollToEnd(true);
    this.log.focus({ preventScroll: true });
  };

  /** Whether the newest row is in view. */
  get atEnd(): boolean {
    return this.#follow;
  }

  #scrollToEnd(smooth: boolean): void {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth && !calm ? 'smooth' : 'instant' });
    this.#arrive();
  }

  #arrive(): void {
    this.away = false;
    this.missed = 0;
    this.tell('support-seen');
  }

  #last = 0;

  readonly #onScroll = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    // Going down by ourselves passes through the middle; only going up means that somebody wants to read there.
    if (near) {
      this.#follow = true;
      if (this.away) this.#arrive();
    } else if (scrollTop < this.#last) {
      this.#follow = false;
      this.away = true;
    }
    this.#last = scrollTop;
  };

  #entry(entry: Entry, at: number): TemplateResult | typeof nothing {
    switch (entry.type) {
      case 'message':
        return this.#message(entry, this.#continues(entry, at));
      case 'disclosure':
        return html`<li class="row wide">${this.#notice(entry.text, entry.url)}</li>`;
      case 'mode':
        return html`<li class="row mode"><span>${icon(MODE_ICONS[entry.mode])}${modeSentence(entry, this.words)}</span>${this.#time(entry.at)}</li>`;
      case 'receipt':
        return html`<li class="row wide">
          <span class="unseen">${authorLabel(entry.author, this.words)}, ${this.words.time(entry.at)}</span>
          <support-receipt .receipt=${entry} .words=${this.words} .outdated=${isOutdated(this.entries, at)}></support-receipt>
        </li>`;
      default:
        return nothing;
    }
  }

  #continues(entry: Entry, at: number): boolean {
    const before = this.entries[at - 1];
    return before?.type === 'message' && before.author.kind === entry.author.kind && before.author.name === entry.author.name
      && Date.parse(entry.at) - Date.parse(before.at) < GROUP_MS;
  }

  #message(entry: MessageEntry, continues: boolean): TemplateResult {
    const { words } = this;
    const own = entry.author.kind === 'customer';
    const signs: Partial<Record<typeof entry.author.kind, IconName>> = { bot: 'machine', human_agent: 'person' };
    const sign = signs[entry.author.kind];
    return html`<li class="row ${entry.author.kind} ${continues ? 'continues' : ''}">
      <div class="meta ${continues ? 'unseen' : ''}">
        ${sign ? icon(sign) : nothing}<span class="author">${authorLabel(entry.author, words)}</span>${this.#time(entry.at)}
      </div>
      <div class="bubble" part="message">${own ? entry.text : linked(entry.text)}</div>
      ${entry.options.length && entry !== this.open ? this.#offered(entry.options) : nothing}
      ${entry.why ? this.#why(entry.why) : nothing}
    </li>`;
  }

  #offered(options: readonly Option[]): TemplateResult {
    return html`<p class="offered">${this.words.say('offered', { options: options.map((option) => option.title).join(' · ') })}</p>`;
  }

  #why(why: Why): TemplateResult {
    const kind: ChatKey = `why_${why.kind}`;
    return html`<details class="why">
      <summary>${this.words.say('why')}</summary>
      <div><span class="kind">${this.words.say(kind)}</span><strong>${why.title}</strong>${why.detail ? html`<p>${linked(why.detail)}</p>` : nothing}</div>
    </details>`;
  }

  #notice(text: string, url: string): TemplateResult {
    return html`<div class="notice">
      ${icon('machine')}
      <div><strong>${this.words.say('disclosure_label')}</strong><p>${text}</p>
      ${/^(https?:\/)?\//.test(url) ? html`<a href=${url} target="_blank" rel="noopener">${this.words.say('disclosure_more')}</a>` : nothing}</div>
    </div>`;
  }

  #pending(message: Pending): TemplateResult {
    const { words } = this;
    const states: Record<Pending['state'], ChatKey> = { waiting: 'not_sent_yet', sending: 'sending', sent: 'sent', failed: 'not_sent' };
    const limited = message.error?.code === 'rate_limited';
    const told = words.say(limited ? 'rate_limited' : states[message.state]);
    const moving = message.state === 'sending' || message.state === 'sent';
    return html`<li class="row customer pending ${message.state}">
      <div class="meta"><span class="author">${words.say('you')}</span>${moving ? html`<span>${told}</span>` : this.#time(message.at)}</div>
      <div class="bubble" part="message">${message.text}</div>
      ${moving ? nothing : html`<div class="state" role="status">${told}${message.state === 'failed' ? this.#failure(message) : nothing}</div>`}
    </li>`;
  }

  #failure(message: Pending): TemplateResult {
    const { words } = this;
    return html`: ${message.error?.text || words.say('refused_default')}
      <button type="button" class="link" @click=${() => this.tell('support-retry', message.client_id)}>${words.say('retry')}</button>
      <button type="button" class="link" @click=${() => this.tell('support-discard', message.client_id)}>${words.say('discard')}</button>`;
  }

  #time(at: string): TemplateResult {
    return html`<time datetime=${at} title=${this.words.dateTime(at)}>${this.words.time(at)}</time>`;
  }
}
