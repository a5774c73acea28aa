import { describe, expect, test } from 'vitest';
import { agrees, parseDoubts, parseReport, parseShadow, type ShadowCase } from './found';
import { foundTexts } from './found-words';
import { START, reduce } from './state';

const euro = (minor: number) => ({ minor, currency: 'EUR' });

describe('what people find out', () => {
  test('a doubt without an amount or a number is not shown, and nothing is made up', () => {
    const doubts = parseDoubts({ items: [{ reservation: 'R-1', amount: euro(100) }, { reservation: 'R-2' }, { amount: euro(1) }] });
    expect(doubts).toEqual([{ reservation: 'R-1', action: '', summary: '', amount: euro(100), since: '', tries: 0, problem: '' }]);
  });

  test('a deed that is not known counts as not filled in', () => {
    const shadow = parseShadow({ items: [{ decision: 'D-1', did: 'danced' }, { decision: 'D-2', did: 'less', did_amount: euro(5) }], report: [] });
    expect(shadow.items.map((one) => one.did)).toEqual([null, 'less']);
  });

  test.each([
    ['allow', 'done', true],
    ['allow', 'less', false],
    ['refuse', 'nothing', true],
    ['refuse', 'done', false],
    ['handover', 'more', true],
    ['approve', null, null],
  ] as const)('%s and a person did %s: the same is %s', (would, did, same) => {
    expect(agrees({ would, did } as unknown as ShadowCase)).toBe(same);
  });

  test('a report without its parts is an empty one', () => {
    expect(parseReport(null)).toEqual({ proof: [], kindness: [], overruled: [] });
  });

  test('another period forgets what was read of the one before', () => {
    const read = reduce(START, { kind: 'shadow', shadow: parseShadow({}) });
    expect(reduce(read, { kind: 'since', since: '90d' })).toMatchObject({ since: '90d', shadow: null, report: null });
  });

  test('both languages have a word for everything that can be done', () => {
    expect(Object.keys(foundTexts.nl.dids)).toEqual(Object.keys(foundTexts.en.dids));
  });
});
