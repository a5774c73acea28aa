/** The events of `/chat` as types, and the one place where what comes over the wire is checked. */

export type AuthorKind = 'customer' | 'bot' | 'human_agent' | 'system';
export type Mode = 'bot' | 'waiting' | 'human' | 'closed';
export type ReceiptStatus = 'done' | 'waiting' | 'refused' | 'checking';
export type WhyKind = 'article' | 'limits' | 'flow';

/** One text in one language, or the same text in each language: `{en, nl}`. */
export type LocalText = string | Readonly<Record<string, string>>;

export interface Author {
  readonly kind: AuthorKind;
  readonly name: string;
}

/** An amount in minor units (cents) of one currency. */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** A quick reply: what the button says and what it sends. */
export interface Option {
  readonly title: string;
  readonly payload: string;
}

/** Why this answer: the article, the limits or the flow behind a bot message. */
export interface Why {
  readonly kind: WhyKind;
  readonly title: string;
  readonly detail: string;
}

export interface Disclosure {
  readonly text: string;
  readonly url: string;
}

interface EntryBase {
  readonly offset: number;
  readonly at: string;
  readonly author: Author;
}

export interface MessageEntry extends EntryBase {
  readonly type: 'message';
  readonly text: string;
  readonly options: readonly Option[];
  readonly why?: Why;
  readonly client_id?: string;
  /** As the server sent it; only the desk reads it, and checks it there. */
  readonly attachment?: unknown;
}

export interface ModeEntry extends EntryBase {
  readonly type: 'mode';
  readonly mode: Mode;
  readonly reason: string;
  readonly position?: number;
  readonly expected_wait_s?: number;
  /** When the desk opens again; only outside its hours. */
  readonly back_at?: string;
  /** In mode `closed`: whether one may ask how it felt. */
  readonly feedback?: boolean;
  /** The person who takes over, in mode `human`. */
  readonly agent?: string;
}

export interface ReceiptEntry extends EntryBase {
  readonly type: 'receipt';
  readonly action: string;
  readonly status: ReceiptStatus;
  readonly reference: string;
  /** What the decision is about; a later receipt about the same thing makes this one history. */
  readonly about?: string;
  readonly explanation: LocalText;
  readonly amount?: Money;
  readonly to?: LocalText;
  readonly expected?: LocalText;
}

export interface DisclosureEntry extends EntryBase {
  readonly type: 'disclosure';
  readonly text: string;
  readonly url: string;
}

/** Between staff only; the server never sends one to a customer. */
export interface NoteEntry extends EntryBase {
  readonly type: 'note';
  readonly text: string;
  /** Whom it passes the conversation on to. */
  readonly to?: LocalText;
  readonly client_id?: string;
}

/** An entry of a kind this version does not know: it counts for the offset and is not shown. */
export interface OtherEntry extends EntryBase {
  readonly type: 'other';
}

export type Entry = MessageEntry | ModeEntry | ReceiptEntry | DisclosureEntry | NoteEntry | OtherEntry;

export interface Ready {
  readonly conversation: string;
  readonly token: string;
  readonly mode: Mode;
  readonly disclosure: Disclosure | null;
  readonly events: readonly Entry[];
  readonly offset: number;
  /** Whether mood reading is on, when the server says so; null where nobody can choose it. */
  readonly mood?: boolean | null;
}

export interface Typing {
  readonly author: 'bot' | 'human_agent' | 'customer';
  readonly on: boolean;
}

export type Acknowledged = Readonly<Record<string, unknown>> & { readonly ok: true; readonly offset?: number };
export interface Refused {
  readonly ok: false;
  readonly code: string;
  readonly text: string;
  readonly retry_after_s?: number;
}
export type Ack = Acknowledged | Refused;

/** The most characters one message may have. */
export const MAX_TEXT = 4000;

/** How many characters the server will count: code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isOneOf = <T extends string>(value: unknown, allowed: readonly T[]): value is T => allowed.includes(value as T);

const AUTHORS: readonly AuthorKind[] = ['customer', 'bot', 'human_agent', 'system'];
const MODES: readonly Mode[] = ['bot', 'waiting', 'human', 'closed'];
const STATUSES: readonly ReceiptStatus[] = ['done', 'waiting', 'refused', 'checking'];
const WHYS: readonly WhyKind[] = ['article', 'limits', 'flow'];

export function localText(value: unknown): LocalText | undefined {
  if (isText(value)) return value === '' ? undefined : value;
  if (!isObject(value)) return undefined;
  const texts = Object.entries(value).filter((pair): pair is [string, string] => isText(pair[1]));
  return texts.length ? Object.fromEntries(texts) : undefined;
}

/** Money when it is `{minor: whole number, currency: "EUR"}`, else undefined. */
export function parseMoney(value: unknown): Money | undefined {
  if (!isObject(value) || !Number.isSafeInteger(value['minor']) || !isText(value['currency'])) return undefined;
  return /^[A-Z]{3}$/.test(value['currency']) ? { minor: value['minor'] as number, currency: value['currency'] } : undefined;
}

function parseOptions(value: unknown): readonly Option[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((option: unknown) =>
    isObject(option) && isText(option['title']) && isText(option['payload'])
      ? [{ title: option['title'], payload: option['payload'] }]
      : [],
  );
}

function parseWhy(value: unknown): Why | undefined {
  if (!isObject(value) || !isOneOf(value['kind'], WHYS) || !isText(value['title'])) return undefined;
  return { kind: value['kind'], title: value['title'], detail: isText(value['detail']) ? value['detail'] : '' };
}

/** Leaves out the keys whose value is undefined, so that absent and undefined are the same thing everywhere. */
function present<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function parseReceipt(base: EntryBase, value: Json): ReceiptEntry | null {
  if (!isOneOf(value['status'], STATUSES)) return null;
  return present<ReceiptEntry>({
    ...base,
    type: 'receipt',
    action: isText(value['action']) ? value['action'] : '',
    status: value['status'],
    reference: isText(value['reference']) ? value['reference'] : '',
    about: isText(value['about']) ? value['about'] : undefined,
    explanation: localText(value['explanation']) ?? '',
    amount: parseMoney(value['amount']),
    to: localText(value['to']),
    expected: localText(value['expected']),
  });
}

function parseMode(base: EntryBase, value: Json): ModeEntry | null {
  if (!isOneOf(value['mode'], MODES)) return null;
  return present<ModeEntry>({
    ...base,
    type: 'mode',
    mode: value['mode'],
    reason: isText(value['reason']) ? value['reason'] : '',
    position: isNumber(value['position']) ? value['position'] : undefined,
    expected_wait_s: isNumber(value['expected_wait_s']) ? value['expected_wait_s'] : undefined,
    back_at: isText(value['back_at']) ? value['back_at'] : undefined,
    feedback: value['feedback'] === true || undefined,
    agent: isText(value['agent']) && value['agent'] !== '' ? value['agent'] : undefined,
  });
}

/** One entry of the log, or null when it is not one. Entries of unknown type come back as `other`. */
export function parseEntry(value: unknown): Entry | null {
  if (!isObject(value) || !isObject(value['author']) || !isOneOf(value['author']['kind'], AUTHORS)) return null;
  const { offset, at, author, type } = value;
  if (!Number.isSafeInteger(offset) || (offset as number) < 1 || !isText(at) || Number.isNaN(Date.parse(at))) return null;
  const name = isObject(author) && isText(author['name']) ? author['name'] : '';
  const base: EntryBase = { offset: offset as number, at, author: { kind: value['author']['kind'], name } };
  const clientId = isText(value['client_id']) ? value['client_id'] : undefined;
  switch (type) {
    case 'message':
      if (!isText(value['text'])) return null;
      return present<MessageEntry>({
        ...base, type, text: value['text'], options: parseOptions(value['options']), why: parseWhy(value['why']), client_id: clientId,
        attachment: value['attachment'],
      });
    case 'note':
      return isText(value['text']) ? present<NoteEntry>({ ...base, type, text: value['text'], to: localText(value['to']), client_id: clientId }) : null;
    case 'disclosure':
      if (!isText(value['text'])) return null;
      return { ...base, type, text: value['text'], url: isText(value['url']) ? value['url'] : '' };
    case 'mode':
      return parseMode(base, value);
    case 'receipt':
      return parseReceipt(base, value);
    default:
      return { ...base, type: 'other' };
  }
}

/** Every entry of a list that is one; the others are left out. */
export function parseEntries(value: unknown): readonly Entry[] {
  return Array.isArray(value) ? value.flatMap((entry: unknown) => parseEntry(entry) ?? []) : [];
}

/** The first thing the server says, or null when it makes no sense. */
export function parseReady(value: unknown): Ready | null {
  if (!isObject(value) || !isText(value['conversation']) || !isText(value['token']) || !isOneOf(value['mode'], MODES)) return null;
  const told = value['disclosure'];
  const events = parseEntries(value['events']);
  const mood = value['mood'];
  return present<Ready>({
    conversation: value['conversation'],
    token: value['token'],
    mode: value['mode'],
    disclosure: isObject(told) && isText(told['text']) ? { text: told['text'], url: isText(told['url']) ? told['url'] : '' } : null,
    events,
    offset: isNumber(value['offset']) ? value['offset'] : (events.at(-1)?.offset ?? 0),
    mood: mood === null || typeof mood === 'boolean' ? mood : undefined,
  });
}

/** Where one stands in the queue now. */
export interface Place {
  readonly position: number;
  readonly expected_wait_s?: number;
  readonly back_at?: string;
}

export function parsePlace(value: unknown): Place | null {
  if (!isObject(value) || !isNumber(value['position'])) return null;
  const { position, expected_wait_s, back_at } = value;
  return { position, ...(isNumber(expected_wait_s) ? { expected_wait_s } : {}), ...(isText(back_at) ? { back_at } : {}) };
}

/** Who is typing, or null. */
export function parseTyping(value: unknown): Typing | null {
  if (!isObject(value) || typeof value['on'] !== 'boolean') return null;
  if (!isOneOf(value['author'], ['bot', 'human_agent', 'customer'] as const)) return null;
  return { author: value['author'], on: value['on'] };
}

/** What the server answered to one of our events; anything unreadable counts as a refusal. */
export function parseAck(value: unknown): Ack {
  if (isObject(value) && value['ok'] === true) return value as Acknowledged;
  const refused = isObject(value) ? value : {};
  return present<Refused>({
    ok: false,
    code: isText(refused['code']) ? refused['code'] : 'unreadable',
    text: isText(refused['text']) ? refused['text'] : '',
    retry_after_s: isNumber(refused['retry_after_s']) ? refused['retry_after_s'] : undefined,
  });
}

/** The text in `language`; English, or else whatever there is, when it is missing. */
export function inLanguage(text: LocalText, language: string): string {
  if (typeof text === 'string') return text;
  return text[language] ?? text['en'] ?? Object.values(text)[0] ?? '';
}
