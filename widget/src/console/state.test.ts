import { describe, expect, test } from 'vitest';
import type { Session } from '../staff/wire';
import { consoleTexts, windowWords } from './i18n';
import { parseAudit, parseBudgets, parseLimits } from './parse';
import { START, fillOf, mayApprove, mayRead, mayStop, reduce, shownAudit, type AuditRecord, type Budget, type ConsoleEvent, type ConsoleState } from './state';

const after = (state: ConsoleState, ...events: readonly ConsoleEvent[]): ConsoleState => events.reduce(reduce, state);
const record = (seq: number, actor: string, summary: string, kind = 'decision') => ({ seq, at: `2026-11-21T12:00:0${seq}Z`, kind, actor, summary });
const page = (...items: readonly object[]): ConsoleEvent => ({ kind: 'audit', audit: parseAudit({ items, verified_to: items.length, ok: true }) });
const told = (one: AuditRecord) => ({ kind: consoleTexts.nl.kinds[one.kind] ?? one.kind, summary: String(one.summary) });
const seqs = (state: ConsoleState): readonly number[] => shownAudit(state, told).map((one) => one.seq);

describe('the audit', () => {
  const full = after(START, page(record(1, 'bot', 'refund 12.50 EUR'), record(2, 'maria', 'stopped all', 'stop'), record(3, 'bot', 'refund 99.00 EUR')));

  test('pages read one after the other make the same audit as one long page', () => {
    const first = after(START, page(record(1, 'bot', 'refund 12.50 EUR')));
    const both = after(first, page(record(1, 'bot', 'refund 12.50 EUR'), record(2, 'maria', 'stopped all', 'stop')), page(record(3, 'bot', 'refund 99.00 EUR')));
    expect(both.audit?.items).toEqual(full.audit?.items);
  });

  test('the newest record stands first', () => {
    expect(seqs(full)).toEqual([3, 2, 1]);
  });

  test('the same column again turns the order round', () => {
    expect(seqs(after(full, { kind: 'sort', column: 'seq' }))).toEqual([1, 2, 3]);
  });

  test('names are sorted from A, records of one person stay in order', () => {
    expect(seqs(after(full, { kind: 'sort', column: 'actor' }))).toEqual([1, 3, 2]);
  });

  test('every word of the search must be found, in any column', () => {
    expect(seqs(after(full, { kind: 'search', text: 'REFUND bot' }))).toEqual([3, 1]);
    expect(seqs(after(full, { kind: 'search', text: 'maria stop' }))).toEqual([2]);
    expect(seqs(after(full, { kind: 'search', text: 'refund maria' }))).toEqual([]);
  });

  test('a kind is found by the word that the reader sees, and by its own', () => {
    expect(seqs(after(full, { kind: 'search', text: 'besluit' }))).toEqual([3, 1]);
    expect(seqs(after(full, { kind: 'search', text: 'decision' }))).toEqual([3, 1]);
  });

  test('one kind is shown alone, with the words looked for', () => {
    const stops = after(full, { kind: 'only', only: 'stop' });
    expect(seqs(stops)).toEqual([2]);
    expect(seqs(after(stops, { kind: 'search', text: 'refund' }))).toEqual([]);
    expect(seqs(after(stops, { kind: 'only', only: '' }))).toEqual([3, 2, 1]);
  });

  test('what happened is sorted by its words', () => {
    expect(seqs(after(full, { kind: 'sort', column: 'summary' }))).toEqual([1, 3, 2]);
  });

  test('a broken chain is not mended by a later page that says nothing', () => {
    const broken = after(full, { kind: 'audit', audit: parseAudit({ items: [], verified_to: 1, ok: false, problem: 'record 2' }) });
    expect(broken.audit).toMatchObject({ ok: false, verified_to: 1, problem: 'record 2' });
  });

  test('an answer without "ok" counts as broken', () => {
    expect(parseAudit({ items: [], verified_to: 4 }).ok).toBe(false);
  });
});

describe('the figures', () => {
  const budget = (more: object): Budget => parseBudgets({ items: [{ id: 'b', title: { en: 'B' }, count: 0, ...more }] })[0] as Budget;
  const eur = (minor: number) => ({ minor, currency: 'EUR' });

  test('a bar shows what is used and what waits as parts of the cap', () => {
    expect(fillOf(budget({ cap: eur(20000), posted: eur(5000), pending: eur(3000) }))).toEqual({ posted: 25, pending: 15 });
  });

  test('a bar never runs over its end', () => {
    expect(fillOf(budget({ cap: eur(100), posted: eur(90), pending: eur(90) }))).toEqual({ posted: 90, pending: 10 });
    expect(fillOf(budget({ cap: eur(100), posted: eur(300), pending: eur(1) }))).toEqual({ posted: 100, pending: 0 });
  });

  test('a budget that only counts shows how often', () => {
    expect(fillOf(budget({ cap: null, count: 1, max_count: 4 }))).toEqual({ posted: 25, pending: 0 });
  });

  test('a budget without a cap has no bar', () => {
    expect(fillOf(budget({ posted: eur(300) }))).toEqual({ posted: 0, pending: 0 });
  });

  test('a cap of nothing does not divide by nothing', () => {
    expect(fillOf(budget({ cap: eur(0), posted: eur(0) }))).toEqual({ posted: 0, pending: 0 });
  });

  test('figures that cannot be read again stay, marked as old', () => {
    const limits = parseLimits({ version: 3, actions: [] });
    const read = after(START, { kind: 'figures', limits, budgets: [], switches: [], approvals: [], doubts: [], at: 'then' });
    const old = after(read, { kind: 'stale' });
    expect(old).toMatchObject({ stale: true, readAt: 'then', limits });
    expect(after(old, { kind: 'figures', limits, budgets: [], switches: [], approvals: [], doubts: [], at: 'now' })).toMatchObject({ stale: false, readAt: 'now' });
  });

  test('signing out leaves no figures behind', () => {
    const limits = parseLimits({ version: 3 });
    const read = after(START, { kind: 'figures', limits, budgets: [], switches: [], approvals: [], doubts: [], at: 'then' });
    expect(after(read, { kind: 'signed_out' })).toEqual(START);
  });

  test.each([
    ['calendar_day', 'a day'], ['rolling 30d', 'in any 30 days'], ['rolling_24h', 'in any 24 hours'], ['all_time', 'in all'], ['every_full_moon', 'every full moon'],
  ])('the window %s is said as "%s"', (window, words) => {
    expect(windowWords(window, consoleTexts.en)).toBe(words);
  });
});

describe('roles', () => {
  const as = (role: string): Session => ({ name: 'x', display: 'X', role, csrf: '' });

  test('see the buttons that the server would let them press', () => {
    const roles = ['agent', 'operator', 'approver', 'admin'].map(as);
    expect(roles.map(mayStop)).toEqual([false, true, false, true]);
    expect(roles.map(mayApprove)).toEqual([false, false, true, true]);
    expect(roles.map(mayRead)).toEqual([false, true, true, true]);
    expect(mayStop(null)).toBe(false);
  });
});
