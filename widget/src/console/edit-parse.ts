/** What the server says about changing limits, checked before the page believes it. */
import { isObject, isText } from '../shared/protocol';
import type { LocalText, Money } from '../shared/protocol';

export type FieldKind = 'money' | 'count' | 'length' | 'outcome' | 'yes_no' | 'stage' | 'people' | 'roles';

export interface Field {
  readonly path: string;
  readonly kind: FieldKind;
  readonly value: string;
  readonly group: string;
  readonly line: number;
  readonly sentence: LocalText;
  /** What a page writes first when it adds it; empty where it is always there. */
  readonly first: string;
  readonly name: LocalText;
  /** The path of the field without which this one is nothing. */
  readonly part_of: string;
  readonly roles: readonly string[];
}

export interface Form {
  readonly base: string;
  readonly fields: readonly Field[];
}

export interface Problem {
  readonly line: number;
  readonly text: string;
  readonly remedy: string;
  readonly test: boolean;
  /** The path of the field that it is about. */
  readonly field: string | null;
  /** What is wrong and what to do, in words for operators; empty where only the file can cause it. */
  readonly told: LocalText;
}

export interface Effect {
  readonly requests: number;
  /** Deeds of people that cannot be judged again. */
  readonly unjudged: number;
  readonly changed: number;
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
  readonly paid_before: Money;
  readonly paid_after: Money;
  readonly lines: readonly { readonly action: string; readonly rule: string; readonly newly: Readonly<Record<string, number>>; readonly money: Money }[];
}

export type Preview =
  | { readonly ok: false; readonly problems: readonly Problem[] }
  | { readonly ok: true; readonly loosens: readonly LocalText[]; readonly diff: readonly string[]; readonly report: Effect };

export interface Version {
  readonly version: number;
  readonly author: string;
  readonly reason: string;
  readonly approver: string | null;
  readonly written_at: string;
  /** Since when it was in force; null as long as it waits. */
  readonly applied_at: string | null;
  readonly state: 'in_force' | 'past' | 'waiting' | 'withdrawn';
}

const listOf = (value: unknown, name: string): readonly unknown[] => {
  const list = isObject(value) ? value[name] : undefined;
  if (!Array.isArray(list)) throw new TypeError(`the answer has no ${name}`);
  return list;
};

export function parseForm(value: unknown): Form {
  const fields = listOf(value, 'fields') as readonly Field[];
  const base = isObject(value) ? value['base'] : undefined;
  if (!isText(base) || !fields.every((field) => isObject(field) && isText(field.path))) throw new TypeError('this is no form');
  return { base, fields };
}

export function parsePreview(value: unknown): Preview {
  const problems = listOf(value, 'problems') as readonly Problem[];
  if (!isObject(value) || value['ok'] !== true) return { ok: false, problems };
  listOf(value, 'diff');
  return value as unknown as Preview;
}

export function parseVersions(value: unknown): readonly Version[] {
  return listOf(value, 'items') as readonly Version[];
}
