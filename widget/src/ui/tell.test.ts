import { describe, expect, it } from 'vitest';
import type { ModeEntry, ReceiptEntry } from '../shared/protocol';
import { loadWords } from './i18n';
import { linked } from './linked';
import { agentName, authorLabel, queueSentences, receiptTitle, spoken } from './tell';

const english = await loadWords('en');
const dutch = await loadWords('nl');
const at = '2026-11-21T12:00:00Z';
const system = { kind: 'system', name: 'Reisgoed' } as const;
const human: ModeEntry = { offset: 2, at, author: system, type: 'mode', mode: 'human', reason: 'claim', agent: 'Maria' };
const receipt = (status: ReceiptEntry['status'], action = 'refund_order'): ReceiptEntry => ({
  offset: 3, at, author: system, type: 'receipt', action, status, reference: 'RF-8K2M4Q', explanation: 'Damaged', amount: { minor: 4995, currency: 'EUR' }, to: 'Visa •••• 4242', expected: 'within 3 days',
});

describe('an author', () => {
  it('is named in words, and a machine never as a person', () => {
    expect(authorLabel({ kind: 'bot', name: 'Pip' }, english)).toBe('Assistant (automated)');
    expect(authorLabel({ kind: 'human_agent', name: 'Maria' }, english)).toBe('Maria, support agent');
    expect(authorLabel({ kind: 'human_agent', name: '' }, dutch)).toBe('Een collega');
    expect(authorLabel({ kind: 'customer', name: 'Emma' }, dutch)).toBe('Jij');
  });

  it('of the other side is known from the change of mode, before a word was said', () => {
    expect(agentName([human], english)).toBe('Maria');
    expect(agentName([], english)).toBe('a colleague');
  });
});

describe('what is read aloud', () => {
  it('has the author first', () => {
    expect(spoken({ offset: 1, at, author: { kind: 'bot', name: 'Pip' }, type: 'message', text: 'Hi', options: [] }, english)).toBe('Assistant (automated): Hi');
  });

  it('has everything of a receipt', () => {
    const said = spoken(receipt('waiting'), english) ?? '';
    for (const part of ['Waiting for approval', '€49.95', 'Visa •••• 4242', 'within 3 days', 'RF-8K2M4Q', 'Damaged']) expect(said).toContain(part);
    expect(said).not.toContain('Done');
  });

  it('says who one talks with now', () => {
    expect(spoken(human, english)).toBe('You are now talking with Maria');
  });

  it('is nothing for what this version does not know', () => {
    expect(spoken({ offset: 1, at, author: system, type: 'other' }, english)).toBeUndefined();
  });
});

describe('the place in the queue', () => {
  it('is told with the wait, and always that leaving is fine', () => {
    expect(queueSentences({ position: 1, expected_wait_s: 20 }, english)).toEqual(['You are next in line.', 'Expected wait: less than a minute.', 'You may leave: the answer is kept here for you.']);
    expect(queueSentences({ position: 4, expected_wait_s: 300 }, dutch).slice(0, 2)).toEqual(['Er zijn 3 wachtenden voor je.', 'Verwachte wachttijd: ongeveer 5 minuten.']);
    expect(queueSentences({}, english)).toEqual(['You may leave: the answer is kept here for you.']);
  });
});

describe('a receipt', () => {
  it('calls a trip changed only when it was', () => {
    expect(receiptTitle(receipt('done', 'rebook_trip'), english)).toBe('Trip changed');
    for (const status of ['waiting', 'refused', 'checking'] as const) expect(receiptTitle(receipt(status, 'rebook_trip'), english)).toBe('Change of trip');
  });
});

describe('a text with addresses', () => {
  it('links https and nothing else, and leaves the full stop outside', () => {
    const parts = linked('See https://example.com/a?b=c. Not http://x.example or javascript:alert(1).');
    expect(parts.filter((part) => typeof part !== 'string')).toHaveLength(1);
    expect(parts[0]).toBe('See ');
    expect(parts.at(-1)).toBe('. Not http://x.example or javascript:alert(1).');
    expect((parts[1] as { values: unknown[] }).values).toContain('https://example.com/a?b=c');
  });
});
