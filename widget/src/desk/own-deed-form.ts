/** What a person at the desk may do by themselves, as the server tells it, and what was filled in. Pure. */
import { isNumber, isObject, isText, parseMoney, type Json, type LocalText, type Money } from '../shared/protocol';
import { listOf, localOf, objectOf, textOf } from '../staff/parse';

export interface Field {
  readonly name: string;
  readonly kind: string;
  readonly title: LocalText;
  readonly values: readonly string[];
}

export interface Doable {
  readonly action: string;
  readonly title: LocalText;
  readonly most: Money | null;
  readonly params: readonly Field[];
  readonly claims: readonly Field[];
}

export interface Item {
  readonly id: string;
  readonly title: LocalText;
  readonly status: string;
  readonly amount: Money | null;
}

export interface OrderChoice {
  readonly id: string;
  readonly status: string;
  readonly paid: Money | null;
  readonly items: readonly Item[];
}

export interface TripChoice {
  readonly id: string;
  readonly title: LocalText;
  readonly departs_at: string;
  readonly price: Money | null;
}

export interface BookingChoice {
  readonly id: string;
  readonly title: LocalText;
  readonly status: string;
  readonly departs_at: string;
  readonly trips: readonly TripChoice[];
}

export interface DeedForm {
  readonly deeds: readonly Doable[];
  readonly orders: readonly OrderChoice[];
  readonly bookings: readonly BookingChoice[];
}

/** What the server said would come of it. */
export interface Looked {
  readonly outcome: string;
  readonly summary: LocalText;
  readonly amount: Money | null;
  readonly operator: LocalText;
  readonly digest: string;
  readonly seen: number;
  /** What refuses it could be overruled by a person. */
  readonly exception: boolean;
}

/** The values of the fields as they stand in the form; `items` are the ticked ones. */
export interface Filled {
  readonly object: string;
  readonly items: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

export interface Wish {
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

const moneyOf = (value: unknown): Money | null => parseMoney(value) ?? null;

const parseField = (value: Json): Field => ({
  name: textOf(value['name']),
  kind: textOf(value['kind']),
  title: localOf(value['title']),
  values: Array.isArray(value['values']) ? value['values'].filter(isText) : [],
});

const parseTrip = (value: Json): TripChoice => ({
  id: textOf(value['id']),
  title: localOf(value['title']),
  departs_at: textOf(value['departs_at']),
  price: moneyOf(value['price']),
});

export function parseForm(answer: unknown): DeedForm {
  const { deeds, orders, bookings } = objectOf(answer);
  return {
    deeds: listOf(deeds, (deed) => ({
      action: textOf(deed['action']),
      title: localOf(deed['title']),
      most: moneyOf(deed['most']),
      params: listOf(deed['params'], parseField),
      claims: listOf(deed['claims'], parseField),
    })),
    orders: listOf(orders, (order) => ({
      id: textOf(order['id']),
      status: textOf(order['status']),
      paid: moneyOf(order['paid']),
      items: listOf(order['items'], (item) => ({
        id: textOf(item['id']),
        title: localOf(item['title']),
        status: textOf(item['status']),
        amount: moneyOf(item['amount']),
      })),
    })),
    bookings: listOf(bookings, (booking) => ({
      id: textOf(booking['id']),
      title: localOf(booking['title']),
      status: textOf(booking['status']),
      departs_at: textOf(booking['departs_at']),
      trips: listOf(booking['trips'], parseTrip),
    })),
  };
}

export function parseLooked(answer: unknown): Looked {
  const value = isObject(answer) ? answer : {};
  return {
    outcome: textOf(value['outcome']),
    summary: localOf(value['summary']),
    amount: moneyOf(value['amount']),
    operator: localOf(value['operator']),
    digest: textOf(value['digest']),
    seen: isNumber(value['seen']) ? value['seen'] : 0,
    exception: value['exception'] === true,
  };
}

const takes = (deed: Doable, name: string): boolean => deed.params.some((field) => field.name === name);

/** What this deed can be about; nothing to choose from means it cannot be done for this customer. */
export function objects(form: DeedForm, deed: Doable): { readonly orders: readonly OrderChoice[]; readonly bookings: readonly BookingChoice[] } {
  return { orders: takes(deed, 'order') ? form.orders : [], bookings: takes(deed, 'booking') ? form.bookings : [] };
}

/** The deeds that have something to be about. */
export const possible = (form: DeedForm): readonly Doable[] =>
  form.deeds.filter((deed) => {
    const { orders, bookings } = objects(form, deed);
    return orders.length + bookings.length > 0 || !(takes(deed, 'order') || takes(deed, 'booking'));
  });

/** The fields beside the object, its items and its trips. */
export const ownFields = (deed: Doable): readonly Field[] =>
  [...deed.params, ...deed.claims].filter(({ name }) => !['order', 'booking', 'items'].includes(name));

/** An amount as people write it, in cents; null when it is none. */
export function centsOf(text: string): number | null {
  const found = /^(\d{1,7})(?:[.,](\d{2}))?$/.exec(text.replace(/[\s€]/g, ''));
  return found ? Number(found[1]) * 100 + Number(found[2] ?? 0) : null;
}

const linesOf = (text: string): readonly string[] => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** A moment as the browser's field gives it, on the clock of who fills it in; null when it is none. */
function momentOf(text: string): string | null {
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

function valueOf({ kind }: Field, text: string, currency: string): unknown {
  if (kind === 'money') return { minor: centsOf(text) ?? 0, currency };
  if (kind === 'int') return Number.parseInt(text, 10);
  if (kind === 'time') return momentOf(text);
  if (kind === 'list') return linesOf(text);
  return kind === 'bool' ? text === 'yes' : text.trim();
}

function readable({ kind }: Field, text: string): boolean {
  if (kind === 'money') return centsOf(text) !== null;
  if (kind === 'int') return /^\d{1,9}$/.test(text);
  if (kind === 'time') return momentOf(text) !== null;
  return kind === 'bool' || text !== '';
}

/** The names of the fields that are still empty or unreadable, in their order. */
export function missing(form: DeedForm, deed: Doable, filled: Filled): readonly string[] {
  const { orders, bookings } = objects(form, deed);
  const found: string[] = [];
  if ((takes(deed, 'order') || takes(deed, 'booking')) && ![...orders, ...bookings].some(({ id }) => id === filled.object)) found.push('object');
  const order = orders.find(({ id }) => id === filled.object);
  if (takes(deed, 'items') && order && !filled.items.length) found.push('items');
  for (const field of ownFields(deed)) {
    if (!readable(field, filled.values[field.name]?.trim() ?? '')) found.push(field.name);
  }
  return found;
}

/** What is asked of the server. All items ticked means all that is left, as when nobody chose. */
export function wishOf(form: DeedForm, deed: Doable, filled: Filled): Wish {
  const order = objects(form, deed).orders.find(({ id }) => id === filled.object);
  const params: Record<string, unknown> = {};
  if (order) params['order'] = order.id;
  else if (takes(deed, 'booking')) params['booking'] = filled.object;
  if (order && takes(deed, 'items')) params['items'] = order.items.every(({ id }) => filled.items.includes(id)) ? [] : filled.items;
  const claims: Record<string, unknown> = {};
  const currency = deed.most?.currency ?? order?.paid?.currency ?? 'EUR';
  for (const field of ownFields(deed)) {
    (deed.claims.includes(field) ? claims : params)[field.name] = valueOf(field, filled.values[field.name] ?? '', currency);
  }
  return { action: deed.action, params, claims };
}
