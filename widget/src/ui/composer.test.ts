import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import './composer';
import type { Composer } from './composer';
import { loadWords } from './i18n';

let composer: Composer;
let sent: string[];

const area = (): HTMLTextAreaElement => composer.renderRoot.querySelector('textarea') as HTMLTextAreaElement;
const write = async (text: string): Promise<void> => {
  area().value = text;
  area().dispatchEvent(new Event('input'));
  await composer.updateComplete;
};
const press = (init: KeyboardEventInit & { keyCode?: number }): boolean => {
  const event = new KeyboardEvent('keydown', { key: 'Enter', cancelable: true, ...init });
  if (init.isComposing) Object.defineProperty(event, 'isComposing', { value: true });
  if (init.keyCode) Object.defineProperty(event, 'keyCode', { value: init.keyCode });
  return area().dispatchEvent(event);
};

beforeEach(async () => {
  sent = [];
  composer = document.createElement('support-composer') as Composer;
  composer.words = await loadWords('en');
  composer.addEventListener('support-send', (event) => sent.push((event as CustomEvent<string>).detail));
  document.body.append(composer);
  await composer.updateComplete;
});

afterEach(() => composer.remove());

describe('the composer', () => {
  it('sends on Enter, trimmed, and is empty afterwards', async () => {
    await write('  hello \n');
    press({});
    await composer.updateComplete;
    expect(sent).toEqual(['hello']);
    expect(area().value).toBe('');
  });

  it('breaks the line on Shift and Enter', async () => {
    await write('hello');
    expect(press({ shiftKey: true })).toBe(true);
    expect(sent).toEqual([]);
  });

  it('leaves Enter to the keyboard while a word is being composed', async () => {
    await write('にほ');
    press({ isComposing: true });
    press({ keyCode: 229 });
    expect(sent).toEqual([]);
    press({});
    expect(sent).toEqual(['にほ']);
  });

  it('sends nothing that is only white space', async () => {
    await write(' \n ');
    press({});
    expect(sent).toEqual([]);
  });

  it('counts near the limit, and says why a text over it is not sent', async () => {
    await write('a'.repeat(3599));
    expect(composer.renderRoot.querySelector('.count')).toBeNull();
    await write('a'.repeat(3999));
    expect(composer.renderRoot.querySelector('.count')?.textContent?.trim()).toBe('1 character left');
    await write('👍'.repeat(4002));
    press({});
    await composer.updateComplete;
    expect(sent).toEqual([]);
    expect(composer.renderRoot.querySelector('.count')?.textContent).toContain('2 characters too many');
    expect(composer.renderRoot.querySelector('.count')?.textContent).toContain('4,000');
    expect(area().getAttribute('aria-invalid')).toBe('true');
  });

  it('tells the draft as it changes, and that it is gone', async () => {
    const drafts: string[] = [];
    composer.addEventListener('support-draft', (event) => drafts.push((event as CustomEvent<string>).detail));
    await write('he');
    press({});
    expect(drafts).toEqual(['he', '']);
  });
});
