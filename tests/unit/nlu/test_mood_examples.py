"""Which messages teach moods: those of the flows, and of two folders, one for moods alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa_ext import emotion
from bot.rasa_ext.emotion import EmotionClassifier, Mood

FILE = "language: en\nmoods:\n  {mood}: |\n    - {text}\n"


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    below = tmp_path / "below"
    below.mkdir()
    (tmp_path / "en.yml").write_text(FILE.format(mood="sad", text="I miss her"))
    (below / "en.yml").write_text(FILE.format(mood="angry", text="thieves"))
    named = {"examples": str(tmp_path), "moods_only": str(below)}
    return {**EmotionClassifier.get_default_config(), **named}


def test_moods_are_learned_from_both_folders(config: dict[str, Any]) -> None:
    found = emotion.gathered(config, TrainingData())
    assert found == [Mood("I miss her", "sad", True), Mood("thieves", "angry", True)]


def test_without_the_second_folder_the_first_is_enough(config: dict[str, Any]) -> None:
    found = emotion.gathered({**config, "moods_only": None}, TrainingData())
    assert [mood.text for mood in found] == ["I miss her"]


def test_a_message_whose_mood_is_unclear_teaches_none(config: dict[str, Any]) -> None:
    """Without the label it would teach what calm looks like, as others of its intent do."""
    texts = {"where is it": None, "ha, where is it": "unclear", "WHERE is it": "angry"}
    messages = [Message.build(text=text, intent="ask_order_status") for text in texts]
    for message, mood in zip(messages, texts.values(), strict=True):
        message.set("metadata", {"intent": {"mood": mood}} if mood else {})
    plain = {**config, "neutral_intents": ["ask_order_status"]}

    found = emotion.gathered(plain, TrainingData(messages))
    others = emotion.moodless(found, TrainingData(messages))

    assert {one.text: one.label for one in found if not one.shown} == {
        "where is it": "neutral",
        "WHERE is it": "angry",
    }
    assert others == ["ha, where is it"]


@pytest.mark.parametrize("folder", ["examples", "moods_only"])
def test_a_change_in_either_is_a_reason_to_train_again(config: dict[str, Any], folder: str) -> None:
    before = EmotionClassifier.fingerprint_addon(config)
    path = Path(config[folder]) / "en.yml"
    path.write_text(path.read_text() + "    - and more\n")
    assert EmotionClassifier.fingerprint_addon(config) != before
