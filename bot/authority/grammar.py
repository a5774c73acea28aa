"""From the tree of the file to conditions and expressions, checking names and kinds on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

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
from bot.authority.expressions import (
    OPERATIONS,
    Arithmetic,
    Count,
    Expression,
    FactValue,
    Literal,
    Lookup,
    Sum,
)
from bot.authority.kinds import BadFact, Kind, read_value
from bot.authority.names import Scope, nearest
from bot.authority.source import Entry, Listing, Node, Scalar, Table
from bot.authority.spans import parse_span
from bot.model import Money

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
        name = _word(entry.value, scope, "the name of a fact")
        value = scope.named(name, entry.line) if name else None
        return Known(value) if value else None
    return _quantified(entry, scope)


def _quantified(entry: Entry, scope: Scope) -> Condition | None:
    form = f"{entry.key}: {{list: …, where: {{…}}}}"
    table = entry.value
    if not isinstance(table, Table) or set(table.keys()) != {"list", "where"}:
        scope.wrong(entry.line, f"{entry.key} needs a list and a condition", form)
        return None
    listed = _listed(table.get("list"), entry.line, scope)
    if listed is None:
        return None
    items, inner = listed
    where_node = table.get("where")
    where = condition(where_node, inner) if where_node else None
    return Quantified(entry.key, items, where) if where else None


def _listed(node: Node | None, line: int, scope: Scope) -> tuple[FactValue, Scope] | None:
    name = _word(node, scope, "the name of a list") if node else None
    items = scope.named(name, line) if name else None
    if items is None:
        return None
    if items.kind is not Kind.LIST or not isinstance(items, FactValue):
        scope.wrong(line, f"{name} is not a list", "name a fact of type list")
        return None
    return items, replace(scope, fields=scope.facts[items.name].fields)


def _word(node: Node, scope: Scope, what: str) -> str | None:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return node.value
    scope.wrong(node.line, f"expected {what}", "write it as a word")
    return None


def _age(node: Table, first: Entry, scope: Scope) -> Condition | None:
    form = f"{first.key}: fact, at_most: 30d"
    name = _word(first.value, scope, "the name of a time")
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
        not entry.value.entries or entry.value.entries[0].key not in OPERATIONS
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
            reliance = _word(entry.value, scope, "the policy line that allows it")
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
        if not isinstance(node, Listing) or not node.items:
            scope.wrong(node.line, f"{operator} needs a list", f"{operator}: [one, two]")
            return None
        right = [_operand(item, left, scope) for item in node.items]
    elif operator == "contains":
        if left.kind is not Kind.LIST:
            scope.wrong(node.line, "only a list can contain something", "use is: or in:")
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
                f"a {left.kind.value} cannot be compared with a {part.kind.value}",
                "money has its currency: 12.50 EUR"
                if Kind.MONEY in (left.kind, part.kind)
                else "compare values of one kind",
            )
            return None
    if operator in ORDERED and left.kind not in (Kind.INT, Kind.MONEY, Kind.TIME):
        scope.wrong(
            node.line, f"a {left.kind.value} has no order", "use one of " + ", ".join(EQUAL)
        )
        return None
    return Compare(left, operator, good, reliance)


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


def expression(node: Node, scope: Scope, kind: Kind | None = None) -> Expression | None:
    """Read one value: a literal of the wanted kind, a fact by its name, or arithmetic."""
    if isinstance(node, Table):
        return _calculated(node, scope)
    if isinstance(node, Listing):
        scope.wrong(node.line, "a list cannot stand here", "use in: for a list of values")
        return None
    if isinstance(node.value, str):
        named = scope.fields is not None and node.value in scope.fields and kind is not Kind.WORD
        if node.value in scope.facts or node.value == "now" or named:
            return scope.named(node.value, node.line)
        return _literal(node, node.value, scope, kind)
    return _literal(node, node.value, scope, kind)


def _literal(
    node: Scalar, value: str | int | bool | None, scope: Scope, kind: Kind | None
) -> Expression | None:
    if value is None:
        scope.wrong(node.line, "there is no value here", "write one, or test with known:")
        return None
    if kind is None or kind is Kind.LIST:
        kind = _kind_of(value)
    try:
        content = read_value("this", kind, value)
    except BadFact as error:
        hint = "known facts are written with a dot" if isinstance(value, str) else "mind the kind"
        dotted = isinstance(value, str) and re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", value)
        if kind is Kind.MONEY and not dotted:
            hint = "money has its currency, and always two decimals: 12.50 " + scope.currency
        elif isinstance(value, str) and dotted:
            hint = nearest(value, scope.facts)
        scope.wrong(node.line, str(error).removeprefix("this: "), hint)
        return None
    if isinstance(content, Money) and content.currency != scope.currency:
        scope.wrong(
            node.line,
            f"{content} is not in {scope.currency}",
            f"the file counts in {scope.currency}",
        )
        return None
    return Literal(kind, content)


def _kind_of(value: str | int | bool) -> Kind:
    if isinstance(value, bool):
        return Kind.BOOL
    if isinstance(value, int):
        return Kind.INT
    try:
        Money.parse(value)
    except ValueError:
        return Kind.WORD
    return Kind.MONEY


def _calculated(node: Table, scope: Scope) -> Expression | None:
    keys = set(node.keys())
    first = node.entries[0] if node.entries else None
    if first and first.key in OPERATIONS and len(keys) == 1:
        return _arithmetic(first, scope)
    if first and first.key == "count" and keys <= {"count", "where"}:
        listed = _listed(first.value, first.line, scope)
        if listed is None:
            return None
        where_node = node.get("where")
        where = condition(where_node, listed[1]) if where_node else None
        return Count(listed[0], where) if where or not where_node else None
    if first and keys == {"sum", "of"}:
        return _sum(node, scope)
    if first and first.key == "table" and keys <= {"table", "row", "column"}:
        return _lookup(node, scope)
    scope.wrong(
        node.line,
        "this is not a value",
        "plus / minus / times / min / max: [a, b], {sum: list, of: field}, "
        "{count: list, where: {…}} or {table: name, row: fact, column: fact}",
    )
    return None


def _arithmetic(entry: Entry, scope: Scope) -> Expression | None:
    if not isinstance(entry.value, Listing) or len(entry.value.items) < 2:
        scope.wrong(entry.line, f"{entry.key} needs a list of values", f"{entry.key}: [a, b]")
        return None
    parts = [expression(item, scope) for item in entry.value.items]
    good = tuple(part for part in parts if part is not None)
    if len(good) < len(parts):
        return None
    kinds = [part.kind for part in good]
    if entry.key == "times":
        if kinds.count(Kind.MONEY) <= 1 and set(kinds) <= {Kind.MONEY, Kind.INT}:
            return Arithmetic(Kind.MONEY if Kind.MONEY in kinds else Kind.INT, "times", good)
        scope.wrong(entry.line, "times takes one amount and whole numbers", "times: [25.00 EUR, 3]")
        return None
    if len(set(kinds)) > 1 or kinds[0] not in (Kind.MONEY, Kind.INT):
        scope.wrong(
            entry.line,
            f"{entry.key} cannot mix {' and '.join(sorted({k.value for k in kinds}))}",
            "money with money (12.50 EUR), or whole numbers with whole numbers",
        )
        return None
    return Arithmetic(kinds[0], entry.key, good)


def _sum(node: Table, scope: Scope) -> Expression | None:
    name_node, of = node.get("sum"), node.get("of")
    listed = _listed(name_node, node.line, scope)
    field_name = _word(of, scope, "the name of a field") if of else None
    if listed is None or field_name is None:
        return None
    kind = (listed[1].fields or {}).get(field_name)
    if kind not in (Kind.MONEY, Kind.INT):
        scope.wrong(node.line, f"{field_name!r} cannot be added up", "name a field of money or int")
        return None
    zero: Any = Money(0, scope.currency) if kind is Kind.MONEY else 0
    return Sum(kind, listed[0], field_name, zero)


def _lookup(node: Table, scope: Scope) -> Expression | None:
    table_node = node.get("table")
    name = _word(table_node, scope, "the name of a table") if table_node else None
    if name is None:
        return None
    if name not in scope.tables:
        scope.wrong(node.line, f"unknown table {name!r}", nearest(name, scope.tables))
        return None
    rows = scope.tables[name]
    keys = []
    for entry in node.entries[1:]:
        key = expression(entry.value, scope)
        if key is None:
            return None
        keys.append(key)
    sample: Any = rows
    for _ in keys:
        sample = next(iter(sample.values()), None) if isinstance(sample, Mapping) else None
    if not keys or sample is None or isinstance(sample, Mapping):
        scope.wrong(
            node.line, f"table {name} has other keys", "give row:, and column: if it has two"
        )
        return None
    kind = Kind.MONEY if isinstance(sample, Money) else _kind_of(sample)
    return Lookup(kind, name, rows, tuple(keys))
