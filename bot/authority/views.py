"""What operators look at: the limits in force as sentences, and the use of every budget."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from bot.authority import budgets, stops
from bot.authority.expressions import Literal
from bot.authority.in_force import InForce
from bot.authority.language import Action, Budget, Limits
from bot.authority.rollout_stage import Stage
from bot.authority.sentences import Speaker
from bot.authority.values import ActionView, BudgetUse, LimitsView, LineView
from bot.model import LocalText, Money, Outcome


def limits_view(connection: Connection, force: InForce, problem: str | None) -> LimitsView:
    """The limits in force, every line of them in words."""
    version, limits = force.version, force.limits
    scopes = {stop.scope for stop in stops.pressed(connection)}
    assert version.applied_at is not None
    return LimitsView(
        version=version.number,
        sha256=version.sha256,
        name=limits.name,
        applied_at=version.applied_at,
        author=version.author,
        reason=version.reason,
        actions=tuple(
            action_view(limits, action, bool(scopes & {"all", f"action:{action.id}"}))
            for action in limits.actions.values()
        ),
        problem=problem,
    )


def action_view(limits: Limits, action: Action, stopped: bool) -> ActionView:
    """One action: its tiers as a sentence, then its rules and budgets line by line."""
    speakers = {language: Speaker(limits, language) for language in limits.languages}

    def said(part: str, thing: object) -> LocalText:
        return {code: getattr(speaker, part)(thing) for code, speaker in speakers.items()}

    lines = [LineView(rule.id, said("rule", rule), rule.otherwise) for rule in action.rules]
    lines += [
        LineView(name, said("budget", limits.budgets[name]), Outcome.HANDOVER)
        for name in action.budgets
    ]
    if action.once_per or action.one_open_per:
        lines.append(LineView("once_per", said("once", action), Outcome.REFUSE))
    if action.confirm:
        confirm = {code: speaker.confirm() for code, speaker in speakers.items()}
        lines.append(LineView("confirm", confirm, Outcome.ASK))
    stage = action.rollout.stage
    rollout = f"percent {action.rollout.percent}" if stage is Stage.PERCENT else stage.value
    sentence = said("action", action)
    for people in ("exceptions", "at_desk"):
        more = said(people, action)
        sentence = {code: f"{text} {more[code]}".strip() for code, text in sentence.items()}
    return ActionView(action.id, action.title, sentence, tuple(lines), stopped, rollout)


def budget_use(connection: Connection, limits: Limits, budget: Budget, now: datetime) -> BudgetUse:
    """How much of a budget is used now; of one that counts per customer, the fullest."""
    rolling = budget.window.span > 0
    rows = budgets.totals(connection, budget.id, budget.window.oldest(now, limits.zone), rolling)
    fullest = rows[0] if rows else None
    cap = budget.cap.content if isinstance(budget.cap, Literal) else None
    return BudgetUse(
        id=budget.id,
        title=budget.title,
        window=budget.window.name,
        scope=budget.per or "all",
        cap=cap,
        posted=Money(int(fullest.posted) if fullest else 0, limits.currency),
        pending=Money(int(fullest.pending) if fullest else 0, limits.currency),
        count=int(fullest.count) if fullest else 0,
        max_count=budget.max_count,
        resets_at=budget.window.resets_at(now, limits.zone),
    )
