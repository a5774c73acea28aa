"""Reads YAML with libyaml, which is ten times as fast as PyYAML's own reader.

What libyaml cannot read is read once more without it: that reader shows the line in its error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import yaml

T = TypeVar("T")

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 150
"""Levels of nesting. Composing calls itself for each, and libyaml would not notice the end of the
stack."""


def read(text: str) -> Any:
    """The values of a text. Raises yaml.YAMLError."""
    return _either(lambda loader: loader(text).get_single_data())


def events(text: str) -> list[yaml.Event]:
    """What stands in a text, one after the other. Raises yaml.YAMLError, and RecursionError for
    what is nested so deeply that it should not be composed.
    """
    return _either(lambda loader: list(_shallow(yaml.parse(text, Loader=loader))))


def compose(text: str) -> yaml.Node | None:
    """The nodes of a text, each with its place. Raises yaml.YAMLError."""
    return _either(lambda loader: yaml.compose(text, Loader=loader))


def _either(attempt: Callable[[Any], T]) -> T:
    try:
        return attempt(_FAST)
    except yaml.YAMLError:
        return attempt(yaml.SafeLoader)


def _shallow(found: Iterable[yaml.Event]) -> Iterator[yaml.Event]:
    depth = 0
    for event in found:
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise RecursionError(f"nested more than {DEEPEST} times")
        yield event
