"""What a change of the limits would have meant, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.authority.language import STRICTNESS, Limits
from bot.authority.replay import Replayed
from bot.model import Money

EXAMPLES = 5
_RANK = {outcome.value: rank for rank, outcome in enumerate(STRICTNESS)}


@dataclass(frozen=True)
class LineReport:
    """What one line would have changed. `line` is its line in the file, of the new limits if there.

    `newly` counts requests by their new outcome; `money` is what would have been paid at once more
    (or less, when negative) than was.
    """

    action: str
    rule: str
    line: int | None
    newly: Mapping[str, int]
    money: Money
    examples: tuple[str, ...]


@dataclass(frozen=True)
class ReplayReport:
    """Totals before and after, and every line that would have changed something."""

    requests: int
    changed: int
    before: Mapping[str, int]
    after: Mapping[str, int]
    paid_before: Money
    paid_after: Money
    lines: tuple[LineReport, ...]


@dataclass
class _Line:
    newly: Counter[str] = field(default_factory=Counter)
    minor: int = 0
    examples: list[str] = field(default_factory=list)


def report(replayed: Iterable[Replayed], old: Limits, new: Limits) -> ReplayReport:
    """Add up. A request whose outcome changed is told under the line that made the difference:
    the new one where it became stricter, the one that had decided where it became milder."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    lines: dict[tuple[str, str], _Line] = {}
    paid = [0, 0]
    total = changed = 0
    for one in replayed:
        was, now = one.recorded.outcome, one.outcome.value
        total += 1
        before[was] += 1
        after[now] += 1
        had = one.recorded.minor if was == "allow" else 0
        gets = one.minor if now == "allow" else 0
        paid[0] += had
        paid[1] += gets
        if was == now and had == gets:
            continue
        changed += 1
        stricter = _RANK[now] < _RANK[was]
        rule = (one.rule if stricter else one.recorded.rule) or one.rule or "amount"
        line = lines.setdefault((one.recorded.action, rule), _Line())
        line.newly[now] += 1
        line.minor += gets - had
        if len(line.examples) < EXAMPLES:
            line.examples.append(one.recorded.id)
    currency = new.currency
    return ReplayReport(
        requests=total,
        changed=changed,
        before=dict(before),
        after=dict(after),
        paid_before=Money(paid[0], currency),
        paid_after=Money(paid[1], currency),
        lines=tuple(
            LineReport(
                action=action,
                rule=rule,
                line=line_of(new, action, rule) or line_of(old, action, rule),
                newly=dict(found.newly),
                money=Money(found.minor, currency),
                examples=tuple(found.examples),
            )
            for (action, rule), found in sorted(lines.items())
        ),
    )


def line_of(limits: Limits, action: str, rule: str) -> int | None:
    """Where a line of an action stands in the file; the action itself for its tiers."""
    known = limits.actions.get(action)
    if known is None:
        return None
    for one in known.rules:
        if one.id == rule:
            return one.line
    budget = limits.budgets.get(rule)
    if budget is not None and rule in known.budgets:
        return budget.line
    tiers = ("allow_up_to", "approve_up_to", "amount", "once_per", "confirm", "rollout")
    return known.line if rule in tiers else None
