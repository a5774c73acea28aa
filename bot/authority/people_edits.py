"""Who agrees, who may make exceptions and who does it by themselves, written into the file.

A single value that stands there already is replaced elsewhere; this adds, takes out and names
roles.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.authority.action_section import DESK_ROLES
from bot.authority.agreement import Agreement
from bot.authority.form_field import Field, FieldKind
from bot.authority.rewriting import Path, add, at, drop, put
from bot.model import ModelError, Money
from bot.yaml_text import compose

_ACTION = ("above", "approve_up_to", "allow_up_to", "amount", "does", "title")
_BEHIND = {
    "approval": ("expires", "people", "by", *_ACTION),
    "exceptions": (*reversed(DESK_ROLES), "approval", *_ACTION),
    "at_desk": (*reversed(DESK_ROLES), "exceptions", "approval", *_ACTION),
}
"""What a new line reads well behind."""


def rewritten(text: str, fields: Mapping[str, Field], changes: Mapping[str, str]) -> str:
    """The text with these fields as they should be; `fields` is how they were before."""
    tiers = [path for path in changes if _is_tier(fields[path])]
    for path, value in changes.items():
        field = fields[path]
        if path in tiers or field.part_of in tiers:
            continue
        if field.kind is FieldKind.ROLES:
            text = _roles(text, field, value)
        elif value:
            text = put(text, _path(field), value, _behind(field))
        else:
            text = drop(text, _path(field))
    gone = [path for path in tiers if not changes[path]]
    for path in sorted(gone, key=_number, reverse=True):
        text = drop(text, _path(fields[path])[:-1])
    for path in tiers:
        if path not in gone:
            text = _new_tier(text, fields, changes, path)
    return text


def _roles(text: str, field: Field, value: str) -> str:
    """First the new ones behind those that are there, then without those that are gone."""
    path, wanted = _path(field), value.split(", ") if value else []
    held = _named(text, path)
    if not held:
        return put(text, path, f"[{value}]", _behind(field))
    for role in wanted:
        if role not in held:
            text = add(text, path, role, len(_named(text, path)), _behind(field))
    for place, role in reversed(list(enumerate(held))):
        if role not in wanted:
            text = drop(text, (*path, place))
    return text


def _named(text: str, path: Path) -> list[str]:
    node = at(compose(text), path)
    return [str(item.value) for item in node.value] if node is not None else []


def _new_tier(text: str, fields: Mapping[str, Field], changes: Mapping[str, str], path: str) -> str:
    """A tier stands in the order of the amounts, and names its roles where they are others."""
    tiers, above = _path(fields[path])[:-2], changes[path]
    by, people = (
        changes.get(part, fields[part].first)
        for part in (f"{path.rpartition('.')[0]}.{name}" for name in ("by", "people"))
    )
    said = [f"above: {above}", f"people: {people}"]
    if sorted(by.split(", ")) != sorted(_named(text, (*tiers[:-1], "by")) or Agreement().by):
        said.insert(1, f"by: [{by}]")
    node = at(compose(text), tiers)
    others = [at(tier, ("above",)) for tier in node.value] if node is not None else []
    place = sum(not _lower(above, str(other.value)) for other in others if other is not None)
    return add(text, tiers, f"{{{', '.join(said)}}}", place, _BEHIND["approval"])


def _lower(one: str, other: str) -> bool:
    """Whether it is an amount below the other; what is none is for the check to tell."""
    try:
        return Money.parse(one) < Money.parse(other)
    except ModelError:
        return False


def _is_tier(field: Field) -> bool:
    return ".approval.tiers." in field.path and not field.part_of


def _number(path: str) -> int:
    return int(path.split(".")[-2])


def _path(field: Field) -> Path:
    """Where it stands in the file: a page counts tiers from 1, a list its places from 0."""
    rest = field.path.removeprefix(f"actions.{field.group}.").split(".")
    return ("actions", field.group, *(int(part) - 1 if part.isdigit() else part for part in rest))


def _behind(field: Field) -> tuple[str, ...]:
    """Of what could stand beside it only the keys that come before it."""
    _, _, section, *more = _path(field)
    names = _BEHIND[str(section)]
    return names[names.index(str(more[-1])) + 1 :] if more else names
