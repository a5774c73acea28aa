/** How the widget finds its words (each language is one file in words/), and writes amounts and times. */
import { inLanguage, type LocalText, type Money } from '../shared/protocol';
import type { ChatKey } from './words/en';

export type { ChatKey };

export type Language = 'en' | 'nl';
export const LANGUAGES: readonly Language[] = ['en', 'nl'];

/** One sentence; or a sentence for one and for more, picked by the number given as `count`. */
export type Sentence = string | { readonly one: string; readonly other: string };
export type Sentences<Key extends string = string> = Readonly<Record<Key, Sentence>>;

/** Each language is a chunk of its own: nobody loads one that they do not read. */
const TABLES: Readonly<Record<Language, () => Promise<{ readonly words: Sentences<ChatKey> }>>> = {
  en: () => import('./words/en'),
  nl: () => import('./words/nl'),
};

/** The language we have that is nearest to a wish such as `nl-BE`; English when there is none. */
export function languageOf(wish: string | null | undefined): Language {
  const short = (wish ?? '').toLowerCase().slice(0, 2);
  return LANGUAGES.find((language) => language === short) ?? 'en';
}

/** The sentences of one table in one language, filled in; and amounts and times as they are written there. */
export class Words<Key extends string = ChatKey> {
  readonly #plural: Intl.PluralRules;
  readonly #locale: string;

  constructor(private readonly table: Sentences<Key>, readonly language: Language) {
    this.#locale = language === 'nl' ? 'nl-NL' : 'en-GB';
    this.#plural = new Intl.PluralRules(this.#locale);
  }

  /** The sentence `key`, with `{name}` places filled from `values`. */
  say(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
    const sentence = this.table[key];
    const text = typeof sentence === 'string' ? sentence : this.#form(sentence, Number(values['count'] ?? 0));
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }

  /** The first of these that has a sentence. */
  first(...keys: readonly string[]): string {
    return this.say(keys.find((key) => key in this.table) as Key);
  }

  /** A text of the server in this language. */
  local(text: LocalText): string {
    return inLanguage(text, this.language);
  }

  money({ minor, currency }: Money): string {
    const format = new Intl.NumberFormat(this.#locale, { style: 'currency', currency });
    return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  }

  time(at: string): string {
    return new Intl.DateTimeFormat(this.#locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
  }

  date(at: string): string {
    return new Intl.DateTimeFormat(this.#locale, { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(at));
  }

  dateTime(at: string): string {
    return new Intl.DateTimeFormat(this.#locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.#locale).format(value);
  }

  #form(sentence: { readonly one: string; readonly other: string }, count: number): string {
    return this.#plural.select(count) === 'one' ? sentence.one : sentence.other;
  }
}

/** The widget's words in one language, loaded when they are not here yet. */
export async function loadWords(language: Language): Promise<Words> {
  const { words } = await TABLES[language]();
  return new Words(words, language);
}
