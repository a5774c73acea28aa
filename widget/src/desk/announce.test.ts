import { beforeEach, describe, expect, test } from 'vitest';
import { parseEntry, type Entry } from '../shared/protocol';
import { parseApprovals, parseQueue } from '../staff/parse';
import { PAUSE_MS, Ticker, newsBetween, type News } from './announce';
import { deskTexts } from './i18n';
import { START, reduce, type DeskEvent, type DeskState } from './state';

const at = '2026-11-21T12:00:00Z';
const after = (state: DeskState, ...events: readonly DeskEvent[]): DeskState => events.reduce(reduce, state);
const queue = (...ids: readonly string[]): DeskEvent => ({
  kind: 'queue', ...parseQueue({ items: ids.map((conversation) => ({ conversation, mode: 'waiting', since: at })), counts: {} }),
});
const message = (offset: number, kind: string): Entry =>
  parseEntry({ offset, at, type: 'message', text: 'x', author: { kind, name: 'x' } }) as Entry;
const heard = (entry: Entry): DeskEvent => ({ kind: 'talk', conversation: 'c1', event: { kind: 'entry', entry } });

describe('news', () => {
  const open = after(
    START,
    queue('c1'),
    { kind: 'selected', conversation: 'c1' },
    { kind: 'opened', conversation: 'c1', events: [message(1, 'customer')], offset: 1, mode: 'human', brief: null },
  );

  test('the first queue is no news: whoever signs in sees it', () => {
    expect(newsBetween(START, after(START, queue('a', 'b')))).toEqual({ passed: 0, waiting: 0, approvals: 0, messages: 0 });
  });

  test('only conversations that were not waiting before are new', () => {
    const before = after(START, queue('a'));
    expect(newsBetween(before, after(before, queue('a', 'b', 'c'))).waiting).toBe(2);
  });

  test('a new approval is news', () => {
    const items = parseApprovals({ items: [{ id: 'a1', conversation: 'c1' }] });
    expect(newsBetween(open, after(open, { kind: 'approvals', items })).approvals).toBe(1);
  });

  test('what the customer writes in the open conversation is news, what others write is not', () => {
    expect(newsBetween(open, after(open, heard(message(2, 'customer')))).messages).toBe(1);
    expect(newsBetween(open, after(open, heard(message(2, 'bot')))).messages).toBe(0);
    expect(newsBetween(open, after(open, heard(message(2, 'human_agent')))).messages).toBe(0);
  });
});

describe('the ticker', () => {
  let now = 0;
  let due: { at: number; work: () => void } | null = null;
  let said: string[] = [];
  let ticker: Ticker;
  const one = (part: Partial<News>): News => ({ passed: 0, waiting: 0, approvals: 0, messages: 0, ...part });

  /** Lets time pass and runs what falls due. */
  const pass = (ms: number): void => {
    now += ms;
    const ready = due && due.at <= now ? due : null;
    if (ready) due = null;
    ready?.work();
  };

  beforeEach(() => {
    now = 0;
    due = null;
    said = [];
    ticker = new Ticker((sentence) => said.push(sentence), () => deskTexts.en, {
      now: () => now,
      later: (work, ms) => {
        due = { at: now + ms, work };
        return 1;
      },
      cancel: () => {
        due = null;
      },
    });
  });

  test('says the first thing at once', () => {
    ticker.add(one({ waiting: 1 }));
    expect(said).toEqual(['One more conversation is waiting.']);
  });

  test('gathers what comes within five seconds into one sentence', () => {
    ticker.add(one({ waiting: 1 }));
    pass(1000);
    ticker.add(one({ waiting: 1 }));
    pass(1000);
    ticker.add(one({ waiting: 2, approvals: 1 }));
    expect(said).toHaveLength(1);
    pass(PAUSE_MS - 2000);
    expect(said[1]).toBe('3 more conversations are waiting. One more decision is waiting.');
  });

  test('never says more than one thing per five seconds', () => {
    for (let second = 0; second < 60; second += 1) {
      ticker.add(one({ messages: 1 }));
      pass(1000);
    }
    expect(said.length).toBeLessThanOrEqual(13);
    expect(said.length).toBeGreaterThan(10);
  });

  test('nothing new is not said', () => {
    ticker.add(one({}));
    expect(said).toEqual([]);
  });

  test('says nothing after it was stopped', () => {
    ticker.add(one({ waiting: 1 }));
    ticker.add(one({ waiting: 1 }));
    ticker.stop();
    pass(PAUSE_MS);
    expect(said).toHaveLength(1);
  });
});
