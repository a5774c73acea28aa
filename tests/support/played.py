"""Plays scripted conversations with the real model and tells when a person came."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot import yaml_text
from bot.empathy import replay
from bot.empathy.replay import Script
from bot.rasa_ext import replaying
from bot.rasa_ext.turns import Turns
from bot.settings import Empathy


@dataclass(frozen=True)
class Outcome:
    """A script with the message at which a person came, if one did."""

    script: Script
    at: int | None
    reason: str | None

    @property
    def late(self) -> bool:
        """A person came after the message marked beforehand, or not at all."""
        latest = self.script.at_latest
        return self.at is None or (latest is not None and self.at > latest)


@lru_cache(maxsize=4)
def scripts(folder: Path) -> tuple[Script, ...]:
    """Every scripted conversation of a folder."""
    files = [path for path in sorted(folder.glob("*.yml")) if path.stem != "swaps"]
    return tuple(
        script
        for path in files
        for script in replay.scripts(yaml_text.read(path.read_text(encoding="utf-8")), path.name)
    )


async def played(
    turns: Turns, folder: Path, label: str, language: str | None = None
) -> list[Outcome]:
    """What came of the conversations with that label."""
    found = []
    for script in scripts(folder):
        if script.label == label and language in (None, script.language):
            moments = await replaying.read(script, turns.agent)
            conversation = replay.judged(moments, Empathy())
            at = replay.handed_over(conversation)
            reason = conversation[at].decision if at is not None else None
            found.append(Outcome(script, at, reason))
    return found
