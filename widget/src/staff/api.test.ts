import { describe, expect, test } from 'vitest';
import { ApiError, StaffApi } from './api';

interface Call {
  readonly url: string;
  readonly init: RequestInit;
}

/** A server that answers what it is told to, in order, and remembers what it was asked. */
function serving(...answers: readonly (Response | Error)[]): { readonly api: StaffApi; readonly calls: readonly Call[] } {
  const calls: Call[] = [];
  const left = [...answers];
  const api = new StaffApi(
    () => 'nl',
    async (url, init) => {
      calls.push({ url, init });
      const answer = left.shift() ?? new Error('nothing left');
      if (answer instanceof Error) throw answer;
      return answer;
    },
  );
  return { api, calls };
}

const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });
const header = (call: Call | undefined, name: string): string | undefined => (call?.init.headers as Record<string, string>)[name];
const maria = { name: 'maria', display: 'Maria', role: 'agent', csrf: 'token-1' };

describe('the staff API', () => {
  test('nobody is signed in when the server says so', async () => {
    const { api } = serving(json(401, { error: { code: 'unauthorized', text: 'Sign in.' } }));
    expect(await api.session()).toBeNull();
  });

  test('writes carry the CSRF token of the session, reads do not', async () => {
    const { api, calls } = serving(json(200, maria), json(200, {}), json(200, { items: [] }));
    await api.session();
    await api.post('switch', { scope: 'all', stopped: true, reason: 'x' });
    await api.get('switch');
    expect(header(calls[1], 'X-CSRF-Token')).toBe('token-1');
    expect(header(calls[2], 'X-CSRF-Token')).toBeUndefined();
  });

  test('asks for errors in the language of the page', async () => {
    const { api, calls } = serving(json(200, maria));
    await api.session();
    expect(header(calls[0], 'Accept-Language')).toBe('nl');
  });

  test('an error keeps its code, its words and its fields', async () => {
    const { api } = serving(json(400, { error: { code: 'bad_field', text: 'Check the fields.', fields: { reason: 'Give a reason.' } } }));
    const error = await api.post('switch', {}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 400, code: 'bad_field', message: 'Check the fields.', fields: { reason: 'Give a reason.' } });
  });

  test('a server that cannot be reached is an error of its own', async () => {
    const { api } = serving(new TypeError('network'));
    expect(await api.get('limits').catch((caught: unknown) => caught)).toMatchObject({ status: 0, code: 'unreachable' });
  });

  test('an answer that is no JSON is an error, not a crash', async () => {
    const { api } = serving(new Response('<html>', { status: 502 }));
    expect(await api.get('limits').catch((caught: unknown) => caught)).toMatchObject({ status: 502, code: 'error' });
  });
});
