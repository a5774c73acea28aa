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
    """Totals before and after, and every line that would have changed something.

    `unjudged`: deeds of people that cannot be judged again, beside the `requests` that can.
    """

    requests: int
    unjudged: int
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
    same: Counter[str] = Counter()
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    lines: dict[tuple[str, str], _Line] = {}
    paid = [0, 0]
    kept = changed = unjudged = 0
    for one, outcome, found, minor in replayed:
        was = one.outcome
        # An outcome is a word too, and most of them are the word that they were.
        if was == outcome and (was != "allow" or one.minor == minor):
            same[was] += 1
            kept += minor if was == "allow" else 0
            continue
        if outcome is None:
            unjudged += 1
            continue
        now = outcome.value
        before[was] += 1
        after[now] += 1
        had = one.minor if was == "allow" else 0
        gets = minor if now == "allow" else 0
        paid[0] += had
        paid[1] += gets
        changed += 1
        stricter = _RANK[now] < _RANK[was]
        rule = (found if stricter else one.rule) or found or "amount"
        line = lines.setdefault((one.action, rule), _Line())
        line.newly[now] += 1
        line.minor += gets - had
        if len(line.examples) < EXAMPLES:
            line.examples.append(one.id)
    currency = new.currency
    return ReplayReport(
        requests=same.total() + changed,
        unjudged=unjudged,
        changed=changed,
        before=dict(same + before),
        after=dict(same + after),
        paid_before=Money(kept + paid[0], currency),
        paid_after=Money(kept + paid[1], currency),
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
    if rule.startswith(("exceptions.", "at_desk.")):
        return known.lines.get(rule) or known.lines.get(rule.split(".")[0])
    tiers = ("allow_up_to", "approve_up_to", "amount", "once_per", "confirm", "rollout")
    return known.line if rule in tiers else None
