/** The desk's thin shell: it talks with the server and hands every answer to `reduce`. */
import { Connection, serverAt, type ConnectionState } from '../shared/connection';
import type { Pending } from '../shared/conversation';
import { isObject, parseEntries, parseEntry, parseTyping, type Ack, type Typing } from '../shared/protocol';
import type { StaffApi } from '../staff/api';
import { modeOf, objectOf, parseApprovals, parseBrief, parseColleagues, parseQueue, textOf } from '../staff/parse';
import { toldOf } from '../staff/approval';
import type { Exception, Lang, Session } from '../staff/wire';
import type { Deed } from './bar';
import { loadDrafts, saveDrafts } from './drafts';
import type { DeskTexts } from './i18n';
import type { Passing } from './transfer';
import { START, itemOf, keepable, reduce, tabOf, threadOf, type DeskEvent, type DeskState, type Tab } from './state';

/** No answer about the text itself: it waits for the connection. */
const UNREACHED: readonly string[] = ['offline', 'timeout', 'unreadable'];
const TRY_AGAIN_MS = 5000;
/** How long "is typing" holds without another key. */
const TYPING_MS = 4000;
const TYPING_AGAIN_MS = 2500;
/** Without another sign of typing the customer has stopped. */
const TYPIST_GONE_MS = 10_000;
const NOTICE_MS = 6000;

export interface DeskClientOptions {
  readonly api: StaffApi;
  readonly onChange: (state: DeskState, before: DeskState) => void;
  readonly texts: () => DeskTexts;
  readonly locale: () => Lang;
}

export class DeskClient {
  #state: DeskState = { ...START, drafts: loadDrafts() };
  #connection: Connection | null = null;
  #sending = false;
  /** Counts the rounds of sending; a round that a newer one replaced ends without a word. */
  #round = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #fading: ReturnType<typeof setTimeout> | undefined;
  readonly #typists = new Map<string, ReturnType<typeof setTimeout>>();
  #typing: { conversation: string; at: number; timer: ReturnType<typeof setTimeout> } | null = null;

  constructor(private readonly options: DeskClientOptions) {}

  get state(): DeskState {
    return this.#state;
  }

  dispatch(event: DeskEvent): void {
    const before = this.#state;
    this.#state = reduce(before, event);
    if (this.#state === before) return;
    if (this.#state.drafts !== before.drafts || this.#state.threads !== before.threads) saveDrafts(keepable(this.#state));
    this.options.onChange(this.#state, before);
  }

  signedIn(session: Session): void {
    this.dispatch({ kind: 'signed_in', session });
    this.#connection?.close();
    this.#connection = new Connection({
      server: serverAt(location.origin),
      namespace: '/desk',
      auth: async () => ({ csrf: this.#state.session?.csrf ?? '', locale: this.options.locale() }),
      onEvent: (name, payload) => this.#onEvent(name, payload),
      onState: (state, refusal) => void this.#onState(state, refusal),
    });
    this.#connection.connect();
  }

  async signOut(): Promise<void> {
    await this.options.api.signOut().catch(() => undefined); // the page forgets the session in any case
    this.stop();
    this.dispatch({ kind: 'signed_out', keep: false });
  }

  stop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#fading);
    for (const timer of this.#typists.values()) clearTimeout(timer);
    clearTimeout(this.#typing?.timer);
    this.#typing = null;
    this.#connection?.close();
    this.#connection = null;
  }

  /** Connects again at once, without waiting for the next try. */
  reconnect(): void {
    this.#connection?.connect();
  }

  async open(conversation: string): Promise<void> {
    this.dispatch({ kind: 'selected', conversation });
    await this.#load(conversation);
  }

  async #load(conversation: string): Promise<void> {
    const thread = threadOf(this.#state, conversation);
    const known = thread?.loaded ? thread.conversation.offset : 0;
    const answer = await this.emit('open', { conversation, ...(known ? { after: known } : {}) });
    if (!answer.ok) {
      if (!UNREACHED.includes(answer.code)) this.tell(this.#why(answer), true);
      return;
    }
    const events = parseEntries(answer['events']);
    this.dispatch({
      kind: 'opened',
      conversation,
      events,
      offset: answer.offset ?? events.at(-1)?.offset ?? known,
      mode: modeOf(answer['mode']),
      brief: parseBrief(answer['brief']),
    });
  }

  /** Claims, releases, hands back, closes or ticks off a call; true when the server did it. */
  async deed(deed: Exclude<Deed, 'transfer'>, conversation: string): Promise<boolean> {
    const told = this.options.texts().told;
    const sentence = { claim: told.claimed, release: told.released, hand_back: told.handed_back, close: told.closed, called: told.called }[deed];
    const answer = await this.#busy(deed, { conversation }, sentence);
    if (answer.ok && deed === 'claim') this.dispatch({ kind: 'claimed', conversation });
    const brief = answer.ok ? parseBrief(answer['brief']) : null;
    if (brief) this.dispatch({ kind: 'brief', conversation, brief });
    return answer.ok;
  }

  /** Passes a conversation on to a colleague or to whoever knows about something. */
  async transfer(conversation: string, { target, reason }: Passing): Promise<void> {
    await this.#busy('transfer', { conversation, ...target, reason }, this.options.texts().told.transferred);
  }

  /** Steps away, comes back, or says how many conversations to take at once. */
  async presence(presence: { readonly away?: boolean; readonly most?: number }): Promise<void> {
    const { told } = this.options.texts();
    await this.#busy('presence', presence, presence.away === undefined ? told.most : presence.away ? told.away : told.back);
  }

  async decide(verdict: 'approve' | 'deny', approval: string, text: string): Promise<void> {
    const body = verdict === 'approve' ? (text ? { note: text } : {}) : { reason: text };
    await this.#busy(verdict, { approval, ...body }, (answer) => toldOf(verdict, answer, this.options.locale()));
  }

  /** Makes an exception to a refusal, exactly as it was seen. */
  async except(conversation: string, { decision, digest }: Exception, reason: string): Promise<void> {
    await this.#busy('except', { conversation, decision, digest, reason }, (answer) => toldOf('approve', answer, this.options.locale()));
  }

  write(conversation: string, tab: Tab, text: string): void {
    const pending: Pending = { client_id: `${tab}-${crypto.randomUUID()}`, text, at: new Date().toISOString(), state: 'waiting' };
    if (tab === 'reply') this.#stopTyping();
    this.dispatch({ kind: 'wrote', conversation, pending });
    void this.#flush();
  }

  /** Something was typed into the reply: the customer sees that somebody writes. */
  typed(conversation: string, text: string): void {
    if (!text || itemOf(this.#state, conversation)?.claimed_by?.id !== this.#state.session?.name) return this.#stopTyping();
    const now = Date.now();
    const running = this.#typing?.conversation === conversation ? this.#typing : null;
    if (!running) this.#stopTyping();
    clearTimeout(running?.timer);
    const timer = setTimeout(() => this.#stopTyping(), TYPING_MS);
    const due = !running || now - running.at > TYPING_AGAIN_MS;
    if (due) void this.emit('typing', { conversation, on: true });
    this.#typing = { conversation, timer, at: due ? now : running.at };
  }

  #stopTyping(): void {
    if (!this.#typing) return;
    clearTimeout(this.#typing.timer);
    void this.emit('typing', { conversation: this.#typing.conversation, on: false });
    this.#typing = null;
  }

  /** Asks the server; whoever asks tells what came of it. */
  async emit(name: string, payload: object): Promise<Ack> {
    return this.#connection?.emit(name, payload) ?? { ok: false, code: 'offline', text: '' };
  }

  async #busy(name: string, payload: object, sentence: string | ((answer: Ack) => string)): Promise<Ack> {
    if (this.#state.busy) return { ok: false, code: 'busy', text: '' };
    this.dispatch({ kind: 'busy', on: true });
    try {
      const answer = await this.emit(name, payload);
      const good = typeof sentence === 'string' ? sentence : sentence(answer);
      this.tell(answer.ok ? good : this.#why(answer), !answer.ok);
      return answer;
    } finally {
      this.dispatch({ kind: 'busy', on: false });
    }
  }

  /** Good news goes away by itself; bad news stays until it was read. */
  tell(text: string, bad: boolean): void {
    const notice = { text, bad };
    this.dispatch({ kind: 'notice', notice });
    clearTimeout(this.#fading);
    if (!bad) this.#fading = setTimeout(() => this.#state.notice === notice && this.dispatch({ kind: 'notice', notice: null }), NOTICE_MS);
  }

  #why(answer: Ack): string {
    if (answer.ok) return '';
    const { problems } = this.options.texts();
    return answer.text || problems[answer.code] || problems['failed'] || answer.code;
  }

  /** Sends what waits, in the order in which it was written, each until the server has it. */
  async #flush(): Promise<void> {
    if (this.#sending) return;
    const round = (this.#round += 1);
    this.#sending = true;
    clearTimeout(this.#retry);
    for (let next = this.#nextWaiting(); next; next = this.#nextWaiting()) {
      const reached = await this.#deliver(next.conversation, next.pending, round);
      if (round !== this.#round) return;
      if (!reached) break;
    }
    this.#sending = false;
  }

  /** Over a new connection: what went out over the old one and was not answered goes out again. The server knows it by its id. */
  async #flushAnew(): Promise<void> {
    this.#round += 1;
    this.#sending = false;
    for (const [conversation, thread] of Object.entries(this.#state.threads)) {
      for (const { client_id, state } of thread.conversation.pending) {
        if (state === 'sending') this.dispatch({ kind: 'talk', conversation, event: { kind: 'unsent', client_id } });
      }
    }
    await this.#flush();
  }

  #nextWaiting(): { conversation: string; pending: Pending } | null {
    for (const [conversation, thread] of Object.entries(this.#state.threads)) {
      const pending = thread.conversation.pending.find((candidate) => candidate.state === 'waiting');
      if (pending) return { conversation, pending };
    }
    return null;
  }

  async #deliver(conversation: string, pending: Pending, round: number): Promise<boolean> {
    const { client_id, text } = pending;
    const talk = (event: Extract<DeskEvent, { kind: 'talk' }>['event']): void => this.dispatch({ kind: 'talk', conversation, event });
    talk({ kind: 'sending', client_id });
    const answer = await this.emit(tabOf(client_id) === 'note' ? 'note' : 'send', { conversation, client_id, text });
    if (answer.ok) {
      talk({ kind: 'sent', client_id, now: Date.now() });
      return true;
    }
    if (round !== this.#round) return false;
    if (UNREACHED.includes(answer.code)) {
      talk({ kind: 'unsent', client_id });
      if (answer.code !== 'offline') this.#retry = setTimeout(() => void this.#flush(), TRY_AGAIN_MS);
      return false;
    }
    this.dispatch({ kind: 'refused', conversation, pending, problem: { code: answer.code, text: this.#why(answer) } });
    return true;
  }

  async #onState(state: ConnectionState, refusal?: Ack): Promise<void> {
    const forbidden = refusal !== undefined && !refusal.ok && refusal.code === 'forbidden';
    this.dispatch({ kind: 'connection', state, forbidden });
    if (state === 'online') {
      if (this.#state.selected) await this.#load(this.#state.selected);
      await this.#flushAnew();
    } else if (refusal && !forbidden) await this.#renew();
  }

  /** The server refused the connection: with a session a fresh CSRF token may help, without one somebody signs in again. */
  async #renew(): Promise<void> {
    const before = this.#state.session?.csrf;
    const session = await this.options.api.session().catch(() => undefined);
    if (session === null) {
      this.stop();
      this.dispatch({ kind: 'signed_out', keep: true });
    } else if (session && session.csrf !== before) this.signedIn(session);
    else this.#retry = setTimeout(() => this.reconnect(), TRY_AGAIN_MS);
  }

  /** A customer who types says so again and again; a browser that went away says nothing any more. */
  #seesTyping(conversation: string, typing: Typing): void {
    this.dispatch({ kind: 'talk', conversation, event: { kind: 'typing', typing, now: Date.now() } });
    clearTimeout(this.#typists.get(conversation));
    this.#typists.delete(conversation);
    if (typing.on) this.#typists.set(conversation, setTimeout(() => this.#seesTyping(conversation, { ...typing, on: false }), TYPIST_GONE_MS));
  }

  #onEvent(name: string, payload: unknown): void {
    const value = objectOf(payload);
    const conversation = textOf(value['conversation']);
    switch (name) {
      case 'queue':
        return this.dispatch({ kind: 'queue', ...parseQueue(payload) });
      case 'colleagues':
        return this.dispatch({ kind: 'colleagues', ...parseColleagues(payload) });
      case 'approvals':
        return this.dispatch({ kind: 'approvals', items: parseApprovals(payload) });
      case 'brief':
        if (conversation && isObject(value['brief'])) this.dispatch({ kind: 'brief', conversation, brief: parseBrief(value['brief']) });
        return;
      case 'event': {
        const entry = parseEntry(value['entry']);
        if (conversation && entry) this.dispatch({ kind: 'talk', conversation, event: { kind: 'entry', entry } });
        return;
      }
      case 'typing': {
        const typing = parseTyping(payload);
        if (conversation && typing) this.#seesTyping(conversation, typing);
        return;
      }
    }
  }
}
