import { describe, expect, it } from 'vitest';
import { resolveIdentity, subjectOf } from './identity';

const token = (claims: unknown): string => {
  const bytes = new TextEncoder().encode(JSON.stringify(claims));
  const body = btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  return `e30.${body}.signature`;
};

describe('an identity', () => {
  it('names its subject, letters with accents included', () => {
    expect(subjectOf(token({ sub: 'C-1001', name: 'Zoë' }))).toBe('C-1001');
    expect(subjectOf(token({ sub: 'ë?ÿ>' }))).toBe('ë?ÿ>');
  });

  it('that cannot be read has no subject', () => {
    for (const wrong of ['', 'a', 'a.b.c', token(null), token({ sub: 4 }), token('text')]) expect(subjectOf(wrong)).toBe('');
  });

  it('comes from a value or a function; a function that fails does not say', async () => {
    expect(await resolveIdentity('jwt')).toBe('jwt');
    expect(await resolveIdentity(null)).toBeNull();
    expect(await resolveIdentity(async () => 'jwt')).toBe('jwt');
    expect(await resolveIdentity(async () => { throw new Error('the site is down'); })).toBeUndefined();
  });
});
