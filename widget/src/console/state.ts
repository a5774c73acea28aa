/** What the operator page shows, and the only function that changes it: `reduce(state, event)`. */
import type { LocalText, Money } from '../shared/protocol';
import type { Approval, Session } from '../staff/wire';
import type { Doubt, Report, Shadow } from './found';

export interface LimitLine {
  readonly id: string;
  readonly text: LocalText;
  readonly outcome: string;
}

export interface LimitAction {
  readonly action: string;
  readonly title: LocalText;
  readonly sentence: LocalText;
  readonly lines: readonly LimitLine[];
  readonly stopped: boolean;
  /** `off`, `shadow`, `live`, or `percent 10`. */
  readonly rollout: string;
}

export interface Limits {
  readonly version: string;
  readonly sha256: string;
  readonly name: string;
  /** Why a newer file did not come into force; empty when there is none. */
  readonly problem: string;
  readonly applied_at: string;
  readonly author: string;
  readonly reason: string;
  readonly actions: readonly LimitAction[];
}

export interface Budget {
  readonly id: string;
  readonly title: LocalText;
  readonly window: string;
  readonly scope: string;
  readonly cap: Money | null;
  readonly posted: Money | null;
  readonly pending: Money | null;
  readonly count: number;
  readonly max_count: number | null;
  readonly resets_at: string;
}

/** One switch: `all`, `action:<name>` or `channel:<name>`. */
export interface Switch {
  readonly scope: string;
  readonly stopped: boolean;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

export interface AuditRecord {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly summary: LocalText;
}

export interface Audit {
  readonly items: readonly AuditRecord[];
  readonly verified_to: number;
  readonly ok: boolean;
  /** What is wrong with the chain, and where; empty when it is whole. */
  readonly problem: string;
}

export type View = 'today' | 'limits' | 'shadow' | 'report' | 'audit';
/** How far back shadow cases and the report look. */
export type Since = '7d' | '30d' | '90d' | '365d';
export type Column = 'seq' | 'at' | 'kind' | 'actor' | 'summary';

export interface Sort {
  readonly column: Column;
  readonly down: boolean;
}

export interface Notice {
  readonly text: string;
  readonly bad: boolean;
}

export interface ConsoleState {
  readonly session: Session | null;
  readonly view: View;
  readonly limits: Limits | null;
  readonly budgets: readonly Budget[] | null;
  readonly switches: readonly Switch[] | null;
  readonly approvals: readonly Approval[] | null;
  /** What stayed in doubt; empty for those who may not see it. */
  readonly doubts: readonly Doubt[];
  readonly shadow: Shadow | null;
  readonly report: Report | null;
  readonly since: Since;
  readonly audit: Audit | null;
  readonly sort: Sort;
  readonly search: string;
  /** The one kind of record that is shown; empty for every kind. */
  readonly only: string;
  readonly busy: boolean;
  /** When the figures were read last; empty before the first time. */
  readonly readAt: string;
  /** The figures could not be read again: they are as old as `readAt`. */
  readonly stale: boolean;
  readonly notice: Notice | null;
}

export type ConsoleEvent =
  | { readonly kind: 'signed_in'; readonly session: Session }
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'view'; readonly view: View }
  | {
      readonly kind: 'figures';
      readonly limits: Limits;
      readonly budgets: readonly Budget[];
      readonly switches: readonly Switch[];
      readonly approvals: readonly Approval[];
      readonly doubts: readonly Doubt[];
      readonly at: string;
    }
  | { readonly kind: 'stale' }
  | { readonly kind: 'shadow'; readonly shadow: Shadow }
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'since'; readonly since: Since }
  | { readonly kind: 'audit'; readonly audit: Audit }
  | { readonly kind: 'sort'; readonly column: Column }
  | { readonly kind: 'search'; readonly text: string }
  | { readonly kind: 'only'; readonly only: string }
  | { readonly kind: 'busy'; readonly on: boolean }
  | { readonly kind: 'notice'; readonly notice: Notice | null };

export const START: ConsoleState = {
  session: null,
  view: 'today',
  limits: null,
  budgets: null,
  switches: null,
  approvals: null,
  doubts: [],
  shadow: null,
  report: null,
  since: '30d',
  audit: null,
  sort: { column: 'seq', down: true },
  search: '',
  only: '',
  busy: false,
  readAt: '',
  stale: false,
  notice: null,
};

/** Records of both lists, each number once, oldest first: the log only grows. */
function merged(known: readonly AuditRecord[], fresh: readonly AuditRecord[]): readonly AuditRecord[] {
  const all = new Map(known.map((record) => [record.seq, record]));
  for (const record of fresh) if (!all.has(record.seq)) all.set(record.seq, record);
  return all.size === known.length ? known : [...all.values()].sort((a, b) => a.seq - b.seq);
}

/** The state after one event. Pure. */
export function reduce(state: ConsoleState, event: ConsoleEvent): ConsoleState {
  switch (event.kind) {
    case 'signed_in':
      return { ...state, session: event.session };
    case 'signed_out':
      return { ...START, view: state.view };
    case 'view':
      return { ...state, view: event.view, notice: null };
    case 'figures': {
      const { limits, budgets, switches, approvals, doubts, at } = event;
      return { ...state, limits, budgets, switches, approvals, doubts, readAt: at, stale: false };
    }
    case 'stale':
      return { ...state, stale: true };
    case 'shadow':
      return { ...state, shadow: event.shadow };
    case 'report':
      return { ...state, report: event.report };
    case 'since':
      return { ...state, since: event.since, shadow: null, report: null };
    case 'audit': {
      return { ...state, audit: { ...event.audit, items: merged(state.audit?.items ?? [], event.audit.items) } };
    }
    case 'sort': {
      const { column } = event;
      // The same column again turns it round; another one begins with what is newest or first in the alphabet.
      const down = state.sort.column === column ? !state.sort.down : column === 'seq' || column === 'at';
      return { ...state, sort: { column, down } };
    }
    case 'search':
      return { ...state, search: event.text };
    case 'only':
      return { ...state, only: event.only };
    case 'busy':
      return { ...state, busy: event.on };
    case 'notice':
      return { ...state, notice: event.notice };
  }
}

/** The cells of a record in the language of the page. */
export type Told = (record: AuditRecord) => { readonly kind: string; readonly summary: string };

/** The records of the chosen kind that contain every word looked for, in the chosen order. */
export function shownAudit(state: ConsoleState, told: Told): readonly AuditRecord[] {
  const words = state.search.toLowerCase().split(/\s+/).filter(Boolean);
  const { column, down } = state.sort;
  const rows = (state.audit?.items ?? [])
    .filter((record) => !state.only || record.kind === state.only)
    .map((record) => ({ record, cells: { seq: '', at: record.at, actor: record.actor, ...told(record) } }))
    .filter(({ record, cells }) => {
      const text = `${record.seq} ${record.kind} ${cells.kind} ${cells.actor} ${cells.summary}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  rows.sort((a, b) => {
    const [first, second] = down ? [b, a] : [a, b];
    return first.cells[column].localeCompare(second.cells[column]) || first.record.seq - second.record.seq;
  });
  return rows.map(({ record }) => record);
}

/** The switch of a scope when it is on, or the one of everything that covers it. */
export function stopOf(state: ConsoleState, scope: string): Switch | null {
  const on = (state.switches ?? []).filter((item) => item.stopped);
  return on.find((item) => item.scope === scope) ?? null;
}

/** How full a budget is, in hundredths of its cap: what is used, and what waits on top of it. */
export interface Fill {
  readonly posted: number;
  readonly pending: number;
}

export function fillOf({ cap, posted, pending, count, max_count: most }: Budget): Fill {
  if (cap && cap.minor > 0) return partsOf(posted?.minor ?? 0, pending?.minor ?? 0, cap.minor);
  return most ? partsOf(count, 0, most) : { posted: 0, pending: 0 };
}

function partsOf(used: number, waiting: number, whole: number): Fill {
  const posted = Math.min(100, Math.max(0, (used / whole) * 100));
  return { posted, pending: Math.min(100 - posted, Math.max(0, (waiting / whole) * 100)) };
}

/** What a role may do here; the server decides, this only spares people buttons that would refuse. */
const may = (...roles: readonly string[]) => (session: Session | null): boolean => session !== null && roles.includes(session.role);
export const mayStop = may('operator', 'admin');
export const mayApprove = may('approver', 'admin');
/** Whether the audit is shown to this person. */
export const mayRead = may('operator', 'approver', 'admin');
