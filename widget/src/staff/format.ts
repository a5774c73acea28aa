/** Money, moments and durations as people read them; pure, the locale and the present moment are passed in. */
import type { Money } from '../shared/protocol';
import type { Lang } from './wire';

/** The reader's own regional form of the language when the browser knows one, else the usual one. */
export function localeOf(lang: Lang, preferred: readonly string[] = []): string {
  const own = preferred.find((tag) => tag.toLowerCase().startsWith(`${lang}-`));
  return own ?? (lang === 'nl' ? 'nl-NL' : 'en-GB');
}

/** The locale for this browser. */
export const here = (lang: Lang): string => localeOf(lang, navigator.languages);

const money = new Map<string, Intl.NumberFormat>();

/** `{minor: 1250, currency: 'EUR'}` as "€ 12,50" or "€12.50". */
export function formatMoney(amount: Money, locale: string): string {
  const key = `${locale} ${amount.currency}`;
  let format = money.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency: amount.currency });
    money.set(key, format);
  }
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount.minor / 10 ** digits);
}

const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** The clock time today, with the day in front of it otherwise. */
export function formatMoment(at: string | Date, locale: string, now: Date): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return '';
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  const year: Intl.DateTimeFormatOptions = moment.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' };
  return new Intl.DateTimeFormat(locale, sameDay(moment, now) ? time : { ...day, ...year, ...time }).format(moment);
}

/** Day, month and year. */
export function formatDay(at: string, locale: string): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return '';
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(moment);
}

/** With seconds, for the audit and for tooltips. */
export function formatExact(at: string, locale: string): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(moment);
}

/** How long between two moments, in the largest unit that says enough: "40 s", "12 min", "1 h 5 min", "2 d". */
export function formatDuration(ms: number, lang: Lang): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const hour = lang === 'nl' ? 'u' : 'h';
  if (hours < 24) return minutes % 60 ? `${hours} ${hour} ${minutes % 60} min` : `${hours} ${hour}`;
  return `${Math.floor(hours / 24)} d`;
}

/** Since when, seen from now. */
export function elapsed(since: string, now: Date, lang: Lang): string {
  const from = new Date(since).getTime();
  return Number.isNaN(from) ? '' : formatDuration(now.getTime() - from, lang);
}
