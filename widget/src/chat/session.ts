/** One customer's conversation in this tab: connection, outbox and state, without anything to see. */
import { Connection, type ConnectionState, type Server } from '../shared/connection';
import { EMPTY, reduce, unreadAfter, type Conversation, type ConversationEvent } from '../shared/conversation';
import { resolveIdentity, subjectOf, type Identity, type IdentitySource } from '../shared/identity';
import { newId } from '../shared/ids';
import { Outbox, type Outgoing } from '../shared/outbox';
import { parseEntry, parsePlace, parseReady, parseTyping, type Ack, type Option, type Ready } from '../shared/protocol';
import type { Store } from '../shared/store';

export interface SessionOptions {
  readonly server: Server;
  readonly store: Store;
  readonly identity: () => IdentitySource;
  readonly locale: () => string;
}

const RESEND_MS = 3_000;
const READ_MS = 1_000;
const TYPING_MS = 4_000;
/** Refusals that have nothing to do with the token. */
const PASSING: readonly string[] = ['busy', 'failed', 'unreadable', 'rate_limited'];
/** How long to wait before knocking again after a refusal. */
const KNOCK_MS = [2_000, 5_000, 15_000, 60_000] as const;

export class ChatSession {
  state: Conversation = EMPTY;
  connection: ConnectionState = 'offline';
  /** Why the server will not have us, when it said so. */
  refusal: string | null = null;
  /** A person was asked for and the server has not heard it yet. */
  askingForHuman = false;
  /** Everything was erased at the customer's wish; nothing happens until `restart`. */
  forgotten = false;

  readonly #listeners = new Set<(before: Conversation) => void>();
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  #after = 0;
  #knocks = 0;
  #typedAt = 0;
  #knockTimer: ReturnType<typeof setTimeout> | undefined;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #resendTimer: ReturnType<typeof setTimeout> | undefined;
  #readTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: SessionOptions) {
    this.#connection = new Connection({
      server: options.server,
      namespace: '/chat',
      auth: () => this.#credentials(),
      onEvent: (name, payload) => this.#hear(name, payload),
      onState: (state, refusal) => this.#onConnection(state, refusal),
    });
    this.#outbox = new Outbox({
      store: options.store,
      key: 'outbox',
      send: ({ client_id, text, payload }) =>
        this.#connection.emit('send', payload === undefined ? { client_id, text } : { client_id, payload }),
      onSending: ({ client_id }) => this.#apply({ kind: 'sending', client_id }),
      onSent: ({ client_id }) => this.#apply({ kind: 'sent', client_id, now: Date.now() }),
      onUnsent: ({ client_id }, refused) => {
        this.#apply({ kind: 'unsent', client_id, ...(refused ? { refused } : {}) });
        if (!refused) this.#resendLater();
      },
    });
    addEventListener('storage', this.#onOtherTab);
  }

  /** Connects; messages that were written earlier and never acknowledged are shown and sent. */
  start(): void {
    this.options.store.remove('forgotten');
    this.#showOutbox();
    this.#connection.connect();
  }

  /** Ends the connection and forgets nothing. */
  stop(): void {
    removeEventListener('storage', this.#onOtherTab);
    for (const timer of [this.#resendTimer, this.#readTimer, this.#knockTimer, this.#typingTimer]) clearTimeout(timer);
    this.#connection.close();
  }

  /** Calls back after every change, with the state before it. Gives the way to stop that. */
  subscribe(listener: (before: Conversation) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get unread(): number {
    return unreadAfter(this.state.entries, Number(this.options.store.get('read') ?? 0));
  }

  /** The text the customer was writing. */
  get draft(): string {
    return this.options.store.get('draft') ?? '';
  }

  /** The customer is writing this: kept, and told to the person on the other side that somebody writes. */
  write(text: string): void {
    if (text) this.options.store.set('draft', text);
    else this.options.store.remove('draft');
    clearTimeout(this.#typingTimer);
    if (this.state.mode !== 'human') return;
    if (text && Date.now() - this.#typedAt > TYPING_MS) {
      this.#typedAt = Date.now();
      void this.#connection.emit('typing', { on: true });
    }
    this.#typingTimer = setTimeout(() => {
      this.#typedAt = 0;
      void this.#connection.emit('typing', { on: false });
    }, text ? TYPING_MS : 0);
  }

  send(text: string): void {
    this.#post({ client_id: newId(), text, at: new Date().toISOString() });
  }

  choose(option: Option): void {
    if (option.payload === 'gateway:photo') {
      void this.#sendPhoto();
      return;
    }
    this.#post({ client_id: newId(), text: option.title, payload: option.payload, at: new Date().toISOString() });
  }

  async #sendPhoto(): Promise<void> {
    const { sendPhoto } = await import('./attach');
    const { server, store } = this.options;
    await sendPhoto({ server: server.origin, token: store.get('token') ?? '', clientId: newId(), language: this.options.locale() });
  }

  /** Sends a refused message once more, as a new one. */
  retry(clientId: string): void {
    const message = this.#outbox.messages.find((other) => other.client_id === clientId);
    if (!message) return;
    if (!message.refused) {
      void this.#outbox.flush();
      return;
    }
    this.discard(clientId);
    const { refused: _, ...fresh } = message;
    this.#post({ ...fresh, client_id: newId(), at: new Date().toISOString() });
  }

  discard(clientId: string): void {
    this.#outbox.remove(clientId);
    this.#apply({ kind: 'discarded', client_id: clientId });
  }

  /** Asks for a person; without a connection as soon as there is one. */
  async human(): Promise<Ack> {
    this.askingForHuman = true;
    this.#tell();
    const ack = await this.#connection.emit('human');
    if (ack.ok || (ack.code !== 'offline' && ack.code !== 'timeout')) this.askingForHuman = false;
    this.#tell();
    return ack;
  }

  /** Leaves the queue and goes on with the assistant. */
  bot(): Promise<Ack> {
    this.askingForHuman = false;
    return this.#connection.emit('bot');
  }

  async mood(on: boolean): Promise<Ack> {
    const ack = await this.#connection.emit('mood', { on });
    if (ack.ok) {
      this.options.store.set('mood', on ? 'on' : 'off');
      this.#apply({ kind: 'mood', on });
    }
    return ack;
  }

  /** Sends one event that changes nothing here: what comes of it is told by the log. */
  ask(event: string, payload: Readonly<Record<string, unknown>> = {}): Promise<Ack> {
    return this.#connection.emit(event, payload);
  }

  /** Ends the conversation; it stays readable here until a new one is started. */
  async close(): Promise<Ack> {
    const ack = await this.#connection.emit('close');
    if (ack.ok) this.options.store.remove('token');
    return ack;
  }

  /** Has everything erased, at the server and in this browser. */
  async forget(): Promise<Ack> {
    const ack = await this.#connection.emit('forget');
    if (ack.ok) this.#becomeForgotten();
    return ack;
  }

  /** Starts a new conversation after `close` or `forget`. */
  restart(): void {
    this.#wipe();
    this.options.store.remove('forgotten');
    this.forgotten = false;
    this.refusal = null;
    this.#tell();
    this.#connection.connect();
  }

  /** Connects again, with the language and identity of now. */
  reconnect(): void {
    if (!this.forgotten) this.#connection.connect();
  }

  /** Everything up to here was seen. */
  markRead(): void {
    const { offset } = this.state;
    if (offset <= Number(this.options.store.get('read') ?? 0)) return;
    this.options.store.set('read', String(offset));
    this.#tell();
    clearTimeout(this.#readTimer);
    this.#readTimer = setTimeout(() => void this.#connection.emit('read', { offset }), READ_MS);
  }

  async #credentials(): Promise<Readonly<Record<string, unknown>>> {
    const identity = await resolveIdentity(this.options.identity());
    this.#noticePerson(identity);
    const token = this.options.store.get('token');
    this.#after = token && this.state.id ? this.state.offset : 0;
    return {
      ...(token ? { token } : {}),
      ...(identity ? { identity } : {}),
      ...(this.#after ? { after: this.#after } : {}),
      locale: this.options.locale(),
    };
  }

  /** Somebody else signed in, or the one who was signed in left: nothing of the last person stays here. */
  #noticePerson(identity: Identity): void {
    if (identity === undefined) return;
    const before = this.options.store.get('subject') ?? '';
    const now = identity ? subjectOf(identity) : '';
    if (before && before !== now) {
      this.#wipe();
      this.#tell();
    }
    if (now) this.options.store.set('subject', now);
    else this.options.store.remove('subject');
  }

  #hear(name: string, payload: unknown): void {
    if (name === 'ready') {
      const ready = parseReady(payload);
      if (ready) this.#onReady(ready);
    } else if (name === 'event') {
      const entry = parseEntry(payload);
      if (entry) this.#apply({ kind: 'entry', entry });
    } else if (name === 'typing') {
      const typing = parseTyping(payload);
      if (typing) this.#apply({ kind: 'typing', typing, now: Date.now() });
    } else if (name === 'place') {
      const place = parsePlace(payload);
      if (place) this.#apply({ kind: 'place', place });
    }
  }

  #onReady(ready: Ready): void {
    this.refusal = null;
    this.#knocks = 0;
    this.options.store.set('token', ready.token);
    const begins = (ready.events[0]?.offset ?? ready.offset) <= 1;
    if (this.#after && ready.conversation !== this.state.id && !begins) {
      // Another conversation than the one whose offset was sent: its beginning is missing.
      this.state = { ...EMPTY, pending: this.state.pending };
      this.options.store.remove('read');
      this.#connection.connect();
      return;
    }
    if (this.options.store.get('conversation') !== ready.conversation) {
      this.options.store.set('conversation', ready.conversation);
      for (const key of ['read', 'mood']) this.options.store.remove(key);
    }
    const mood = ready.mood === undefined ? this.options.store.get('mood') !== 'off' : ready.mood;
    this.#apply({ kind: 'ready', ready: { ...ready, mood } });
    if (this.askingForHuman && this.state.mode === 'bot') void this.human();
    void this.#outbox.wake();
  }

  #onConnection(state: ConnectionState, refusal: Ack | undefined): void {
    this.connection = state;
    if (state !== 'online') this.#apply({ kind: 'offline' });
    // What was closed stays on the screen: connecting again would begin a new conversation over it.
    if (state === 'connecting' && this.state.mode === 'closed' && !this.options.store.get('token')) this.#connection.close();
    if (refusal && !refusal.ok) {
      this.refusal = refusal.code;
      // A token that opens nothing any more: begin anew rather than stand before a closed door.
      if (!PASSING.includes(refusal.code)) this.options.store.remove('token');
      clearTimeout(this.#knockTimer);
      this.#knockTimer = setTimeout(() => this.#connection.connect(), KNOCK_MS[Math.min(this.#knocks++, KNOCK_MS.length - 1)]);
    }
    this.#tell();
  }

  #post(message: Outgoing): void {
    this.#outbox.add(message);
    this.#apply({ kind: 'written', pending: { ...message, state: 'waiting' } });
    void this.#outbox.flush();
  }

  #showOutbox(): void {
    for (const { refused, ...message } of this.#outbox.messages) {
      const pending = refused ? { ...message, state: 'failed' as const, error: refused } : { ...message, state: 'waiting' as const };
      this.#apply({ kind: 'written', pending });
    }
  }

  #resendLater(): void {
    clearTimeout(this.#resendTimer);
    this.#resendTimer = setTimeout(() => {
      if (this.connection === 'online') void this.#outbox.flush();
    }, RESEND_MS);
  }

  readonly #onOtherTab = (event: StorageEvent): void => {
    const tokenGone = event.newValue === null && event.key?.endsWith(':token');
    if (tokenGone && !this.options.store.get('token') && this.options.store.get('forgotten')) this.#becomeForgotten();
  };

  #becomeForgotten(): void {
    this.options.store.set('forgotten', 'yes');
    this.#wipe();
    this.forgotten = true;
    this.#connection.close();
    this.#tell();
  }

  /** Nothing of the conversation stays in this browser. */
  #wipe(): void {
    for (const key of ['outbox', 'draft', 'read', 'mood', 'subject', 'conversation', 'token']) this.options.store.remove(key);
    this.state = EMPTY;
    this.askingForHuman = false;
  }

  #apply(event: ConversationEvent): void {
    const before = this.state;
    this.state = reduce(before, event);
    if (this.state !== before) this.#tell(before);
  }

  #tell(before: Conversation = this.state): void {
    for (const listener of this.#listeners) listener(before);
  }
}
