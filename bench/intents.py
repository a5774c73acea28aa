"""Our intents in either language: ours beside Rasa's pipelines, learned from the same messages."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

from bench import corpora, default_rasa, pictures, stock
from bench.corpora import Labelled
from bench.figures import Figure
from bench.stock import OURS, Answers, Heard, beside, figure
from bot.encoder import encoder
from bot.rasa_ext import examples, intent
from bot.rasa_ext.gloss import gloss_in
from bot.rasa_ext.spelling import variants_in

Progress = Callable[[str], None]
LANGUAGES = {"en": "English", "nl": "Dutch"}
# How many Dutch examples an intent, and how often they are drawn anew.
DRAWS = {3: (1, 2, 3)}
CURVE = {**DRAWS, 10: (1,), 30: (1,)}
# How many English examples an intent, to learn from them alone.
FEW = 20
# How much worse than the default pipeline English may be.
BEHIND = 0.01


@dataclass(frozen=True)
class Exam:
    """What everybody is asked, by language: messages with their intents, strangers, and messages of
    a later examination that was looked at less often.
    """

    labelled: Mapping[str, Labelled]
    strangers: Mapping[str, Sequence[str]]
    fresh: Mapping[str, Labelled] = field(default_factory=dict)

    def asked(self, language: str) -> list[str]:
        """The messages of one language."""
        return [text for text, _ in self.labelled[language]]

    @property
    def texts(self) -> list[str]:
        """Everything."""
        strangers = [text for one in LANGUAGES for text in self.strangers[one]]
        fresh = [text for pairs in self.fresh.values() for text, _ in pairs]
        return [*(text for one in LANGUAGES for text in self.asked(one)), *strangers, *fresh]


def exam(known: Sequence[str]) -> Exam:
    """The examinations of `tests/data`."""
    return Exam(
        {one: corpora.exam("nlu_exam", one, known) for one in LANGUAGES},
        {one: corpora.exam_strangers(one) for one in LANGUAGES},
        {one: corpora.exam("nlu_fresh", one, known) for one in LANGUAGES},
    )


def settings() -> dict[str, Any]:
    """The settings of the shipped pipeline."""
    named = corpora.component("IntentClassifier")
    return {**intent.IntentClassifier.get_default_config(), **named}


def learn(train: Labelled, outside: Sequence[str] = ()) -> intent.Understanding:
    """As the pipeline learns."""
    chosen = settings()
    return intent.learn(
        [text for text, _ in train],
        [label for _, label in train],
        list(outside),
        names=examples.listed(Path(chosen["names"]), "names"),
        variants=variants_in(Path(chosen["spellings"])),
        gloss=gloss_in(Path(chosen["glossary"])),
        strength=chosen["strength"],
        letters_weight=chosen["letters_weight"],
        rejected=chosen["rejected"],
    )


def heard(model: intent.Understanding, texts: Sequence[str]) -> dict[str, Heard]:
    """What the pipeline makes of each text. What that takes is measured with all of it."""
    chosen = settings()
    probabilities, inside = model.read(texts)
    found = {}
    for text, row, let_in in zip(texts, probabilities, inside, strict=True):
        ranking = dict(zip(model.intents, map(float, row), strict=True))
        best = max(ranking, key=lambda name: ranking[name])
        least = chosen["least_for"].get(best, chosen["least"])
        found[text] = Heard(not let_in or ranking[best] < least, ranking, 0.0)
    return found


def few_english() -> Labelled:
    """So few English examples that every side learns them in minutes."""
    return corpora.few(corpora.of_language(corpora.own(), "en"), FEW)


def ours(train: Labelled, outside: Sequence[str], texts: Sequence[str]) -> Answers:
    """Learned anew, from nothing that was embedded before."""
    encoder.cache_clear()
    encoder().load()
    began = time.process_time()
    model = learn(train, outside)
    return Answers(time.process_time() - began, heard(model, texts))


def sides(
    train: Labelled, outside: Sequence[str], texts: Sequence[str], full: bool, progress: Progress
) -> dict[str, Answers]:
    """Everybody learns from the same and is asked the same; of strangers only ours learns."""
    found = {
        OURS: ours(train, outside, texts),
        stock.NAME: stock.train(train).answers(texts),
    }
    default = default_rasa.told(train, texts, progress, train=full)
    return found if default is None else {**found, default_rasa.NAME: default}


def run(
    both: Mapping[str, Answers],
    of_few: Mapping[str, Answers],
    asked: Exam,
    full: bool,
    progress: Progress,
) -> list[Figure]:
    """With examples in both languages, in English alone (all or a few), and with a few in Dutch."""
    everything = corpora.own()
    found = [row for one in LANGUAGES for row in in_language(both, asked, one)]
    draw(both[OURS], asked)
    progress("our own intents")
    english = corpora.of_language(everything, "en")
    dutch = corpora.of_language(everything, "nl")
    found += from_english(sides(english, (), asked.texts, full, progress), asked)
    progress("from English alone")
    found += from_few_english(of_few, asked)
    for count, seeds in (CURVE if full else DRAWS).items():
        mixed = [[*english, *corpora.few(dutch, count, seed)] for seed in seeds]
        found += with_few(count, mixed, asked, full, progress)
        progress(f"Dutch with {count} examples an intent")
    return found


def right(answers: Mapping[str, Answers], test: Labelled) -> dict[str, float]:
    """The share of right ones, by side."""
    return {side: one.right(test) for side, one in answers.items()}


def in_language(both: Mapping[str, Answers], asked: Exam, language: str) -> list[Figure]:
    """How many are right, how many turned away, how many strangers noticed."""
    told, test = LANGUAGES[language], asked.labelled[language]
    texts, strangers = asked.asked(language), asked.strangers[language]
    # The light pipeline has nothing that turns a message away.
    gated = {side: one for side, one in both.items() if side != stock.NAME}
    turned = {side: one.away(texts) for side, one in gated.items()}
    noticed = {side: one.away(strangers) for side, one in gated.items()}
    return [
        *beside(f"intents, {told}", right(both, test), len(test)),
        *beside(f"good messages turned away, {told}", turned, len(test)),
        *beside(f"strangers noticed, {told}", noticed, len(strangers)),
        *on_fresh(f"intents, {told}", both, asked, language),
    ]


def on_fresh(name: str, answers: Mapping[str, Answers], asked: Exam, language: str) -> list[Figure]:
    """The same on the fresh examination; against the default pipeline where that was trained."""
    test = asked.fresh.get(language, [])
    return beside_default(f"{name}, fresh examination", answers, test) if test else []


def from_english(alone: Mapping[str, Answers], asked: Exam) -> list[Figure]:
    """What those who learned from English alone make of English, and of Dutch."""
    english, dutch = asked.labelled["en"], asked.labelled["nl"]
    shares = right(alone, dutch)
    return [
        *beside_default("intents, English, learned from English alone", alone, english),
        *beside("Dutch intents without Dutch examples", shares, len(dutch), goal=0.75),
        *on_fresh("intents, English, learned from English alone", alone, asked, "en"),
        *on_fresh("Dutch intents without Dutch examples", alone, asked, "nl"),
    ]


def from_few_english(alone: Mapping[str, Answers], asked: Exam) -> list[Figure]:
    """The same by those who learned from a few English examples."""
    english, dutch = asked.labelled["en"], asked.labelled["nl"]
    told = f"learned from {FEW} English examples each"
    return [
        *beside_default(f"intents, English, {told}", alone, english),
        *beside(f"Dutch intents, {told}", right(alone, dutch), len(dutch)),
    ]


def beside_default(name: str, alone: Mapping[str, Answers], test: Labelled) -> list[Figure]:
    """With how much better than the default pipeline ours is, which has a goal."""
    shares = right(alone, test)
    found = beside(name, shares, len(test))
    if default_rasa.NAME in shares:
        less = shares[OURS] - shares[default_rasa.NAME]
        told = f"{name}: ours less the {default_rasa.NAME}"
        found.append(figure(told, less, None, len(test), goal=-BEHIND))
    return found


def with_few(
    count: int, mixed: Sequence[Labelled], asked: Exam, full: bool, progress: Progress
) -> list[Figure]:
    """The mean of the draws; the default pipeline learns from the first alone, and only for three
    examples: each training of it takes a quarter of an hour and more.
    """
    test, texts = asked.labelled["nl"], asked.asked("nl")
    mine = [ours(one, (), texts).right(test) for one in mixed]
    theirs = [stock.train(one).answers(texts).right(test) for one in mixed]
    name, three = f"Dutch intents with {count} Dutch examples each", count == 3
    shares = {OURS: mean(mine), stock.NAME: mean(theirs)}
    found = beside(name, shares, len(test), goal=0.85 if three else None)
    default = default_rasa.told(mixed[0], asked.texts, progress, train=full) if three else None
    if default is not None:
        first = {OURS: mine[0], default_rasa.NAME: default.right(test)}
        found += beside(f"{name}, the first draw", first, len(test))
    return found


def draw(answers: Answers, asked: Exam) -> None:
    """The picture of what is taken for what."""
    pairs = [pair for one in LANGUAGES for pair in asked.labelled[one]]
    guesses = [answers.heard[text].likeliest for text, _ in pairs]
    pictures.confusion(pairs, guesses, sorted({label for _, label in pairs}))
