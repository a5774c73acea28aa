import { describe, expect, test } from 'vitest';
import { LANGS } from '../staff/wire';
import { fill, matches, searchOf } from './saved';

describe('saved replies', () => {
  test.each([['/', ''], ['/he', 'he'], ['/hello', 'hello']])('%s opens the list', (text, search) => {
    expect(searchOf(text)).toBe(search);
  });

  test.each(['', 'hello', 'and/or', ' /hello', '/hello there', 'first\n/second'])('%j is a text, not a search', (text) => {
    expect(searchOf(text)).toBeNull();
  });

  test('a search finds by key and by title, without regard to case', () => {
    expect(matches('hel', 'en').map((reply) => reply.key)).toEqual(['hello']);
    expect(matches('TAKE', 'en').map((reply) => reply.key)).toEqual(['hello']);
    expect(matches('zzz', 'en')).toEqual([]);
  });

  test('the replies speak the customer’s language, English when we do not speak it', () => {
    expect(matches('', 'nl')[0]?.text).toContain('Hallo');
    expect(matches('', 'fr')[0]?.text).toContain('Hello');
  });

  test.each(LANGS)('keys are unique and every text can be filled in (%s)', (lang) => {
    const replies = matches('', lang);
    expect(new Set(replies.map((reply) => reply.key)).size).toBe(replies.length);
    for (const reply of replies) expect(fill(reply.text, 'Sanne de Vries', 'Maria Jansen')).not.toMatch(/[{}]/);
  });

  test('names are first names', () => {
    expect(fill('Hello {name}, this is {me}.', 'Sanne de Vries', 'Maria Jansen')).toBe('Hello Sanne, this is Maria.');
  });

  test('a customer without a name leaves no gap', () => {
    expect(fill('Hello {name}, this is {me}.', '', 'Maria')).toBe('Hello, this is Maria.');
    expect(fill('Anything else, {name}?', '', 'Maria')).toBe('Anything else?');
  });
});
