"""How well messages and moods are understood, beside Rasa's own components on the same data."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from bench import corpora, intents, learning, moods, public_sets
from bench.figures import Figure
from bench.stock import OURS, Answers, beside
from bot.encoder import encoder

Progress = Callable[[str], None]


def run(full: bool, progress: Progress) -> list[Figure]:
    """Everything that needs no file from elsewhere, then the public sets that are there."""
    everything = corpora.own()
    asked = intents.exam(sorted({label for _, label in everything}))
    both = intents.sides(everything, corpora.own_strangers(), asked.texts, full, progress)
    of_few = intents.sides(intents.few_english(), (), asked.texts, full, progress)
    found = [*intents.run(both, of_few, asked, full, progress), *learning.run(both, of_few)]
    progress("learning")
    found += moods.run(progress)
    texts = [text for one in intents.LANGUAGES for text in asked.asked(one)]
    # A parse takes as long whatever it was trained on; the default pipeline may know the few alone.
    found += parsing({**of_few, **both}, texts)
    progress("parsing")
    return [*found, *public_sets.run(full, progress)]


def parsing(peers: Mapping[str, Answers], texts: Sequence[str]) -> list[Figure]:
    """A whole parse, in processor time: ours reads mood, stakes and knowledge too, the peers only
    intents.
    """
    took = {side: one.ms(texts) for side, one in peers.items()}
    name = "parse with mood, p50 of processor time"
    took[OURS] = median(asyncio.run(parses(texts)))
    return beside(name, took, len(texts), goal=12, at_most=True, unit="ms")


async def parses(texts: Sequence[str]) -> list[float]:
    """Milliseconds of each parse by the trained model, which has met none of them before."""
    from rasa.core.agent import Agent
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    from bot.rasa_ext import training

    encoder.cache_clear()
    encoder().load()
    agent = Agent.load(str(training.train()))
    times = []
    # As the engine does: a second thread would only wait, and its waiting counts as time too.
    with threadpool_limits(1):
        for text in texts:
            began = time.process_time()
            await agent.parse_message(text)
            times.append(1000 * (time.process_time() - began))
    return times
