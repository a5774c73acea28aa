import { beforeEach, describe, expect, test } from 'vitest';
import { loadDrafts, readDrafts, saveDrafts } from './drafts';

describe('drafts over a reload', () => {
  beforeEach(() => sessionStorage.clear());

  test('what was saved is there again', () => {
    const drafts = { c1: { tab: 'note' as const, reply: 'a', note: 'b' } };
    saveDrafts(drafts);
    expect(loadDrafts()).toEqual(drafts);
  });

  test('no drafts leave nothing behind', () => {
    saveDrafts({ c1: { tab: 'reply', reply: 'a', note: '' } });
    saveDrafts({});
    expect(sessionStorage).toHaveLength(0);
  });

  test.each([null, 'text', 3, [], { c1: null }, { c1: { reply: 1, note: '' } }, { c1: {} }])('%j is no draft', (stored) => {
    expect(readDrafts(stored)).toEqual({});
  });

  test('storage that holds nonsense is an empty start, not an error', () => {
    sessionStorage.setItem('samenspel.desk.drafts', '{broken');
    expect(loadDrafts()).toEqual({});
  });
});
