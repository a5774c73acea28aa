import { describe, expect, it } from 'vitest';
import { inLanguage, lengthOf, parseAck, parseEntries, parseEntry, parseMoney, parsePlace, parseReady, parseTyping } from './protocol';

const base = { offset: 3, at: '2026-11-21T12:00:00Z', author: { kind: 'bot', name: 'Pip' } };

describe('an entry of the log', () => {
  it('is read with everything it has', () => {
    const why = { kind: 'limits', title: 'Damaged items', detail: 'Up to 50.00 EUR' };
    expect(parseEntry({ ...base, type: 'message', text: 'Hi', options: [{ title: 'Yes', payload: '/affirm' }, { title: 4 }], why })).toEqual({
      ...base, type: 'message', text: 'Hi', options: [{ title: 'Yes', payload: '/affirm' }], why,
    });
  });

  it('keeps a receipt’s amount, destination and reference', () => {
    const entry = parseEntry({ ...base, type: 'receipt', action: 'refund_order', status: 'done', reference: 'RF-1', explanation: 'Allowed', amount: { minor: 4995, currency: 'EUR' }, to: 'Visa', expected: 'soon' });
    expect(entry).toMatchObject({ status: 'done', amount: { minor: 4995, currency: 'EUR' }, to: 'Visa', expected: 'soon' });
  });

  it('of an unknown type counts for the offset and says nothing', () => {
    expect(parseEntry({ ...base, type: 'hologram', text: 'x' })).toEqual({ ...base, type: 'other' });
  });

  it.each([
    [null], ['text'], [[]], [{}],
    [{ ...base, type: 'message' }],
    [{ ...base, type: 'message', text: 'x', offset: 0 }],
    [{ ...base, type: 'message', text: 'x', offset: '3' }],
    [{ ...base, type: 'message', text: 'x', at: 'yesterday' }],
    [{ ...base, type: 'message', text: 'x', author: { kind: 'wizard', name: '' } }],
    [{ ...base, type: 'mode', mode: 'asleep' }],
    [{ ...base, type: 'receipt', status: 'perhaps' }],
  ])('that makes no sense is none: %j', (value) => {
    expect(parseEntry(value)).toBeNull();
  });

  it('that makes no sense does not take the others with it', () => {
    expect(parseEntries([{ ...base, type: 'message', text: 'a' }, 7, { ...base, offset: 4, type: 'message', text: 'b' }]).map((entry) => entry.offset)).toEqual([3, 4]);
    expect(parseEntries('no list')).toEqual([]);
  });
});

describe('what else comes over the wire', () => {
  it('is checked: ready', () => {
    const ready = parseReady({ conversation: 'c', token: 't', mode: 'bot', disclosure: { text: 'A bot', url: '/p' }, events: [{ ...base, type: 'message', text: 'a' }], offset: 3, mood: false });
    expect(ready).toMatchObject({ conversation: 'c', offset: 3, mood: false, disclosure: { text: 'A bot', url: '/p' } });
    expect(parseReady({ conversation: 'c', token: 't', mode: 'bot', events: [{ ...base, type: 'message', text: 'a' }] })?.offset).toBe(3);
    expect(parseReady({ conversation: 'c', mode: 'bot' })).toBeNull();
    expect(parseReady(undefined)).toBeNull();
  });

  it('is checked: typing, place and acknowledgements', () => {
    expect(parseTyping({ author: 'bot', on: true })).toEqual({ author: 'bot', on: true });
    expect(parseTyping({ author: 'system', on: true })).toBeNull();
    expect(parsePlace({ position: 2, expected_wait_s: 60 })).toEqual({ position: 2, expected_wait_s: 60 });
    expect(parsePlace({ position: 'first' })).toBeNull();
    expect(parseAck({ ok: true, offset: 4 })).toEqual({ ok: true, offset: 4 });
    expect(parseAck({ ok: false, code: 'rate_limited', text: 'Slow', retry_after_s: 3 })).toEqual({ ok: false, code: 'rate_limited', text: 'Slow', retry_after_s: 3 });
    expect(parseAck('yes')).toEqual({ ok: false, code: 'unreadable', text: '' });
  });

  it('is money only in whole minor units with a currency', () => {
    expect(parseMoney({ minor: 1250, currency: 'EUR' })).toEqual({ minor: 1250, currency: 'EUR' });
    for (const wrong of [{ minor: 12.5, currency: 'EUR' }, { minor: '1250', currency: 'EUR' }, { minor: 1250, currency: 'euro' }, { minor: 1250 }, 12.5]) {
      expect(parseMoney(wrong)).toBeUndefined();
    }
  });
});

describe('texts', () => {
  it('come in the language asked for, then English, then any', () => {
    expect(inLanguage({ en: 'Hi', nl: 'Hoi' }, 'nl')).toBe('Hoi');
    expect(inLanguage({ en: 'Hi' }, 'nl')).toBe('Hi');
    expect(inLanguage({ fr: 'Salut' }, 'nl')).toBe('Salut');
    expect(inLanguage('Hi', 'nl')).toBe('Hi');
  });

  it('are as long as the server counts them', () => {
    expect(lengthOf('a👩‍👧é')).toBe([...'a👩‍👧é'].length);
    expect(lengthOf('👍')).toBe(1);
  });
});
