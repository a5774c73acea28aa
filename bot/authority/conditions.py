"""Conditions as data, judged in three values: true, false, or not known.

Not known is never true and never false: `not` of it is not known either, so a missing fact can
make no rule pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from bot.authority.expressions import Element, Expression
from bot.authority.spans import Span, distance
from bot.authority.view import View
from bot.model import ModelError

Truth = bool | None


class Condition(Protocol):
    """Something that holds, does not hold, or is not known."""

    def holds(self, view: View, element: Element = None) -> Truth: ...

    def facts(self) -> frozenset[str]: ...


def _and(truths: Iterable[Truth]) -> Truth:
    unknown = False
    for truth in truths:
        if truth is False:
            return False
        unknown = unknown or truth is None
    return None if unknown else True


def _or(truths: Iterable[Truth]) -> Truth:
    unknown = False
    for truth in truths:
        if truth:
            return True
        unknown = unknown or truth is None
    return None if unknown else False


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


ORDERED: dict[str, Callable[[int], bool]] = {
    "at_most": lambda sign: sign <= 0,
    "at_least": lambda sign: sign >= 0,
    "below": lambda sign: sign < 0,
    "above": lambda sign: sign > 0,
}
EQUAL = ("is", "is_not", "in", "not_in", "contains")
OPERATORS = (*EQUAL, *ORDERED)


@dataclass(frozen=True)
class Compare:
    """Two values compared. `relies_on` names the policy line that lets a claim widen authority."""

    left: Expression
    operator: str
    right: tuple[Expression, ...]
    relies_on: str | None = None

    def holds(self, view: View, element: Element = None) -> Truth:
        left = self.left.value(view, element)
        right = [part.value(view, element) for part in self.right]
        if left is None:
            return None
        if self.operator in ("in", "not_in"):
            found = _or(None if value is None else left == value for value in right)
            return found if self.operator == "in" else _not(found)
        if right[0] is None:
            return None
        if self.operator == "contains":
            return right[0] in left
        if self.operator == "is":
            return bool(left == right[0])
        if self.operator == "is_not":
            return bool(left != right[0])
        try:
            sign = 0 if left == right[0] else (-1 if left < right[0] else 1)
        except (ModelError, AttributeError, TypeError):
            return None
        return ORDERED[self.operator](sign)

    def facts(self) -> frozenset[str]:
        return self.left.facts().union(*(part.facts() for part in self.right))


@dataclass(frozen=True)
class Age:
    """How long ago a time is, or how far ahead; on the wrong side of now it is not known."""

    time: Expression
    operator: str
    span: Span
    ahead: bool = False

    def holds(self, view: View, element: Element = None) -> Truth:
        moment = self.time.value(view, element)
        if moment is None:
            return None
        earlier, later = (view.now, moment) if self.ahead else (moment, view.now)
        if earlier > later:
            return None
        return ORDERED[self.operator](distance(earlier, later, self.span, view.zone))

    def facts(self) -> frozenset[str]:
        return self.time.facts()


@dataclass(frozen=True)
class Known:
    """Whether a fact is known at all: the only condition that is never unknown itself."""

    value: Expression

    def holds(self, view: View, element: Element = None) -> Truth:
        return self.value.value(view, element) is not None

    def facts(self) -> frozenset[str]:
        return self.value.facts()


@dataclass(frozen=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]

    def holds(self, view: View, element: Element = None) -> Truth:
        return _and([part.holds(view, element) for part in self.parts])

    def facts(self) -> frozenset[str]:
        return frozenset().union(*(part.facts() for part in self.parts))


@dataclass(frozen=True)
class Any_:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, view: View, element: Element = None) -> Truth:
        return _or([part.holds(view, element) for part in self.parts])

    def facts(self) -> frozenset[str]:
        return frozenset().union(*(part.facts() for part in self.parts))


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Condition

    def holds(self, view: View, element: Element = None) -> Truth:
        return _not(self.part.holds(view, element))

    def facts(self) -> frozenset[str]:
        return self.part.facts()


@dataclass(frozen=True)
class Quantified:
    """`every`, `any_of` or `none_of` the elements of a list; of an empty list every holds."""

    quantifier: str
    items: Expression
    where: Condition

    def holds(self, view: View, element: Element = None) -> Truth:
        items = self.items.value(view, element)
        if items is None:
            return None
        truths = [self.where.holds(view, item) for item in items]
        if self.quantifier == "every":
            return _and(truths)
        found = _or(truths)
        return found if self.quantifier == "any_of" else _not(found)

    def facts(self) -> frozenset[str]:
        return self.items.facts() | self.where.facts()


def literals(
    condition: Condition, positive: bool = True, alternative: bool = False
) -> Iterator[tuple[Compare | Age | Known, bool, bool]]:
    """Every simple test inside, with its sign and whether it is one alternative among several.

    A test with a positive sign that is one of several alternatives can make a rule pass that would
    fail without it: it widens. That is how a claim that widens is told from one that narrows.
    """
    if isinstance(condition, (Compare, Age, Known)):
        yield condition, positive, alternative
    elif isinstance(condition, Not):
        yield from literals(condition.part, not positive, alternative)
    elif isinstance(condition, (All, Any_)):
        splits = isinstance(condition, Any_) == positive and len(condition.parts) > 1
        for part in condition.parts:
            yield from literals(part, positive, alternative or splits)
    elif isinstance(condition, Quantified):
        sign = positive if condition.quantifier != "none_of" else not positive
        splits = (condition.quantifier != "every") == positive
        yield from literals(condition.where, sign, alternative or splits)


def known_tests(condition: Condition) -> Iterator[Known]:
    """Every `known:` inside, wherever it stands."""
    for test, _, _ in literals(condition):
        if isinstance(test, Known):
            yield test


def same(first: Any, second: Any) -> bool:
    """Whether two conditions are the same test, wherever they stand in the file."""
    return bool(first == second)
