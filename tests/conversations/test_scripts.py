"""Whole conversations, written by people who saw no code: who needs a person gets one, in time.

The model reads the words and the decision is the real one; what the bot did in between stands in
the script. The lines are examination material: a failure names the conversation and why it needed
a person, never the words.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import yaml_text
from bot.empathy import frustration
from bot.rasa_ext import history
from bot.rasa_ext.turns import Turns
from tests.support.played import played, scripts

FOLDER = Path(__file__).parents[1] / "data" / "conversations"
# Looked at while rules were written: these hold the rules, not how good they are.
DEVELOPED_WITH = FOLDER.with_name("dev_conversations")
# The goal is that none is missed and that at most 1 in 20 calm ones is handed over: 3 of 64.
# Reached are none and 2.
MOST_MISSED = 0
MOST_CALM_HANDED_OVER = 3
# Of 160 and 144; `second_*.yml` are 70 and 68 of them, in the kinds that went worst, and
# `third_*.yml` 40 and 20, about distress that lasts. Reached are 9 and 13, one more for another
# processor. By the rules that one weighing replaced it is 10 and 15 with this model (6 and 17 with
# the one before): the only time that more were let through, for a third of the unseen ones missed.
MOST_MISSED_OF_DEVELOPMENT, MOST_CALM_OF_DEVELOPMENT = 10, 14
# Another name, dialect or spelling should move the reading by no more than this.
MOST_MOVED = 0.05
# How many of a hundred still move it further; the goal is none, a change may only lower these.
STILL_MOVED = {"name": 10, "spelling": 10, "dialect": 3}
# The same over pairs that nobody looked at while examples, words or thresholds were chosen: reached
# are 0, 1 and 1 of thirty at most, one more for another processor.
FRESH_PAIRS = FOLDER.with_name("swaps_fresh.yml")
STILL_MOVED_OF_FRESH = {"name": 4, "spelling": 7, "dialect": 7}


def test_there_are_at_least_sixty_conversations_in_both_languages() -> None:
    counts = {
        (language, label): sum(s.language == language and s.label == label for s in scripts(FOLDER))
        for language in ("en", "nl")
        for label in ("calm", "needs_person")
    }
    assert sum(counts.values()) >= 60
    assert min(counts.values()) >= 25


async def test_who_needs_a_person_gets_one_no_later_than_marked(turns: Turns) -> None:
    outcomes = await played(turns, FOLDER, "needs_person")
    missed = [(one.script.id, one.script.why) for one in outcomes if one.late]
    assert len(missed) <= MOST_MISSED, missed


async def test_the_conversations_to_develop_with_go_no_worse_than_they_did(turns: Turns) -> None:
    outcomes = await played(turns, DEVELOPED_WITH, "needs_person")
    missed = [one.script.id for one in outcomes if one.late]
    calm = await played(turns, DEVELOPED_WITH, "calm")
    handed = [(one.script.id, one.reason) for one in calm if one.at is not None]
    assert len(missed) <= MOST_MISSED_OF_DEVELOPMENT, missed
    assert len(handed) <= MOST_CALM_OF_DEVELOPMENT, handed


async def test_calm_customers_stay_with_the_bot(turns: Turns) -> None:
    outcomes = await played(turns, FOLDER, "calm")
    handed = [(one.script.id, one.reason) for one in outcomes if one.at is not None]
    assert len(handed) <= MOST_CALM_HANDED_OVER, handed


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("kind", sorted(STILL_MOVED))
@pytest.mark.parametrize(
    ("pairs", "most"),
    [(FOLDER / "swaps.yml", STILL_MOVED), (FRESH_PAIRS, STILL_MOVED_OF_FRESH)],
    ids=["looked at", "fresh"],
)
async def test_most_names_dialects_and_spellings_leave_the_reading_where_it_is(
    turns: Turns, language: str, kind: str, pairs: Path, most: dict[str, int]
) -> None:
    moved = [
        abs(await level(turns, swap["text"]) - await level(turns, group["original"]))
        for group in yaml_text.read(pairs.read_text(encoding="utf-8"))
        for swap in group["swaps"]
        if group["language"] == language and swap["kind"] == kind
    ]
    further = sum(by > MOST_MOVED for by in moved)
    print(f"{pairs.stem} {language} {kind}: {further} of {len(moved)}")
    assert moved and 100 * further <= most[kind] * len(moved), (further, len(moved))


async def level(turns: Turns, text: str) -> float:
    said = history.from_parse(await turns.agent.parse_message(text), text, [])
    return frustration.read([said]).level
