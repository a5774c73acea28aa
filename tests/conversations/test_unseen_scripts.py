"""120 conversations that nobody developed with: how many who need a person get one in time.

The goal is that none who needs a person is missed or gets one late, and that at most 1 in 20 calm
ones is handed over. What is asserted is the latest measurement; docs/empathy.md tells the first.
Run with -s to read the figures. A failure names conversations, never their words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import yaml_text
from bot.rasa_ext.turns import Turns
from tests.support.played import Outcome, played

FOLDER = Path(__file__).parents[1] / "data" / "unseen_conversations"
# Of thirty each: one more than measured last, because a model learned on another processor may read
# a sentence differently. A change may only lower these; it did not twice, while the rules for anger
# stood beside each other that one weighing replaced. The goal for who needs a person is none, for
# calm ones 1 in 20, which is 1 of thirty.
NEVER = {"en": 2, "nl": 2}
TOO_LATE = {"en": 0, "nl": 0}
CALM_HANDED_OVER = {"en": 3, "nl": 4}


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_of_those_in_need_no_more_are_missed_or_late_than_before(
    turns: Turns, language: str
) -> None:
    outcomes = await played(turns, FOLDER, "needs_person", language)
    never = [one for one in outcomes if one.at is None]
    late = [one for one in outcomes if one.late and one.at is not None]
    tell("needs_person", language, "without a person", never)
    tell("needs_person", language, "with a person too late", late)
    missed, missed_or_late = reasons(never), reasons(never + late)
    assert len(missed) <= NEVER[language], missed
    assert len(missed_or_late) <= NEVER[language] + TOO_LATE[language], missed_or_late


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_of_the_calm_ones_no_more_are_handed_over_than_before(
    turns: Turns, language: str
) -> None:
    outcomes = [one for one in await played(turns, FOLDER, "calm", language) if one.at is not None]
    tell("calm", language, "handed over", outcomes)
    handed = reasons(outcomes)
    assert len(handed) <= CALM_HANDED_OVER[language], handed


def reasons(outcomes: Sequence[Outcome]) -> list[tuple[str, str]]:
    return [(one.script.id, one.reason or one.script.why) for one in outcomes]


def tell(label: str, language: str, what: str, outcomes: Sequence[Outcome]) -> None:
    """The figures by kind, and which conversations they are."""
    path = FOLDER / f"{label}_{language}.yml"
    conversations = yaml_text.read(path.read_text(encoding="utf-8"))["conversations"]
    kinds = {one["id"]: one["kind"] for one in conversations}
    of, hit = Counter(kinds.values()), Counter(kinds[one.script.id] for one in outcomes)
    by_kind = " · ".join(f"{kind} {hit[kind]} of {of[kind]}" for kind in sorted(of))
    print(f"\n{label} {language}: {len(outcomes)} of {of.total()} {what} ({by_kind})")
    for name, reason in reasons(outcomes):
        print(f"  {name}: {reason}")
