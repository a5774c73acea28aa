import { describe, expect, it } from 'vitest';
import { exchange, ticketOf } from './ticket';

const answering = (status: number, body: unknown): typeof fetch => async () => new Response(JSON.stringify(body), { status });

describe('the way back from an e-mail', () => {
  it('reads a ticket behind the # and nothing else', () => {
    expect(ticketOf('#aa.bb-c.d_d')).toBe('aa.bb-c.d_d');
    expect(ticketOf('#<b>')).toBe('');
    expect(ticketOf('')).toBe('');
  });

  it('gives the token, or what the server says went wrong', async () => {
    expect(await exchange('a.b.c', 'nl', answering(200, { token: 't' }))).toEqual({ token: 't' });
    expect(await exchange('a.b.c', 'nl', answering(410, { error: { text: 'Verlopen' } }))).toEqual({ text: 'Verlopen' });
    expect(await exchange('a.b.c', 'nl', () => Promise.reject(new Error('offline')))).toEqual({ text: '' });
  });
});
