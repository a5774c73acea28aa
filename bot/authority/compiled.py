"""Turn the lines of an action into one Python function that judges them all, quickly.

The conditions themselves say what they mean (`holds`, `value`); what is written here is the same
for the shapes that occur all the time, and asks them whenever a value is not of the expected type
or a shape is not known. The source is made of fixed pieces and numbered names alone: each word,
number and condition of the limits is handed over as a value (`k0`, `k1`, ...), never as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from bot.authority.conditions import Age, All, Any_, Compare, Known, Not, Quantified
from bot.authority.expressions import Arithmetic, Count, FactValue, FieldValue, Literal, Now
from bot.authority.kinds import Kind
from bot.authority.language import Action
from bot.authority.view import DERIVED, View
from bot.model import Money

Answers = tuple[Any, ...]
"""What the lines of an action said to a request: enough to look up everything that follows."""

Judge = Callable[
    [Mapping[str, Any], Mapping[str, Any], datetime, ZoneInfo, Any], tuple[Answers, Any]
]
"""From facts, claims, moment, zone and view to the answer of every line, and the amount."""

NOT_APPLICABLE = 2
"""The answer of a rule whose `only_if` says no; the others are True, False and None: not known."""
WITHIN, TO_APPROVE, ABOVE, NO_AMOUNT = range(4)
"""Where the amount stands among the tiers."""

CLAIM = "claim."
NUMBERED = re.compile(r"f\d+\Z")
"""The name of a fact in the source."""
_SIGNS = {"at_most": "<=", "at_least": ">=", "below": "<", "above": ">"}
_CLASSES = {Kind.WORD: "str", Kind.INT: "int", Kind.MONEY: "Money", Kind.TIME: "datetime"}
_ASTRAY = 3
"""Calendar days between two moments, and days of 24 hours: these never differ by more."""
_DEEPEST = 12
"""Quantifiers inside each other beyond this are left to the conditions themselves."""


def compile_action(action: Action, currency: str, *, views: bool) -> Judge:
    """The function that judges every rule of an action, works out its amount and its tier.

    `views`: it is always given a view, which works out derived facts. Without one the view is left
    out: it gets the facts and, apart from them, the claims.
    """
    source, names = source_of(action, currency, views=views)
    space: dict[str, Any] = {"Money": Money, "datetime": datetime, "opened": opened, **names}
    # Fixed pieces and numbered names only, see above; a test looks at every token of it.
    exec(compile(source, "<limits>", "exec"), space)  # noqa: S102
    judge: Judge = space["judge"]
    return judge


def opened(
    facts: Mapping[str, Any], claims: Mapping[str, Any], now: datetime, zone: ZoneInfo
) -> View:
    """A view for a condition that has to be asked itself."""
    return View({**facts, **{CLAIM + name: value for name, value in claims.items()}}, now, zone)


def source_of(action: Action, currency: str, *, views: bool) -> tuple[str, dict[str, Any]]:
    """The source for an action and the values that its names stand for."""
    writer = _Writer(currency, views)
    amount = _amount(writer, action, currency)
    answers = [writer.rule(rule.when, rule.only_if) for rule in action.rules]
    if action.amount is not None:
        answers.append("tier")
    head = ["def judge(facts, claims, now, zone, view):", " get = facts.get"]
    head += [" see = view.get"] if views else []
    head += [" today = None"] if writer.asks_the_day else []
    head += writer.reading()
    every = "".join(f"{answer}, " for answer in answers)
    return "\n".join([*head, *writer.lines, f" return ({every}), {amount}", ""]), writer.values


def _amount(writer: _Writer, action: Action, currency: str) -> str:
    """The name of the amount, None when it is not known; `tier` is where it stands."""
    if action.amount is None:
        return writer.constant(Money(0, currency))
    top = action.allow_up_to
    assert top is not None
    value = writer.value(action.amount, "None")
    cents = writer.in_cents(value, currency) or writer.assign(
        f"{value}.minor if {value}.__class__ is Money "
        f"and {value}.currency == {writer.constant(currency)} else None"
    )
    tiers = f"{NO_AMOUNT} if {cents} is None or {cents} < 0"
    tiers += f" else {WITHIN} if {cents} <= {writer.constant(top.minor)}"
    if action.approve_up_to is not None:
        tiers += f" else {TO_APPROVE} if {cents} <= {writer.constant(action.approve_up_to.minor)}"
    writer.line(f"tier = {tiers} else {ABOVE}")
    return writer.assign(f"{value} if {value}.__class__ is Money else None")


class _Writer:
    """Writes the source line by line; `values` holds what the names `k0`, `k1`, ... stand for."""

    def __init__(self, currency: str, views: bool) -> None:
        self.lines: list[str] = []
        self.cents: dict[str, tuple[str, str]] = {}
        self._currency = currency
        self.values: dict[str, Any] = {}
        self.facts: dict[str, tuple[str, str]] = {}
        self.asks_the_day = False
        self._view = "view" if views else "(view or opened(facts, claims, now, zone))"
        self._temporary = 0
        self._depth = 1

    def line(self, text: str) -> None:
        self.lines.append(" " * self._depth + text)

    def constant(self, value: Any) -> str:
        name = f"k{len(self.values)}"
        self.values[name] = value
        return name

    def assign(self, text: str) -> str:
        """A fresh name for the value of a piece of source."""
        self._temporary += 1
        name = f"t{self._temporary}"
        self.line(f"{name} = {text}")
        return name

    def reading(self) -> list[str]:
        """Every fact into its name, in one go when they are all there."""
        lines = []
        known = {name: given for name, given in self.facts.items() if not name.startswith(CLAIM)}
        if len(known) > 1:
            take = self.constant(itemgetter(*known))
            names = ", ".join(short for short, _ in known.values())
            lines += [f" try: {names} = {take}(facts)", " except KeyError:"]
        for short, key in known.values():
            lines.append(f"{'  ' if len(known) > 1 else ' '}{short} = get({key})")
        for name, (short, key) in self.facts.items():
            if name not in known:
                # A claim of this request stands above one among the facts.
                said = self.constant(name[len(CLAIM) :])
                lines.append(f" {short} = claims[{said}] if {said} in claims else get({key})")
        lines += [
            f" {cents} = {short}.minor if {short}.__class__ is Money "
            f"and {short}.currency == {currency} else None"
            for short, (cents, currency) in self.cents.items()
        ]
        return lines

    def in_cents(self, short: str, currency: str) -> str | None:
        """The name of a fact's amount in minor units, None when it is no money of the file."""
        if NUMBERED.match(short) is None or currency != self._currency:
            return None
        if short not in self.cents:
            self.cents[short] = (f"m{short[1:]}", self.constant(currency))
        return self.cents[short][0]

    def rule(self, when: Any, only_if: Any) -> str:
        """The name of a rule's answer."""
        if only_if is None:
            return self.condition(when, "None")
        applies = self.condition(only_if, "None")
        answer = self.assign(f"{NOT_APPLICABLE} if {applies} is False else None")
        self.line(f"if {applies}:")
        self._depth += 1
        self.line(f"{answer} = {self.condition(when, 'None')}")
        self._depth -= 1
        return answer

    # Conditions: the name of True, False or None.

    def condition(self, node: Any, element: str) -> str:
        kind = type(node)
        if kind is Compare:
            return self._compare(node, element)
        if kind is Age:
            return self._age(node, element)
        if kind is All or kind is Any_:
            return self._joined(node, element)
        if kind is Not:
            part = self.condition(node.part, element)
            return self.assign(f"None if {part} is None else not {part}")
        if kind is Known:
            return self.assign(f"{self.value(node.value, element)} is not None")
        if kind is Quantified and self._depth < _DEEPEST:
            return self._quantified(node, element)
        return self.assign(f"{self.constant(node)}.holds({self._view}, {element})")

    def _joined(self, node: Any, element: str) -> str:
        parts = [self.condition(part, element) for part in node.parts]
        unknown = " or ".join(f"{part} is None" for part in parts) or "False"
        if type(node) is All:
            wrong = " or ".join(f"{part} is False" for part in parts) or "False"
            return self.assign(f"False if {wrong} else None if {unknown} else True")
        right = " or ".join(parts) or "False"
        return self.assign(f"True if {right} else None if {unknown} else False")

    def _quantified(self, node: Quantified, element: str) -> str:
        items = self.value(node.items, element)
        found = self.assign("None")
        every = node.quantifier == "every"
        self.line(f"if {items} is not None:")
        self._depth += 1
        self.line(f"{found} = {every}")
        one = f"e{self._depth}"
        self.line(f"for {one} in {items}:")
        self._depth += 1
        truth = self.condition(node.where, one)
        decides = f"{truth} is False" if every else truth
        self.line(f"if {decides}: {found} = {not every}")
        self.line(f"elif {truth} is None and {found} is {every}: {found} = None")
        self._depth -= 1
        if node.quantifier == "none_of":
            self.line(f"{found} = None if {found} is None else not {found}")
        self._depth -= 1
        return found

    def _compare(self, node: Compare, element: str) -> str:
        left = self.value(node.left, element)
        slow = f"{self.constant(node)}.holds({self._view}, {element})"
        if node.operator in ("in", "not_in"):
            test = self._among(node, left)
        elif type(node.right[0]) is Literal:
            test = self._with_literal(node, left, node.right[0].content)
        else:
            right = self.value(node.right[0], element)
            test = _with_value(node, left, right)
            slow = f"None if {right} is None else {slow}"
        return self.assign(f"{test} else None if {left} is None else {slow}" if test else slow)

    def _among(self, node: Compare, left: str) -> str | None:
        contents = [part.content if type(part) is Literal else None for part in node.right]
        classes = {type(content) for content in contents}
        if classes not in ({str}, {int}):
            return None
        word = "in" if node.operator == "in" else "not in"
        kind = "str" if classes == {str} else "int"
        return f"{left} {word} {self.constant(frozenset(contents))} if {left}.__class__ is {kind}"

    def _with_literal(self, node: Compare, left: str, content: Any) -> str | None:
        kind = type(content)
        if kind is Money:
            cents = self.in_cents(left, content.currency)
            if cents is not None and (node.operator in _SIGNS or node.operator == "is"):
                sign = _SIGNS.get(node.operator, "==")
                return f"{cents} {sign} {self.constant(content.minor)} if {cents} is not None"
            minor, currency = self.constant(content.minor), self.constant(content.currency)
            same = f"{left}.__class__ is Money and {left}.currency == {currency}"
            if node.operator in _SIGNS or node.operator == "is":
                return f"{left}.minor {_SIGNS.get(node.operator, '==')} {minor} if {same}"
            return None
        if kind is bool and node.operator == "is":
            # Booleans are single objects: asking which one it is, is the quickest test there is.
            return f"{content is True} if {left} is True else {content is False} if {left} is False"
        if node.operator in ("is", "is_not") and kind in (str, bool, int):
            sign = "==" if node.operator == "is" else "!="
            return f"{left} {sign} {self.constant(content)} if {left}.__class__ is {kind.__name__}"
        if node.operator in _SIGNS and kind is int:
            sign = _SIGNS[node.operator]
            return f"{left} {sign} {self.constant(content)} if {left}.__class__ is int"
        return None

    def _age(self, node: Age, element: str) -> str:
        moment = self.value(node.time, element)
        sign = _SIGNS[node.operator]
        gap = f"{moment} - now" if node.ahead else f"now - {moment}"
        gap = self.assign(f"None if {moment} is None else {gap}")
        # On the wrong side of now it is not known.
        unknown = f"None if {gap} is None or {gap} < {self.constant(timedelta(0))}"
        if not node.span.days:
            span = self.constant(node.span.elapsed)
            return self.assign(f"{unknown} else {gap} {sign} {span}")
        limit = self.constant(node.span.days)
        self.asks_the_day = True
        found = self.assign("None")
        self.line(f"if {gap} is not None and {gap} >= {self.constant(timedelta(0))}:")
        self._depth += 1
        # The days between two dates are nearly the days that went by, zones and clock changes
        # included: far from the edge that is enough.
        days = self.assign(f"{gap}.days")
        least, most = f"{days} - {_ASTRAY} {sign} {limit}", f"{days} + {_ASTRAY} {sign} {limit}"
        both = f"{least} and {most}"
        neither = f"not ({least} or {most})"
        self.line(f"if {both}: {found} = True")
        self.line(f"elif {neither}: {found} = False")
        self.line("else:")
        self._depth += 1
        self.line("if today is None: today = now.astimezone(zone).toordinal()")
        day = f"{moment}.astimezone(zone).toordinal()"
        dates = f"{day} - today" if node.ahead else f"today - {day}"
        self.line(f"{found} = {dates} {sign} {limit}")
        self._depth -= 2
        return found

    # Values: the name of what it is, None when it is not known.

    def value(self, node: Any, element: str) -> str:
        kind = type(node)
        if kind is Literal:
            return self.constant(node.content)
        if kind is FactValue:
            return self._fact(node.name)
        if kind is Now:
            return "now"
        if kind is FieldValue and element != "None":
            field, slow = self.constant(node.name), self.constant(node)
            return self.assign(
                f"{element}.get({field}) if {element}.__class__ is dict "
                f"else {slow}.value({self._view}, {element})"
            )
        if kind is Count and node.where is None:
            items = self.value(node.items, element)
            return self.assign(f"None if {items} is None else len({items})")
        if kind is Arithmetic and len(node.parts) == 2:
            return self._arithmetic(node, element)
        return self.assign(f"{self.constant(node)}.value({self._view}, {element})")

    def _fact(self, name: str) -> str:
        if name in DERIVED:
            # Recorded facts hold what was worked out; only what is not there is worked out now.
            found = self.assign(f"get({self.constant(name)})")
            self.line(f"if {found} is None: {found} = see({self.constant(name)})")
            return found
        if name not in self.facts:
            self.facts[name] = (f"f{len(self.facts)}", self.constant(name))
        return self.facts[name][0]

    def _arithmetic(self, node: Arithmetic, element: str) -> str:
        left, right = (self.value(part, element) for part in node.parts)
        slow = f"{self.constant(node)}.value({self._view}, {element})"
        both = f"{left}.__class__ is {right}.__class__ is Money"
        both += f" and {left}.currency == {right}.currency"
        if node.operation in ("plus", "minus"):
            sign = "+" if node.operation == "plus" else "-"
            made = f"Money({left}.minor {sign} {right}.minor, {left}.currency)"
        elif node.operation in ("min", "max"):
            first, second = (left, right) if node.operation == "min" else (right, left)
            made = f"({first} if {left}.minor <= {right}.minor else {second})"
        else:
            both = f"{left}.__class__ is Money and {right}.__class__ is int"
            made = f"Money({left}.minor * {right}, {left}.currency)"
        return self.assign(f"{made} if {both} else {slow}")


def _with_value(node: Compare, left: str, right: str) -> str | None:
    """Two values of one kind side by side, when both are of the class that the kind promises."""
    kind = _CLASSES.get(node.left.kind)
    sign = {"is": "==", "is_not": "!=", **_SIGNS}.get(node.operator)
    if sign is None or kind is None:
        return None
    same = f"{left}.__class__ is {right}.__class__ is {kind}"
    if kind == "Money":
        if node.operator == "is_not":
            return None
        same += f" and {left}.currency == {right}.currency"
        return f"{left}.minor {sign} {right}.minor if {same}"
    if kind == "datetime":
        same += f" and {left}.tzinfo is {right}.tzinfo is not None"
    if kind == "str" and node.operator in _SIGNS:
        return None
    return f"{left} {sign} {right} if {same}"
