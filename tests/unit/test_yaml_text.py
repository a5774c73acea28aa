"""YAML is read by libyaml as PyYAML itself reads it, with PyYAML's words for what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import yaml_text

ROOT = Path(__file__).parents[2]
FILES = [
    *sorted(ROOT.glob("*.yml")),
    ROOT / "data" / "texts.yml",
    ROOT / "data" / "names.yml",
    ROOT / "domain" / "_shared.yml",
    ROOT / "domain" / "refund_order.yml",
]
WRONG = ["a: b: c", "a: [1, 2", "a: \x07", "- a\n b: 1\n", "a: !!python/name:os.system", "a: *b"]


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])
def test_every_file_has_the_same_values_and_places(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert yaml_text.read(text) == yaml.safe_load(text)
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert places(yaml_text.compose(text)) == places(node)


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_with_the_line_it_stands_on(text: str) -> None:
    with pytest.raises(yaml.YAMLError) as told:
        yaml.safe_load(text)
    with pytest.raises(type(told.value)) as found:
        yaml_text.read(text)
    assert str(found.value) == str(told.value)


@pytest.mark.parametrize("opens", ["[", "{a: ", "- "])
def test_what_is_nested_without_end_is_never_composed(opens: str) -> None:
    with pytest.raises(RecursionError):
        yaml_text.events(opens * 40_000)


def test_twenty_levels_are_not_too_deep() -> None:
    assert yaml_text.events("[" * 20 + "]" * 20)


def places(node: Any) -> Any:
    """The tag, the first line and the content of a node."""
    inner = node.value
    if isinstance(inner, list):
        inner = [places(one) for pair in inner for one in (pair if type(pair) is tuple else [pair])]
    return node.tag, node.start_mark.line, inner
