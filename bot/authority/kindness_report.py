"""Gestures that were made, and whether the same case got the same gesture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.authority.canonical import digest
from bot.authority.judged import Judged
from bot.model import Money, Outcome

GROUPS = ("customer.tier", "customer.language")
"""What a gesture must not depend on unless a rule says so."""


@dataclass(frozen=True)
class Share:
    """Of a group of customers: how many cases, how many of them got the gesture."""

    fact: str
    value: str
    cases: int
    given: int


@dataclass(frozen=True)
class Unequal:
    """Cases that passed and failed the very same rules, and still got different things."""

    action: str
    given: int
    amounts: tuple[Money, ...]
    withheld: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class KindnessReport:
    """Per action: gestures by amount, shares per group, and unequal cases with their reason."""

    action: str
    cases: int
    given: int
    amounts: tuple[tuple[Money, int], ...]
    shares: tuple[Share, ...]
    unequal: tuple[Unequal, ...]


def kindness_report(
    judged: Iterable[Judged], actions: Collection[str], rules: Collection[str]
) -> tuple[KindnessReport, ...]:
    """For each of these actions; `rules` are the names of their rules.

    The same case is the same result of every rule: what then differs comes from a used-up budget,
    a stop or the roll-out, and is told under that name. One object counts once, by its last
    decision.
    """
    cases: dict[str, Judged] = {}
    for one in judged:
        if one.action in actions and one.rule != "once_per":
            cases[digest([one.action, one.object])] = one
    return tuple(
        _report(action, [one for one in cases.values() if one.action == action], set(rules))
        for action in sorted(actions)
    )


def _report(action: str, cases: list[Judged], rules: set[str]) -> KindnessReport:
    given = [one for one in cases if _given(one)]
    same: dict[tuple[tuple[str, str], ...], list[Judged]] = {}
    for one in cases:
        same.setdefault(tuple(line for line in one.lines if line[0] in rules), []).append(one)
    return KindnessReport(
        action=action,
        cases=len(cases),
        given=len(given),
        amounts=tuple(sorted(Counter(one.amount for one in given).items(), key=_by_minor)),
        shares=tuple(share for fact in GROUPS for share in _shares(fact, cases)),
        unequal=tuple(found for group in same.values() if (found := _unequal(action, group))),
    )


def _by_minor(item: tuple[Money, int]) -> int:
    return item[0].minor


def _given(one: Judged) -> bool:
    return one.outcome in (Outcome.ALLOW, Outcome.APPROVE)


def _shares(fact: str, cases: list[Judged]) -> list[Share]:
    values = sorted({str(one.facts[fact]) for one in cases if one.facts.get(fact) is not None})
    groups = [(value, [c for c in cases if str(c.facts.get(fact)) == value]) for value in values]
    return [Share(fact, value, len(mine), sum(map(_given, mine))) for value, mine in groups]


def _unequal(action: str, group: list[Judged]) -> Unequal | None:
    given = [one for one in group if _given(one)]
    amounts = tuple(sorted({one.amount for one in given}, key=lambda amount: amount.minor))
    withheld = Counter(one.rule or "" for one in group if not _given(one))
    if not given or (len(amounts) == 1 and not withheld):
        return None
    return Unequal(action, len(given), amounts, tuple(sorted(withheld.items())))
