/** The chat as it opens: header, conversation, quick replies, composer; everything it says comes from the session. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from '../ui/decorators';
import { EMPTY, lastMode, openQuestion, type Conversation } from '../shared/conversation';
import type { Entry, Option } from '../shared/protocol';
import type { Announcer } from '../ui/announcer';
import '../ui/announcer';
import type { Composer } from '../ui/composer';
import '../ui/composer';
import type { Dialog } from '../ui/dialog';
import type { ChatKey, Language, Words } from '../ui/i18n';
import { icon } from '../ui/icons';
import type { MessageList } from '../ui/message-list';
import '../ui/message-list';
import { Part } from '../ui/part';
import { agentName, capital, spoken } from '../ui/tell';
import { base, tokens } from '../ui/tokens';
import './answering';
import './feedback';
import type { Later } from './later';
import './menu';
import type { MenuAction } from './menu';
import { panelStyles } from './panel-styles';
import type { ChatSession } from './session';
import './waiting';

/**
 * @event support-close - the panel wants to be closed
 * @event support-language - another language was chosen: `detail: 'en' | 'nl'`
 * @csspart header - the bar at the top
 * @csspart title - the name of the chat
 * @csspart log - the scrolling part
 * @csspart message - one message
 * @csspart composer - where one writes
 */
@customElement('support-panel')
export class Panel extends Part {
  static override readonly styles = [tokens, base, panelStyles];

  @property({ attribute: false }) session!: ChatSession;
  @property() heading = '';
  /** Whether the customer is looking at it. */
  @property({ type: Boolean }) shown = false;

  @state() private conversation: Conversation = EMPTY;
  @state() private notice: string | null = null;
  @state() private goodbye = '';
  @state() private endedHere = false;
  @query('support-announcer') private readonly announcer!: Announcer;
  @query('support-composer') private readonly composer!: Composer;
  @query('support-message-list') private readonly list!: MessageList;
  @query('#forget') private readonly forgetDialog!: Dialog;
  @query('#close') private readonly closeDialog!: Dialog;
  #unsubscribe: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.conversation = this.session.state;
    this.#unsubscribe = this.session.subscribe((before) => this.#onChange(before));
    document.addEventListener('visibilitychange', this.#markRead);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    document.removeEventListener('visibilitychange', this.#markRead);
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('shown') && this.shown) this.#markRead();
  }

  /** Puts the focus where one goes on: the composer, or on touch the heading, so that no keyboard jumps up. */
  async focusInside(): Promise<void> {
    await this.updateComplete;
    const target = matchMedia('(pointer: coarse)').matches || !this.composer
      ? this.renderRoot.querySelector<HTMLElement>('h1')
      : this.composer;
    if (target instanceof LitElement) await target.updateComplete;
    target?.focus();
  }

  override render(): TemplateResult {
    const { words } = this;
    return html`
      ${this.#header(words)}
      ${this.session.forgotten ? this.#gone(words) : this.#talk(words)}
      <support-announcer></support-announcer>
      <support-dialog id="forget" danger heading=${words.say('forget_title')} text=${words.say('forget_text')}
        confirm-label=${words.say('forget_yes')} cancel-label=${words.say('cancel')}></support-dialog>
      <support-dialog id="close" heading=${words.say('close_title')} text=${words.say('close_text')}
        confirm-label=${words.say('close_yes')} cancel-label=${words.say('cancel')}></support-dialog>
    `;
  }

  #header(words: Words): TemplateResult {
    const { mode } = this.conversation;
    const subtitle: ChatKey = `subtitle_${mode}`;
    return html`
      <header part="header" role="none">
        <span class="sign ${mode}">${icon(mode === 'human' ? 'person' : 'machine')}</span>
        <div class="names">
          <h1 part="title" tabindex="-1">${this.heading || words.say('title')}</h1>
          <p>${words.say(subtitle, { name: agentName(this.conversation.entries, words) })}</p>
        </div>
        <support-menu .words=${words} .mood=${this.conversation.mood} .closed=${mode === 'closed'} .gone=${this.session.forgotten || !this.conversation.id}
          @support-action=${this.#onAction} @support-language=${(event: CustomEvent<Language>) => this.tell('support-language', event.detail)} @support-mood=${this.#onMood}></support-menu>
        <button type="button" class="icon-button" aria-label=${words.say('close_chat')} title=${words.say('close_chat')} @click=${() => this.tell('support-close')}>
          ${icon('close')}
        </button>
      </header>
    `;
  }

  #talk(words: Words): TemplateResult {
    const { conversation } = this;
    const { mode } = conversation;
    const question = openQuestion(conversation);
    const status = this.#status(words);
    return html`
      <div class="status" role="status" ?hidden=${!status}>${status}</div>
      <support-message-list exportparts="log, message" .entries=${conversation.entries} .pending=${conversation.pending} .words=${words} .open=${question}
        @support-retry=${(event: CustomEvent<string>) => this.session.retry(event.detail)}
        @support-discard=${(event: CustomEvent<string>) => this.#discard(event.detail)}
        @support-seen=${this.#markRead} .disclosure=${this.#disclosure}>
        <support-answering slot="end" .words=${words} .answering=${conversation.answering} .name=${agentName(conversation.entries, words)}
          @support-human=${this.#askHuman}></support-answering>
      </support-message-list>
      ${mode === 'waiting' ? html`<support-waiting .words=${words} .place=${conversation.place} @support-back=${this.#backToBot} @support-later=${() => this.#later('answer')}></support-waiting>` : nothing}
      ${question ? this.#replies(question.options, words) : nothing}
      <footer role="none">
        ${mode === 'closed' ? this.#ended(words) : nothing}
        ${this.endedHere && mode === 'closed'
          ? nothing
          : html`<support-composer part="composer" .words=${words} .text=${this.session.draft}
              @support-send=${this.#onSend} @support-draft=${(event: CustomEvent<string>) => this.session.write(event.detail)}></support-composer>`}
        ${mode === 'bot' || mode === 'closed' ? this.#person(words) : nothing}
      </footer>
    `;
  }

  /** What must be said before anything else, for as long as the log does not say it. */
  get #disclosure(): string {
    const { entries, disclosure } = this.conversation;
    return entries.some((entry) => entry.type === 'disclosure') ? '' : disclosure?.text || this.words.say('disclosure');
  }

  #replies(options: readonly Option[], words: Words): TemplateResult {
    return html`<div class="replies" role="group" aria-label=${words.say('answers_label')}>
      ${options.map((option) => html`<button type="button" class="button" @click=${() => this.#choose(option)}>${option.title}</button>`)}
    </div>`;
  }

  #person(words: Words): TemplateResult | typeof nothing {
    if (this.endedHere) return nothing;
    return html`<div class="person">
      <button type="button" class="link" ?disabled=${this.session.askingForHuman} @click=${this.#askHuman}>
        ${icon('person')}${words.say(this.session.askingForHuman ? 'asking_person' : 'talk_to_person')}
      </button>
    </div>`;
  }

  #ended(words: Words): TemplateResult {
    return html`<div class="ended">
      ${lastMode(this.conversation.entries)?.feedback
        ? html`<support-feedback .words=${words} @support-feedback=${(event: CustomEvent<number>) => void this.session.ask('feedback', { score: event.detail })}></support-feedback>`
        : nothing}
      ${this.endedHere ? html`<button type="button" class="button main" @click=${this.#restart}>${words.say('start_new')}</button>` : nothing}
    </div>`;
  }

  #gone(words: Words): TemplateResult {
    return html`<div class="gone">
      ${icon('done')}
      <h2 tabindex="-1">${words.say('forgotten_title')}</h2>
      <p>${this.goodbye || words.say('forgotten_text')}</p>
      <button type="button" class="button main" @click=${this.#restart}>${words.say('start_new')}</button>
    </div>`;
  }

  /** What is wrong with the connection, or with what was last asked. */
  #status(words: Words): string {
    const { connection, refusal } = this.session;
    if (connection === 'refused') return words.say(refusal === 'identity_expired' ? 'identity_expired' : 'refused_connection');
    if (this.notice) return this.notice;
    if (connection === 'online' || this.endedHere) return '';
    return this.conversation.id || !navigator.onLine ? words.say('offline') : words.say('connecting');
  }

  #onChange(before: Conversation): void {
    const { state: now } = this.session;
    if (now.id !== before.id || now.mode !== 'closed') this.endedHere = this.endedHere && now.mode === 'closed' && now.id === before.id;
    this.conversation = now;
    // What was there when the conversation was opened is read by the reader, not announced.
    if (before.id && before.id === now.id) this.#announce(before, now);
    this.requestUpdate();
  }

  #announce(before: Conversation, now: Conversation): void {
    if (!this.shown) return;
    for (const entry of now.entries.slice(before.entries.length)) {
      const sentence = entry.author.kind === 'customer' ? undefined : spoken(entry, this.words);
      if (sentence) this.announcer.announce(sentence);
    }
    if (now.answering && !before.answering) {
      const { author } = now.answering;
      this.announcer.announce(author === 'bot'
        ? this.words.say('answering_bot')
        : this.words.say('answering_human', { name: capital(agentName(now.entries as readonly Entry[], this.words)) }));
    }
  }

  readonly #markRead = (): void => {
    if (this.shown && document.visibilityState === 'visible' && this.list?.atEnd) this.session.markRead();
  };

  readonly #onSend = (event: CustomEvent<string>): void => {
    this.notice = null;
    this.session.send(event.detail);
  };

  #choose(option: Option): void {
    this.session.choose(option);
    this.composer.focus();
  }

  #discard(clientId: string): void {
    this.session.discard(clientId);
    this.composer.focus();
  }

  readonly #askHuman = async (): Promise<void> => {
    const ack = await this.session.human();
    this.notice = ack.ok || ack.code === 'offline' ? null : ack.text || this.words.say('failed_action');
    this.composer?.focus();
  };

  readonly #backToBot = async (): Promise<void> => {
    const ack = await this.session.bot();
    this.notice = ack.ok ? null : ack.text || this.words.say('failed_action');
    this.composer.focus();
  };

  readonly #onMood = async (event: CustomEvent<boolean>): Promise<void> => {
    const ack = await this.session.mood(event.detail);
    this.notice = ack.ok ? String(ack['text'] ?? '') : ack.text || this.words.say('failed_action');
  };

  readonly #onAction = async (event: CustomEvent<MenuAction>): Promise<void> => {
    if (event.detail === 'download') await this.#later('keep');
    else if (event.detail === 'close') await this.#end();
    else await this.#forget();
  };

  async #end(): Promise<void> {
    if (!(await asked(this.closeDialog))) return;
    const ack = await this.session.close();
    this.endedHere = ack.ok;
    this.notice = ack.ok ? null : ack.text || this.words.say('failed_action');
  }

  async #forget(): Promise<void> {
    if (!(await asked(this.forgetDialog))) return;
    const ack = await this.session.forget();
    this.notice = ack.ok ? null : ack.text || this.words.say('failed_action');
    this.goodbye = ack.ok ? String(ack['text'] ?? '') : '';
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.gone h2')?.focus();
  }

  async #later(what: Later): Promise<void> {
    const { later } = await import('./later');
    await later(what, this.renderRoot, this.session, this.words);
  }

  readonly #restart = (): void => {
    this.endedHere = false;
    this.session.restart();
    void this.focusInside();
  };
}

/** The dialog is loaded when there is something to ask. */
async function asked(dialog: Dialog): Promise<boolean> {
  await import('../ui/dialog');
  return dialog.ask();
}
