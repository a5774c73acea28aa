"""How values of authority look on the wire of the staff's pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.authority.by_person import Look
from bot.authority.service import (
    ActionView,
    Approval,
    AuditRecord,
    BudgetUse,
    LimitsView,
    Result,
    Stop,
)
from bot.model import Money
from bot.staff import Person


def time(at: datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC."""
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def _money(amount: Money | None) -> dict[str, Any] | None:
    return None if amount is None else amount.to_json()


def approval(one: Approval, person: Person) -> dict[str, Any]:
    """A request that waits for a person, as this person sees it."""
    hindrance = one.hindrance(person.id, person.role)
    return {
        "id": one.id,
        "conversation": one.conversation,
        "action": one.action,
        "summary": dict(one.summary),
        "amount": _money(one.amount),
        "why": dict(one.why),
        "operator": dict(one.operator),
        "requested_at": time(one.requested_at),
        "expires_at": time(one.expires_at),
        "people": one.people,
        "agreed": list(one.agreed),
        "by": list(one.by),
        "hindrance": hindrance.value if hindrance else None,
        "customer": {"id": one.customer, "name": one.customer_name or one.customer}
        if one.customer
        else None,
    }


def look(one: Look) -> dict[str, Any]:
    """What would come of a person's own deed."""
    result = one.result
    return {
        "outcome": result.outcome.value,
        "summary": dict(result.summary),
        "amount": _money(result.amount),
        "operator": dict(result.operator or result.say),
        "digest": result.digest,
        "seen": one.seen,
        "exception": one.exception,
    }


def done(result: Result) -> dict[str, Any]:
    """What came of it; `decision` names a refusal that an exception may be made to."""
    return {
        "outcome": result.outcome.value,
        "state": result.state and result.state.value,
        "operator": dict(result.operator or result.say),
        "decision": result.decision,
    }


def limits(view: LimitsView) -> dict[str, Any]:
    """The limits in force, as sentences."""
    return {
        "version": view.version,
        "sha256": view.sha256,
        "name": view.name,
        "applied_at": time(view.applied_at),
        "author": view.author,
        "reason": view.reason,
        "problem": view.problem,
        "actions": [_action(action) for action in view.actions],
    }


def _action(action: ActionView) -> dict[str, Any]:
    return {
        "action": action.action,
        "title": dict(action.title),
        "sentence": dict(action.sentence),
        "lines": [
            {"id": line.id, "text": dict(line.text), "outcome": line.outcome.value}
            for line in action.lines
        ],
        "stopped": action.stopped,
        "rollout": action.rollout,
    }


def budget(use: BudgetUse) -> dict[str, Any]:
    """How much of one budget is used."""
    return {
        "id": use.id,
        "title": dict(use.title),
        "window": use.window,
        "scope": use.scope,
        "cap": _money(use.cap),
        "posted": _money(use.posted),
        "pending": _money(use.pending),
        "count": use.count,
        "max_count": use.max_count,
        "resets_at": time(use.resets_at),
    }


def stop(one: Stop) -> dict[str, Any]:
    """A stop button."""
    return {
        "scope": one.scope,
        "stopped": one.stopped,
        "by": one.by,
        "at": time(one.at),
        "reason": one.reason,
    }


def audit(record: AuditRecord) -> dict[str, Any]:
    """One line of the audit trail."""
    return {
        "seq": record.seq,
        "at": time(record.at),
        "kind": record.kind,
        "actor": record.actor,
        "summary": dict(record.text),
    }
