import { describe, expect, it } from 'vitest';
import type { Field } from './edit-parse';
import { addable, changesOf, countOf, isThere, valueOf, withAdded, withoutIt, type Written } from './written';

const field = (path: string, value: string, more: Partial<Field> = {}): Field => ({
  path,
  kind: 'money',
  value,
  group: 'refund_order',
  line: 1,
  sentence: { en: 'Up to {field}.' },
  first: '',
  name: { en: path },
  part_of: '',
  roles: [],
  ...more,
});

const limit = field('limit', '150.00 EUR');
const by = field('by', 'admin, approver', { kind: 'roles', roles: ['agent', 'approver', 'admin'] });
const agent = field('agent', '50.00 EUR', { first: '50.00 EUR' });
const admin = field('admin', '', { first: '400.00 EUR' });
const tier = field('tier', '', { first: '275.00 EUR' });
const people = field('tier.people', '', { kind: 'people', first: '2', part_of: 'tier' });
const fields = [limit, by, agent, admin, tier, people];

describe('what was written into the form of limits', () => {
  it('offers what is not there, without its parts', () => {
    expect(addable(fields, {})).toEqual([admin, tier]);
    expect(fields.filter((one) => isThere(one, fields, {}))).toEqual([limit, by, agent]);
  });

  it('adds something with its parts as one change', () => {
    const written = withAdded(tier, fields, {});
    expect(changesOf(fields, written)).toEqual({ tier: '275.00 EUR', 'tier.people': '2' });
    expect(countOf(fields, written)).toBe(1);
    expect(isThere(people, fields, written)).toBe(true);
    expect(addable(fields, written)).toEqual([admin]);
  });

  it('forgets what was only added here', () => {
    const written = withAdded(tier, fields, { limit: '1.00 EUR' });
    expect(withoutIt(tier, fields, written)).toEqual({ limit: '1.00 EUR' });
  });

  it('takes out what the file has, and offers it no second time', () => {
    const written = withoutIt(agent, fields, { agent: '60.00 EUR' });
    expect(changesOf(fields, written)).toEqual({ agent: '' });
    expect(valueOf(agent, written)).toBe('');
    expect(isThere(agent, fields, written)).toBe(true);
    expect(addable(fields, written)).toEqual([admin, tier]);
  });

  it('sends a part that nobody may do too, so that it is refused', () => {
    const roles = field('tier.by', '', { kind: 'roles', first: 'admin', part_of: 'tier' });
    const all = [...fields, roles];
    const written: Written = { ...withAdded(tier, all, {}), 'tier.by': '' };
    expect(changesOf(all, written)).toMatchObject({ 'tier.by': '' });
  });

  it('sees the same roles in another order as no change', () => {
    expect(changesOf(fields, { by: 'approver, admin' })).toEqual({});
    expect(changesOf(fields, { by: '' })).toEqual({ by: '' });
  });
});
