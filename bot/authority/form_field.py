"""One field of the form that changes limits: what it holds, and the sentence that it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from bot.model import LocalText


class FieldKind(str, Enum):
    """What a field holds, and so how a page asks for it."""

    MONEY = "money"
    COUNT = "count"
    LENGTH = "length"
    OUTCOME = "outcome"
    YES_NO = "yes_no"
    STAGE = "stage"
    PEOPLE = "people"
    ROLES = "roles"


@dataclass(frozen=True)
class Field:
    """One value of the file. `sentence` has the slot {field}; `group` is an action or a budget.

    `line` is 0 where the file leaves it out. A field with a `first` value can be taken out, and is
    not there while its value is empty: a page that adds it by its `name` starts with `first`.
    `part_of` is the field without which this one is nothing; `roles` are those to choose from.
    """

    path: str
    kind: FieldKind
    value: str
    group: str
    line: int
    sentence: LocalText
    first: str = ""
    name: LocalText = field(default_factory=dict)
    part_of: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A field and where its value stands in the text; no `end` where it is not one single value."""

    field: Field
    start: int
    end: int | None = None
