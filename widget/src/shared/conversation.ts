/** What is known of one conversation, and the only function that changes it: `reduce(state, event)`. */
import type { Disclosure, Entry, MessageEntry, Mode, ModeEntry, Place, Ready, Refused, Typing } from './protocol';

/** A message that is not in the log yet. */
export interface Pending {
  readonly client_id: string;
  readonly text: string;
  /** Set for a quick reply; then `text` is its title. */
  readonly payload?: string;
  readonly at: string;
  readonly state: 'waiting' | 'sending' | 'sent' | 'failed';
  readonly error?: { readonly code: string; readonly text: string };
}

/** Somebody is answering since this moment (milliseconds). */
export interface Answering {
  readonly author: 'bot' | 'human_agent' | 'customer';
  readonly since: number;
}

export interface Conversation {
  readonly id: string | null;
  readonly mode: Mode;
  readonly disclosure: Disclosure | null;
  /** By offset, each offset once. */
  readonly entries: readonly Entry[];
  /** The highest offset seen: what to resume after. */
  readonly offset: number;
  readonly pending: readonly Pending[];
  readonly answering: Answering | null;
  /** The place in the queue, while waiting. */
  readonly place: Place | null;
  readonly mood: boolean | null;
}

export type ConversationEvent =
  | { readonly kind: 'ready'; readonly ready: Ready }
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'typing'; readonly typing: Typing; readonly now: number }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'written'; readonly pending: Pending }
  | { readonly kind: 'sending'; readonly client_id: string }
  | { readonly kind: 'sent'; readonly client_id: string; readonly now: number }
  | { readonly kind: 'unsent'; readonly client_id: string; readonly refused?: Refused }
  | { readonly kind: 'discarded'; readonly client_id: string }
  | { readonly kind: 'offline' }
  | { readonly kind: 'mood'; readonly on: boolean };

export const EMPTY: Conversation = {
  id: null, mode: 'bot', disclosure: null, entries: [], offset: 0, pending: [], answering: null, place: null, mood: true,
};

/** Entries of both lists by offset; of two with the same offset the first stays: the log never changes an entry. */
function merged(known: readonly Entry[], fresh: readonly Entry[]): readonly Entry[] {
  const last = known.at(-1)?.offset ?? 0;
  const newer = fresh.filter((entry, at) => entry.offset > (fresh[at - 1]?.offset ?? last));
  if (newer.length === fresh.length) return fresh.length ? [...known, ...fresh] : known;
  const all = new Map<number, Entry>();
  for (const entry of [...known, ...fresh]) if (!all.has(entry.offset)) all.set(entry.offset, entry);
  return [...all.values()].sort((a, b) => a.offset - b.offset);
}

function clientIds(entries: readonly Entry[]): ReadonlySet<string> {
  return new Set(entries.flatMap((entry) => ('client_id' in entry && entry.client_id ? [entry.client_id] : [])));
}

/** Adds entries: the mode follows the newest one that sets it, and what was pending and is now in the log is no longer pending. */
function withEntries(state: Conversation, fresh: readonly Entry[]): Conversation {
  const entries = merged(state.entries, fresh);
  if (entries === state.entries || entries.length === state.entries.length) return state;
  const arrived = clientIds(fresh);
  const newest = fresh.reduce((highest, entry) => Math.max(highest, entry.offset), state.offset);
  const last = lastMode(entries);
  const mode = last?.mode ?? state.mode;
  const answered = fresh.some((entry) => entry.author.kind === state.answering?.author && entry.type === 'message');
  const stopped = mode !== state.mode && state.answering?.author === 'bot';
  return {
    ...state,
    entries,
    mode,
    offset: Math.max(newest, state.offset),
    place: fresh.some((entry) => entry.type === 'mode') ? placeIn(last) : state.place,
    pending: state.pending.filter((message) => !arrived.has(message.client_id)),
    answering: answered || stopped ? null : state.answering,
  };
}

function placeIn(entry: ModeEntry | undefined): Place | null {
  if (entry?.mode !== 'waiting' || entry.position === undefined) return null;
  const { position, expected_wait_s, back_at } = entry;
  return { position, ...(expected_wait_s === undefined ? {} : { expected_wait_s }), ...(back_at ? { back_at } : {}) };
}

function onReady(state: Conversation, ready: Ready): Conversation {
  const same = state.id === ready.conversation;
  const start: Conversation = same ? state : { ...EMPTY, pending: state.pending };
  const caughtUp = withEntries(start, ready.events);
  return {
    ...caughtUp,
    id: ready.conversation,
    mode: ready.mode,
    disclosure: ready.disclosure ?? caughtUp.disclosure,
    offset: Math.max(caughtUp.offset, ready.offset),
    answering: null,
    mood: ready.mood === undefined ? caughtUp.mood : ready.mood,
  };
}

function onTyping(state: Conversation, typing: Typing, now: number): Conversation {
  if (!typing.on) return state.answering?.author === typing.author ? { ...state, answering: null } : state;
  if (state.answering?.author === typing.author) return state;
  return { ...state, answering: { author: typing.author, since: now } };
}

function changePending(state: Conversation, id: string, change: (message: Pending) => Pending): Conversation {
  return { ...state, pending: state.pending.map((message) => (message.client_id === id ? change(message) : message)) };
}

function onSent(state: Conversation, id: string, now: number): Conversation {
  const next = changePending(state, id, ({ error: _, ...message }) => ({ ...message, state: 'sent' }));
  const expectsAnswer = state.mode === 'bot' && !state.answering && next.pending.some((message) => message.client_id === id);
  return expectsAnswer ? { ...next, answering: { author: 'bot', since: now } } : next;
}

function onUnsent(state: Conversation, id: string, refused: Refused | undefined): Conversation {
  if (!refused) return changePending(state, id, ({ error: _, ...message }) => ({ ...message, state: 'waiting' }));
  const error = { code: refused.code, text: refused.text };
  const passing = refused.code === 'rate_limited';
  return changePending(state, id, (message) => ({ ...message, state: passing ? 'waiting' : 'failed', error }));
}

/** The state after one event; the same state when the event changes nothing. Pure. */
export function reduce(state: Conversation, event: ConversationEvent): Conversation {
  switch (event.kind) {
    case 'ready':
      return onReady(state, event.ready);
    case 'entry':
      return withEntries(state, [event.entry]);
    case 'typing':
      return onTyping(state, event.typing, event.now);
    case 'place':
      return state.mode === 'waiting' ? { ...state, place: event.place } : state;
    case 'written': {
      const known = state.pending.some((message) => message.client_id === event.pending.client_id);
      return known || clientIds(state.entries).has(event.pending.client_id)
        ? state
        : { ...state, pending: [...state.pending, event.pending] };
    }
    case 'sending':
      return changePending(state, event.client_id, ({ error: _, ...message }) => ({ ...message, state: 'sending' }));
    case 'sent':
      return onSent(state, event.client_id, event.now);
    case 'unsent':
      return onUnsent(state, event.client_id, event.refused);
    case 'discarded':
      return { ...state, pending: state.pending.filter((message) => message.client_id !== event.client_id) };
    case 'offline':
      return state.answering ? { ...state, answering: null } : state;
    case 'mood':
      return { ...state, mood: event.on };
  }
}

/** The newest change of mode. */
export function lastMode(entries: readonly Entry[]): ModeEntry | undefined {
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry?.type === 'mode') return entry;
  }
  return undefined;
}

/** The bot message whose quick replies may still be used: the last message, in mode bot, not yet answered. */
export function openQuestion(state: Conversation): MessageEntry | undefined {
  if (state.mode !== 'bot' || state.pending.some((message) => message.state !== 'failed')) return undefined;
  for (let at = state.entries.length - 1; at >= 0; at -= 1) {
    const entry = state.entries[at];
    if (entry?.type !== 'message') continue;
    if (entry.author.kind !== 'bot') return undefined;
    if (entry.options.length) return entry;
  }
  return undefined;
}

/** How many entries after `offset` somebody else wrote for the customer to read. */
export function unreadAfter(entries: readonly Entry[], offset: number): number {
  return entries.filter((entry) => entry.offset > offset && isNews(entry)).length;
}

function isNews(entry: Entry): boolean {
  if (entry.type === 'message') return entry.author.kind === 'bot' || entry.author.kind === 'human_agent';
  return entry.type === 'receipt' || (entry.type === 'mode' && entry.mode === 'human');
}

/** Whether a later receipt speaks of the same thing, so that this one is history. */
export function isOutdated(entries: readonly Entry[], at: number): boolean {
  const entry = entries[at];
  if (entry?.type !== 'receipt') return false;
  const about = entry.about ?? entry.reference;
  return about !== '' && entries.slice(at + 1).some((later) => later.type === 'receipt' && (later.about ?? later.reference) === about);
}
