"""Read the sections of a limits file: texts, facts, tables and budgets.

Every reader notes its mistakes and goes on, so that one run tells them all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from bot.authority import built_in, grammar
from bot.authority.expressions import Expression
from bot.authority.kinds import BadFact, Fact, Kind, Trust, read_value
from bot.authority.language import BUDGET_FACTS, ON_DEMAND, TEXTS, Budget
from bot.authority.names import Scope, nearest
from bot.authority.source import Entry, Listing, Node, Problems, Scalar, Table
from bot.authority.windows import ALLOWED, parse_window
from bot.authority.wording import placeholders, stray_braces
from bot.model import LocalText, Money

T = TypeVar("T")

TYPES = {
    "id": Kind.WORD,
    "text": Kind.WORD,
    "enum": Kind.WORD,
    "bool": Kind.BOOL,
    "int": Kind.INT,
    "money": Kind.MONEY,
    "time": Kind.TIME,
    "list": Kind.LIST,
}
_SPOKEN = ("amount", "summary")


@dataclass
class Context:
    """What the readers share while they go through one file."""

    problems: Problems
    currency: str
    languages: tuple[str, ...]
    facts: dict[str, Fact]
    tables: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    shared: dict[str, Table] = field(default_factory=dict)
    budgets: dict[str, Budget] = field(default_factory=dict)

    def wrong(
        self, line: int, message: str, remedy: str, told: LocalText = MappingProxyType({})
    ) -> None:
        """Note a mistake; `told` is for operators."""
        self.problems.add(line, message, remedy, told)

    def scope(self, params: Mapping[str, Fact] | None = None) -> Scope:
        """The names that conditions of one action can use."""
        own = {f"request.{name}": fact for name, fact in (params or {}).items()}
        return Scope({**self.facts, **own}, self.tables, self.currency, self.problems)


def known_keys(table: Table, allowed: Collection[str], what: str, context: Context) -> None:
    """Note every key that does not belong here."""
    for entry in table.entries:
        if entry.key not in allowed:
            context.wrong(
                entry.line, f"{what} has no key {entry.key!r}", nearest(entry.key, allowed)
            )


def named(node: Node | None, what: str, context: Context) -> Iterable[tuple[Entry, Table]]:
    """The entries of a mapping of mappings."""
    if node is None:
        return
    if not isinstance(node, Table):
        context.wrong(node.line, f"{what} has to be a mapping", f"{what}: {{name: {{…}}}}")
        return
    for entry in node.entries:
        if isinstance(entry.value, Table):
            yield entry, entry.value
        else:
            context.wrong(entry.line, f"{entry.key} has to be a mapping", f"{entry.key}: {{…}}")


def word(node: Node | None, context: Context, default: str = "") -> str:
    """A word; the default when there is none."""
    if node is None:
        return default
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return node.value
    context.wrong(node.line, "expected a word here", "write it without brackets")
    return default


def words(node: Node | None, context: Context) -> tuple[tuple[str, int], ...]:
    """A list of words with their lines."""
    if node is None:
        return ()
    if not isinstance(node, Listing):
        context.wrong(node.line, "expected a list here", "[one, two]")
        return ()
    return tuple((word(item, context), item.line) for item in node.items)


def flag(node: Node | None, context: Context, default: bool = False) -> bool:
    """true or false."""
    if node is None:
        return default
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    context.wrong(node.line, "expected true or false here", "true or false")
    return default


def local_text(
    node: Node | None, line: int, what: str, context: Context, names: Collection[str]
) -> LocalText:
    """One text in every language of the file, with known placeholders only."""
    languages = context.languages
    if not isinstance(node, Table):
        form = ", ".join(f'{language}: "…"' for language in languages)
        context.wrong(node.line if node else line, f"{what} is missing", f"{{{form}}}")
        return {}
    known_keys(node, languages, what, context)
    texts = {}
    for language in languages:
        part = node.get(language)
        text = word(part, context).strip()
        if not text:
            context.wrong(
                part.line if part else node.line,
                f"{what} is missing in {language}",
                f"write it in {' and '.join(languages)}",
            )
        check_placeholders(text, part.line if part else node.line, names, context)
        texts[language] = text
    return texts


def check_placeholders(text: str, line: int, names: Collection[str], context: Context) -> None:
    for name in placeholders(text):
        if name not in names and name not in _SPOKEN:
            context.wrong(
                line, f"nothing is known as {{{name}}}", nearest(name, [*names, *_SPOKEN])
            )
    if stray_braces(text):
        context.wrong(line, "a brace is left open or holds no name", "{order.id} or {amount}")


def amount(node: Node | None, context: Context) -> Money | None:
    """An amount in the currency of the file."""
    if node is None:
        return None
    value = node.value if isinstance(node, Scalar) else None
    try:
        money = Money.parse(value) if isinstance(value, str) else None
    except ValueError:
        money = None
    if money is None or money.currency != context.currency or money.minor < 0:
        context.wrong(
            node.line,
            f"{value!r} is not an amount in {context.currency}",
            f"write it like 12.50 {context.currency}",
        )
        return None
    return money


def texts_section(node: Node | None, line: int, context: Context) -> dict[str, LocalText]:
    """The texts that do not belong to one action; those that are left out are built in."""
    table = node if isinstance(node, Table) else Table(line, ())
    if node is not None and not isinstance(node, Table):
        context.wrong(node.line, "texts: has to be a mapping", "give " + ", ".join(TEXTS))
    known_keys(table, TEXTS, "texts", context)
    found = {}
    for name, meaning in TEXTS.items():
        part = table.get(name) or built_in.text(name, context.languages)
        if part is None and name in ON_DEMAND:
            continue  # missing only where an action needs it
        if part is None:
            where = f"in {' and '.join(context.languages)}"
            context.wrong(table.line, f"the text {name!r} is missing {where}", meaning)
            continue
        found[name] = local_text(part, part.line, f"the text {name!r}", context, ("colleague",))
    return found


def facts_section(node: Node | None, context: Context) -> None:
    """Facts that the file declares itself; a known fact can only get another list of values."""
    for entry, table in named(node, "facts", context):
        fact = fact_declaration(entry.key, table, context)
        known = context.facts.get(entry.key)
        if fact is None:
            continue
        if known and (known.kind is not fact.kind or known.trust is not fact.trust):
            context.wrong(
                entry.line,
                f"{entry.key} is known already as {known.kind.value}, trust {known.trust.value}",
                "leave it out, or use another name",
            )
            continue
        context.facts[entry.key] = fact


_FACT_KEYS = ("type", "trust", "values", "fields", "title", "optional", "secret")


def fact_declaration(name: str, table: Table, context: Context) -> Fact | None:
    """{type: enum, values: [a, b], trust: record}."""
    known_keys(table, _FACT_KEYS, name, context)
    type_name = word(table.get("type"), context)
    kind = TYPES.get(type_name)
    if kind is None:
        context.wrong(table.line, f"{name} has no known type", "type: " + ", ".join(TYPES))
        return None
    trust_name = word(table.get("trust"), context, "record")
    if trust_name not in [trust.value for trust in Trust]:
        context.wrong(table.line, f"unknown trust {trust_name!r}", "record, claim or system")
        return None
    values = tuple(value for value, _ in words(table.get("values"), context))
    if (type_name == "enum") != bool(values):
        context.wrong(table.line, f"{name}: an enum needs values", "type: enum, values: [a, b]")
    fields: dict[str, Kind] = {}
    fields_node = table.get("fields")
    if isinstance(fields_node, Table):
        for entry in fields_node.entries:
            field_kind = TYPES.get(word(entry.value, context))
            if field_kind is None:
                context.wrong(entry.line, f"{entry.key} has no known type", ", ".join(TYPES))
            else:
                fields[entry.key] = field_kind
    title = table.get("title")
    said = local_text(title, table.line, "the title", context, ()) if title else {}
    trust = Trust(trust_name)
    optional, secret = (flag(table.get(key), context) for key in ("optional", "secret"))
    return Fact(kind, trust, values, fields, said, optional, secret)


def tables_section(node: Node | None, context: Context) -> None:
    """Look-up tables with one or two keys; all values of one kind."""
    for entry, table in named(node, "tables", context):
        context.tables[entry.key] = _cells(table, context)


def _cells(table: Table, context: Context) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for entry in table.entries:
        if isinstance(entry.value, Table):
            cells[entry.key] = _cells(entry.value, context)
        elif isinstance(entry.value, Scalar):
            value = entry.value.value
            try:
                cells[entry.key] = read_value(entry.key, Kind.MONEY, value)
            except BadFact:
                cells[entry.key] = value
        else:
            context.wrong(entry.line, "a cell holds one value", "a number, a word or an amount")
    kinds = {type(cell) for cell in cells.values()}
    if len(kinds) > 1:
        context.wrong(table.line, "the cells are of different kinds", "numbers, or amounts")
    return cells


def budgets_section(node: Node | None, context: Context) -> None:
    """So much money, so many times, in a window, for whom."""
    for entry, table in named(node, "budgets", context):
        known_keys(table, ("cap", "max_count", "window", "per", "title"), entry.key, context)
        window_name = word(table.get("window"), context)
        window = parse_window(window_name)
        if window is None:
            context.wrong(
                table.line, f"unknown window {window_name!r}", "one of " + ", ".join(ALLOWED)
            )
            continue
        per = word(table.get("per"), context, "all")
        if per != "all" and per not in context.facts and not per.startswith("request."):
            context.wrong(
                table.line, f"unknown fact {per!r}", nearest(per, [*context.facts, "all"])
            )
        cap_node, count_node = table.get("cap"), table.get("max_count")
        cap = _cap(cap_node, context) if cap_node else None
        count = count_node.value if isinstance(count_node, Scalar) else None
        if count_node and (not isinstance(count, int) or isinstance(count, bool) or count < 0):
            context.wrong(count_node.line, "max_count is a whole number", "max_count: 3")
            count = None
        if cap_node is None and count_node is None:
            context.wrong(entry.line, f"{entry.key} limits nothing", "give cap: or max_count:")
        title = local_text(table.get("title"), entry.line, f"the title of {entry.key}", context, ())
        context.budgets[entry.key] = Budget(
            entry.key,
            entry.line,
            title,
            cap,
            count if isinstance(count, int) else None,
            window,
            None if per == "all" else per,
            table.lines(),
        )
        _told_use(entry.key, title, context)


def _told_use(name: str, title: LocalText, context: Context) -> None:
    """What a rule can know of a budget: how much is spent in it now, and how often."""
    spent = Fact(Kind.MONEY, Trust.SYSTEM, title=title, secret=True)
    times = {language: f"{text} (×)" for language, text in title.items()}
    context.facts[f"{BUDGET_FACTS}{name}.spent"] = spent
    context.facts[f"{BUDGET_FACTS}{name}.times"] = Fact(
        Kind.INT, Trust.SYSTEM, title=times, secret=True
    )


def _cap(node: Node, context: Context) -> Expression | None:
    cap = grammar.expression(node, context.scope(), Kind.MONEY)
    if cap is not None and cap.kind is not Kind.MONEY:
        context.wrong(node.line, "a cap is an amount", f"cap: 500.00 {context.currency}")
        return None
    return cap
