"""From the tree of the file to values: literals, facts, arithmetic, counts, tables, shares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.authority.expressions import (
    OPERATIONS,
    Arithmetic,
    Count,
    Expression,
    FactValue,
    Literal,
    Lookup,
    Share,
    Sum,
)
from bot.authority.kinds import BadFact, Kind, read_value
from bot.authority.names import Scope, nearest
from bot.authority.source import Entry, Listing, Node, Scalar, Table
from bot.model import Money

CALCULATIONS = (*OPERATIONS, "sum", "count", "table", "percent")
"""The keys that a calculated value starts with."""


def word(node: Node, scope: Scope, what: str) -> str | None:
    """A word; None when something else stands there, with the reason noted."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return node.value
    scope.wrong(node.line, f"expected {what}", "write it as a word")
    return None


def listed(node: Node | None, line: int, scope: Scope) -> tuple[FactValue, Scope] | None:
    """A list by its name, and the scope inside it, where bare names are its fields."""
    name = word(node, scope, "the name of a list") if node else None
    items = scope.named(name, line) if name else None
    if items is None:
        return None
    if items.kind is not Kind.LIST or not isinstance(items, FactValue):
        scope.wrong(line, f"{name} is not a list", "name a fact of type list")
        return None
    return items, replace(scope, fields=scope.facts[items.name].fields)


def expression(node: Node, scope: Scope, kind: Kind | None = None) -> Expression | None:
    """Read one value: a literal of the wanted kind, a fact by its name, or arithmetic."""
    if isinstance(node, Table):
        return _calculated(node, scope)
    if isinstance(node, Listing):
        scope.wrong(node.line, "a list cannot stand here", "use in: for a list of values")
        return None
    if isinstance(node.value, str):
        if node.value in scope.facts or node.value == "now" or _is_field(node.value, scope, kind):
            return scope.named(node.value, node.line)
        return _literal(node, node.value, scope, kind)
    return _literal(node, node.value, scope, kind)


def _is_field(name: str, scope: Scope, kind: Kind | None) -> bool:
    """Inside a list a bare name is a field, except where a word is meant that looks like one."""
    return scope.fields is not None and name in scope.fields and kind is not Kind.WORD


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
        return _count(first, node.get("where"), scope)
    if first and keys == {"percent", "of"}:
        return _share(node, scope)
    if first and keys == {"sum", "of"}:
        return _sum(node, scope)
    if first and first.key == "table" and keys <= {"table", "row", "column"}:
        return _lookup(node, scope)
    scope.wrong(
        node.line,
        "this is not a value",
        "plus / minus / times / min / max: [a, b], {sum: list, of: field}, "
        "{count: list, where: {…}}, {percent: 15, of: fact} "
        "or {table: name, row: fact, column: fact}",
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
            f"{entry.key} cannot mix {' and '.join(sorted({k.called for k in kinds}))}",
            "money with money (12.50 EUR), or whole numbers with whole numbers",
        )
        return None
    return Arithmetic(kinds[0], entry.key, good)


def _count(first: Entry, where_node: Node | None, scope: Scope) -> Expression | None:
    from bot.authority.grammar import condition  # conditions hold values, and values conditions

    found = listed(first.value, first.line, scope)
    if found is None:
        return None
    where = condition(where_node, found[1]) if where_node else None
    return Count(found[0], where) if where or not where_node else None


def _share(node: Table, scope: Scope) -> Expression | None:
    """{percent: 15, of: order.paid}: of money, whole cents, the rest of a cent left out.

    The percent may come out of a table: {percent: {table: back, row: booking.fare}, of: …}.
    """
    percent_node, of = node.get("percent"), node.get("of")
    percent = _lookup(percent_node, scope) if isinstance(percent_node, Table) else None
    number = percent_node.value if isinstance(percent_node, Scalar) else None
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= 10_000:
        percent = Literal(Kind.INT, number)
    if percent is None or percent.kind is not Kind.INT:
        scope.wrong(
            node.line,
            "percent: is a whole number, or a table of them",
            "{percent: 15, of: order.paid}",
        )
        return None
    whole = expression(of, scope, Kind.MONEY) if of else None
    if whole is not None and whole.kind is not Kind.MONEY:
        scope.wrong(node.line, f"{whole.kind.called} has no percents", "name an amount of money")
        return None
    return Share(percent, whole) if whole else None


def _sum(node: Table, scope: Scope) -> Expression | None:
    name_node, of = node.get("sum"), node.get("of")
    found = listed(name_node, node.line, scope)
    field_name = word(of, scope, "the name of a field") if of else None
    if found is None or field_name is None:
        return None
    kind = (found[1].fields or {}).get(field_name)
    if kind not in (Kind.MONEY, Kind.INT):
        scope.wrong(node.line, f"{field_name!r} cannot be added up", "name a field of money or int")
        return None
    zero: Any = Money(0, scope.currency) if kind is Kind.MONEY else 0
    return Sum(kind, found[0], field_name, zero)


def _lookup(node: Table, scope: Scope) -> Expression | None:
    table_node = node.get("table")
    name = word(table_node, scope, "the name of a table") if table_node else None
    if name is None:
        return None
    if name not in scope.tables:
        scope.wrong(node.line, f"unknown table {name!r}", nearest(name, scope.tables))
        return None
    rows = scope.tables[name]
    read = [expression(entry.value, scope) for entry in node.entries[1:]]
    keys = tuple(key for key in read if key is not None)
    if len(keys) < len(read):
        return None
    sample: Any = rows
    for _ in keys:
        sample = next(iter(sample.values()), None) if isinstance(sample, Mapping) else None
    if not keys or sample is None or isinstance(sample, Mapping):
        scope.wrong(
            node.line, f"table {name} has other keys", "give row:, and column: if it has two"
        )
        return None
    kind = Kind.MONEY if isinstance(sample, Money) else _kind_of(sample)
    _holes(name, rows, keys, node.line, scope)
    return Lookup(kind, name, rows, keys)


def _holes(
    name: str, rows: Mapping[str, Any], keys: tuple[Expression, ...], line: int, scope: Scope
) -> None:
    """A row or column that a closed list of words needs and the table does not have."""
    levels: list[Mapping[str, Any]] = [rows]
    for key in keys:
        closed = scope.facts[key.name].values if isinstance(key, FactValue) else ()
        if isinstance(key, FactValue) and key.kind is Kind.BOOL:
            closed = ("true", "false")
        for level in levels:
            missing = [value for value in closed if value not in level]
            if missing:
                what = f"table {name} has nothing for {', '.join(missing)}"
                scope.wrong(line, what, "fill the table: what is not there lets nothing pass")
                return
        levels = [cell for level in levels for cell in level.values() if isinstance(cell, Mapping)]
