import { afterEach, describe, expect, it, vi } from 'vitest';

import { upload } from './attach';

const to = { server: 'http://shop.test', token: 'T', clientId: 'p1', language: 'nl' };
const file = new File(['pixels'], 'tas.png', { type: 'image/png' });

afterEach(() => vi.unstubAllGlobals());

describe('a photo', () => {
  it('goes to the conversation of the token', async () => {
    const sent = vi.fn().mockResolvedValue(new Response('{"ok": true}', { status: 200 }));
    vi.stubGlobal('fetch', sent);

    expect(await upload(file, to)).toBeNull();

    const [url, options] = sent.mock.calls[0] as [string, RequestInit];
    expect(url).toBe('http://shop.test/chat/attachments');
    expect((options.headers as Record<string, string>)['Authorization']).toBe('Bearer T');
    expect((options.body as FormData).get('client_id')).toBe('p1');
  });

  it('that is refused comes back with the words of the server', async () => {
    const refused = '{"error": {"code": "no_photo", "text": "Dit is geen foto."}}';
    vi.stubGlobal('fetch', vi.fn().mockResolvedValue(new Response(refused, { status: 415 })));
    expect(await upload(file, to)).toBe('Dit is geen foto.');
  });

  it('that cannot be sent says so', async () => {
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('offline')));
    expect(await upload(file, to)).toContain('geen verbinding');
  });
});
