"""What every limits file has without writing it: general texts, and rules about who asks."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from importlib import resources

from bot.authority.source import Entry, Listing, Node, Problems, Scalar, Table, read

_FILE = "built_in.yml"


@lru_cache(maxsize=1)
def _all() -> Table:
    text = resources.files("bot.authority").joinpath(_FILE).read_text(encoding="utf-8")
    problems = Problems(_FILE)
    found = read(text, problems)
    assert found is not None and not problems.found, problems.found
    return found


def text(name: str, languages: Collection[str]) -> Table | None:
    """A general text in the languages of a file; None when one of them is not there."""
    found = _section("texts").get(name)
    if not isinstance(found, Table) or not set(languages) <= set(found.keys()):
        return None
    return Table(1, tuple(entry for entry in found.entries if entry.key in languages))


def rules(languages: Collection[str], line: int) -> dict[str, Table]:
    """The rules that a file can name without writing them, as if they stood at `line`."""
    found = {}
    for entry in _section("rules").entries:
        say = entry.value.get("say") if isinstance(entry.value, Table) else None
        if isinstance(say, Table) and set(languages) <= set(say.keys()):
            placed = _placed(entry.value, line, set(say.keys()) - set(languages))
            assert isinstance(placed, Table)
            named = Entry(line, "id", Scalar(line, entry.key))
            found[entry.key] = Table(line, (named, *placed.entries))
    return found


def _placed(node: Node, line: int, without: Collection[str]) -> Node:
    """The same tree at another line, without some languages."""
    if isinstance(node, Scalar):
        return Scalar(line, node.value)
    if isinstance(node, Listing):
        return Listing(line, tuple(_placed(item, line, without) for item in node.items))
    kept = [entry for entry in node.entries if entry.key not in without]
    return Table(
        line, tuple(Entry(line, one.key, _placed(one.value, line, without)) for one in kept)
    )


def _section(name: str) -> Table:
    found = _all().get(name)
    assert isinstance(found, Table)
    return found
