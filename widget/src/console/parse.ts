/** Checks what `/api` answers to the operator page; what is missing becomes empty, never undefined. */
import { isNumber, parseMoney, type Json } from '../shared/protocol';
import { listOf, localOf, objectOf, textOf } from '../staff/parse';
import type { Audit, AuditRecord, Budget, LimitAction, Limits, Switch } from './state';

/** A version may be a number or a name. */
const nameOf = (value: unknown): string => (isNumber(value) ? String(value) : textOf(value));
const moneyOf = (value: unknown) => parseMoney(value) ?? null;

function parseAction(value: Json): LimitAction {
  return {
    action: textOf(value['action']),
    title: localOf(value['title']),
    sentence: localOf(value['sentence']),
    lines: listOf(value['lines'], (line) => ({ id: textOf(line['id']), text: localOf(line['text']), outcome: textOf(line['outcome']) })),
    stopped: value['stopped'] === true,
    rollout: textOf(value['rollout']) || 'live',
  };
}

export function parseLimits(value: unknown): Limits {
  const limits = objectOf(value);
  return {
    version: nameOf(limits['version']),
    sha256: textOf(limits['sha256']),
    name: textOf(limits['name']),
    problem: textOf(limits['problem']),
    applied_at: textOf(limits['applied_at']),
    author: textOf(limits['author']),
    reason: textOf(limits['reason']),
    actions: listOf(limits['actions'], parseAction),
  };
}

function parseBudget(value: Json): Budget {
  return {
    id: textOf(value['id']),
    title: localOf(value['title']),
    window: textOf(value['window']),
    scope: textOf(value['scope']),
    cap: moneyOf(value['cap']),
    posted: moneyOf(value['posted']),
    pending: moneyOf(value['pending']),
    count: isNumber(value['count']) ? value['count'] : 0,
    max_count: isNumber(value['max_count']) ? value['max_count'] : null,
    resets_at: textOf(value['resets_at']),
  };
}

export const parseBudgets = (value: unknown): readonly Budget[] => listOf(objectOf(value)['items'], parseBudget);

function parseSwitch(value: Json): Switch | null {
  const scope = textOf(value['scope']);
  if (!scope) return null;
  return { scope, stopped: value['stopped'] === true, by: textOf(value['by']), at: textOf(value['at']), reason: textOf(value['reason']) };
}

export const parseSwitches = (value: unknown): readonly Switch[] => listOf(objectOf(value)['items'], parseSwitch);

function parseRecord(value: Json): AuditRecord | null {
  if (!isNumber(value['seq'])) return null;
  return {
    seq: value['seq'],
    at: textOf(value['at']),
    kind: textOf(value['kind']),
    actor: textOf(value['actor']),
    summary: localOf(value['summary']),
  };
}

export function parseAudit(value: unknown): Audit {
  const audit = objectOf(value);
  return {
    items: listOf(audit['items'], parseRecord),
    verified_to: isNumber(audit['verified_to']) ? audit['verified_to'] : 0,
    ok: audit['ok'] === true,
    problem: textOf(audit['problem']),
  };
}
