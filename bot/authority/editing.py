"""Numbers and choices of a limits file as fields, changed in place: comments and layout stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

import yaml

from bot.authority import rollout_field
from bot.authority.errors import AuthorityError
from bot.authority.field_words import OF_PEOPLE, OF_RULE, OF_TIER, WORDS
from bot.model import LocalText


class FieldKind(str, Enum):
    """What a field holds, and so how a page asks for it."""

    MONEY = "money"
    COUNT = "count"
    LENGTH = "length"
    OUTCOME = "outcome"
    YES_NO = "yes_no"
    STAGE = "stage"


@dataclass(frozen=True)
class Field:
    """One scalar of the file. `sentence` has the slot {field}; `group` is an action or a budget."""

    path: str
    kind: FieldKind
    value: str
    group: str
    line: int
    sentence: LocalText


class UnknownField(AuthorityError):
    """There is no such field in these limits."""

    code = "unknown_field"


class BadValue(AuthorityError):
    """A value with characters that do not belong into a field."""

    code = "bad_field"


_ACTION_FIELDS = {
    "allow_up_to": FieldKind.MONEY,
    "approve_up_to": FieldKind.MONEY,
    "above": FieldKind.OUTCOME,
    "confirm": FieldKind.YES_NO,
    "unasked": FieldKind.YES_NO,
}
_BUDGET_FIELDS = {"cap": FieldKind.MONEY, "max_count": FieldKind.COUNT}
_APPROVAL_FIELDS = {"expires": FieldKind.LENGTH, "people": FieldKind.COUNT}
_TIER_FIELDS = {"above": FieldKind.MONEY, "people": FieldKind.COUNT}
_LENGTHS = ("at_most", "at_least", "below", "above")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-")
_LONGEST = 40


@dataclass(frozen=True)
class _Found:
    field: Field
    start: int
    end: int
    rule: tuple[int, int] | None = None
    rollout: rollout_field.Place | None = None


def fields(text: str) -> tuple[Field, ...]:
    """Every field of a file that passed its checks, in the order of the file."""
    return tuple(found.field for found in _find(text))


def changed(text: str, changes: Mapping[str, str]) -> str:
    """The file with these fields changed, and nothing else. UnknownField or BadValue."""
    places = {found.field.path: found for found in _find(text)}
    for path, value in changes.items():
        if path not in places:
            raise UnknownField(f"these limits have no field {path}")
        if not value or len(value) > _LONGEST or not set(value) <= _PLAIN:
            raise BadValue(f"{path}: {value!r} is no value for a field")
        if places[path].rollout and not rollout_field.fits(value.strip()):
            raise BadValue(f"{path}: {value!r} is no stage of a roll-out")
    for path in sorted(changes, key=lambda path: -places[path].start):
        found, value = places[path], changes[path].strip()
        if found.rollout:
            if value != found.field.value:
                written = found.rollout.written(value)
                text = text[: found.start] + written + text[found.end :]
            continue
        old, end = found.field.value, found.rule[1] if found.rule else found.end
        after = text[found.end : end]
        if found.rule and value[-1:] == old[-1:] and value[:-1].isdigit():
            # What the customer reads names the same length; the checks would object otherwise.
            after = _renamed(after, old, value)
        text = text[: found.start] + value + after + text[end:]
    return text


def without_tests(text: str, lines: Collection[int]) -> str:
    """The file without the tests that begin on these lines: those that pinned the old value."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    node = _child(root, "tests")
    tests = node.value if isinstance(node, yaml.SequenceNode) else []
    kept = text.splitlines(keepends=True)
    for test in reversed(tests):
        first, last = test.start_mark.line, test.end_mark.line
        if first + 1 in lines:
            end = last + 1 if test.end_mark.column else last
            del kept[first:end]
    return "".join(kept)


def _renamed(text: str, old: str, new: str) -> str:
    return _spoken(old).sub(lambda match: match.group().replace(old[:-1], new[:-1], 1), text)


def _find(text: str) -> list[_Found]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    found = [
        *_under(root, "actions", _action),
        *_under(root, "budgets", _budget),
        *_under(root, "actions", lambda name, node: _rollout(text, name, node)),
    ]
    return sorted(found, key=lambda one: one.start)


def _under(
    root: yaml.Node | None, section: str, read: Callable[[str, yaml.Node], Iterator[_Found]]
) -> Iterator[_Found]:
    for name, node in _entries(_child(root, section)):
        yield from read(name, node)


def _action(name: str, node: yaml.Node) -> Iterator[_Found]:
    for key, value in _entries(node):
        kind = _ACTION_FIELDS.get(key)
        path = f"actions.{name}.{key}"
        if kind is not None and isinstance(value, yaml.ScalarNode):
            yield _field(path, kind, value, name, WORDS[key])
        elif key == "approval":
            yield from _approval(path, name, value)
        elif key in OF_PEOPLE:
            for role, most in _entries(value):
                words = OF_PEOPLE[key].get(role)
                if words is not None and isinstance(most, yaml.ScalarNode):
                    yield _field(f"{path}.{role}", FieldKind.MONEY, most, name, words)
        elif key == "require" and isinstance(value, yaml.SequenceNode):
            for rule in value.value:
                yield from _rule(name, rule)


def _approval(path: str, name: str, node: yaml.Node) -> Iterator[_Found]:
    """How long a request waits, how many agree, and the amounts above which others do."""
    for part, value in _entries(node):
        if part in _APPROVAL_FIELDS and isinstance(value, yaml.ScalarNode):
            yield _field(f"{path}.{part}", _APPROVAL_FIELDS[part], value, name, WORDS[part])
        elif part == "tiers" and isinstance(value, yaml.SequenceNode):
            for place, tier in enumerate(value.value, start=1):
                yield from _tier(f"{path}.tiers.{place}", name, tier)


def _tier(path: str, name: str, tier: yaml.Node) -> Iterator[_Found]:
    above = _child(tier, "above")
    edge = str(above.value) if isinstance(above, yaml.ScalarNode) else ""
    for part, value in _entries(tier):
        kind = _TIER_FIELDS.get(part)
        if kind is not None and isinstance(value, yaml.ScalarNode):
            words = {code: text.replace("{above}", edge) for code, text in OF_TIER[part].items()}
            yield _field(f"{path}.{part}", kind, value, name, words)


def _rollout(text: str, name: str, node: yaml.Node) -> Iterator[_Found]:
    """Every action has one, also where the file leaves it out."""
    place = rollout_field.place(text, node)
    if place is not None:
        path, words = f"actions.{name}.rollout", dict(WORDS["rollout"])
        field = Field(path, FieldKind.STAGE, place.value, name, place.line, words)
        yield _Found(field, place.start, place.end, rollout=place)


def _rule(action: str, rule: yaml.Node) -> Iterator[_Found]:
    id = _child(rule, "id")
    if not isinstance(id, yaml.ScalarNode):
        return
    title = {code: str(part.value) for code, part in _entries(_child(rule, "title"))}
    for key in ("when", "unless"):
        condition = dict(_entries(_child(rule, key)))
        if "age_of" in condition or "time_until" in condition:
            for part in _LENGTHS:
                scalar = condition.get(part)
                if isinstance(scalar, yaml.ScalarNode):
                    path = f"actions.{action}.require.{id.value}.{key}.{part}"
                    words = _length_words(part, title, str(id.value), str(scalar.value))
                    yield _field(path, FieldKind.LENGTH, scalar, action, words, rule)
    otherwise = _child(rule, "else")
    if isinstance(otherwise, yaml.ScalarNode):
        path = f"actions.{action}.require.{id.value}.else"
        words = {
            code: text.replace("{rule}", _first(title.get(code)) or str(id.value))
            for code, text in OF_RULE["else"].items()
        }
        yield _field(path, FieldKind.OUTCOME, otherwise, action, words)


def _length_words(part: str, title: LocalText, id: str, length: str) -> LocalText:
    """The rule's own sentence with the slot where it names the length; else a general one."""
    found = {}
    for code, text in OF_RULE[part].items():
        said = _first(title.get(code))
        slotted = _spoken(length).sub("{field}", said)
        whole = f"{slotted}." if slotted != said else text.replace("{rule}", said or id)
        found[code] = whole
    return found


def _first(text: str | None) -> str:
    """The first sentence without its full stop: what comes after it tells the outcome."""
    return (text or "").split(". ")[0].rstrip(".")


def _spoken(length: str) -> re.Pattern[str]:
    """A length such as 30d as texts spell it: 30 days, 30 dagen."""
    number, unit = length[:-1], length[-1:]
    words = {"d": "days?|dag(?:en)?", "h": "hours?|uur", "m": "minutes?|minuten|minuut"}
    return re.compile(rf"\b{re.escape(number)}\s+(?:{words.get(unit, unit)})\b")


def _budget(name: str, node: yaml.Node) -> Iterator[_Found]:
    for key, value in _entries(node):
        fixed = isinstance(value, yaml.ScalarNode) and value.value[:1].isdigit()
        if key in _BUDGET_FIELDS and fixed:
            path = f"budgets.{name}.{key}"
            yield _field(path, _BUDGET_FIELDS[key], value, name, WORDS[key])


def _field(
    path: str,
    kind: FieldKind,
    node: yaml.Node,
    group: str,
    sentence: Mapping[str, str],
    rule: yaml.Node | None = None,
) -> _Found:
    start, end = node.start_mark, node.end_mark
    field = Field(path, kind, str(node.value), group, start.line + 1, dict(sentence))
    within = (rule.start_mark.index, rule.end_mark.index) if rule else None
    return _Found(field, start.index, end.index, within)


def _entries(node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        return []
    return [(str(key.value), value) for key, value in node.value]


def _child(node: yaml.Node | None, name: str) -> yaml.Node | None:
    return next((value for key, value in _entries(node) if key == name), None)
