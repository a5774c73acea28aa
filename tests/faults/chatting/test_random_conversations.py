"""Random conversations with the real gate, router and log: nothing untrue is ever told.

And each of six faults that somebody could make is found in a few hundred of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import disclosure
from bot.conversation import log, router
from bot.conversation.modes import Modes
from bot.conversation.record import load
from bot.model import AuthorKind, Draft
from tests.faults.chatting.judge import AUTHOR, OVER, PROMISE, UNDISCLOSED
from tests.faults.chatting.run import Tally, made_short, play
from tests.faults.chatting.scene import opened
from tests.faults.chatting.story import Saying, Step, story

SLICES, SLICE = 10, 1000
Plant = Callable[[pytest.MonkeyPatch], None]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(SLICES))
async def test_no_random_conversation_tells_anything_untrue(prepared: Path, part: int) -> None:
    tally = await play(prepared, range(part * SLICE, (part + 1) * SLICE), seed=1)
    assert tally.examples == []
    assert tally.wrong == Counter()
    assert tally.by_bot > SLICE / 2


def _says_nothing_again(patch: pytest.MonkeyPatch) -> None:
    told = Modes.disclose

    def forgetful(self: Modes, connection: Any, record: Any, *rest: Any, **more: Any) -> Any:
        if more["again"]:
            return load(connection, record.id)
        return told(self, connection, record, *rest, **more)

    patch.setattr(Modes, "disclose", forgetful)


def _believes_every_promise(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disclosure, "_unproven", lambda *_: None)


def _believes_any_record(patch: pytest.MonkeyPatch) -> None:
    judged = disclosure._unproven

    def credulous(draft: Draft, effects: Any, ledger: disclosure.Ledger) -> Any:
        return judged(draft, frozenset() if draft.claims else effects, ledger)

    patch.setattr(disclosure, "_unproven", credulous)


def _lets_the_bot_pose(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disclosure, "_claims_human", lambda _: False)


def _signs_for_people(patch: pytest.MonkeyPatch) -> None:
    append = log._append

    def mislabelled(*given: Any, **more: Any) -> Any:
        where, record, kind, author, *rest = given
        if author.kind is AuthorKind.HUMAN_AGENT and kind == "message":
            author = replace(author, kind=AuthorKind.BOT)
        return append(where, record, kind, author, *rest, **more)

    patch.setattr(log, "_append", mislabelled)


def _lets_everybody_speak(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(router, "may_speak", lambda *_, **__: True)


@pytest.mark.parametrize(
    ("plant", "lie"),
    [
        (_says_nothing_again, UNDISCLOSED),
        (_believes_every_promise, PROMISE),
        (_believes_any_record, PROMISE),
        (_lets_the_bot_pose, AUTHOR),
        (_signs_for_people, AUTHOR),
        (_lets_everybody_speak, OVER),
    ],
)
async def test_a_planted_fault_is_found_and_its_story_made_short(
    prepared: Path, monkeypatch: pytest.MonkeyPatch, plant: Plant, lie: str
) -> None:
    plant(monkeypatch)
    tally = await play(prepared, range(250), seed=1)
    assert tally.wrong[lie] > 0
    number = next(number for number, what, _ in tally.examples if what == lie)
    short = await made_short(prepared, number, 1)
    assert 1 <= len(short) <= 5


@pytest.mark.parametrize("what", ["human", "choose"])
async def test_who_asks_for_a_person_after_a_long_silence_hears_again_that_it_is_a_bot(
    prepared: Path, tmp_path: Path, what: str
) -> None:
    asks = Step("customer", what, value="gateway:person")
    write = Step("customer", "write", (Saying("hi"),))
    async with opened(prepared, tmp_path / "scene") as scene:
        judge = await scene.play([write, Step("bot", "fails"), Step("clock", "silence"), asks])
        assert judge.found == []
        assert judge.told
        assert judge.mode == "waiting"
        left = Step("customer", "bot")
        judge = await scene.play([asks, Step("clock", "silence"), left, write])
    assert judge.found == []


async def test_the_same_number_is_the_same_conversation(prepared: Path) -> None:
    assert story(7, 3) == story(7, 3) != story(8, 3)
    one, other = [await play(prepared, [7], seed=3) for _ in range(2)]
    assert (one.messages, one.by_bot) == (other.messages, other.by_bot)
    assert isinstance(one, Tally)
