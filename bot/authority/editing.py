"""Numbers and choices of a limits file as fields, changed in place: comments and layout stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import yaml

from bot.authority import people_edits, people_fields, rollout_field
from bot.authority.errors import AuthorityError
from bot.authority.field_words import OF_RULE, WORDS
from bot.authority.form_field import Field, FieldKind
from bot.authority.rewriting import child, entries
from bot.model import LocalText
from bot.yaml_text import compose


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
_LENGTHS = ("at_most", "at_least", "below", "above")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-")
_LONGEST = 40
_ROLES = re.compile(r"(?:[a-z_]{1,20}(?:, [a-z_]{1,20}){0,5})?")
_NUMBER = re.compile(r"tiers\.\d+")
_TIER = re.compile(r"tiers\.\d+\..*")


@dataclass(frozen=True)
class _Found:
    field: Field
    start: int
    end: int
    rule: tuple[int, int] | None = None
    rollout: rollout_field.Place | None = None
    made: bool = False
    """No single value in the text: it is added there, taken out, or several words."""


def fields(text: str) -> tuple[Field, ...]:
    """Every field of a file that passed its checks, in the order of the file."""
    return tuple(found.field for found in _find(text))


def changed(text: str, changes: Mapping[str, str]) -> str:
    """The file with these fields changed, and nothing else. UnknownField or BadValue.

    An empty value takes a field out that has a `first` one.
    """
    places = {found.field.path: found for found in _find(text)}
    for path in changes:
        if path not in places:
            raise UnknownField(f"these limits have no field {path}")
        _check(places, path, changes)
    held = {path: found.field for path, found in places.items()}
    fresh = {path: value.strip() for path, value in changes.items()}
    new = {path for path, value in fresh.items() if value and not held[path].value}
    made = {
        path: value
        for path, value in fresh.items()
        if held[path].part_of in new
        or ((places[path].made or not value) and not _same(held[path], value))
    }
    for path in sorted(set(fresh) - set(made), key=lambda path: -places[path].start):
        if not places[path].made:
            text = _replaced(text, places[path], fresh[path])
    return people_edits.rewritten(text, held, made)


def field_at(text: str, line: int, changes: Collection[str]) -> str | None:
    """The field that a mistake on this line of a changed file is about; first what was changed."""
    try:
        there = [one.path for one in fields(text) if one.line == line]
    except yaml.YAMLError:
        return None
    # A new tier stands in the order of the amounts, and so has another number in the file.
    parts, tiers = ({cut.sub("tiers", path) for path in there} for cut in (_NUMBER, _TIER))
    mine = [path for path in changes if _NUMBER.sub("tiers", path) in parts]
    near = [path for path in changes if _TIER.sub("tiers", path) in tiers]
    return next(iter([*mine, *near, *there]), None)


def _check(places: Mapping[str, _Found], path: str, changes: Mapping[str, str]) -> None:
    field, value = places[path].field, changes[path].strip()
    missing = field.part_of and not places[field.part_of].field.value
    if missing and not changes.get(field.part_of):
        fits = not value
    elif field.kind is FieldKind.ROLES:
        fits = _ROLES.fullmatch(value) is not None
    elif field.kind is FieldKind.STAGE:
        fits = rollout_field.fits(value)
    elif value:
        fits = len(value) <= _LONGEST and set(value) <= _PLAIN and value[0].isalnum()
    else:
        fits = bool(field.first) and not field.part_of
    if not fits:
        raise BadValue(f"{path}: {changes[path]!r} is no value for this field")


def _same(field: Field, value: str) -> bool:
    if field.kind is FieldKind.ROLES:
        return set(field.value.split(", ")) == set(value.split(", "))
    return value == field.value


def _replaced(text: str, found: _Found, value: str) -> str:
    if found.rollout:
        if value == found.field.value:
            return text
        return text[: found.start] + found.rollout.written(value) + text[found.end :]
    old, end = found.field.value, found.rule[1] if found.rule else found.end
    after = text[found.end : end]
    if found.rule and value[-1:] == old[-1:] and value[:-1].isdigit():
        # What the customer reads names the same length; the checks would object otherwise.
        after = _renamed(after, old, value)
    return text[: found.start] + value + after + text[end:]


def without_tests(text: str, lines: Collection[int]) -> str:
    """The file without the tests that begin on these lines: those that pinned the old value."""
    root = compose(text)
    node = child(root, "tests")
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
    root = compose(text)
    approving = people_fields.approving_rules(root)
    found = [
        *_under(root, "actions", _action),
        *_under(root, "budgets", _budget),
        *_under(root, "actions", lambda name, node: _rollout(text, name, node)),
        *_under(root, "actions", lambda name, node: _people(name, node, approving)),
    ]
    return sorted(found, key=lambda one: one.start)


def _under(
    root: yaml.Node | None, section: str, read: Callable[[str, yaml.Node], Iterator[_Found]]
) -> Iterator[_Found]:
    for name, node in entries(child(root, section)):
        yield from read(name, node)


def _action(name: str, node: yaml.Node) -> Iterator[_Found]:
    for key, value in entries(node):
        kind = _ACTION_FIELDS.get(key)
        path = f"actions.{name}.{key}"
        if kind is not None and isinstance(value, yaml.ScalarNode):
            yield _field(path, kind, value, name, WORDS[key])
        elif key == "require" and isinstance(value, yaml.SequenceNode):
            for rule in value.value:
                yield from _rule(name, rule)


def _rollout(text: str, name: str, node: yaml.Node) -> Iterator[_Found]:
    """Every action has one, also where the file leaves it out."""
    place = rollout_field.place(text, node)
    if place is not None:
        path, words = f"actions.{name}.rollout", dict(WORDS["rollout"])
        field = Field(path, FieldKind.STAGE, place.value, name, place.line, words)
        yield _Found(field, place.start, place.end, rollout=place)


def _people(name: str, node: yaml.Node, approving: Collection[str]) -> Iterator[_Found]:
    for place in people_fields.places(name, node, approving):
        end = place.end
        yield _Found(place.field, place.start, end or place.start, made=end is None)


def _rule(action: str, rule: yaml.Node) -> Iterator[_Found]:
    id = child(rule, "id")
    if not isinstance(id, yaml.ScalarNode):
        return
    title = {code: str(part.value) for code, part in entries(child(rule, "title"))}
    for key in ("when", "unless"):
        condition = dict(entries(child(rule, key)))
        if "age_of" in condition or "time_until" in condition:
            for part in _LENGTHS:
                scalar = condition.get(part)
                if isinstance(scalar, yaml.ScalarNode):
                    path = f"actions.{action}.require.{id.value}.{key}.{part}"
                    words = _length_words(part, title, str(id.value), str(scalar.value))
                    yield _field(path, FieldKind.LENGTH, scalar, action, words, rule)
    otherwise = child(rule, "else")
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
    for key, value in entries(node):
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
