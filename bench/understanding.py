"""How well messages and moods are understood, beside Rasa's stock components on the same data."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from bench import corpora, moods, pictures, stock
from bench.corpora import Corpus, Labelled
from bench.figures import Figure
from bench.stock import figure
from bot.rasa_ext import intent

Progress = Callable[[str], None]
REJECTED = 0.05
SEEDS = (1, 2, 3)


def learn(train: Labelled, outside: Sequence[str] = ()) -> intent.Understanding:
    """As the pipeline learns."""
    settings = intent.IntentClassifier.get_default_config()
    return intent.learn(
        [text for text, _ in train],
        [label for _, label in train],
        list(outside),
        strength=settings["strength"],
        letters_weight=settings["letters_weight"],
        rejected=settings["rejected"],
    )


def ours(model: intent.Understanding, texts: Sequence[str]) -> list[str]:
    """The likeliest intent of each, whatever the gate says."""
    probabilities, _ = model.read(texts)
    return [model.intents[row] for row in probabilities.argmax(axis=1)]


def right(found: Sequence[str], test: Labelled) -> float:
    """The share that was taken for what it is."""
    return float(np.mean([one == label for one, (_, label) in zip(found, test, strict=True)]))


def best(rankings: list[dict[str, float]]) -> list[str]:
    """The likeliest label of each."""
    return [max(one, key=lambda label: one[label]) for one in rankings]


def run(full: bool, progress: Progress) -> list[Figure]:
    """Everything that needs no file from elsewhere, then the public sets that are there."""
    found = [*_languages(progress), *moods.run(progress), *_parsing(progress)]
    sizes: list[tuple[str, Callable[[], Corpus], Callable[[str, Corpus], list[Figure]], bool]] = [
        ("Banking77, 10 examples a class", lambda: corpora.banking(10), _banking(0.81), False),
        ("Banking77", lambda: corpora.banking(None), _banking(0.92), True),
        ("CLINC150, 10 examples a class", lambda: corpora.clinc(10), _clinc(None, None), False),
        ("CLINC150", lambda: corpora.clinc(None), _clinc(0.945, 0.87), True),
    ]
    for name, load, measure, large in sizes:
        if large and not full:
            progress(f"LEFT OUT: {name} at full size, see make bench-full")
            continue
        try:
            found += measure(name, load())
            progress(name)
        except corpora.Missing as missing:
            progress(f"LEFT OUT: {name}: {missing}")
    return found


def _languages(progress: Progress) -> list[Figure]:
    everything = corpora.own()
    names = sorted({label for _, label in everything})
    tests = {one: corpora.exam("nlu_exam", one, names) for one in ("en", "nl")}
    texts = {one: [text for text, _ in test] for one, test in tests.items()}
    english = corpora.of_language(everything, "en")
    dutch = corpora.of_language(everything, "nl")
    found = []
    both, peer = learn(everything, corpora.own_strangers()), stock.train(everything)
    guesses = {one: ours(both, texts[one]) for one in tests}
    for one, told in (("en", "English"), ("nl", "Dutch")):
        theirs = right(best(peer.rankings(texts[one])), tests[one])
        found.append(
            figure(f"intents, {told}", right(guesses[one], tests[one]), theirs, len(tests[one]))
        )
        turned = 1 - float(np.mean(both.read(texts[one])[1]))
        strangers = corpora.exam_strangers(one)
        noticed = 1 - float(np.mean(both.read(strangers)[1]))
        found.append(figure(f"good messages turned away, {told}", turned, None, len(tests[one])))
        found.append(figure(f"strangers noticed, {told}", noticed, None, len(strangers)))
    pictures.confusion([pair for one in ("en", "nl") for pair in tests[one]], guesses, names)
    progress("our own intents")
    alone, peer = learn(english), stock.train(english)
    found.append(
        figure(
            "Dutch intents without Dutch examples",
            right(ours(alone, texts["nl"]), tests["nl"]),
            right(best(peer.rankings(texts["nl"])), tests["nl"]),
            len(tests["nl"]),
            goal=0.75,
        )
    )
    progress("Dutch without Dutch")
    mixed = [[*english, *corpora.few(dutch, 3, seed)] for seed in SEEDS]
    found.append(
        figure(
            "Dutch intents with 3 Dutch examples each",
            float(np.mean([right(ours(learn(one), texts["nl"]), tests["nl"]) for one in mixed])),
            right(best(stock.train(mixed[0]).rankings(texts["nl"])), tests["nl"]),
            len(tests["nl"]),
            goal=0.85,
        )
    )
    progress("Dutch with three examples")
    return found


def _parsing(progress: Progress) -> list[Figure]:
    """A whole parse with the trained model, mood included, in processor time."""
    from rasa.core.agent import Agent

    from bot.rasa_ext import training

    texts = [text for text, _ in corpora.exam("emotion_exam", "en", moods.MOODS)]
    agent = Agent.load(str(training.train()))

    async def measure() -> list[float]:
        times = []
        for text in texts:
            began = time.process_time()
            await agent.parse_message(text)
            times.append(1000 * (time.process_time() - began))
        return times

    times = asyncio.run(measure())
    progress("parsing")
    return [
        figure(
            "parse with mood, p50 of processor time",
            median(times),
            None,
            len(times),
            goal=12,
            at_most=True,
            unit="ms",
        )
    ]


def _banking(goal: float) -> Callable[[str, Corpus], list[Figure]]:
    def measure(name: str, corpus: Corpus) -> list[Figure]:
        texts = [text for text, _ in corpus.test]
        mine = right(ours(learn(corpus.train), texts), corpus.test)
        theirs = right(best(stock.train(corpus.train).rankings(texts)), corpus.test)
        return [figure(name, mine, theirs, len(texts), goal=goal)]

    return measure


def _clinc(goal: float | None, noticed: float | None) -> Callable[[str, Corpus], list[Figure]]:
    def measure(name: str, corpus: Corpus) -> list[Figure]:
        texts = [text for text, _ in corpus.test]
        model, peer = learn(corpus.train, corpus.outside), stock.train(corpus.train)
        rankings = peer.rankings(texts)
        inside, outside = model.scope(texts), model.scope(corpus.strangers)
        sure = np.array([max(one.values()) for one in rankings])
        unsure = np.array([max(one.values()) for one in peer.rankings(corpus.strangers)])
        return [
            figure(
                f"{name}, in scope",
                right(ours(model, texts), corpus.test),
                right(best(rankings), corpus.test),
                len(texts),
                goal=goal,
            ),
            figure(
                f"{name}, strangers noticed when 5 % of good messages are turned away",
                _noticed(inside, outside),
                _noticed(sure, unsure),
                len(corpus.strangers),
                goal=noticed,
            ),
        ]

    return measure


def _noticed(inside: NDArray[np.float32], outside: NDArray[np.float32]) -> float:
    return float(np.mean(outside < np.quantile(inside, REJECTED)))
