"""Values in conditions: literals, facts, simple arithmetic, counts and tables.

Everything may come out as None: not known. Arithmetic with something unknown is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bot.authority.kinds import Kind
from bot.authority.view import View
from bot.model import ModelError, Money

if TYPE_CHECKING:
    from bot.authority.conditions import Condition

Element = Any
"""An element of a list while a quantifier looks at it; None outside."""


class Expression(Protocol):
    """Something with a value of a known kind."""

    @property
    def kind(self) -> Kind: ...

    def value(self, view: View, element: Element = None) -> Any:
        """The value now, or None when it is not known."""
        ...

    def facts(self) -> frozenset[str]:
        """The names of the facts it reads."""
        ...


@dataclass(frozen=True)
class Literal:
    """A value written in the file."""

    kind: Kind
    content: Any

    def value(self, view: View, element: Element = None) -> Any:
        return self.content

    def facts(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True)
class FactValue:
    """A fact by name."""

    kind: Kind
    name: str

    def value(self, view: View, element: Element = None) -> Any:
        return view.get(self.name)

    def facts(self) -> frozenset[str]:
        return frozenset({self.name})


@dataclass(frozen=True)
class FieldValue:
    """A field of the list element that a quantifier looks at."""

    kind: Kind
    name: str

    def value(self, view: View, element: Element = None) -> Any:
        if isinstance(element, Mapping):
            return element.get(self.name)
        return element if self.name == "it" else None

    def facts(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True)
class Now:
    """The moment of the decision."""

    kind: Kind = Kind.TIME

    def value(self, view: View, element: Element = None) -> Any:
        return view.now

    def facts(self) -> frozenset[str]:
        return frozenset()


OPERATIONS = ("plus", "minus", "times", "min", "max")


@dataclass(frozen=True)
class Arithmetic:
    """plus, minus, times, min or max over money or whole numbers; never over a mix of the two."""

    kind: Kind
    operation: str
    parts: tuple[Expression, ...]

    def value(self, view: View, element: Element = None) -> Any:
        values = [part.value(view, element) for part in self.parts]
        if any(value is None for value in values):
            return None
        try:
            result = values[0]
            for value in values[1:]:
                result = _apply(self.operation, result, value)
        except (ModelError, AttributeError, TypeError):
            return None
        return result

    def facts(self) -> frozenset[str]:
        return frozenset().union(*(part.facts() for part in self.parts))


def _apply(operation: str, left: Any, right: Any) -> Any:
    if operation == "plus":
        return left + right
    if operation == "minus":
        return left - right
    if operation == "times":
        money, number = (left, right) if isinstance(left, Money) else (right, left)
        if not isinstance(number, int) or not isinstance(money, (Money, int)):
            raise TypeError("times takes one amount and whole numbers")
        if isinstance(money, Money):
            return Money(money.minor * number, money.currency)
        return left * right
    if operation == "min":
        return left if left <= right else right
    return right if left <= right else left


@dataclass(frozen=True)
class Share:
    """So many percent of an amount, in whole cents; what is left of a cent falls away."""

    percent: Expression
    of: Expression
    kind: Kind = Kind.MONEY

    def value(self, view: View, element: Element = None) -> Any:
        whole, percent = self.of.value(view, element), self.percent.value(view, element)
        if not isinstance(whole, Money) or not isinstance(percent, int):
            return None
        return Money(whole.minor * percent // 100, whole.currency)

    def facts(self) -> frozenset[str]:
        return self.of.facts() | self.percent.facts()


@dataclass(frozen=True)
class Sum:
    """The sum of one money or number field over a list; of nothing it is zero."""

    kind: Kind
    items: Expression
    field: str
    zero: Any

    def value(self, view: View, element: Element = None) -> Any:
        items = self.items.value(view, element)
        if items is None:
            return None
        total = self.zero
        for item in items:
            part = item.get(self.field) if isinstance(item, Mapping) else None
            if part is None:
                return None
            try:
                total = total + part
            except (ModelError, AttributeError, TypeError):
                return None
        return total

    def facts(self) -> frozenset[str]:
        return self.items.facts()


@dataclass(frozen=True)
class Count:
    """How many elements of a list there are, or how many fit a condition."""

    items: Expression
    where: Condition | None
    kind: Kind = Kind.INT

    def value(self, view: View, element: Element = None) -> Any:
        items = self.items.value(view, element)
        if items is None:
            return None
        if self.where is None:
            return len(items)
        judged = [self.where.holds(view, item) for item in items]
        return None if None in judged else judged.count(True)

    def facts(self) -> frozenset[str]:
        return self.items.facts() | (self.where.facts() if self.where else frozenset())


@dataclass(frozen=True)
class Lookup:
    """A value out of a table with one or two keys; a key that is not there gives not known."""

    kind: Kind
    table: str
    rows: Mapping[str, Any]
    keys: tuple[Expression, ...]

    def value(self, view: View, element: Element = None) -> Any:
        found: Any = self.rows
        for key in self.keys:
            word = key.value(view, element)
            if word is None or not isinstance(found, Mapping):
                return None
            found = found.get(str(word).lower() if isinstance(word, bool) else str(word))
        return found

    def facts(self) -> frozenset[str]:
        return frozenset().union(*(key.facts() for key in self.keys))
