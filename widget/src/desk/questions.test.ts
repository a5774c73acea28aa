import { describe, expect, test } from 'vitest';
import { LANGS } from '../staff/wire';
import { words as en } from '../ui/words/en';
import { words as nl } from '../ui/words/nl';
import { deskTexts } from './i18n';
import { deedQuestion } from './questions';
import { START } from './state';

describe('what is asked before a deed', () => {
  test.each(LANGS)('what the customer reads is what the chat really shows (%s)', (lang) => {
    const { mode_waiting, mode_bot, mode_closed } = { en, nl }[lang];
    expect(deskTexts[lang].seen).toEqual({ mode_waiting, mode_bot, mode_closed });
  });

  test('a claim asks nothing, everything that the customer notices does', () => {
    expect(deedQuestion('claim', START, 'c1', 'en')).toBeNull();
    expect(deedQuestion('release', START, 'c1', 'en')?.title).toBe('Release this conversation?');
    expect(deedQuestion('hand_back', START, 'c1', 'en')?.title).toBe('Hand back to the assistant?');
    expect(deedQuestion('close', START, 'c1', 'nl')?.title).toBe('Dit gesprek sluiten?');
  });
});
