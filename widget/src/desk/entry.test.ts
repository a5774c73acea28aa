import { render } from 'lit';
import { describe, expect, it } from 'vitest';
import { parseEntry, type Entry } from '../shared/protocol';
import { entryRow } from './entry';
import { deskTexts } from './i18n';

const at = '2026-11-21T12:00:00Z';

function shown(attachment?: unknown): HTMLElement {
  const entry = parseEntry({ offset: 1, at, type: 'message', author: { kind: 'customer', name: 'Sanne' }, text: 'mug.jpg', attachment }) as Entry;
  const root = document.createElement('div');
  const context = { t: deskTexts.en, lang: 'en', now: new Date(at), customer: 'Sanne', spoken: 'en', me: 'Maria' } as const;
  render(entryRow(entry, false, context), root);
  return root;
}

const photo = (url: unknown): object => ({ id: 'a1', media_type: 'image/jpeg', bytes: 12345, url });

describe('the photo of a message', () => {
  it('stands below the text as a link, and only when it is in our own store', () => {
    const root = shown(photo('/chat/attachments/c1/a1'));
    const link = root.querySelector('.text + a');
    expect(link?.getAttribute('href')).toBe('/chat/attachments/c1/a1');
    expect([link?.getAttribute('target'), link?.getAttribute('rel')]).toEqual(['_blank', 'noopener']);
    const image = link?.querySelector('img');
    expect(['src', 'alt', 'loading'].map((name) => image?.getAttribute(name))).toEqual(['/chat/attachments/c1/a1', 'mug.jpg', 'lazy']);

    const elsewhere = ['https://evil.example/chat/attachments/c1/a1', '//evil.example/x', 'javascript:alert(1)', '/chat/attachments/../../desk', '/chat/attachments/..\\x', 7];
    for (const attachment of [undefined, null, 'x', {}, ...elsewhere.map(photo)]) {
      const other = shown(attachment);
      expect(other.querySelector('.text')?.textContent).toBe('mug.jpg');
      expect(other.querySelector('a, img')).toBeNull();
    }
  });
});
