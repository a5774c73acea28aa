"""What a condition leaves of each fact: a set of words or a range, to find dead lines with.

A region is read off a condition as far as that is simple. What it cannot read makes it larger,
never smaller (`exact` is then false), so that nothing is called impossible that is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.authority.conditions import Age, All, Any_, Compare, Condition, Known, Not
from bot.authority.expressions import Count, Expression, FactValue, Literal
from bot.authority.kinds import Fact, Kind, Trust
from bot.model import Money

_TURNED = {
    "is": "is_not",
    "is_not": "is",
    "in": "not_in",
    "not_in": "in",
    "at_most": "above",
    "above": "at_most",
    "at_least": "below",
    "below": "at_least",
}


@dataclass(frozen=True)
class Domain:
    """The values left of one thing: a range (whole numbers, doubled) and words in or out."""

    low: int | None = None
    high: int | None = None
    among: frozenset[Any] | None = None
    without: frozenset[Any] = frozenset()

    def both(self, other: Domain) -> Domain:
        """What is left when both hold."""
        lows = [end for end in (self.low, other.low) if end is not None]
        highs = [end for end in (self.high, other.high) if end is not None]
        among = self.among if other.among is None else other.among
        if self.among is not None and other.among is not None:
            among = self.among & other.among
        return Domain(
            max(lows, default=None), min(highs, default=None), among, self.without | other.without
        )

    @property
    def empty(self) -> bool:
        """Whether no value is left."""
        if self.low is not None and self.high is not None and self.low > self.high:
            return True
        return self.among is not None and not self.among - self.without

    def inside(self, other: Domain) -> bool:
        """Whether every value left here is left there too."""
        low = other.low is None or (self.low is not None and self.low >= other.low)
        high = other.high is None or (self.high is not None and self.high <= other.high)
        if self.among is not None:
            mine = self.among - self.without
            words = not mine & other.without and (other.among is None or mine <= other.among)
        else:
            words = other.among is None and other.without <= self.without
        return low and high and words


@dataclass(frozen=True)
class Region:
    """One domain for each thing that a condition speaks about."""

    parts: Mapping[str, Domain] = field(default_factory=dict)
    exact: bool = True

    def both(self, other: Region) -> Region:
        """What is left when both conditions hold."""
        parts = dict(self.parts)
        for subject, domain in other.parts.items():
            parts[subject] = parts[subject].both(domain) if subject in parts else domain
        return Region(parts, self.exact and other.exact)

    @property
    def empty(self) -> bool:
        """Whether nothing at all fits."""
        return any(domain.empty for domain in self.parts.values())

    def inside(self, other: Region) -> bool:
        """Whether whatever fits here fits there too; false when that is not sure."""
        if not other.exact:
            return False
        return all(
            self.parts.get(subject, Domain()).inside(domain)
            for subject, domain in other.parts.items()
        )


ANYTHING = Region()
_UNREAD = Region(exact=False)


def region(condition: Condition, facts: Mapping[str, Fact]) -> Region:
    """What fits a condition."""
    if isinstance(condition, All):
        found = ANYTHING
        for part in condition.parts:
            found = found.both(region(part, facts))
        return found
    if isinstance(condition, Any_):
        return _either([region(part, facts) for part in condition.parts])
    if isinstance(condition, Not):
        return _turned(condition.part, facts)
    if isinstance(condition, Age):
        return _age(condition)
    if isinstance(condition, Compare):
        return _compare(condition, facts)
    return _opaque(condition, True)


def natural(subject: str, facts: Mapping[str, Fact]) -> Domain:
    """What a thing can be at all, before any condition."""
    if subject.startswith("count "):
        return Domain(low=0)
    if subject.startswith(("ago ", "ahead ")):
        return Domain(low=0)
    if subject.startswith(("is ", "known ")):
        return Domain(among=frozenset({True, False}))
    fact = facts.get(subject)
    if fact is not None and fact.kind is Kind.BOOL:
        return Domain(among=frozenset({True, False}))
    # What somebody says can lie outside its list; then the rule about it has to answer.
    said = subject.startswith("request.") or (fact is not None and fact.trust is Trust.CLAIM)
    if fact is None or said or not fact.values:
        return Domain()
    return Domain(among=frozenset(fact.values))


def _either(parts: list[Region]) -> Region:
    """One of several: read only when all of them speak about one and the same thing in words."""
    possible = [part for part in parts if not part.empty]
    if not possible:
        return parts[0]
    if len(possible) == 1:
        return possible[0]
    subjects = {subject for part in possible for subject in part.parts}
    if len(subjects) != 1 or not all(part.exact for part in possible):
        return _UNREAD
    (subject,) = subjects
    domains = [part.parts[subject] for part in possible if part.parts]
    if len(domains) < len(possible) or any(one.among is None for one in domains):
        return _UNREAD
    words = frozenset().union(*((one.among or frozenset()) - one.without for one in domains))
    return Region({subject: Domain(among=words)})


def _turned(part: Condition, facts: Mapping[str, Fact]) -> Region:
    """What fits when the part does not hold."""
    if isinstance(part, Not):
        return region(part.part, facts)
    if isinstance(part, All):
        return _either([_turned(one, facts) for one in part.parts])
    if isinstance(part, Any_):
        return region(All(tuple(Not(one) for one in part.parts)), facts)
    if isinstance(part, (Age, Compare)) and part.operator in _TURNED:
        return region(replace(part, operator=_TURNED[part.operator]), facts)
    return _opaque(part, False)


def _opaque(condition: Condition, holds: bool) -> Region:
    """A test that is only known by itself: the same one twice, or one and its opposite."""
    name = f"known {condition.value!r}" if isinstance(condition, Known) else f"is {condition!r}"
    return Region({name: Domain(among=frozenset({holds}))})


def _age(age: Age) -> Region:
    days = bool(age.span.days)
    count = age.span.days if days else age.span.seconds
    unit = "days" if days else "seconds"
    subject = f"{'ahead' if age.ahead else 'ago'} {unit} {age.time!r}"
    return Region({subject: _range(age.operator, count, whole=days)})


def _range(operator: str, value: int, *, whole: bool) -> Domain:
    """A bound, doubled so that "above 24 hours" lies between the seconds."""
    step = 2 if whole else 1
    if operator in ("at_most", "below"):
        return Domain(high=2 * value - (step if operator == "below" else 0))
    return Domain(low=2 * value + (step if operator == "above" else 0))


def _compare(compare: Compare, facts: Mapping[str, Fact]) -> Region:
    contents = [part.content for part in compare.right if isinstance(part, Literal)]
    if len(contents) < len(compare.right) or compare.operator == "contains":
        return _opaque(replace(compare, relies_on=None), True)
    subject = _subject(compare.left)
    numbers = [_number(content) for content in contents]
    if compare.operator in ("at_most", "below", "at_least", "above"):
        value = numbers[0]
        if value is None:
            return _opaque(replace(compare, relies_on=None), True)
        found = Region({subject: _range(compare.operator, value, whole=True)})
    elif compare.operator == "is" and numbers[0] is not None:
        found = Region({subject: Domain(2 * numbers[0], 2 * numbers[0])})
    elif any(number is not None for number in numbers):
        return _UNREAD
    elif compare.operator in ("is", "in"):
        found = Region({subject: Domain(among=frozenset(contents))})
    else:
        found = Region({subject: Domain(without=frozenset(contents))})
    return found.both(Region({subject: natural(subject, facts)}))


def _subject(expression: Expression) -> str:
    if isinstance(expression, FactValue):
        return expression.name
    return f"count {expression!r}" if isinstance(expression, Count) else repr(expression)


def _number(content: Any) -> int | None:
    if isinstance(content, Money):
        return content.minor
    return content if isinstance(content, int) and not isinstance(content, bool) else None
