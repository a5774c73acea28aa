"""`samenspel empathy replay`: how conversations would have been read under these settings."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from bot import yaml_text
from bot.commands.quiet import quiet
from bot.empathy import replay
from bot.empathy.replay import Moment, ScriptError
from bot.settings import Settings


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print every message with level, reasons and decision. 1 when there is nothing to replay."""
    quiet()
    try:
        if arguments.file:
            found = _scripted(settings, Path(arguments.file))
        else:
            found = _recorded(settings, arguments.conversation)
    except (ScriptError, OSError, yaml.YAMLError) as error:
        print(f"samenspel: {error}", file=sys.stderr)
        return 1
    if not found:
        print("samenspel: no such conversation is recorded", file=sys.stderr)
        return 1
    to_person = 0
    for name, moments in found.items():
        conversation = replay.judged(moments, settings.empathy)
        to_person += replay.handed_over(conversation) is not None
        print("\n".join(replay.shown(name, conversation)), flush=True)
    print(f"{len(found)} conversations, {to_person} of them to a person")
    return 0


def changes(given: Sequence[str]) -> Mapping[str, str]:
    """`handoff_level=0.6` as the environment would say it; the settings check it as everywhere."""
    pairs = [pair.partition("=") for pair in given]
    return {
        f"SAMENSPEL_EMPATHY_{key.strip().replace('.', '_').upper()}": value.strip()
        for key, _, value in pairs
    }


def _recorded(settings: Settings, conversation: str | None) -> Mapping[str, Sequence[Moment]]:
    from bot.rasa_ext import replaying

    return replaying.recorded(settings.engine.tracker_url, conversation)


def _scripted(settings: Settings, path: Path) -> Mapping[str, Sequence[Moment]]:
    scripts = replay.scripts(yaml_text.read(path.read_text(encoding="utf-8")), path.name)
    from bot.rasa_ext import replaying

    return replaying.scripted(scripts, settings)
