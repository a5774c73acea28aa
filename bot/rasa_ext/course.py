"""Pipeline component: what a message says about the conversation itself.

Learned from data/course: a person is wanted, the answer was beside the question, what was advised
did not help, or none of these. The parse data gets `course`, how sure it is of each, and `told`
when the words, in their usual form, say that it was said before. Whoever only
mentions a person does not get one: then the intent that asks for one is taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.empathy import again, wish
from bot.rasa_ext import examples, fingerprints
from bot.rasa_ext import reader as reading
from bot.rasa_ext.gloss import Gloss, gloss_in
from bot.rasa_ext.hearing import Hearing
from bot.rasa_ext.linear import LinearClassifier
from bot.rasa_ext.messages import is_payload
from bot.rasa_ext.nameless import with_names
from bot.rasa_ext.spelling import Variants, variants_in
from bot.rasa_ext.stakes import Kinds

NONE = "none"
# How people complain is about the conversation now and then, so it shows nothing here.
CROSS = ("frustrated", "angry")


def learn(
    texts: list[str],
    labels: list[str],
    names: list[str],
    variants: Variants,
    gloss: Gloss,
    *,
    strength: float,
    letters_weight: float,
) -> Kinds:
    """Learn from messages in every language at once, and that names mean nothing."""
    hearing = Hearing.learn(texts, names, variants, careful=True, gloss=gloss)
    texts, labels, _ = with_names(texts, labels, names)
    words, vectors = hearing.views([hearing.heard(text) for text in texts])
    reader = reading.learn(
        words, labels, vectors, strength=strength, letters_weight=letters_weight, exclusive=True
    )
    return Kinds(reader, hearing)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CourseClassifier(LinearClassifier[Kinds]):
    """Reads out of the words how the conversation goes for the customer; nothing but the words."""

    stored = "course.npz"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Examples, moods, names that mean nothing, intents with a meaning here, the regression.

        Messages of intent `wish` ask for a person. Those of the intents in `near` sound most like
        it and do not, so all of them are learned as none; of the others one in `every`, and so
        of the moods. Intents in `mixed` show nothing. An intent `wish` without a wish in the
        words becomes the next one when that is as sure as `next_least`, else it is not understood.
        """
        return {
            "examples": "data/course",
            "moods": None,
            "names": None,
            "spellings": None,
            "glossary": None,
            "wish": "talk_to_human",
            "near": ["ask_are_you_bot", "ask_is_it_stored", "abuse"],
            "mixed": ["complain", "nudge", "crisis"],
            "every": 2,
            "next_least": 0.4,
            "strength": 15.0,
            "letters_weight": 1.0,
        }

    @classmethod
    def restored(cls, path: Path) -> Kinds:
        """Read what was learned."""
        return Kinds.load(path)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changed examples are a reason to train again."""
        folders = [Path(config[key]) for key in ("examples", "moods") if config.get(key)]
        keys = ("names", "spellings", "glossary")
        single = [Path(config[key]) for key in keys if config.get(key)]
        files = [path for folder in folders for path in sorted(folder.glob("*.yml"))]
        return fingerprints.of([*single, *files])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the kinds, and what messages look like that are of none of them."""
        names, spellings = self._config["names"], self._config["spellings"]
        found = examples.kinds(Path(self._config["examples"]))
        said = [(str(m.get(TEXT)), m.get(INTENT)) for m in training_data.intent_examples]
        wishes = [text for text, intent in said if intent == self._config["wish"]]
        plain_ones = [*self._everyday(said), *self._only_moods()]
        model = learn(
            [*[each.text for each in found], *wishes, *plain_ones],
            [*[each.label for each in found], *["wish"] * len(wishes), *[NONE] * len(plain_ones)],
            examples.listed(Path(names), "names") if names else [],
            variants_in(Path(spellings)) if spellings else {},
            gloss_in(self._config["glossary"]),
            strength=float(self._config["strength"]),
            letters_weight=float(self._config["letters_weight"]),
        )
        return self._keep(model)

    def _everyday(self, said: Sequence[tuple[str, Any]]) -> list[str]:
        skipped = (self._config["wish"], *self._config["mixed"], *self._config["near"])
        near = [text for text, intent in said if intent in self._config["near"]]
        others = [text for text, intent in said if intent not in skipped]
        return [*near, *self._part(others)]

    def _only_moods(self) -> list[str]:
        folder = self._config["moods"]
        moods = examples.moods(Path(folder)) if folder else []
        shown = [one.text for one in moods if one.label not in CROSS]
        plain_ones = [text for text in shown if not wish.heard(text) and not again.told(text)]
        return self._part(plain_ones)

    def _part(self, texts: Sequence[str]) -> list[str]:
        """One in `every`, chosen by the words: no other message moves one in or out."""
        every = int(self._config["every"])
        return [text for text in texts if crc32(text.encode()) % every == 0]

    def process(self, messages: list[Message]) -> list[Message]:
        """Add how sure it is of each kind, and take back the intent where nobody is asked for."""
        worded = [m for m in messages if m.get(TEXT) and not is_payload(m.get(TEXT))]
        if self._model is None or not worded:
            return messages
        rows = self._model.probabilities([message.get(TEXT) for message in worded])
        for message, row in zip(worded, rows, strict=True):
            kinds = dict(zip(self._model.reader.classes, map(float, row), strict=True))
            kinds.pop(NONE, None)
            kinds["told"] = float(again.told(self._model.hearing.boldly.usual(message.get(TEXT))))
            message.set("course", kinds, add_to_output=True)
            self._take_back(message, kinds.get("wish", 0.0))
        return messages

    def _take_back(self, message: Message, read: float) -> None:
        intent = message.get(INTENT) or {}
        if intent.get("name") != self._config["wish"]:
            return
        meant = float(intent["confidence"])
        if wish.wanted(read, message.get(TEXT), meant=meant, otherwise=0.0):
            return
        others = [
            one
            for one in message.get("intent_ranking") or []
            if one["name"] not in (self._config["wish"], DEFAULT_NLU_FALLBACK_INTENT_NAME)
        ]
        if not others or others[0]["confidence"] < self._config["next_least"]:
            unsure = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": meant}
            others = [unsure, *others]
        message.set(INTENT, others[0], add_to_output=True)
        message.set("intent_ranking", others, add_to_output=True)
