import { describe, expect, test } from 'vitest';
import { parseEntry, type Entry } from '../shared/protocol';
import { parseBrief, parseColleagues, parseQueue } from '../staff/parse';
import type { Approval, QueueItem, Session } from '../staff/wire';
import { START, distressOf, holder, keepable, meantForMe, neighbour, reduce, unable, visible, type DeskEvent, type DeskState } from './state';

const maria: Session = { name: 'maria', display: 'Maria', role: 'agent', csrf: 'c' };
const at = '2026-11-21T12:00:00Z';

const entry = (offset: number, more: object = {}): Entry =>
  parseEntry({ offset, at, type: 'message', author: { kind: 'customer', name: 'Sanne' }, text: `text ${offset}`, ...more }) as Entry;

const queued = (conversation: string, more: Partial<Record<keyof QueueItem, unknown>> = {}): QueueItem =>
  parseQueue({ items: [{ conversation, mode: 'waiting', since: at, distress: 0.2, language: 'nl', ...more }] }).items[0] as QueueItem;

const after = (state: DeskState, ...events: readonly DeskEvent[]): DeskState => events.reduce(reduce, state);

const queueOf = (...items: readonly QueueItem[]): DeskEvent => ({ kind: 'queue', items, counts: { mine: 0, unassigned: 0, all: items.length } });

const opened = (conversation: string, events: readonly Entry[], offset = events.at(-1)?.offset ?? 0): DeskEvent => ({
  kind: 'opened', conversation, events, offset, mode: 'waiting', brief: null,
});

const heard = (conversation: string, one: Entry): DeskEvent => ({ kind: 'talk', conversation, event: { kind: 'entry', entry: one } });

const wrote = (conversation: string, client_id: string, text: string): DeskEvent => ({
  kind: 'wrote', conversation, pending: { client_id, text, at, state: 'waiting' },
});

const signedIn = after(START, { kind: 'signed_in', session: maria });

describe('a thread', () => {
  test('an old snapshot and the events since make the same thread as a fresh snapshot', () => {
    const log = [1, 2, 3, 4, 5].map((offset) => entry(offset));
    const fresh = after(signedIn, opened('c1', log));
    for (let seen = 0; seen <= log.length; seen += 1) {
      const old = after(signedIn, opened('c1', log.slice(0, seen)));
      const caughtUp = after(old, ...log.slice(seen).map((one) => heard('c1', one)));
      expect(caughtUp.threads['c1']).toEqual(fresh.threads['c1']);
    }
  });

  test('an entry that overtakes the snapshot is kept, in its place and once', () => {
    const state = after(signedIn, heard('c1', entry(3)), opened('c1', [entry(1), entry(2), entry(3)]));
    expect(state.threads['c1']?.conversation.entries.map((one) => one.offset)).toEqual([1, 2, 3]);
  });

  test('a thread that only heard an entry is not yet read from its start', () => {
    expect(after(signedIn, heard('c1', entry(3))).threads['c1']?.loaded).toBe(false);
    expect(after(signedIn, opened('c1', [entry(1)])).threads['c1']?.loaded).toBe(true);
  });

  test('the mode follows the log', () => {
    const taken = entry(2, { type: 'mode', mode: 'human', reason: 'claimed', author: { kind: 'system', name: 'Shop' } });
    const state = after(signedIn, opened('c1', [entry(1)]), heard('c1', taken));
    expect(state.threads['c1']?.conversation.mode).toBe('human');
  });

  test('a customer who types stops typing when the message is there', () => {
    const typing: DeskEvent = {
      kind: 'talk', conversation: 'c1', event: { kind: 'typing', typing: { author: 'customer', on: true }, now: 1 },
    };
    const before = after(signedIn, opened('c1', [entry(1)]), typing);
    expect(before.threads['c1']?.conversation.answering?.author).toBe('customer');
    expect(after(before, heard('c1', entry(2))).threads['c1']?.conversation.answering).toBeNull();
  });

  test('a brief that comes later replaces the first one and leaves the log alone', () => {
    const brief = parseBrief({ want: { flow: 'refund_order', text: 'Refund' }, reason: 'asked' });
    const state = after(signedIn, opened('c1', [entry(1)]), { kind: 'brief', conversation: 'c1', brief });
    expect(state.threads['c1']?.brief?.want.flow).toBe('refund_order');
    expect(state.threads['c1']?.conversation.entries).toHaveLength(1);
  });
});

describe('writing', () => {
  const writing = after(signedIn, opened('c1', [entry(1)]), { kind: 'draft', conversation: 'c1', draft: { reply: 'Hello' } });

  test('reply and note keep a text of their own', () => {
    const state = after(writing, { kind: 'draft', conversation: 'c1', draft: { tab: 'note', note: 'Careful' } });
    expect(state.drafts['c1']).toEqual({ tab: 'note', reply: 'Hello', note: 'Careful' });
  });

  test('every conversation keeps a draft of its own', () => {
    const state = after(writing, { kind: 'draft', conversation: 'c2', draft: { reply: 'Other' } }, { kind: 'selected', conversation: 'c2' });
    expect(state.drafts['c1']?.reply).toBe('Hello');
    expect(state.drafts['c2']?.reply).toBe('Other');
  });

  test('what is sent leaves the field and stands in the thread until the log has it', () => {
    const sent = after(writing, wrote('c1', 'reply-1', 'Hello'));
    expect(sent.drafts['c1']).toBeUndefined();
    expect(sent.threads['c1']?.conversation.pending.map((one) => one.text)).toEqual(['Hello']);
    const told = after(sent, heard('c1', entry(2, { author: { kind: 'human_agent', name: 'Maria' }, client_id: 'reply-1', text: 'Hello' })));
    expect(told.threads['c1']?.conversation.pending).toEqual([]);
  });

  test('a note that is sent leaves the unfinished reply alone', () => {
    const state = after(writing, { kind: 'draft', conversation: 'c1', draft: { tab: 'note', note: 'N' } }, wrote('c1', 'note-1', 'N'));
    expect(state.drafts['c1']).toEqual({ tab: 'note', reply: 'Hello', note: '' });
  });

  test('a withheld reply goes back into the field with the reason beside it', () => {
    const sent = after(writing, wrote('c1', 'reply-1', 'I refunded it.'));
    const pending = { client_id: 'reply-1', text: 'I refunded it.', at, state: 'sending' as const };
    const problem = { code: 'withheld', text: 'The books do not show it.' };
    const state = after(sent, { kind: 'refused', conversation: 'c1', pending, problem });
    expect(state.drafts['c1']).toEqual({ tab: 'reply', reply: 'I refunded it.', note: '' });
    expect(state.threads['c1']?.problem).toEqual(problem);
    expect(state.threads['c1']?.conversation.pending).toEqual([]);
  });

  test('a withheld reply does not wipe out what was typed since', () => {
    const sent = after(writing, wrote('c1', 'reply-1', 'First'), { kind: 'draft', conversation: 'c1', draft: { reply: 'Second' } });
    const pending = { client_id: 'reply-1', text: 'First', at, state: 'sending' as const };
    const state = after(sent, { kind: 'refused', conversation: 'c1', pending, problem: { code: 'withheld', text: '' } });
    expect(state.drafts['c1']?.reply).toBe('First\nSecond');
  });

  test('texts that are not acknowledged are kept over a reload, in order and where they were written', () => {
    const state = after(writing, wrote('c1', 'reply-1', 'One'), wrote('c1', 'reply-2', 'Two'), wrote('c1', 'note-3', 'Note'));
    expect(keepable(state)['c1']).toMatchObject({ reply: 'One\nTwo', note: 'Note' });
  });

  test('a text that the server has is not kept a second time', () => {
    const sent: DeskEvent = { kind: 'talk', conversation: 'c1', event: { kind: 'sent', client_id: 'reply-1', now: 1 } };
    expect(keepable(after(writing, wrote('c1', 'reply-1', 'One'), sent))['c1']).toBeUndefined();
  });

  test('a lost session keeps the drafts, signing out does not', () => {
    expect(after(writing, { kind: 'signed_out', keep: true }).drafts['c1']?.reply).toBe('Hello');
    expect(after(writing, { kind: 'signed_out', keep: false }).drafts).toEqual({});
  });

  test('a lost session shows nothing of the customers any more', () => {
    const state = after(writing, queueOf(queued('c1')), { kind: 'signed_out', keep: true });
    expect(state.queue).toEqual([]);
    expect(state.threads).toEqual({});
  });
});

describe('the queue', () => {
  const mine = queued('mine', { mode: 'human', claimed_by: { id: 'maria', name: 'Maria' } });
  const other = queued('other', { mode: 'human', claimed_by: { id: 'bram', name: 'Bram' } });
  const first = queued('first');
  const second = queued('second');
  const withBot = queued('bot', { mode: 'bot', approvals: 1 });
  const state = after(signedIn, queueOf(mine, first, withBot, other, second));
  const names = (shown: DeskState): readonly string[] => visible(shown).map((item) => item.conversation);

  test('who waits stands first, in the order of the server', () => {
    expect(names(state)).toEqual(['first', 'second', 'mine', 'other', 'bot']);
  });

  test('mine shows only what this person has', () => {
    expect(names(after(state, { kind: 'filter', filter: 'mine' }))).toEqual(['mine']);
  });

  test('unassigned shows what nobody has', () => {
    expect(names(after(state, { kind: 'filter', filter: 'unassigned' }))).toEqual(['first', 'second', 'bot']);
  });

  test('a conversation of a colleague is not mine', () => {
    expect([mine, other, first].map((item) => holder(state, item))).toEqual(['me', 'other', 'nobody']);
  });

  test('what was claimed is mine at once, and the next queue has the last word', () => {
    const claimed = after(state, { kind: 'claimed', conversation: 'first' });
    expect(names(after(claimed, { kind: 'filter', filter: 'mine' }))).toEqual(['mine', 'first']);
    const told = after(claimed, queueOf(queued('first', { mode: 'human', claimed_by: { id: 'bram', name: 'Bram' } })));
    expect(names(after(told, { kind: 'filter', filter: 'mine' }))).toEqual([]);
  });

  test('next and previous stay inside the list', () => {
    expect(neighbour(state, 1)).toBe('first');
    const last = after(state, { kind: 'selected', conversation: 'bot' });
    expect(neighbour(last, 1)).toBe('bot');
    expect(neighbour(last, -1)).toBe('other');
  });

  test('an empty queue has no neighbours', () => {
    expect(neighbour(signedIn, 1)).toBeNull();
  });

  test.each([
    [0, 'calm'], [0.24, 'calm'], [0.25, 'tense'], [0.5, 'upset'], [0.74, 'upset'], [0.75, 'distressed'], [1, 'distressed'],
  ])('distress %d is said as %s', (level, word) => {
    expect(distressOf(level)).toBe(word);
  });

  test('picking a conversation leaves the list of approvals', () => {
    const approvals: readonly Approval[] = [];
    const looking = after(state, { kind: 'approvals', items: approvals }, { kind: 'view', view: 'approvals' });
    expect(after(looking, { kind: 'selected', conversation: 'mine' }).view).toBe('conversations');
  });
});

describe('colleagues', () => {
  const floor = (more: object = {}): DeskEvent => ({
    kind: 'colleagues',
    ...parseColleagues({ items: [{ id: 'maria', name: 'Maria', state: 'here', holding: 0, most: 4, skills: ['returns'], ...more }], skills: [] }),
  });
  const passed = (to: string | null, skill: string | null): object => ({ by: 'Sam', to, skill, name: { en: 'x', nl: 'x' }, why: 'y' });

  test('what was passed on to me stands above who waits longer, and below danger', () => {
    const items = [queued('old'), queued('mine', { passed: passed('maria', null) }), queued('danger', { urgent: true }), queued('skill', { passed: passed(null, 'returns') })];
    const state = after(signedIn, floor(), queueOf(...items));
    expect(visible(state).map((item) => item.conversation)).toEqual(['danger', 'mine', 'skill', 'old']);
  });

  test('what was passed on to somebody else, or to what I do not know, is not meant for me', () => {
    const state = after(signedIn, floor());
    expect(meantForMe(state, queued('a', { passed: passed('femke', null) }))).toBe(false);
    expect(meantForMe(state, queued('b', { passed: passed(null, 'travel') }))).toBe(false);
  });

  test('who is away or busy takes nobody new, except somebody in danger', () => {
    const away = after(signedIn, floor({ state: 'away' }));
    expect(unable(away, queued('a'))).toBe('away');
    expect(unable(after(signedIn, floor({ state: 'busy' })), queued('a'))).toBe('busy');
    expect(unable(away, queued('a', { urgent: true }))).toBeNull();
    expect(unable(after(signedIn, floor()), queued('a'))).toBeNull();
  });
});
