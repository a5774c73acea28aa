"""Plays many random conversations, in as many processes as there are processors, and adds up.

`python -m tests.faults.chatting.run --only 4711` plays one again, makes it shorter while it stays
wrong, and shows it.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.chatting.judge import AUTHOR, ORDER, OVER, PROMISE, UNDISCLOSED
from tests.faults.chatting.scene import opened
from tests.faults.chatting.story import Step, language_of, shortest, story
from tests.support import gateway as support

LIES = (UNDISCLOSED, AUTHOR, PROMISE, OVER, ORDER)
BATCH = 500


@dataclass
class Tally:
    """What came of a number of conversations."""

    conversations: int = 0
    messages: int = 0
    by_bot: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[int, str, str]] = field(default_factory=list)
    cpu_s: float = 0.0

    def add(self, other: Tally) -> None:
        """Count the other in."""
        self.conversations += other.conversations
        self.messages += other.messages
        self.by_bot += other.by_bot
        self.wrong.update(other.wrong)
        self.examples = [*self.examples, *other.examples][:20]
        self.cpu_s += other.cpu_s


@contextmanager
def _quietly() -> Iterator[None]:
    """What is held back is logged as an error each time, and here that is half of all texts."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


async def play(prepared: Path, numbers: Sequence[int], seed: int) -> Tally:
    """These conversations, one after the other."""
    tally, began = Tally(), time.process_time()
    with _quietly(), tempfile.TemporaryDirectory() as folder:
        async with opened(prepared, Path(folder)) as scene:
            for number in numbers:
                judge = await scene.play(story(number, seed), language_of(number))
                tally.conversations += 1
                tally.messages += judge.texts
                tally.by_bot += judge.bot_texts
                tally.wrong.update(what for what, _ in judge.found)
                tally.examples += [(number, what, where) for what, where in judge.found]
    tally.cpu_s = time.process_time() - began
    return tally


async def made_short(prepared: Path, number: int, seed: int) -> tuple[Step, ...]:
    """The shortest story that is still wrong."""
    with _quietly(), tempfile.TemporaryDirectory() as folder:
        async with opened(prepared, Path(folder)) as scene:

            async def wrong(left: Sequence[Step]) -> bool:
                return bool((await scene.play(left, language_of(number))).found)

            return await shortest(story(number, seed), wrong)


def _batch(prepared: Path, numbers: Sequence[int], seed: int) -> Tally:
    return asyncio.run(play(prepared, numbers, seed))


def many(
    count: int,
    *,
    start: int = 0,
    seed: int = 1,
    processes: int | None = None,
    tell: Callable[[Tally], None] = lambda tally: None,
) -> Tally:
    """Conversations `start` to `count`; `tell` hears how it stands after each batch, in order."""
    total = Tally()
    batches = [range(first, min(first + BATCH, count)) for first in range(start, count, BATCH)]
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder)
        asyncio.run(support.prepare(prepared))
        with ProcessPoolExecutor(processes or os.cpu_count()) as pool:
            for done in pool.map(_batch, [prepared] * len(batches), batches, [seed] * len(batches)):
                total.add(done)
                tell(total)
    return total


def main(given: Sequence[str] | None = None) -> int:
    """Play one again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(given)
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder)
        asyncio.run(support.prepare(prepared))
        tally = asyncio.run(play(prepared, [asked.only], asked.seed))
        for example in tally.examples:
            print(*example)
        steps = story(asked.only, asked.seed)
        if tally.examples:
            steps = asyncio.run(made_short(prepared, asked.only, asked.seed))
    print(*steps, sep="\n")
    return int(bool(tally.examples))


if __name__ == "__main__":
    sys.exit(main())
