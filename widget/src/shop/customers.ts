/** The demo customers, and the signed identity that a real shop's server would give its own visitor. */
import { isObject, isText, localText, parseMoney, type LocalText, type Money } from '../shared/protocol';

export interface Line {
  readonly id: string;
  readonly title: LocalText;
  readonly status: string;
  readonly total?: Money;
  /** How many articles; orders only. */
  readonly items?: number;
  /** When it leaves; trips only. */
  readonly departs_at?: string;
}

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly tier: string;
  readonly about: LocalText;
  readonly orders: readonly Line[];
  readonly bookings: readonly Line[];
}

const TIMEOUT_MS = 8_000;

export async function fetchCustomers(): Promise<readonly Customer[]> {
  const answer = await fetch('/demo/customers', { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`customers: ${answer.status}`);
  const body: unknown = await answer.json();
  const items = isObject(body) && Array.isArray(body['items']) ? body['items'] : [];
  return items.flatMap((item: unknown) => customer(item) ?? []);
}

/** The identity of one demo customer, signed by the server. */
export async function identityOf(id: string): Promise<string> {
  const answer = await fetch('/demo/identity', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ customer: id }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const body: unknown = await answer.json();
  if (!answer.ok || !isObject(body) || !isText(body['identity'])) throw new Error(`identity: ${answer.status}`);
  return body['identity'];
}

function customer(value: unknown): Customer | null {
  if (!isObject(value) || !isText(value['id']) || !isText(value['name'])) return null;
  return {
    id: value['id'],
    name: value['name'],
    language: isText(value['language']) ? value['language'] : 'en',
    tier: isText(value['tier']) ? value['tier'] : 'regular',
    about: localText(value['about']) ?? '',
    orders: lines(value['orders']),
    bookings: lines(value['bookings']),
  };
}

function lines(value: unknown): readonly Line[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((line: unknown) => {
    if (!isObject(line) || !isText(line['id'])) return [];
    const total = parseMoney(line['total']);
    const { items, departs_at: departs } = line;
    return [{
      id: line['id'],
      title: localText(line['title']) ?? line['id'],
      status: isText(line['status']) ? line['status'] : '',
      ...(total ? { total } : {}),
      ...(typeof items === 'number' ? { items } : {}),
      ...(isText(departs) ? { departs_at: departs } : {}),
    }];
  });
}
