"""What learning takes of the processor: the intents alone, and everything that the bot learns.

Everything is learned in a process of its own, `python -m bench.learning FOLDER`, with nothing kept
from before, and counted from when all is imported.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench import corpora, intents
from bench.figures import ROOT, Figure
from bench.stock import Answers, beside, figure
from bot.rasa_ext import examples

GOAL_S = 20.0
TOLD = "processor time for 1,000 messages"


def run(both: Mapping[str, Answers], of_few: Mapping[str, Answers]) -> list[Figure]:
    """Each side's intents, all examples and a few; then all of ours; in seconds for 1,000."""
    everything = learned()
    whole = 1000 * measured() / everything
    few = f"{intents.FEW} English examples each"
    return [
        *by_side("learning intents", both, len(corpora.own())),
        *by_side(f"learning intents from {few}", of_few, len(intents.few_english())),
        figure(
            f"learning everything, {TOLD}",
            whole, None, everything,
            goal=GOAL_S, at_most=True, unit="s",
        ),
    ]  # fmt: skip


def by_side(name: str, sides: Mapping[str, Answers], many: int) -> list[Figure]:
    """What each side took, for 1,000 messages."""
    each = {side: 1000 * one.seconds / many for side, one in sides.items()}
    return beside(f"{name}, {TOLD}", each, many, goal=GOAL_S, at_most=True, unit="s")


def learned() -> int:
    """How many different messages the bot learns from, the articles' questions left out."""
    data = corpora.ROOT / "data"
    texts = {text for text, _ in corpora.own()} | set(corpora.own_strangers())
    for folder in ("emotion", "emotion/moods_only"):
        texts |= {one.text for one in examples.moods(data / folder)}
    for folder in ("stakes", "course"):
        texts |= {one.text for one in examples.kinds(data / folder)}
    return len(texts)


def measured() -> float:
    """Seconds of the processor that a whole training takes."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.learning", folder]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return float(json.loads(done.stdout.splitlines()[-1])["seconds"])


def spent() -> float:
    """What this process and those that it waited for have taken."""
    return sum(os.times()[:4])


def main(folder: Path) -> None:
    """Over there: train what `samenspel train` trains."""
    import rasa.engine.recipes.default_components  # noqa: F401

    from bot.encoder import encoder
    from bot.rasa_ext import training

    encoder().load()
    training.MODELS = folder
    began = spent()
    training.train(force=True)
    print(json.dumps({"seconds": spent() - began}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
