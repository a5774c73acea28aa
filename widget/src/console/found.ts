/** What people find out: doubts, shadow cases and the report, checked before the page believes them. */
import { isNumber, parseMoney, type Json, type LocalText, type Money } from '../shared/protocol';
import { listOf, localOf, objectOf, textOf } from '../staff/parse';

/** Money or a booking of which nobody knows whether it moved. */
export interface Doubt {
  readonly reservation: string;
  readonly action: string;
  readonly summary: LocalText;
  readonly amount: Money;
  readonly since: string;
  readonly tries: number;
  readonly problem: string;
}

export const DEEDS = ['done', 'more', 'less', 'refused', 'nothing'] as const;
export type Did = (typeof DEEDS)[number];

/** One request that was only judged; `did` is null until a person's deed is known. */
export interface ShadowCase {
  readonly decision: string;
  readonly at: string;
  readonly action: string;
  readonly would: string;
  readonly amount: Money | null;
  readonly summary: LocalText;
  readonly did: Did | null;
  readonly did_amount: Money | null;
  readonly by: string;
  readonly note: string;
}

export interface ShadowCount {
  readonly action: string;
  readonly would: string;
  readonly cases: number;
  readonly known: number;
  readonly agreed: number;
}

export interface Shadow {
  readonly items: readonly ShadowCase[];
  readonly report: readonly ShadowCount[];
}

/** One rule that asks for proof, and what came of it. */
export interface ProofCount {
  readonly action: string;
  readonly rule: string;
  readonly requests: number;
  readonly believed: number;
  readonly asked: number;
  readonly given: number;
  readonly granted: number;
  readonly refused: number;
  readonly left: number;
}

export interface Gestures {
  readonly action: string;
  readonly cases: number;
  readonly given: number;
  readonly amounts: readonly { readonly amount: Money; readonly count: number }[];
  readonly shares: readonly { readonly fact: string; readonly value: string; readonly cases: number; readonly given: number }[];
  /** Cases that passed and failed the very same rules, and still got different things. */
  readonly unequal: readonly {
    readonly given: number;
    readonly amounts: readonly Money[];
    readonly withheld: readonly { readonly rule: string; readonly count: number }[];
  }[];
}

/** A line that people at the desk made exceptions to; `refused` is how often it decided. */
export interface Overruled {
  readonly action: string;
  readonly rule: string;
  readonly times: number;
  readonly refused: number;
}

export interface Report {
  readonly overruled: readonly Overruled[];
  readonly proof: readonly ProofCount[];
  readonly kindness: readonly Gestures[];
}

const numberOf = (value: unknown): number => (isNumber(value) ? value : 0);
const moneyOf = (value: unknown): Money | null => parseMoney(value) ?? null;

function parseDoubt(value: Json): Doubt | null {
  const amount = moneyOf(value['amount']);
  const reservation = textOf(value['reservation']);
  if (!amount || !reservation) return null;
  return {
    reservation,
    action: textOf(value['action']),
    summary: localOf(value['summary']),
    amount,
    since: textOf(value['since']),
    tries: numberOf(value['tries']),
    problem: textOf(value['problem']),
  };
}

export const parseDoubts = (value: unknown): readonly Doubt[] => listOf(objectOf(value)['items'], parseDoubt);

function parseCase(value: Json): ShadowCase | null {
  const decision = textOf(value['decision']);
  if (!decision) return null;
  return {
    decision,
    at: textOf(value['at']),
    action: textOf(value['action']),
    would: textOf(value['would']),
    amount: moneyOf(value['amount']),
    summary: localOf(value['summary']),
    did: DEEDS.find((did) => did === value['did']) ?? null,
    did_amount: moneyOf(value['did_amount']),
    by: textOf(value['by']),
    note: textOf(value['note']),
  };
}

const parseCount = (value: Json): ShadowCount => ({
  action: textOf(value['action']),
  would: textOf(value['would']),
  cases: numberOf(value['cases']),
  known: numberOf(value['known']),
  agreed: numberOf(value['agreed']),
});

export function parseShadow(value: unknown): Shadow {
  const shadow = objectOf(value);
  return { items: listOf(shadow['items'], parseCase), report: listOf(shadow['report'], parseCount) };
}

const parseProof = (value: Json): ProofCount => ({
  action: textOf(value['action']),
  rule: textOf(value['rule']),
  requests: numberOf(value['requests']),
  believed: numberOf(value['believed']),
  asked: numberOf(value['asked']),
  given: numberOf(value['given']),
  granted: numberOf(value['granted']),
  refused: numberOf(value['refused']),
  left: numberOf(value['left']),
});

const amountsOf = (value: unknown): readonly Money[] => (Array.isArray(value) ? value.flatMap((one) => moneyOf(one) ?? []) : []);

const parseGestures = (value: Json): Gestures => ({
  action: textOf(value['action']),
  cases: numberOf(value['cases']),
  given: numberOf(value['given']),
  amounts: listOf(value['amounts'], (one) => {
    const amount = moneyOf(one['amount']);
    return amount ? { amount, count: numberOf(one['count']) } : null;
  }),
  shares: listOf(value['shares'], (one) => ({
    fact: textOf(one['fact']),
    value: textOf(one['value']),
    cases: numberOf(one['cases']),
    given: numberOf(one['given']),
  })),
  unequal: listOf(value['unequal'], (one) => ({
    given: numberOf(one['given']),
    amounts: amountsOf(one['amounts']),
    withheld: listOf(one['withheld'], (held) => ({ rule: textOf(held['rule']), count: numberOf(held['count']) })),
  })),
});

const parseOverruled = (value: Json): Overruled => ({
  action: textOf(value['action']),
  rule: textOf(value['rule']),
  times: numberOf(value['times']),
  refused: numberOf(value['refused']),
});

export function parseReport(value: unknown): Report {
  const report = objectOf(value);
  return { proof: listOf(report['proof'], parseProof), kindness: listOf(report['kindness'], parseGestures), overruled: listOf(report['overruled'], parseOverruled) };
}

/** Where a person's deed is what the limits would have done; a handover leaves it to the person. */
const AGREES: Readonly<Record<string, readonly Did[]>> = { allow: ['done'], approve: ['done'], refuse: ['refused', 'nothing'], handover: DEEDS };

/** Whether the person did what the limits would have done; null while it is not known. */
export const agrees = ({ did, would }: ShadowCase): boolean | null => (did ? (AGREES[would] ?? []).includes(did) : null);
