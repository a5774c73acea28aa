import { describe, expect, it } from 'vitest';
import { LANGUAGES, languageOf, loadWords, type Sentence } from './i18n';
import { words as en } from './words/en';
import { words as nl } from './words/nl';

const forms = (sentence: Sentence): readonly string[] => (typeof sentence === 'string' ? [sentence] : [sentence.one, sentence.other]);
const places = (sentence: Sentence): readonly string[] => [...new Set(forms(sentence).join(' ').match(/\{\w+\}/g) ?? [])].sort();

describe('the words of the widget', () => {
  it('say the same things in each language, with the same places to fill', () => {
    expect(Object.keys(nl).sort()).toEqual(Object.keys(en).sort());
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(places(nl[key]), key).toEqual(places(en[key]));
      for (const text of [...forms(en[key]), ...forms(nl[key])]) expect(text.trim(), key).not.toBe('');
    }
  });

  it('never call the customer u', () => {
    for (const [key, sentence] of Object.entries(nl)) {
      for (const text of forms(sentence)) expect(text, key).not.toMatch(/\b(u|uw|U|Uw)\b/);
    }
  });

  it('fill places, and choose between one and more', async () => {
    const english = await loadWords('en');
    expect(english.say('jump_new', { count: 1 })).toBe('1 new message');
    expect(english.say('jump_new', { count: 3 })).toBe('3 new messages');
    expect((await loadWords('nl')).say('mode_human', { name: 'Maria' })).toBe('Je praat nu met Maria');
    expect(english.say('agent', { name: '{count} $&' })).toBe('{count} $&, support agent');
  });

  it('write amounts as the language does', async () => {
    expect((await loadWords('nl')).money({ minor: 123456, currency: 'EUR' }).replace(/\s/g, ' ')).toBe('€ 1.234,56');
    expect((await loadWords('en')).money({ minor: 5, currency: 'EUR' })).toBe('€0.05');
    expect((await loadWords('en')).money({ minor: 500, currency: 'JPY' })).toContain('500');
  });

  it('are found for a wish with a region, and are English for one we cannot fulfil', () => {
    expect(languageOf('nl-BE')).toBe('nl');
    expect(languageOf('NL')).toBe('nl');
    expect(languageOf('fr')).toBe('en');
    expect(languageOf('')).toBe('en');
    expect(LANGUAGES).toContain('nl');
  });
});
