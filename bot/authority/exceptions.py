"""An exception that a person makes to a refusal, within their own limit and with a reason.

The request is judged again by the same limits without the lines that the person overrules: gates,
final lines, budgets, once-keys and the stop button hold for people too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from bot.authority import audit, records
from bot.authority.canonical import loads
from bot.authority.decision import Decision
from bot.authority.errors import NotPermitted
from bot.authority.facts import Who
from bot.authority.in_force import InForce
from bot.authority.language import Action, Limits, Rule
from bot.authority.rollout_stage import Rollout
from bot.authority.sentences import Speaker, rule_line
from bot.authority.spelling import spelled
from bot.authority.values import ActionRequest, DecisionRecord
from bot.model import ConversationId, CustomerId, Digest, LocalText, Money, Outcome
from bot.storage.authority_tables import decisions, exceptions, requests

CHANNEL = "desk"
"""Requests of people; reports are about what the limits alone decided."""
_TIERS = ("allow_up_to", "approve_up_to")
_GRANTS = (Outcome.ALLOW, Outcome.APPROVE)


@dataclass(frozen=True)
class ExceptionOffer:
    """What a person could grant: the lines overruled, what it costs, and who may up to how much."""

    decision: str
    lines: tuple[LocalText, ...]
    summary: LocalText
    amount: Money
    digest: Digest
    by: Mapping[str, Money]


@dataclass(frozen=True)
class Overruled:
    """How often people overruled one line, and how often it decided."""

    action: str
    rule: str
    times: int
    refused: int


def overrulable(action: Action, decision: Decision) -> tuple[str, ...]:
    """The failed lines that a person may overrule; empty when one of them holds for people too."""
    if decision.outcome in _GRANTS or not action.exceptions or action.does is None:
        return ()
    failed = tuple(name for name in decision.failed if name != "confirm")
    return failed if failed and set(failed) <= _may_fall(action) else ()


def without(limits: Limits, action: Action, rules: Collection[str], up_to: Money) -> Limits:
    """The limits as a person applies them: without these lines, up to their own amount.

    Their yes to exactly what they saw is the confirmation, and the customer hears that it was an
    exception. What is final stays, and nothing waits for somebody else: what fails refuses.
    """
    tiers = action.allow_up_to is not None
    gone = _may_fall(action) & set(rules)
    theirs = replace(
        action,
        rules=tuple(_refusing(rule) for rule in action.rules if rule.id not in gone),
        explain=limits.texts["exception"],
        confirm=True,
        rollout=Rollout(),
        allow_up_to=up_to if tiers else None,
        approve_up_to=None,
        above=Outcome.REFUSE,
    )
    return replace(limits, actions={**limits.actions, action.id: theirs})


def _may_fall(action: Action) -> frozenset[str]:
    """The lines that do not hold for people."""
    rules = (rule.id for rule in action.rules if not rule.final and not rule.gate)
    return frozenset((*rules, *_TIERS))


def _refusing(rule: Rule) -> Rule:
    waits = rule.otherwise is Outcome.APPROVE
    return replace(rule, otherwise=Outcome.REFUSE) if waits else rule


def check(force: InForce, action: Action, amount: Money, *, by: str, role: str) -> Money:
    """The person's own limit. NotPermitted when their role has none or less than this."""
    limit = action.exceptions.get(role)
    if limit is None or amount > limit:
        raise NotPermitted(f"the role {role} makes no exception of {amount} to {action.id}")
    if by == force.version.author:
        raise NotPermitted("who wrote the limits in force cannot make exceptions to them")
    return limit


def asked(connection: Connection, decision: str) -> tuple[ActionRequest, Who] | None:
    """The refused request as it was made, and whose it was; None when there is no such decision."""
    row = connection.execute(
        select(decisions)
        .join_from(requests, decisions, requests.c.decision == decisions.c.id)
        .where(decisions.c.id == decision)
    ).first()
    if row is None:
        return None
    request = ActionRequest(
        action=row.action,
        conversation=ConversationId(row.conversation),
        turn=f"exception-{row.id}",
        params=loads(row.params),
        claims=loads(row.claims),
        channel=CHANNEL,
    )
    owner = loads(row.facts).get("customer.id")
    return request, Who(CustomerId(owner) if owner else None)


def lines(limits: Limits, action: Action, rules: Collection[str]) -> tuple[LocalText, ...]:
    """The overruled lines, as staff read them."""
    found = [rule_line(limits, rule) for rule in action.rules if rule.id in rules]
    if set(rules) & set(_TIERS):
        found.append({code: Speaker(limits, code).action(action) for code in limits.languages})
    return tuple(found)


def record(
    connection: Connection,
    *,
    decision: str,
    refused: str,
    action: str,
    rules: Collection[str],
    by: str,
    role: str,
    reason: str,
    now: datetime,
) -> None:
    """Keep who overruled which lines, and why; in the audit trail too."""
    connection.execute(
        insert(exceptions).values(
            decision=decision,
            refused=refused,
            action=action,
            rules=spelled(sorted(rules)),
            by=by,
            role=role,
            reason=reason,
            at=now,
        )
    )
    audit.append(
        connection,
        at=now,
        kind="exception",
        actor=by,
        summary=f"{action}: exception to {', '.join(sorted(rules))}: {reason}",
        decision=decision,
        refused=refused,
        action=action,
        rules=sorted(rules),
        reason=reason,
    )


def overruled(connection: Connection, since: datetime) -> tuple[Overruled, ...]:
    """The lines that people overruled since then, the most often overruled first."""
    times: dict[tuple[str, str], int] = {}
    for row in connection.execute(select(exceptions).where(exceptions.c.at >= since)):
        for rule in loads(row.rules):
            times[row.action, rule] = times.get((row.action, rule), 0) + 1
    refused = {
        (row.action, row.rule): row.count
        for row in connection.execute(
            select(decisions.c.action, decisions.c.rule, func.count().label("count"))
            .join_from(requests, decisions, requests.c.decision == decisions.c.id)
            .where(decisions.c.at >= since, decisions.c.channel != CHANNEL)
            .group_by(decisions.c.action, decisions.c.rule)
        )
    }
    found = [Overruled(*key, count, refused.get(key, 0)) for key, count in times.items()]
    return tuple(sorted(found, key=lambda one: (-one.times, one.action, one.rule)))


def made(connection: Connection, refused: str) -> bool:
    """Whether an exception to this refusal was made before."""
    query = select(exceptions.c.decision).where(exceptions.c.refused == refused)
    return connection.execute(query).first() is not None


def refusals(connection: Connection, conversation: ConversationId, limit: int = 3) -> list[str]:
    """The newest refusals of a conversation, one for each thing asked, that still stand."""
    found: dict[object, DecisionRecord] = {}
    for one in records.of_conversation(connection, conversation):
        found[one.action, spelled(dict(one.params))] = one
    refused = [one.id for one in found.values() if one.outcome not in _GRANTS]
    return [one for one in refused[-limit:] if not made(connection, one)]
