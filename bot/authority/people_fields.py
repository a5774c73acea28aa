"""Who agrees, who may make exceptions and who does it by themselves, as fields of one action.

Everything that the limits can say about it is here, also where the file leaves it out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

import yaml

from bot.authority.action_section import DESK_ROLES
from bot.authority.agreement import Agreement
from bot.authority.approval_section import EXPIRES, ROLES
from bot.authority.field_words import NAMES, OF_PEOPLE, OF_ROLES, OF_TIER, THAT_AMOUNT, WORDS
from bot.authority.form_field import Field, FieldKind, Place
from bot.authority.rewriting import at, child, entries
from bot.model import LocalText, ModelError, Money

_KINDS = {
    "above": FieldKind.MONEY,
    "by": FieldKind.ROLES,
    "people": FieldKind.PEOPLE,
    "expires": FieldKind.LENGTH,
}
_BESIDE = ("exceptions", "approval", "above", "approve_up_to", "allow_up_to", "does", "title")
"""The keys that what is left out would stand behind, the best first."""


def approving_rules(root: yaml.Node | None) -> set[str]:
    """The shared rules under which a request waits for a person."""
    return {name for name, rule in entries(child(root, "rules")) if _approves(rule)}


def places(name: str, action: yaml.Node, approving: Collection[str]) -> Iterator[Place]:
    """The fields of one action; `approving`: the shared rules under which a person agrees."""
    approval = child(action, "approval")
    if approval is not None or _waits(action, approving):
        yield from _approval(name, action, approval)
    for key in OF_PEOPLE:
        node = child(action, key)
        if node is not None or child(action, "does") is not None:
            yield from _by_role(name, action, key, node)


def _waits(action: yaml.Node, approving: Collection[str]) -> bool:
    rules = child(action, "require")
    items = rules.value if isinstance(rules, yaml.SequenceNode) else []
    return child(action, "approve_up_to") is not None or any(
        _approves(rule) or _text(rule) in approving for rule in items
    )


def _approves(rule: yaml.Node) -> bool:
    return _text(child(rule, "else")) == "approve"


def _approval(name: str, action: yaml.Node, node: yaml.Node | None) -> Iterator[Place]:
    """Who agrees and how long it waits; the amounts above which others do, and one more."""
    path, start = f"actions.{name}.approval", _start(action, node)
    base = _agreement(node, Agreement())
    held = {"by": ", ".join(base.by), "people": str(base.people), "expires": EXPIRES}
    for part, value in held.items():
        yield _place(f"{path}.{part}", name, WORDS[part], child(node, part), value, start)
    tiers = child(node, "tiers")
    items = tiers.value if isinstance(tiers, yaml.SequenceNode) else []
    for number, tier in enumerate(items, start=1):
        edge = _text(child(tier, "above"))
        first = {"above": edge}
        yield from _tier(f"{path}.tiers.{number}", name, tier, _agreement(tier, base), first)
    top = _money(child(action, "approve_up_to"))
    bottom = _money(child(items[-1], "above") if items else child(action, "allow_up_to"))
    middle = _between(bottom, top)
    if middle is not None:
        more = replace(base, by=("admin",)) if base.people > 1 else replace(base, people=2)
        first = {"above": str(middle), "by": ", ".join(more.by), "people": str(more.people)}
        for place in _tier(f"{path}.tiers.{len(items) + 1}", name, None, None, first):
            yield replace(place, start=int(node.end_mark.index) - 1 if node else start)


def _tier(
    path: str,
    name: str,
    node: yaml.Node | None,
    agreement: Agreement | None,
    first: Mapping[str, str],
) -> Iterator[Place]:
    """One tier, or one that is not there yet; its amount is what it stands and falls with."""
    held = {"above": "", "by": "", "people": ""}
    if agreement is not None:
        held |= {"by": ", ".join(agreement.by), "people": str(agreement.people)}
    edge = _text(child(node, "above"))
    start = node.start_mark.index if node is not None else 0
    for part, value in held.items():
        words = {
            code: text.replace("{above}", edge or THAT_AMOUNT[code])
            for code, text in OF_TIER[part].items()
        }
        place = _place(f"{path}.{part}", name, words, child(node, part), value, start)
        more: dict[str, object] = {"first": first.get(part, "")}
        more |= {"name": NAMES["tier"]} if part == "above" else {"part_of": f"{path}.above"}
        yield replace(place, field=replace(place.field, **more))  # type: ignore[arg-type]


def _between(bottom: Money | None, top: Money | None) -> Money | None:
    """Half way, where there is a way."""
    if bottom is None or top is None or bottom.currency != top.currency:
        return None
    middle = Money((bottom.minor + top.minor) // 2, top.currency)
    return middle if bottom < middle < top else None


def _by_role(name: str, action: yaml.Node, key: str, node: yaml.Node | None) -> Iterator[Place]:
    """An amount for each role; where no amount counts, which roles there are."""
    path, start = f"actions.{name}.{key}", _start(action, node)
    if child(action, "amount") is None and not entries(node):
        value = ", ".join(_items(node))
        yield _place(path, name, OF_ROLES[key], node, value, start, FieldKind.ROLES)
        return
    for role in DESK_ROLES:
        place = _place(
            f"{path}.{role}",
            name,
            OF_PEOPLE[key][role],
            child(node, role),
            "",
            start,
            FieldKind.MONEY,
        )
        first = place.field.value or _first_amount(action, role)
        named = replace(place.field, first=first, name=NAMES[f"{key}.{role}"])
        yield replace(place, field=named)


def _first_amount(action: yaml.Node, role: str) -> str:
    """What the role may do already, else what the bot may at once."""
    known = [at(action, (key, role)) for key in OF_PEOPLE] + [child(action, "allow_up_to")]
    return next((text for text in map(_text, known) if text), "")


def _place(
    path: str,
    group: str,
    words: LocalText,
    node: yaml.Node | None,
    left_out: str,
    start: int,
    kind: FieldKind | None = None,
) -> Place:
    """A field with the value that stands in the file, else with what holds when it is left out."""
    kind = kind or _KINDS[path.rpartition(".")[2]]
    line = node.start_mark.line + 1 if node is not None else 0
    if kind is FieldKind.ROLES:
        roles = ROLES if path.endswith(".by") else DESK_ROLES
        return Place(Field(path, kind, left_out, group, line, words, roles=roles), start)
    if not isinstance(node, yaml.ScalarNode):
        return Place(Field(path, kind, left_out, group, line, words), start)
    field = Field(path, kind, str(node.value), group, line, words)
    return Place(field, node.start_mark.index, node.end_mark.index)


def _agreement(node: yaml.Node | None, base: Agreement) -> Agreement:
    people = _text(child(node, "people"))
    return Agreement(
        tuple(_items(child(node, "by"))) or base.by,
        int(people) if people.isdigit() else base.people,
    )


def _items(node: yaml.Node | None) -> list[str]:
    return [_text(item) for item in node.value] if isinstance(node, yaml.SequenceNode) else []


def _text(node: yaml.Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _money(node: yaml.Node | None) -> Money | None:
    try:
        return Money.parse(_text(node))
    except ModelError:
        return None


def _start(action: yaml.Node, node: yaml.Node | None) -> int:
    """Where it stands or would stand: the fields go in the order of the file."""
    beside = (child(action, key) for key in _BESIDE)
    found = node or next((one for one in beside if one is not None), action)
    return int(found.start_mark.index if found is node else found.end_mark.index)
