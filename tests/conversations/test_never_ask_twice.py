"""Never ask twice: whatever was told, in whichever way, no flow asks for it again.

For each flow, each choice of its facts (`facts` in tests/data/behaviours) and each way of
telling them before they are asked, in both languages, with the real model and engine. `make test`
tries each way in one of the languages, with each fact alone and with all of them; `make prove` all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import getsource
from types import ModuleType
from typing import Any

import pytest

from actions import flow, items, refund_order, subject
from bot import yaml_text
from bot.rasa_ext.turns import Turns
from tests.conversations.test_behaviours import ROOT, Houses, houses
from tests.support import known
from tests.support.behaviours import LANGUAGES, Row, rows
from tests.support.known import ANEW, WAYS, AskedTwice
from tests.support.talking import begin

__all__ = ["houses"]
ROWS = {row.name: row for row in rows()}
ASKING = known.with_facts()
OBJECTS = [
    (row, fact) for row in ASKING for fact in known.facts_of(row) if fact.name in known.GUESTS
]


class Rooms:
    """A house that is used again until something was really done in it."""

    def __init__(self, turns: Turns, houses: Houses) -> None:
        self._turns, self._houses = turns, houses
        self._fresh = False

    def talk(self, row: Row, customer: str | None, steps: list[known.Step], language: str) -> None:
        """One conversation from its beginning to its end."""

        async def talk() -> bool:
            house = await self._houses.one(fresh=False)
            return await known.talk(await begin(self._turns, house, customer, language), row, steps)

        done = True
        try:
            done = self._houses.loop.run_until_complete(talk())
        finally:
            if done:
                self._houses.used_up()


@pytest.fixture
def rooms(turns: Turns, houses: Houses) -> Rooms:
    return Rooms(turns, houses)


FULL = os.environ.get("SAMENSPEL_TEST_PROOF_SIZE") == "full"
NOT_HEARD = {(flow, "before_it_was_asked", "en") for flow in ("refund_order", "return_order")}
"""Asked for an order, "it is about the hiking backpack" is taken for a question about backpacks."""
CASES = [
    (row, way, language)
    for number, row in enumerate(ASKING)
    for place, way in enumerate(WAYS)
    for turn, language in enumerate(LANGUAGES)
    if FULL or (number + place + turn) % len(LANGUAGES) == 0
    if (row.name, way, language) not in NOT_HEARD
]


@pytest.mark.parametrize(
    ("row", "way", "language"),
    CASES,
    ids=[f"{row.name}-{way}-{tongue}" for row, way, tongue in CASES],
)
def test_no_flow_asks_for_what_was_told(rooms: Rooms, row: Row, way: str, language: str) -> None:
    every = len(known.facts_of(row))
    for given in known.subsets(row):
        if not FULL and len(given) not in (1, every):
            continue
        rooms.talk(row, row.customer, WAYS[way](row, given, language), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("row", "fact"), OBJECTS, ids=[f"{row.name}-{fact.name}" for row, fact in OBJECTS]
)
def test_no_flow_asks_a_guest_for_what_was_shown_or_who_signs_in(
    rooms: Rooms, row: Row, fact: known.Fact, language: str
) -> None:
    rooms.talk(row, None, known.guest_steps(row, fact, language), language)


def test_every_flow_says_what_it_asks_for_or_why_nothing() -> None:
    for row in rows():
        assert bool(row.facts) != (len(row.asks_nothing.split()) >= 4), row.name
    missing = {utter for utter in _asking_responses() if utter not in {*known.questions(), *ANEW}}
    assert not missing, "questions that no fact in tests/data/known.yml answers"
    for row in rows():
        own = {utter for utter in known.questions() if utter.startswith(f"utter_{row.flow}_")}
        asked = {utter for utter in own if known.questions()[utter] & set(row.facts)}
        assert asked == own, row.name


FORGETFUL = {
    "the item": (
        items,
        "known = _known(talk, order) or _named_before(talk, open_items)",
        "known: list[str] = []",
    ),
    "the order": (subject, 'str(talk.slot(kind.slot) or "")', '""'),
    "what was said before the wish": (flow, "talk.take_up()", "talk.set(said_before=None)"),
    "the reason": (
        refund_order,
        'reason = talk.slot("refund_order_reason") or',
        "reason = talk.turn.one('reason') or",
    ),
}


@pytest.mark.parametrize("forgets", FORGETFUL)
def test_a_flow_that_forgets_is_noticed(rooms: Rooms, forgets: str) -> None:
    row, language = ROWS["refund_order"], "en"
    with _planted(*FORGETFUL[forgets]), pytest.raises(AskedTwice):
        for way in WAYS.values():
            for given in known.subsets(row):
                rooms.talk(row, row.customer, way(row, given, language), language)


@contextmanager
def _planted(module: ModuleType, old: str, new: str) -> Iterator[None]:
    """The module as it would be with this fault in its source, and then as it was."""
    source, before = getsource(module), dict(vars(module))
    assert source.count(old) == 1, source.count(old)
    faulty = dict(before)
    exec(compile(source.replace(old, new), str(module.__file__), "exec"), faulty)
    swapped = []
    for name, right in before.items():
        for one, other in _code_of(right, faulty[name], module.__name__):
            swapped.append((one, one.__code__))
            one.__code__ = other.__code__
    try:
        yield
    finally:
        for one, code in swapped:
            one.__code__ = code


def _code_of(right: Any, wrong: Any, module: str) -> Iterator[tuple[Any, Any]]:
    if getattr(right, "__module__", None) != module:
        return
    if hasattr(right, "__code__"):
        yield right, wrong
    elif isinstance(right, type):
        for name, method in vars(right).items():
            if hasattr(method, "__code__") and not method.__code__.co_freevars:
                yield method, vars(wrong)[name]


def _asking_responses() -> Iterator[str]:
    for path in (ROOT / "domain").glob("*.yml"):
        for name in yaml_text.read(path.read_text(encoding="utf-8")).get("responses", {}):
            if "_ask_" in name:
                yield name
