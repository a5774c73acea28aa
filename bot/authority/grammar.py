"""From the tree of the file to conditions, checking names and kinds on the way."""

from __future__ import annotations

from bot.authority.conditions import (
    EQUAL,
    OPERATORS,
    ORDERED,
    Age,
    All,
    Any_,
    Compare,
    Condition,
    Known,
    Not,
    Quantified,
)
from bot.authority.expressions import Expression, FactValue, Literal
from bot.authority.kinds import Kind
from bot.authority.names import Scope, nearest
from bot.authority.operands import CALCULATIONS, expression, listed, word
from bot.authority.source import Entry, Listing, Node, Scalar, Table
from bot.authority.spans import parse_span

__all__ = ["condition", "expression"]

STRUCTURES = ("all", "any", "none", "not", "every", "any_of", "none_of", "known", "value")
CONDITION_HELP = (
    "write {fact: value}, {fact: {at_most: value}}, {age_of: fact, at_most: 30d}, "
    "{value: …, at_most: …}, or all / any / none / not / every / any_of / none_of / known"
)


def condition(node: Node, scope: Scope) -> Condition | None:
    """Read one condition; None when it is wrong, with the reason noted."""
    if not isinstance(node, Table) or not node.entries:
        scope.wrong(node.line, "this is not a condition", CONDITION_HELP)
        return None
    first = node.entries[0]
    if first.key in ("age_of", "time_until"):
        return _age(node, first, scope)
    if first.key == "value":
        return _valued(node, first, scope)
    if first.key in STRUCTURES:
        if len(node.entries) > 1:
            scope.wrong(node.entries[1].line, f"{first.key}: stands alone", CONDITION_HELP)
            return None
        return _structure(first, scope)
    parts = [_fact_test(entry, scope) for entry in node.entries]
    return _whole(parts, All)


def _whole(parts: list[Condition | None], join: type[All] | type[Any_]) -> Condition | None:
    good = tuple(part for part in parts if part is not None)
    if len(good) < len(parts) or not good:
        return None
    return good[0] if len(good) == 1 else join(good)


def _structure(entry: Entry, scope: Scope) -> Condition | None:
    if entry.key in ("all", "any", "none"):
        if not isinstance(entry.value, Listing) or not entry.value.items:
            scope.wrong(entry.line, f"{entry.key}: needs a list", f"{entry.key}: [{{…}}, {{…}}]")
            return None
        parts = [condition(item, scope) for item in entry.value.items]
        joined = _whole(parts, All if entry.key == "all" else Any_)
        return Not(joined) if entry.key == "none" and joined else joined
    if entry.key == "not":
        part = condition(entry.value, scope)
        return Not(part) if part else None
    if entry.key == "known":
        name = word(entry.value, scope, "the name of a fact")
        value = scope.named(name, entry.line) if name else None
        return Known(value) if value else None
    return _quantified(entry, scope)


def _quantified(entry: Entry, scope: Scope) -> Condition | None:
    form = f"{entry.key}: {{list: …, where: {{…}}}}"
    table = entry.value
    if not isinstance(table, Table) or set(table.keys()) != {"list", "where"}:
        scope.wrong(entry.line, f"{entry.key} needs a list and a condition", form)
        return None
    found = listed(table.get("list"), entry.line, scope)
    if found is None:
        return None
    items, inner = found
    where_node = table.get("where")
    where = condition(where_node, inner) if where_node else None
    return Quantified(entry.key, items, where) if where else None


def _age(node: Table, first: Entry, scope: Scope) -> Condition | None:
    form = f"{first.key}: fact, at_most: 30d"
    name = word(first.value, scope, "the name of a time")
    time = scope.named(name, first.line) if name else None
    if len(node.entries) != 2 or node.entries[1].key not in ORDERED:
        scope.wrong(first.line, f"{first.key} needs one of {', '.join(ORDERED)}", form)
        return None
    if time is None:
        return None
    if time.kind is not Kind.TIME:
        scope.wrong(first.line, f"{name} is not a time", form)
        return None
    limit = node.entries[1]
    text = limit.value.value if isinstance(limit.value, Scalar) else None
    span = parse_span(text) if isinstance(text, str) else None
    if span is None:
        scope.wrong(limit.line, f"{text!r} is not a length of time", "30d, 24h, 90m or 24h1s")
        return None
    return Age(time, limit.key, span, ahead=first.key == "time_until")


def _valued(node: Table, first: Entry, scope: Scope) -> Condition | None:
    left = expression(first.value, scope)
    return _tests(left, node.entries[1:], first.line, scope) if left else None


def _fact_test(entry: Entry, scope: Scope) -> Condition | None:
    left = scope.named(entry.key, entry.line)
    if left is None:
        return None
    if isinstance(entry.value, Listing):
        return _compare(left, "in", entry.value, scope, None)
    if isinstance(entry.value, Table) and (
        not entry.value.entries or entry.value.entries[0].key not in CALCULATIONS
    ):
        return _tests(left, entry.value.entries, entry.line, scope)
    return _compare(left, "is", entry.value, scope, None)


def _tests(
    left: Expression, entries: tuple[Entry, ...], line: int, scope: Scope
) -> Condition | None:
    reliance = None
    tests: list[Entry] = []
    for entry in entries:
        if entry.key == "may_rely_on_claim":
            reliance = word(entry.value, scope, "the policy line that allows it")
        elif entry.key in OPERATORS:
            tests.append(entry)
        else:
            scope.wrong(
                entry.line, f"unknown comparison {entry.key!r}", nearest(entry.key, OPERATORS)
            )
            return None
    if not tests:
        scope.wrong(line, "nothing is compared here", "one of " + ", ".join(OPERATORS))
        return None
    return _whole([_compare(left, test.key, test.value, scope, reliance) for test in tests], All)


def _compare(
    left: Expression, operator: str, node: Node, scope: Scope, reliance: str | None
) -> Condition | None:
    if operator in ("in", "not_in"):
        contained = _contained(left, operator, node, scope, reliance)
        if contained is not None:
            return contained
        if not isinstance(node, Listing) or not node.items:
            scope.wrong(node.line, f"{operator} needs a list", f"{operator}: [one, two]")
            return None
        right = [_operand(item, left, scope) for item in node.items]
    elif operator == "contains":
        if left.kind is not Kind.LIST:
            scope.wrong(node.line, "only a list can contain something", "use is: or in:")
            return None
        if isinstance(left, FactValue) and scope.facts[left.name].fields:
            remedy = "any_of: {list: …, where: {…}}"
            scope.wrong(node.line, f"{left.name} is a list of things, not of words", remedy)
            return None
        right = [expression(node, scope, Kind.WORD)]
    else:
        right = [_operand(node, left, scope)]
    good = tuple(part for part in right if part is not None)
    if len(good) < len(right):
        return None
    for part in good:
        if operator != "contains" and part.kind is not left.kind:
            scope.wrong(
                node.line,
                f"{left.kind.called} cannot be compared with {part.kind.called}",
                "money has its currency: 12.50 EUR"
                if Kind.MONEY in (left.kind, part.kind)
                else "compare values of one kind",
            )
            return None
    if operator in ORDERED and left.kind not in (Kind.INT, Kind.MONEY, Kind.TIME):
        scope.wrong(node.line, f"{left.kind.called} has no order", "use one of " + ", ".join(EQUAL))
        return None
    return Compare(left, operator, good, reliance)


def _contained(
    left: Expression, operator: str, node: Node, scope: Scope, reliance: str | None
) -> Condition | None:
    """`{id: {in: customer.cards}}`: is one of the words of a list that is a fact."""
    fact = scope.facts.get(str(node.value)) if isinstance(node, Scalar) else None
    if fact is None or fact.kind is not Kind.LIST or fact.fields or left.kind is not Kind.WORD:
        return None
    items = expression(node, scope, Kind.LIST)
    if items is None:
        return None
    found = Compare(items, "contains", (left,), reliance)
    return found if operator == "in" else Not(found)


def _operand(node: Node, left: Expression, scope: Scope) -> Expression | None:
    value = expression(node, scope, left.kind)
    if isinstance(value, Literal) and isinstance(left, FactValue) and left.kind is Kind.WORD:
        allowed = scope.facts[left.name].values
        if allowed and value.content not in allowed:
            scope.wrong(
                node.line,
                f"{left.name} is never {value.content!r}",
                nearest(value.content, allowed),
            )
            return None
    return value
