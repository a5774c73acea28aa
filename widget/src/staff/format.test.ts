import { describe, expect, test } from 'vitest';
import { elapsed, formatDuration, formatMoment, formatMoney, localeOf } from './format';

const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('money', () => {
  test('is written as the locale writes it', () => {
    expect(plain(formatMoney({ minor: 125050, currency: 'EUR' }, 'nl-NL'))).toBe('€ 1.250,50');
    expect(plain(formatMoney({ minor: 125050, currency: 'EUR' }, 'en-GB'))).toBe('€1,250.50');
    expect(plain(formatMoney({ minor: 125050, currency: 'EUR' }, 'nl-BE'))).toBe('€ 1.250,50');
  });

  test('minor units follow the currency', () => {
    expect(plain(formatMoney({ minor: 500, currency: 'JPY' }, 'en-GB'))).toBe('JP¥500');
  });
});

describe('the locale', () => {
  test('is the reader’s own form of the language that was picked', () => {
    expect(localeOf('nl', ['en-US', 'nl-BE'])).toBe('nl-BE');
    expect(localeOf('en', ['nl-BE', 'en-IE'])).toBe('en-IE');
  });

  test('is the usual form when the browser knows none', () => {
    expect(localeOf('nl', ['de-DE'])).toBe('nl-NL');
    expect(localeOf('en', [])).toBe('en-GB');
  });
});

describe('time', () => {
  test.each([
    [0, '0 s'], [59_000, '59 s'], [60_000, '1 min'], [59 * 60_000, '59 min'], [3_600_000, '1 h'], [3_900_000, '1 h 5 min'], [200_000_000, '2 d'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms, 'en')).toBe(text);
  });

  test('an hour is "u" in Dutch', () => {
    expect(formatDuration(3_900_000, 'nl')).toBe('1 u 5 min');
  });

  test('a clock that runs behind shows no negative time', () => {
    expect(elapsed('2026-11-21T12:00:10Z', new Date('2026-11-21T12:00:00Z'), 'en')).toBe('0 s');
  });

  test('today shows the time, another day the date as well', () => {
    const now = new Date(2026, 10, 21, 15, 0);
    expect(formatMoment(new Date(2026, 10, 21, 9, 5), 'en-GB', now)).toBe('09:05');
    expect(formatMoment(new Date(2026, 10, 19, 9, 5), 'en-GB', now)).toMatch(/19 Nov.*09:05/);
    expect(formatMoment(new Date(2025, 10, 19, 9, 5), 'en-GB', now)).toContain('2025');
  });

  test('what is no moment is shown as nothing', () => {
    expect(formatMoment('soon', 'en-GB', new Date())).toBe('');
    expect(elapsed('', new Date(), 'en')).toBe('');
  });
});
