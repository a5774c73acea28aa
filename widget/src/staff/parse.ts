/** The one place where what the staff pages receive is checked; what is missing becomes empty, never undefined. */
import { isNumber, isObject, isText, localText, parseMoney, type Json, type LocalText, type Mode } from '../shared/protocol';
import type { Approval, Availability, Brief, Colleague, Counts, Exception, Gesture, Hindrance, Person, Picture, PictureBooking, PictureOrder, QueueItem, Signal, Skill, Suggestion } from './wire';

export const textOf = (value: unknown): string => (isText(value) ? value : '');
export const localOf = (value: unknown): LocalText => localText(value) ?? '';
export const objectOf = (value: unknown): Json => (isObject(value) ? value : {});
const HINDRANCES: readonly Hindrance[] = ['role', 'own', 'author'];
const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter(isText) : []);
const numberOf = (value: unknown): number => (isNumber(value) ? value : 0);
const moneyOf = (value: unknown) => parseMoney(value) ?? null;

const MODES: readonly Mode[] = ['bot', 'waiting', 'human', 'closed'];
export const modeOf = (value: unknown): Mode => MODES.find((mode) => mode === value) ?? 'bot';

/** Every member of a list that `parse` can read. */
export function listOf<T>(value: unknown, parse: (item: Json) => T | null): readonly T[] {
  return Array.isArray(value) ? value.flatMap((item: unknown) => (isObject(item) ? (parse(item) ?? []) : [])) : [];
}

function personOf(value: unknown): Person | null {
  if (!isObject(value) || !isText(value['id'])) return null;
  return { id: value['id'], name: textOf(value['name']) || value['id'] };
}

export function parseApproval(value: Json): Approval | null {
  if (!isText(value['id']) || !isText(value['conversation'])) return null;
  return {
    id: value['id'],
    conversation: value['conversation'],
    action: textOf(value['action']),
    summary: localOf(value['summary']),
    amount: moneyOf(value['amount']),
    why: localOf(value['why']),
    operator: localOf(value['operator']),
    people: numberOf(value['people']) || 1,
    agreed: textsOf(value['agreed']),
    by: textsOf(value['by']),
    hindrance: HINDRANCES.find((hindrance) => hindrance === value['hindrance']) ?? null,
    requested_at: textOf(value['requested_at']),
    expires_at: textOf(value['expires_at']),
    customer: personOf(value['customer']),
  };
}

export const parseApprovals = (value: unknown): readonly Approval[] => listOf(objectOf(value)['items'], parseApproval);

function parseQueueItem(value: Json): QueueItem | null {
  if (!isText(value['conversation'])) return null;
  const customer = personOf(value['customer']);
  const last = isObject(value['last']) ? value['last'] : null;
  const passed = isObject(value['passed']) ? value['passed'] : null;
  const call = isObject(value['call']) ? value['call'] : null;
  const author = last?.['author'];
  const kind = isObject(author) ? author['kind'] : author;
  return {
    conversation: value['conversation'],
    customer: customer && { ...customer, tier: textOf(objectOf(value['customer'])['tier']) },
    language: textOf(value['language']) || 'en',
    mode: modeOf(value['mode']),
    since: textOf(value['since']),
    urgent: value['urgent'] === true,
    distress: value['distress'] === null ? null : Math.min(1, Math.max(0, numberOf(value['distress']))),
    reason: textOf(value['reason']),
    claimed_by: personOf(value['claimed_by']),
    last: last && {
      text: textOf(last['text']),
      at: textOf(last['at']),
      author: kind === 'bot' || kind === 'human_agent' || kind === 'system' ? kind : 'customer',
    },
    approvals: numberOf(value['approvals']),
    passed: passed && { by: textOf(passed['by']), to: textOf(passed['to']), skill: textOf(passed['skill']), name: localOf(passed['name']), why: textOf(passed['why']) },
    call: call && { number: textOf(call['number']), from: textOf(call['from']), until: textOf(call['until']) },
  };
}

export function parseQueue(value: unknown): { readonly items: readonly QueueItem[]; readonly counts: Counts } {
  const { items, counts } = objectOf(value);
  const count = objectOf(counts);
  return {
    items: listOf(items, parseQueueItem),
    counts: { mine: numberOf(count['mine']), unassigned: numberOf(count['unassigned']), all: numberOf(count['all']) },
  };
}

const AVAILABILITIES: readonly Availability[] = ['here', 'busy', 'away', 'gone'];

function parseColleague(value: Json): Colleague | null {
  const person = personOf(value);
  return (
    person && {
      ...person,
      state: AVAILABILITIES.find((state) => state === value['state']) ?? 'gone',
      holding: numberOf(value['holding']),
      most: numberOf(value['most']) || 1,
      skills: textsOf(value['skills']),
    }
  );
}

export function parseColleagues(value: unknown): { readonly items: readonly Colleague[]; readonly skills: readonly Skill[] } {
  const { items, skills } = objectOf(value);
  return {
    items: listOf(items, parseColleague),
    skills: listOf(skills, (skill) => (isText(skill['id']) ? { id: skill['id'], name: localOf(skill['name']) } : null)),
  };
}

function parseOrder(value: Json): PictureOrder {
  return {
    id: textOf(value['id']),
    title: localOf(value['title']),
    status: textOf(value['status']),
    placed_at: textOf(value['placed_at']),
    paid: moneyOf(value['paid']),
    refunded: moneyOf(value['refunded']),
  };
}

function parseBooking(value: Json): PictureBooking {
  return {
    id: textOf(value['id']),
    title: localOf(value['title']),
    status: textOf(value['status']),
    departs_at: textOf(value['departs_at']),
    paid: moneyOf(value['paid']),
  };
}

function parsePicture(value: unknown): Picture | null {
  if (!isObject(value)) return null;
  const record = personOf(value['record']);
  const details = objectOf(value['record']);
  const gesture = (kind: Gesture['kind'], name: string, when: string) => (item: Json): Gesture => ({
    kind,
    reference: textOf(item[name]),
    amount: moneyOf(item['amount']),
    at: textOf(item[when]),
  });
  return {
    record: record && { ...record, tier: textOf(details['tier']), language: textOf(details['language']) },
    orders: listOf(value['orders'], parseOrder),
    bookings: listOf(value['bookings'], parseBooking),
    gestures: [
      ...listOf(value['refunds'], gesture('refund', 'reference', 'at')),
      ...listOf(value['vouchers'], gesture('voucher', 'code', 'expires_at')),
    ],
    earlier: listOf(value['earlier'], (one) => ({ at: textOf(one['at']), text: localOf(one['text']), withPerson: one['with_person'] === true, solvedBy: textOf(one['solved_by']) })),
    promises: listOf(value['promises'], (one) => ({ text: localOf(one['text']), amount: moneyOf(one['amount']), since: textOf(one['since']) })),
    moodOn: value['mood_on'] !== false,
  };
}

function parseSignal(value: Json): Signal {
  return { code: textOf(value['code']), weight: numberOf(value['weight']), words: textOf(value['words']) };
}

const KINDS: readonly Suggestion['kind'][] = ['reply', 'answer', 'offer', 'step'];

/** One that this page can do something with: a text, or a deed that it knows. */
function parseSuggestion(value: Json): Suggestion | null {
  const kind = KINDS.find((one) => one === value['kind']);
  const deed = value['deed'] === 'hand_back' ? 'hand_back' : '';
  const text = textOf(value['text']);
  return kind && (text || deed) ? { kind, title: localOf(value['title']), text, deed } : null;
}

function parseException(value: unknown): Exception | null {
  if (!isObject(value) || !isText(value['decision']) || !isText(value['digest'])) return null;
  const by = Object.entries(objectOf(value['by'])).flatMap(([role, most]) => {
    const money = moneyOf(most);
    return money ? [[role, money] as const] : [];
  });
  return {
    decision: value['decision'],
    digest: value['digest'],
    summary: localOf(value['summary']),
    lines: Array.isArray(value['lines']) ? value['lines'].map(localOf) : [],
    amount: moneyOf(value['amount']),
    by: Object.fromEntries(by),
  };
}

/** The brief, or null when there is none. */
export function parseBrief(value: unknown): Brief | null {
  if (!isObject(value)) return null;
  const want = objectOf(value['want']);
  const feel = objectOf(value['feel']);
  const words = Array.isArray(feel['words']) ? feel['words'].filter(isText) : [];
  return {
    want: { flow: textOf(want['flow']), text: localOf(want['text']) },
    feel: {
      level: Math.min(1, Math.max(0, numberOf(feel['level']))),
      mood: textOf(feel['mood']),
      read: feel['read'] !== false,
      words: words.filter((word) => word.trim() !== ''),
      signals: listOf(feel['signals'], parseSignal),
    },
    tried: listOf(value['tried'], (item) => ({
      at: textOf(item['at']),
      text: localOf(item['text']),
      outcome: textOf(item['outcome']),
      by: textOf(item['by']),
      exception: parseException(item['exception']),
    })),
    promised: listOf(value['promised'], (item) => ({
      text: localOf(item['text']),
      status: textOf(item['status']),
      amount: moneyOf(item['amount']),
      reference: textOf(item['reference']),
    })),
    possible: listOf(value['possible'], (item) => ({
      action: textOf(item['action']),
      text: localOf(item['text']),
      outcome: textOf(item['outcome']),
      amount: moneyOf(item['amount']),
      title: localOf(item['title']),
    })),
    suggestions: listOf(value['suggestions'], parseSuggestion),
    customer: parsePicture(value['customer']),
    language: textOf(value['language']) || 'en',
    reason: textOf(value['reason']),
  };
}
