/** Everything the desk shows, and the only function that changes it: `reduce(state, event)`. */
import { EMPTY, reduce as converse, type Conversation, type ConversationEvent, type Pending } from '../shared/conversation';
import type { ConnectionState } from '../shared/connection';
import type { Entry, Mode } from '../shared/protocol';
import type { Approval, Brief, Colleague, Counts, QueueItem, Session, Skill } from '../staff/wire';

export type Filter = 'mine' | 'unassigned' | 'all';
export type View = 'conversations' | 'approvals';
export type Tab = 'reply' | 'note';

/** What somebody is writing; reply and note are kept apart, so that no note is ever sent as a reply. */
export interface Draft {
  readonly tab: Tab;
  readonly reply: string;
  readonly note: string;
}

/** Why something was not done, next to the place where it was tried. */
export interface Problem {
  readonly code: string;
  readonly text: string;
}

/** One sentence about what was just done or refused. */
export interface Notice {
  readonly text: string;
  readonly bad: boolean;
}

export interface Thread {
  /** The log was read from its start; until then there may be entries that arrived early. */
  readonly loaded: boolean;
  readonly conversation: Conversation;
  readonly brief: Brief | null;
  readonly problem: Problem | null;
}

export interface DeskState {
  readonly session: Session | null;
  readonly connection: ConnectionState;
  /** The server lets this account not in; only another sign-in helps. */
  readonly forbidden: boolean;
  /** False until the first queue came: an empty list is not yet "nobody waits". */
  readonly loaded: boolean;
  readonly queue: readonly QueueItem[];
  readonly counts: Counts;
  readonly filter: Filter;
  readonly view: View;
  readonly selected: string | null;
  readonly threads: Readonly<Record<string, Thread>>;
  readonly drafts: Readonly<Record<string, Draft>>;
  readonly approvals: readonly Approval[];
  /** Everybody at the desk, oneself too, and what others know about. */
  readonly colleagues: readonly Colleague[];
  readonly skills: readonly Skill[];
  /** A deed (claim, close, a decision…) is on its way; no second one is begun meanwhile. */
  readonly busy: boolean;
  readonly notice: Notice | null;
}

export type DeskEvent =
  | { readonly kind: 'signed_in'; readonly session: Session }
  /** `keep`: the session was lost; who signs in again finds the drafts. */
  | { readonly kind: 'signed_out'; readonly keep: boolean }
  | { readonly kind: 'connection'; readonly state: ConnectionState; readonly forbidden?: boolean }
  | { readonly kind: 'queue'; readonly items: readonly QueueItem[]; readonly counts: Counts }
  | { readonly kind: 'approvals'; readonly items: readonly Approval[] }
  | { readonly kind: 'colleagues'; readonly items: readonly Colleague[]; readonly skills: readonly Skill[] }
  | { readonly kind: 'view'; readonly view: View }
  | { readonly kind: 'filter'; readonly filter: Filter }
  | { readonly kind: 'selected'; readonly conversation: string | null }
  | {
      readonly kind: 'opened';
      readonly conversation: string;
      readonly events: readonly Entry[];
      readonly offset: number;
      readonly mode: Mode;
      readonly brief: Brief | null;
    }
  | { readonly kind: 'brief'; readonly conversation: string; readonly brief: Brief | null }
  | { readonly kind: 'talk'; readonly conversation: string; readonly event: ConversationEvent }
  | { readonly kind: 'problem'; readonly conversation: string; readonly problem: Problem | null }
  | { readonly kind: 'draft'; readonly conversation: string; readonly draft: Partial<Draft> }
  | { readonly kind: 'wrote'; readonly conversation: string; readonly pending: Pending }
  | { readonly kind: 'refused'; readonly conversation: string; readonly pending: Pending; readonly problem: Problem }
  | { readonly kind: 'claimed'; readonly conversation: string }
  | { readonly kind: 'busy'; readonly on: boolean }
  | { readonly kind: 'notice'; readonly notice: Notice | null };

export const NO_DRAFT: Draft = { tab: 'reply', reply: '', note: '' };

export const START: DeskState = {
  session: null,
  connection: 'offline',
  forbidden: false,
  loaded: false,
  queue: [],
  counts: { mine: 0, unassigned: 0, all: 0 },
  filter: 'all',
  view: 'conversations',
  selected: null,
  threads: {},
  drafts: {},
  approvals: [],
  colleagues: [],
  skills: [],
  busy: false,
  notice: null,
};

/** What a text on its way is: its id says so, as the log's own rows do by their type. */
export const tabOf = (clientId: string): Tab => (clientId.startsWith('note-') ? 'note' : 'reply');

const NO_THREAD: Thread = { loaded: false, conversation: EMPTY, brief: null, problem: null };

function changeThread(state: DeskState, id: string, change: (thread: Thread) => Thread): DeskState {
  const known = state.threads[id] ?? { ...NO_THREAD, conversation: { ...EMPTY, id } };
  const next = change(known);
  return next === known && state.threads[id] ? state : { ...state, threads: { ...state.threads, [id]: next } };
}

function talk(state: DeskState, id: string, event: ConversationEvent): DeskState {
  return changeThread(state, id, (thread) => {
    const conversation = converse(thread.conversation, event);
    return conversation === thread.conversation ? thread : { ...thread, conversation };
  });
}

function changeDraft(state: DeskState, id: string, change: Partial<Draft>): DeskState {
  const draft = { ...(state.drafts[id] ?? NO_DRAFT), ...change };
  if (draft.tab === 'reply' && !draft.reply && !draft.note) {
    const { [id]: _, ...others } = state.drafts;
    return { ...state, drafts: others };
  }
  return { ...state, drafts: { ...state.drafts, [id]: draft } };
}

/** A refused text goes back to where it was written, in front of what was typed since. */
function giveBack(state: DeskState, id: string, tab: Tab, text: string): DeskState {
  const since = (state.drafts[id] ?? NO_DRAFT)[tab];
  return changeDraft(state, id, { tab, [tab]: since ? `${text}\n${since}` : text });
}

/** The server said yes; its next queue will say the same. */
function claimedBy(session: Session | null, item: QueueItem): QueueItem {
  return session ? { ...item, mode: 'human', passed: null, claimed_by: { id: session.name, name: session.display } } : item;
}

/** The state after one event; the same state when the event changes nothing. Pure. */
export function reduce(state: DeskState, event: DeskEvent): DeskState {
  switch (event.kind) {
    case 'signed_in':
      return { ...state, session: event.session };
    case 'signed_out':
      return event.keep ? { ...START, drafts: state.drafts, selected: state.selected } : START;
    case 'connection':
      return { ...state, connection: event.state, forbidden: event.forbidden ?? false };
    case 'queue':
      return { ...state, loaded: true, queue: event.items, counts: event.counts };
    case 'approvals':
      return { ...state, approvals: event.items };
    case 'colleagues':
      return { ...state, colleagues: event.items, skills: event.skills };
    case 'view':
      return { ...state, view: event.view };
    case 'filter':
      return { ...state, filter: event.filter };
    case 'selected':
      return { ...state, selected: event.conversation, view: 'conversations', notice: null };
    case 'opened': {
      const { conversation, events, offset, mode } = event;
      const ready = { conversation, token: '', mode, disclosure: null, events, offset };
      const next = talk(state, conversation, { kind: 'ready', ready });
      return changeThread(next, conversation, (thread) => ({ ...thread, loaded: true, brief: event.brief ?? thread.brief }));
    }
    case 'brief':
      return changeThread(state, event.conversation, (thread) => ({ ...thread, brief: event.brief }));
    case 'talk':
      return talk(state, event.conversation, event.event);
    case 'problem':
      return changeThread(state, event.conversation, (thread) => ({ ...thread, problem: event.problem }));
    case 'draft':
      return changeDraft(state, event.conversation, event.draft);
    case 'wrote': {
      const written = talk(state, event.conversation, { kind: 'written', pending: event.pending });
      const cleared = changeDraft(written, event.conversation, { [tabOf(event.pending.client_id)]: '' });
      return changeThread(cleared, event.conversation, (thread) => ({ ...thread, problem: null }));
    }
    case 'refused': {
      const { conversation, pending, problem } = event;
      const without = talk(state, conversation, { kind: 'discarded', client_id: pending.client_id });
      const back = giveBack(without, conversation, tabOf(pending.client_id), pending.text);
      return changeThread(back, conversation, (thread) => ({ ...thread, problem }));
    }
    case 'claimed':
      return { ...state, queue: state.queue.map((item) => (item.conversation === event.conversation ? claimedBy(state.session, item) : item)) };
    case 'busy':
      return { ...state, busy: event.on };
    case 'notice':
      return { ...state, notice: event.notice };
  }
}

/** Who has a conversation, seen from the person who is signed in. */
export function holder(state: DeskState, item: QueueItem): 'me' | 'other' | 'nobody' {
  if (!item.claimed_by) return 'nobody';
  return item.claimed_by.id === state.session?.name ? 'me' : 'other';
}

/** How the others see who is signed in. */
export const myself = (state: DeskState): Colleague | undefined => state.colleagues.find((one) => one.id === state.session?.name);

/** Passed on to who is signed in, or to what they know about. */
export function meantForMe(state: DeskState, { passed }: QueueItem): boolean {
  if (!passed) return false;
  return passed.to ? passed.to === state.session?.name : (myself(state)?.skills.includes(passed.skill) ?? false);
}

/** Why nobody new is to be taken now; danger is no reason to refuse. */
export function unable(state: DeskState, item: QueueItem | undefined): 'away' | 'busy' | null {
  const mine = myself(state);
  if (item?.urgent) return null;
  return mine?.state === 'away' || mine?.state === 'busy' ? mine.state : null;
}

/** Distress in the words that are shown beside the bar. */
export type Distress = 'calm' | 'tense' | 'upset' | 'distressed';

export function distressOf(level: number): Distress {
  if (level >= 0.75) return 'distressed';
  if (level >= 0.5) return 'upset';
  return level >= 0.25 ? 'tense' : 'calm';
}

const WAITING_FIRST: Readonly<Record<Mode, number>> = { waiting: 0, human: 1, bot: 2, closed: 3 };

/** What the queue shows under the chosen filter: danger, what was passed on to oneself, who waits; otherwise in the server's order of urgency. */
export function visible(state: DeskState): readonly QueueItem[] {
  const wanted = state.queue.filter((item) => {
    if (state.filter === 'mine') return holder(state, item) === 'me';
    return state.filter === 'all' || holder(state, item) === 'nobody';
  });
  const rank = (item: QueueItem): number => (meantForMe(state, item) && !item.urgent ? -0.5 : item.urgent && item.mode === 'waiting' ? -1 : WAITING_FIRST[item.mode]);
  return [...wanted].sort((a, b) => rank(a) - rank(b));
}

/** The conversation after (1) or before (-1) the selected one; the first one when none is selected. */
export function neighbour(state: DeskState, step: 1 | -1): string | null {
  const items = visible(state);
  const at = items.findIndex((item) => item.conversation === state.selected);
  if (at < 0) return items[0]?.conversation ?? null;
  return items[Math.min(items.length - 1, Math.max(0, at + step))]?.conversation ?? null;
}

export const itemOf = (state: DeskState, id: string | null): QueueItem | undefined =>
  state.queue.find((item) => item.conversation === id);

export const threadOf = (state: DeskState, id: string | null): Thread | undefined => (id ? state.threads[id] : undefined);

/** The drafts to keep over a reload: what is not acknowledged yet goes back to where it was written. */
export function keepable(state: DeskState): Readonly<Record<string, Draft>> {
  let kept = state;
  for (const [id, thread] of Object.entries(state.threads)) {
    const unsent = thread.conversation.pending.filter((pending) => pending.state !== 'sent');
    for (const pending of [...unsent].reverse()) kept = giveBack(kept, id, tabOf(pending.client_id), pending.text);
  }
  return kept.drafts;
}
