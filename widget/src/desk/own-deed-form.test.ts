import { describe, expect, test } from 'vitest';
import { centsOf, missing, ownFields, parseForm, possible, wishOf, type Doable } from './own-deed-form';

const field = (name: string, kind = 'word', values: readonly string[] = []) => ({ name, kind, title: { en: name, nl: name }, values });
const money = (minor: number) => ({ minor, currency: 'EUR' });
const FORM = parseForm({
  deeds: [
    { action: 'refund_order', title: { en: 'Refund', nl: 'Terugbetalen' }, most: money(15000), params: [field('order'), field('items', 'list')], claims: [field('reason', 'word', ['damaged', 'other'])] },
    { action: 'rebook_trip', title: { en: 'Move', nl: 'Verplaatsen' }, most: money(5000), params: [field('booking'), field('trip')], claims: [] },
    { action: 'give', title: { en: 'Give', nl: 'Geven' }, most: money(1000), params: [field('order'), field('booking'), field('amount', 'money'), field('times', 'int')], claims: [] },
  ],
  orders: [{ id: 'O-1', status: 'delivered', paid: money(4000), items: [{ id: 'O-1-1', title: {}, status: 'delivered', amount: money(1500) }, { id: 'O-1-2', title: {}, status: 'delivered', amount: money(2500) }] }],
  bookings: [],
});
const [refund, , give] = FORM.deeds as [Doable, Doable, Doable];

describe('what a person may do by themselves', () => {
  test('what has nothing to be about is not offered', () => {
    expect(possible(FORM).map((deed) => deed.action)).toEqual(['refund_order', 'give']);
  });

  test('what is not filled in is named in the order of the form', () => {
    expect(missing(FORM, refund, { object: '', items: [], values: {} })).toEqual(['object', 'reason']);
    expect(missing(FORM, refund, { object: 'O-1', items: [], values: { reason: 'other' } })).toEqual(['items']);
    expect(missing(FORM, give, { object: 'O-1', items: [], values: { amount: '1.2', times: 'x' } })).toEqual(['amount', 'times']);
  });

  test('all items are all that is left, and some are those', () => {
    const filled = { object: 'O-1', items: ['O-1-1', 'O-1-2'], values: { reason: 'damaged' } };
    expect(wishOf(FORM, refund, filled)).toEqual({ action: 'refund_order', params: { order: 'O-1', items: [] }, claims: { reason: 'damaged' } });
    expect(wishOf(FORM, refund, { ...filled, items: ['O-1-2'] }).params['items']).toEqual(['O-1-2']);
  });

  test('amounts go in cents and numbers as numbers', () => {
    const { params } = wishOf(FORM, give, { object: 'O-1', items: [], values: { amount: '€ 7,50', times: '2' } });
    expect(params).toEqual({ order: 'O-1', amount: money(750), times: 2 });
    expect(ownFields(give).map(({ name }) => name)).toEqual(['amount', 'times']);
  });

  test('a moment goes in world time and a list as its lines', () => {
    const call = { ...give, params: [field('at', 'time'), field('names', 'list')] };
    const filled = { object: '', items: [], values: { at: '2026-12-01T14:30', names: ' Ada \n\nBo ' } };
    expect(missing(FORM, call, filled)).toEqual([]);
    expect(wishOf(FORM, call, filled).params).toEqual({ at: new Date(2026, 11, 1, 14, 30).toISOString(), names: ['Ada', 'Bo'] });
    expect(missing(FORM, call, { ...filled, values: { at: 'tomorrow', names: ' \n ' } })).toEqual(['at', 'names']);
  });

  test.each([['12.50', 1250], ['12,5', null], ['€ 7', 700], ['-1', null], ['1.000,00', null], ['', null]])('%s is %s cents', (text, cents) => {
    expect(centsOf(text)).toBe(cents);
  });
});
