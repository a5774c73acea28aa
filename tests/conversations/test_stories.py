"""Rasa's own test stories run on the model, words and all, as plain `rasa test` does."""

from __future__ import annotations

import json
from pathlib import Path

from rasa.core.test import test as run_stories

from bot.rasa_ext.turns import Turns

STORIES = Path(__file__).parent


async def test_every_story_takes_the_steps_it_tells(turns: Turns, tmp_path: Path) -> None:
    await run_stories(
        str(STORIES),
        turns.agent,
        out_directory=str(tmp_path),
        e2e=True,
        disable_plotting=True,
        errors=True,
        warnings=False,
    )

    report = json.loads((tmp_path / "story_report.json").read_text(encoding="utf-8"))
    taken = report["conversation_accuracy"]
    assert taken["total"] >= 40
    assert taken["correct"] == taken["total"], (tmp_path / "failed_test_stories.yml").read_text()
