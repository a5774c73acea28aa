"""Which messages teach moods: those of the flows, and of two folders, one for moods alone; and
which only tell how sure a mood may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa_ext import emotion
from bot.rasa_ext.emotion import EmotionClassifier, Mood
from bot.rasa_ext.examples import ExamplesError
from bot.rasa_ext.gloss import Gloss
from bot.rasa_ext.mood_words import MoodWords

FILE = "language: en\nmoods:\n  {mood}: |\n    - {text}\n"


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    below = tmp_path / "below"
    below.mkdir()
    (tmp_path / "en.yml").write_text(FILE.format(mood="sad", text="I miss her"))
    (below / "en.yml").write_text(FILE.format(mood="angry", text="thieves"))
    apart = tmp_path / "apart"
    apart.mkdir()
    (apart / "en.yml").write_text(FILE.format(mood="neutral", text="where is it"))
    named = {"examples": str(tmp_path), "moods_only": str(below), "calibration": str(apart)}
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


def test_what_tells_how_sure_a_mood_may_be_teaches_none(config: dict[str, Any]) -> None:
    assert emotion.judged(config) == [Mood("where is it", "neutral", False)]
    assert "where is it" not in {mood.text for mood in emotion.gathered(config, TrainingData())}
    assert emotion.judged({**config, "calibration": None}) == []


def test_messages_apart_make_it_as_sure_as_it_is_right_with_them() -> None:
    sad = ["I miss her so much", "he is dead", "I cry all day", "so much grief", "it hurts so much"]
    calm = ["where is it", "size 43 please", "which number is it", "two of them", "it is blue"]
    found = [Mood(text, "sad", True) for text in sad] + [
        Mood(text, "neutral", True) for text in calm
    ]

    def learned(apart: Sequence[Mood]) -> emotion.Moods:
        return emotion.learn(
            found, [], MoodWords({}), {}, Gloss(),
            strength=3.0, letters_weight=0.8, calm=1.0, apart=apart,
        )  # fmt: skip

    asked = ["she is gone and I miss her", "what number do I need", "I cry", "how blue is it"]
    fits = [Mood(t, m, m == "sad") for t, m in zip(asked, ["sad", "neutral"] * 2, strict=True)]
    half = [Mood(t, m, m == "sad") for t in asked for m in ("sad", "neutral")]
    sure, unsure = learned(fits).probabilities(asked), learned(half).probabilities(asked)
    assert sure.max(axis=1).min() > 0.8
    assert unsure.max(axis=1).max() < 0.6
    with pytest.raises(ExamplesError, match="no example has the mood angry"):
        learned([Mood("you thieves", "angry", True)])


@pytest.mark.parametrize("folder", ["examples", "moods_only", "calibration"])
def test_a_change_in_any_is_a_reason_to_train_again(config: dict[str, Any], folder: str) -> None:
    before = EmotionClassifier.fingerprint_addon(config)
    path = Path(config[folder]) / "en.yml"
    path.write_text(path.read_text() + "    - and more\n")
    assert EmotionClassifier.fingerprint_addon(config) != before
