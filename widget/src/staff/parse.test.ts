import { describe, expect, test } from 'vitest';
import { parseApprovals, parseBrief, parseQueue } from './parse';

describe('what comes over the wire', () => {
  test.each([null, undefined, 3, 'text', [], {}])('%j is an empty queue', (value) => {
    expect(parseQueue(value)).toEqual({ items: [], counts: { mine: 0, unassigned: 0, all: 0 } });
  });

  test('a row without a conversation is left out, the others stay', () => {
    expect(parseQueue({ items: [{ mode: 'waiting' }, null, { conversation: 'c1' }] }).items.map((item) => item.conversation)).toEqual(['c1']);
  });

  test('distress stays between calm and distressed', () => {
    const levels = parseQueue({ items: [{ conversation: 'a', distress: 7 }, { conversation: 'b', distress: -1 }, { conversation: 'c', distress: 'x' }, { conversation: 'd', distress: null }] });
    expect(levels.items.map((item) => item.distress)).toEqual([1, 0, 0, null]);
  });

  test('the last author may come as a kind or as an author', () => {
    const last = { text: 'x', at: '2026-11-21T12:00:00Z' };
    const { items } = parseQueue({ items: [{ conversation: 'a', last: { ...last, author: 'bot' } }, { conversation: 'b', last: { ...last, author: { kind: 'human_agent', name: 'M' } } }] });
    expect(items.map((item) => item.last?.author)).toEqual(['bot', 'human_agent']);
  });

  test('an approval keeps its amount only when it is real money', () => {
    const items = parseApprovals({
      items: [
        { id: 'a', conversation: 'c', amount: { minor: 21900, currency: 'EUR' } },
        { id: 'b', conversation: 'c', amount: { minor: 1.5, currency: 'EUR' } },
        { id: 'c', conversation: 'c', amount: 12 },
      ],
    });
    expect(items.map((item) => item.amount)).toEqual([{ minor: 21900, currency: 'EUR' }, null, null]);
  });

  test('a brief with holes has no holes any more', () => {
    const brief = parseBrief({ feel: { level: 0.8, words: ['this is ridiculous', 3, ' '] } });
    expect(brief?.feel).toEqual({ level: 0.8, mood: '', read: true, words: ['this is ridiculous'], signals: [] });
    expect(brief?.want.text).toBe('');
    expect(brief?.tried).toEqual([]);
    expect(brief?.customer).toBeNull();
  });

  test('vouchers and refunds are both what was given before', () => {
    const picture = parseBrief({
      customer: {
        record: { id: 'C-1', name: 'Sanne', tier: 'gold', language: 'nl' },
        vouchers: [{ code: 'V-1', amount: { minor: 1500, currency: 'EUR' }, expires_at: '2027-01-01T00:00:00Z' }],
        refunds: [{ reference: 'RF-1', order: 'O-1', amount: { minor: 4500, currency: 'EUR' }, at: '2026-09-01T00:00:00Z' }],
      },
    })?.customer;
    expect(picture?.gestures.map(({ kind, reference }) => [kind, reference])).toEqual([['refund', 'RF-1'], ['voucher', 'V-1']]);
  });

  test('a picture tells what came before, what is still open, and whether moods may be read', () => {
    const text = { en: 'Wants money back', nl: 'Wil geld terug' };
    const picture = parseBrief({
      customer: { earlier: [{ at: '2026-11-01T10:00:00Z', text, with_person: true, solved_by: 'person' }], promises: [{ text, amount: { minor: 500, currency: 'EUR' }, since: '2026-11-02T10:00:00Z' }], mood_on: false },
    })?.customer;
    expect(picture?.earlier).toEqual([{ at: '2026-11-01T10:00:00Z', text, withPerson: true, solvedBy: 'person' }]);
    expect(picture?.promises).toEqual([{ text, amount: { minor: 500, currency: 'EUR' }, since: '2026-11-02T10:00:00Z' }]);
    expect(picture?.moodOn).toBe(false);
  });

  test('a guest has a picture without a name', () => {
    expect(parseBrief({ customer: { record: null, orders: [{ id: 'O-1' }] } })?.customer).toMatchObject({ record: null, orders: [{ id: 'O-1' }] });
  });
});
