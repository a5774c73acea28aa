import { describe, expect, it } from 'vitest';
import { EMPTY, isOutdated, openQuestion, reduce, unreadAfter, type Conversation, type ConversationEvent, type Pending } from './conversation';
import type { AuthorKind, Entry, MessageEntry, Mode, Ready } from './protocol';

/** Random numbers that are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const at = (offset: number): string => new Date(Date.UTC(2026, 10, 21, 12, 0, offset)).toISOString();
const author = (kind: AuthorKind) => ({ kind, name: kind === 'human_agent' ? 'Maria' : '' });
const message = (offset: number, kind: AuthorKind, more: Partial<MessageEntry> = {}): MessageEntry =>
  ({ offset, at: at(offset), author: author(kind), type: 'message', text: `text ${offset}`, options: [], ...more });
const mode = (offset: number, to: Mode): Entry => ({ offset, at: at(offset), author: author('system'), type: 'mode', mode: to, reason: 'asked', position: 2 });
const receipt = (offset: number, reference: string, status: 'waiting' | 'done'): Entry =>
  ({ offset, at: at(offset), author: author('system'), type: 'receipt', action: 'refund_order', status, reference, explanation: '' });
const ready = (events: readonly Entry[], over: Partial<Ready> = {}): Ready => ({
  conversation: 'c1', token: 't', disclosure: null, events, offset: events.at(-1)?.offset ?? 0,
  mode: (events.filter((entry) => entry.type === 'mode').at(-1) as { mode?: Mode } | undefined)?.mode ?? 'bot', ...over,
});
const pending = (id: string, state: Pending['state'] = 'waiting'): Pending => ({ client_id: id, text: 'hello', at: at(0), state });
const after = (events: readonly ConversationEvent[], from: Conversation = EMPTY): Conversation => events.reduce(reduce, from);

/** A log of any length with every kind of entry; offsets need not be without gaps. */
function someLog(next: () => number): Entry[] {
  const entries: Entry[] = [];
  let offset = 0;
  for (let count = Math.floor(next() * 24); count > 0; count -= 1) {
    offset += next() < 0.1 ? 2 : 1;
    const pick = next();
    if (pick < 0.35) entries.push(message(offset, 'customer', next() < 0.7 ? { client_id: `m${Math.floor(next() * 12)}-${offset}` } : {}));
    else if (pick < 0.65) entries.push(message(offset, next() < 0.6 ? 'bot' : 'human_agent'));
    else if (pick < 0.8) entries.push(mode(offset, (['bot', 'waiting', 'human', 'closed'] as const)[Math.floor(next() * 4)] ?? 'bot'));
    else if (pick < 0.9) entries.push(receipt(offset, `RF-${Math.floor(next() * 4)}`, next() < 0.5 ? 'waiting' : 'done'));
    else entries.push({ offset, at: at(offset), author: author('system'), type: next() < 0.5 ? 'other' : 'disclosure', text: 'I am a bot', url: '' } as Entry);
  }
  return entries;
}

/** What depends on the log alone, and so must not depend on how it arrived. */
const logOf = ({ entries, offset, mode: now, id }: Conversation) => ({ entries, offset, mode: now, id });

describe('the conversation', () => {
  it('is the same from an old snapshot and its events as from a fresh snapshot', () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const next = random(seed);
      const log = someLog(next);
      const fresh = after([{ kind: 'ready', ready: ready(log) }]);

      const seen = Math.floor(next() * (log.length + 1));
      let state = after([{ kind: 'ready', ready: ready(log.slice(0, seen)) }]);
      let arrived = seen;
      while (arrived < log.length) {
        if (next() < 0.2) {
          // The connection broke: the server sends what is newer than the offset, and some of it came twice.
          const upTo = arrived + Math.ceil(next() * (log.length - arrived));
          const from = Math.max(0, arrived - Math.floor(next() * 3));
          state = reduce(state, { kind: 'ready', ready: ready(log.slice(from, upTo), { mode: ready(log.slice(0, upTo)).mode, offset: log[upTo - 1]?.offset ?? 0 }) });
          arrived = upTo;
        } else {
          state = reduce(state, { kind: 'entry', entry: log[arrived] as Entry });
          if (next() < 0.2) state = reduce(state, { kind: 'entry', entry: log[Math.floor(next() * (arrived + 1))] as Entry });
          arrived += 1;
        }
      }
      expect(logOf(state), `seed ${seed}`).toEqual(logOf(fresh));
    }
  });

  it('keeps entries in order and once, in whatever order they come', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const next = random(seed);
      const log = someLog(next);
      const shuffled = [...log, ...log].sort(() => next() - 0.5);
      const state = after(shuffled.map((entry) => ({ kind: 'entry', entry })));
      expect(state.entries, `seed ${seed}`).toEqual(log);
    }
  });

  it('gives the very same state back when an event changes nothing', () => {
    const state = after([{ kind: 'ready', ready: ready([message(1, 'bot')]) }]);
    expect(reduce(state, { kind: 'entry', entry: message(1, 'bot') })).toBe(state);
    expect(reduce(state, { kind: 'typing', typing: { author: 'bot', on: false }, now: 1 })).toBe(state);
    expect(reduce(state, { kind: 'offline' })).toBe(state);
  });

  it('shows a written message until it is in the log, and never twice', () => {
    const written = after([{ kind: 'ready', ready: ready([]) }, { kind: 'written', pending: pending('a') }]);
    expect(written.pending).toHaveLength(1);

    const arrived = reduce(written, { kind: 'entry', entry: message(1, 'customer', { client_id: 'a' }) });
    expect(arrived.pending).toEqual([]);
    expect(reduce(arrived, { kind: 'written', pending: pending('a') }).pending).toEqual([]);
  });

  it('takes a message that another tab sent out of the pending ones', () => {
    const state = after([
      { kind: 'written', pending: pending('a') },
      { kind: 'written', pending: pending('b') },
      { kind: 'ready', ready: ready([message(1, 'customer', { client_id: 'a' })]) },
    ]);
    expect(state.pending.map((one) => one.client_id)).toEqual(['b']);
  });

  it('keeps a refused message with its reason, and a slowed-down one waiting', () => {
    const start = after([{ kind: 'written', pending: pending('a') }]);
    const failed = reduce(start, { kind: 'unsent', client_id: 'a', refused: { ok: false, code: 'too_long', text: 'Too long' } });
    expect(failed.pending[0]).toMatchObject({ state: 'failed', error: { code: 'too_long', text: 'Too long' } });

    const slowed = reduce(start, { kind: 'unsent', client_id: 'a', refused: { ok: false, code: 'rate_limited', text: 'Slow' } });
    expect(slowed.pending[0]).toMatchObject({ state: 'waiting', error: { code: 'rate_limited' } });
    expect(reduce(slowed, { kind: 'sending', client_id: 'a' }).pending[0]).not.toHaveProperty('error');
  });

  it('forgets what another conversation said, and keeps what was written', () => {
    const state = after([
      { kind: 'ready', ready: ready([message(1, 'bot'), message(2, 'bot')]) },
      { kind: 'written', pending: pending('a') },
      { kind: 'ready', ready: ready([message(1, 'bot')], { conversation: 'c2' }) },
    ]);
    expect(state.id).toBe('c2');
    expect(state.entries).toHaveLength(1);
    expect(state.offset).toBe(1);
    expect(state.pending).toHaveLength(1);
  });
});

describe('somebody is answering', () => {
  const sent = after([{ kind: 'ready', ready: ready([]) }, { kind: 'written', pending: pending('a') }, { kind: 'sent', client_id: 'a', now: 7 }]);

  it('from the moment a message to the bot was taken', () => {
    expect(sent.answering).toEqual({ author: 'bot', since: 7 });
    expect(reduce(sent, { kind: 'typing', typing: { author: 'bot', on: true }, now: 99 }).answering?.since).toBe(7);
  });

  it('until the answer, or the end of typing, or the end of the connection', () => {
    expect(reduce(sent, { kind: 'entry', entry: message(2, 'bot') }).answering).toBeNull();
    expect(reduce(sent, { kind: 'typing', typing: { author: 'bot', on: false }, now: 9 }).answering).toBeNull();
    expect(reduce(sent, { kind: 'offline' }).answering).toBeNull();
    expect(reduce(sent, { kind: 'entry', entry: message(1, 'customer', { client_id: 'a' }) }).answering).not.toBeNull();
  });

  it('and never the bot once a person was asked for', () => {
    expect(reduce(sent, { kind: 'entry', entry: mode(2, 'waiting') }).answering).toBeNull();
    const waiting = after([{ kind: 'ready', ready: ready([mode(1, 'waiting')]) }, { kind: 'written', pending: pending('b') }, { kind: 'sent', client_id: 'b', now: 1 }]);
    expect(waiting.answering).toBeNull();
  });
});

describe('quick replies', () => {
  const options = [{ title: 'Yes', payload: '/affirm' }];
  const asked = after([{ kind: 'ready', ready: ready([message(1, 'customer'), message(2, 'bot', { options })]) }]);

  it('are open under the last bot message', () => {
    expect(openQuestion(asked)?.offset).toBe(2);
    expect(openQuestion(reduce(asked, { kind: 'entry', entry: receipt(3, 'RF-1', 'done') }))?.offset).toBe(2);
  });

  it('are over once the customer answered, is answering, or talks with a person', () => {
    expect(openQuestion(reduce(asked, { kind: 'entry', entry: message(3, 'customer') }))).toBeUndefined();
    expect(openQuestion(reduce(asked, { kind: 'written', pending: pending('a') }))).toBeUndefined();
    expect(openQuestion(reduce(asked, { kind: 'entry', entry: mode(3, 'waiting') }))).toBeUndefined();
  });

  it('stay open beside a message that could not be sent', () => {
    expect(openQuestion(reduce(asked, { kind: 'written', pending: pending('a', 'failed') }))?.offset).toBe(2);
  });
});

describe('waiting for a person', () => {
  const waiting = after([{ kind: 'ready', ready: ready([mode(1, 'waiting')]) }]);

  it('shows the place of the log until a newer one is told', () => {
    expect(waiting.place).toEqual({ position: 2 });
    expect(reduce(waiting, { kind: 'place', place: { position: 1, expected_wait_s: 60 } }).place).toEqual({ position: 1, expected_wait_s: 60 });
  });

  it('has no place once somebody came', () => {
    const talking = reduce(waiting, { kind: 'entry', entry: mode(2, 'human') });
    expect(talking.place).toBeNull();
    expect(reduce(talking, { kind: 'place', place: { position: 1 } }).place).toBeNull();
  });
});

describe('what is unread', () => {
  it('is what others wrote after the offset that was read', () => {
    const log = [message(1, 'customer'), message(2, 'bot'), mode(3, 'waiting'), mode(4, 'human'), message(5, 'human_agent'), receipt(6, 'RF-1', 'done')];
    expect(unreadAfter(log, 0)).toBe(4);
    expect(unreadAfter(log, 4)).toBe(2);
    expect(unreadAfter(log, 6)).toBe(0);
  });
});

describe('a receipt', () => {
  it('is outdated when a later one is about the same decision, whatever its reference', () => {
    const about = (entry: Entry, decision: string): Entry => ({ ...entry, about: decision }) as Entry;
    const log = [about(receipt(1, 'AP-1', 'waiting'), 'r1'), about(receipt(2, 'RF-2', 'done'), 'r2'), about(receipt(3, 'RF-1', 'done'), 'r1')];
    expect(log.map((_, index) => isOutdated(log, index))).toEqual([true, false, false]);
  });

  it('is outdated when a later one has its reference', () => {
    const log = [receipt(1, 'RF-1', 'waiting'), receipt(2, 'RF-2', 'done'), receipt(3, 'RF-1', 'done')];
    expect(log.map((_, index) => isOutdated(log, index))).toEqual([true, false, false]);
  });

  it('is history too when the later one is about the same thing under another reference', () => {
    const about = (entry: Entry, reservation: string): Entry => ({ ...entry, about: reservation }) as Entry;
    const log = [about(receipt(1, 'R-1', 'waiting'), 'R-1'), about(receipt(2, 'RF-9', 'done'), 'R-2'), about(receipt(3, 'RF-8', 'done'), 'R-1')];
    expect(log.map((_, index) => isOutdated(log, index))).toEqual([true, false, false]);
  });
});
