"""Values put into a YAML text and taken out of it again: what nobody asked for stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.authority.rewriting import add, drop, put

ROLES = ("agent", "approver", "admin")
STYLES = {
    "between braces": "a:  # first\n  who: {%s}   # who may\n  z: 1\n",
    "over several lines": "a:  # first\n  who: {\n    %s  # inside\n  }   # who may\n  z: 1\n",
    "line by line": "a:  # first\n  who:   # who may\n    %s\n  # about z\n  z: 1\n",
    "all between braces": "a: {who: {%s}, z: 1}  # who may\n",
}
LISTS = {
    "between brackets": "a:\n  who: [%s]   # who may\n  z: 1\n",
    "line by line": "a:\n  who:   # who may\n    - %s\n  # about z\n  z: 1\n",
    "as far out as its key": "a:\n  who:   # who may\n  - %s\n  # about z\n  z: 1\n",
}


def mapping(style: str, held: dict[str, int]) -> str:
    between = "\n    " if style == "line by line" else ", "
    return STYLES[style] % between.join(f"{role}: {most}" for role, most in held.items())


def listing(style: str, held: list[str]) -> str:
    between = {"between brackets": ", ", "line by line": "\n    - "}.get(style, "\n  - ")
    return LISTS[style] % between.join(held)


def read(text: str) -> Any:
    return yaml.safe_load(text)["a"]


STEP = st.tuples(st.sampled_from(ROLES), st.one_of(st.none(), st.integers(1, 9)))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@settings(deadline=None, max_examples=40)
@given(steps=st.lists(STEP, max_size=8))
def test_after_any_steps_the_file_says_what_was_put_and_keeps_its_comments(
    style: str, ends: str, steps: list[tuple[str, int | None]]
) -> None:
    held = {"agent": 1, "admin": 3}
    text = mapping(style, held).replace("\n", ends)
    comments = [part.partition("#")[2].strip() for part in text.splitlines() if "#" in part]
    for role, most in steps:
        if most is not None:
            text = put(text, ("a", "who", role), str(most), tuple(reversed(ROLES)))
            held[role] = most
        elif role in held:
            text = drop(text, ("a", "who", role))
            del held[role]
        assert read(text) == {"who": held, "z": 1}
    kept = [part.partition("#")[2].strip() for part in text.splitlines() if "#" in part]
    assert kept == comments
    assert ends == "\r\n" or "\r" not in text


@pytest.mark.parametrize("style", LISTS)
@settings(deadline=None, max_examples=40)
@given(steps=st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 5)), max_size=8))
def test_a_list_holds_what_was_added_where_it_was_added(
    style: str, steps: list[tuple[str, int]]
) -> None:
    held = ["p", "q"]
    text = listing(style, held)
    for word, place in steps:
        if place < len(held) and word == "z":
            text = drop(text, ("a", "who", place))
            del held[place]
        else:
            text = add(text, ("a", "who"), word, place, ())
            held.insert(place, word)
        assert read(text) == {"who": held, "z": 1}
    assert "# who may" in text


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("role", ROLES)
def test_what_is_taken_out_again_leaves_the_text_as_it_was(style: str, role: str) -> None:
    text = mapping(style, {one: 1 for one in ROLES if one != role})
    path = ("a", "who", role)
    assert drop(put(text, path, "9", ROLES), path) == text


def test_a_key_that_has_nothing_is_filled() -> None:
    text = "a:\n  who:   # nobody yet\n  z: 1\n"
    assert put(text, ("a", "who", "agent"), "9", ()) == (
        "a:\n  who: {agent: 9}   # nobody yet\n  z: 1\n"
    )


def test_what_is_missing_on_the_way_is_made_behind_the_best_key_on_one_line() -> None:
    text = "a:\n  x: {\n    b: 1}\n  y: 2  # two\n  z: 1"
    made = put(text, ("a", "who", "agent"), "9", ("x", "y"))
    assert made == "a:\n  x: {\n    b: 1}\n  y: 2  # two\n  who: {agent: 9}\n  z: 1"
    assert put(text, ("a", "who", "agent"), "9", ("z",)).endswith("  z: 1\n  who: {agent: 9}")
    assert put(text, ("a", "who", "agent"), "9", ()).startswith("a:\n  who: {agent: 9}\n  x: {")


def test_the_last_one_leaves_an_empty_place_and_the_comment_behind_the_key() -> None:
    text = "a:\n  who:   # who may\n    agent: 1  # until May\n  z: 1\n"
    assert drop(text, ("a", "who", "agent")) == "a:\n  who: {}   # who may\n  z: 1\n"
