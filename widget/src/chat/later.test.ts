import { afterEach, describe, expect, it } from 'vitest';
import type { Entry } from '../shared/protocol';
import type { Ack } from '../shared/protocol';
import { loadWords } from '../ui/i18n';
import { later, transcript } from './later';
import { LATER } from './later-words';
import type { ChatSession } from './session';

const english = await loadWords('en');
const dutch = await loadWords('nl');
const at = '2026-11-21T12:00:00Z';
const SLOT = { from: '2026-11-27T09:00:00Z', until: '2026-11-27T10:00:00Z' };
const NOTHING = { ok: true, mail: true, on_file: null, left: null, calls: [SLOT], call: null };

/** A session that knows what `reach` answers, and keeps what else was asked. */
function session(reach: object, answer: Ack = { ok: true } as Ack): { asked: [string, unknown][]; session: ChatSession } {
  const asked: [string, unknown][] = [];
  const ask = (event: string, payload: unknown): Promise<Ack> => {
    if (event === 'reach') return Promise.resolve(reach as Ack);
    asked.push([event, payload]);
    return Promise.resolve(answer);
  };
  return { asked, session: { ask, state: { entries: [] } } as unknown as ChatSession };
}

function shown(): HTMLDialogElement {
  const dialog = document.querySelector<HTMLDialogElement>('dialog.later');
  if (!dialog) throw new Error('no dialog');
  return dialog;
}

function press(text: string): void {
  const button = [...shown().querySelectorAll('button')].find((one) => one.textContent?.includes(text));
  if (!button) throw new Error(`no button ${text}`);
  const form = button.closest('form');
  if (form && button.type === 'submit') form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  else button.click();
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

afterEach(() => document.querySelectorAll('dialog').forEach((dialog) => dialog.remove()));

describe('being reached later', () => {
  it('has a name, a label for every field and closes when it is done', async () => {
    const { asked, session: one } = session(NOTHING);
    await later('answer', document.body, one, english);
    expect(shown().getAttribute('aria-labelledby')).toBe('later');
    for (const field of shown().querySelectorAll('input, select')) expect(shown().querySelector(`label[for=${field.id}]`)?.textContent).toBeTruthy();
    (shown().querySelector('input[type=email]') as HTMLInputElement).value = 'emma@example.com';
    press('Send it there');
    await settled();
    expect(asked).toEqual([['leave', { email: 'emma@example.com' }]]);
    expect(document.querySelector('dialog.later')).toBeNull();
  });

  it('does not ask for an address that is on file', async () => {
    const { asked, session: one } = session({ ...NOTHING, on_file: 'e•••@example.com' });
    await later('answer', document.body, one, dutch);
    press('Stuur het naar e•••@example.com');
    await settled();
    expect(asked).toEqual([['leave', {}]]);
  });

  it('asks for a call at one of the times that are offered', async () => {
    const { asked, session: one } = session(NOTHING);
    await later('answer', document.body, one, dutch);
    (shown().querySelector('input[type=tel]') as HTMLInputElement).value = '06 12345678';
    press('Vraag om een belafspraak');
    await settled();
    expect(asked).toEqual([['call_back', { number: '06 12345678', at: SLOT.from }]]);
  });

  it('says what is wrong and stays open', async () => {
    const { session: one } = session(NOTHING, { ok: false, code: 'bad_address', text: 'Dit lijkt geen e-mailadres.' } as Ack);
    await later('answer', document.body, one, dutch);
    press('Stuur het daarheen');
    await settled();
    expect(shown().querySelector('[role=alert]')?.textContent).toBe('Dit lijkt geen e-mailadres.');
  });

  it('offers no e-mail where none can be sent', async () => {
    await later('answer', document.body, session({ ...NOTHING, mail: false }).session, english);
    expect(shown().querySelector('input[type=email]')).toBeNull();
    expect(shown().querySelector('input[type=tel]')).not.toBeNull();
  });
});

describe('the conversation to keep', () => {
  it('begins with the disclosure and has the time and the author on every line', () => {
    const system = { kind: 'system', name: 'Reisgoed' } as const;
    const log: readonly Entry[] = [
      { offset: 1, at, author: system, type: 'disclosure', text: 'I am a bot.', url: '/privacy' },
      { offset: 2, at, author: { kind: 'customer', name: '' }, type: 'message', text: 'Help', options: [] },
      { offset: 3, at, author: system, type: 'mode', mode: 'human', reason: 'claimed', agent: 'Maria' },
      { offset: 4, at, author: { kind: 'human_agent', name: 'Maria' }, type: 'message', text: 'Hello', options: [] },
    ];
    const lines = transcript(log, english).trim().split('\n');
    expect(lines[0]).toContain('Conversation of 21 November 2026');
    expect(lines[2]).toBe('I am a bot.');
    expect(lines.slice(4).map((line) => line.replace(/^\[.*?\] /, ''))).toEqual(['You: Help', 'Notice: You are now talking with Maria', 'Maria, support agent: Hello']);
    expect(lines.slice(4).every((line) => /^\[21 Nov 2026, .*\] /.test(line))).toBe(true);
  });

  it('can be mailed to the address on file', async () => {
    const { asked, session: one } = session({ ...NOTHING, on_file: 'e•••@example.com' });
    await later('keep', document.body, one, english);
    press('Send it to e•••@example.com');
    await settled();
    expect(asked).toEqual([['transcript', {}]]);
  });

  it('has the same words in both languages', () => {
    expect(Object.keys(LATER.nl)).toEqual(Object.keys(LATER.en));
  });
});
