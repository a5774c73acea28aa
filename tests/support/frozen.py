"""Reads the evaluation messages that were written apart from the training data."""

from __future__ import annotations

from pathlib import Path

from bot.rasa_ext.examples import lines, read

FOLDER = Path(__file__).parents[1] / "data"
INTENT_SETS = ("nlu_frozen", "nlu_unseen")
MOOD_SETS = ("emotion_frozen",)


def messages(name: str, language: str) -> list[tuple[str, str]]:
    """Every message of a set with its intent or mood, from the files that carry it on too."""
    found = []
    carried_on = sorted(FOLDER.glob(f"{name}_{language}_*.yml"))
    for path in (FOLDER / f"{name}_{language}.yml", *carried_on):
        content = read(path)
        blocks = content.get("intents") or content["moods"]
        found += [
            (text, str(label)) for label, block in blocks.items() for text in lines(block, name)
        ]
    return found


def strangers(name: str, language: str) -> list[str]:
    """The messages of a set that belong to no intent."""
    return lines(str(read(FOLDER / f"{name}_{language}.yml")["out_of_scope"]), name)
