"""Turn the lines of an action into one Python function that judges them all, quickly.

The conditions themselves say what they mean (`holds`, `value`); what is written here is the same
for the shapes that occur all the time, and asks them whenever a value is not of the expected type
or a shape is not known. The source is made of fixed pieces and numbered names alone: each word,
number and condition of the limits is handed over as a value (`k0`, `k1`, ...), never as text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.authority.conditions import Age, All, Any_, Compare, Known, Not, Quantified
from bot.authority.decision import Step
from bot.authority.expressions import Arithmetic, Count, FactValue, FieldValue, Literal, Now
from bot.authority.kinds import Kind
from bot.authority.language import Action
from bot.authority.view import DERIVED, View
from bot.model import Money

Judge = Callable[[View], tuple[tuple[Step, ...], list[int], Any]]
"""From what can be seen to the result of every line, the places that failed, the amount."""

_SIGNS = {"at_most": "<=", "at_least": ">=", "below": "<", "above": ">"}
_CLASSES = {Kind.WORD: "str", Kind.INT: "int", Kind.MONEY: "Money", Kind.TIME: "datetime"}
_DEEPEST = 12
"""Quantifiers inside each other beyond this are left to the conditions themselves."""


def compile_action(action: Action) -> Judge:
    """The function that judges every rule of an action and works out its amount."""
    source, names = source_of(action)
    space: dict[str, Any] = {"Money": Money, "datetime": datetime, **names}
    # Fixed pieces and numbered names only, see above; a test looks at every token of it.
    exec(compile(source, "<limits>", "exec"), space)  # noqa: S102
    judge: Judge = space["judge"]
    return judge


def source_of(action: Action) -> tuple[str, dict[str, Any]]:
    """The source for an action and the values that its names stand for."""
    writer = _Writer()
    amount = writer.value(action.amount, "None") if action.amount is not None else "None"
    writer.line(f"amount = {amount}")
    places = []
    for place, rule in enumerate(action.rules):
        steps = [
            writer.constant(Step(rule.id, result, rule.otherwise))
            for result in ("passed", "failed", "unknown", "not_applicable")
        ]
        writer.rule(place, rule.when, rule.only_if, steps)
        places.append(f"s{place}")
    trace = "".join(f"{name}, " for name in places)
    head = ["def judge(view):", " get = view.facts.get", " see = view.get", " now = view.now"]
    head += [" zone = view.zone", " bad = []", " today = None"]
    head += [f" {name} = get({key})" for name, key in writer.facts.values()]
    return "\n".join([*head, *writer.lines, f" return ({trace}), bad, amount", ""]), writer.values


class _Writer:
    """Writes the source line by line; `values` holds what the names `k0`, `k1`, ... stand for."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.values: dict[str, Any] = {}
        self.facts: dict[str, tuple[str, str]] = {}
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

    def rule(self, place: int, when: Any, only_if: Any, steps: list[str]) -> None:
        passed, failed, unknown, not_applicable = steps
        outer = self._depth
        if only_if is not None:
            applies = self.condition(only_if, "None")
            self.line(f"if {applies} is False: s{place} = {not_applicable}")
            self.line("else:")
            self._depth += 1
            self.line(f"w{place} = None")
            self.line(f"if {applies}:")
            self._depth += 1
        self.line(f"w{place} = {self.condition(when, 'None')}")
        self._depth = outer + (only_if is not None)
        self.line(f"if w{place}: s{place} = {passed}")
        self.line(
            f"else: s{place} = {unknown} if w{place} is None else {failed}; bad.append({place})"
        )
        self._depth = outer

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
        return self.assign(f"{self.constant(node)}.holds(view, {element})")

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
        slow = f"{self.constant(node)}.holds(view, {element})"
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
            minor, currency = self.constant(content.minor), self.constant(content.currency)
            same = f"{left}.__class__ is Money and {left}.currency == {currency}"
            if node.operator in _SIGNS or node.operator == "is":
                return f"{left}.minor {_SIGNS.get(node.operator, '==')} {minor} if {same}"
            return None
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
        early, late = ("now", moment) if node.ahead else (moment, "now")
        unknown = f"None if {moment} is None or {early} > {late}"
        if not node.span.days:
            span = self.constant(node.span.elapsed)
            return self.assign(f"{unknown} else {late} - {early} {sign} {span}")
        self.line("if today is None: today = now.astimezone(zone).toordinal()")
        day = f"{moment}.astimezone(zone).toordinal()"
        gap = f"{day} - today" if node.ahead else f"today - {day}"
        return self.assign(f"{unknown} else {gap} {sign} {self.constant(node.span.days)}")

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
                f"else {slow}.value(view, {element})"
            )
        if kind is Count and node.where is None:
            items = self.value(node.items, element)
            return self.assign(f"None if {items} is None else len({items})")
        if kind is Arithmetic and len(node.parts) == 2:
            return self._arithmetic(node, element)
        return self.assign(f"{self.constant(node)}.value(view, {element})")

    def _fact(self, name: str) -> str:
        if name in DERIVED:
            return self.assign(f"see({self.constant(name)})")
        if name not in self.facts:
            self.facts[name] = (f"f{len(self.facts)}", self.constant(name))
        return self.facts[name][0]

    def _arithmetic(self, node: Arithmetic, element: str) -> str:
        left, right = (self.value(part, element) for part in node.parts)
        slow = f"{self.constant(node)}.value(view, {element})"
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
