"""What a turn costs as its conversation grows: ours beside the same engine on Rasa's own store.

A turn is a button's press that an action answers, so that what is measured is the engine without
the reading of words. The same model, policies, actions and house serve both stores.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from bench import pictures
from bench.figures import ROOT, Figure, machine

FOLDER = ROOT / "bench" / "out" / "growth"
EARLY, LATE = 10, 1_000
ROUNDS = 20
STOCK_ROUNDS = 3
POINTS = (1, 10, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900)
"""Where the curves are looked at between the first and the last message; see `LATE`."""
POINT_ROUNDS = 5
NAME = "c"
PRESSES = ("/ask_what_can_you_do", "/smalltalk_how_are_you", "/ask_are_you_bot", "/thank")


def run(full: bool, progress: Callable[[str], None]) -> list[Figure]:
    """Milliseconds of the processor for a turn, early and late, warm and read from the file."""
    return asyncio.run(_measured(progress))


async def _measured(progress: Callable[[str], None]) -> list[Figure]:
    from rasa.core.tracker_store import SQLTrackerStore

    from bot import wiring
    from bot.rasa_ext.server import load_turns
    from bot.settings import Settings

    logging.getLogger("bot").setLevel(logging.WARNING)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    settings = Settings.load(
        None, {"SAMENSPEL_DEMO": "true", "SAMENSPEL_DATA_DIR": str(FOLDER),
               "SAMENSPEL_LIMITS_FILE": str(ROOT / "limits.yml")}
    )  # fmt: skip
    house = wiring.build(settings)
    wiring.use(house)
    await wiring.open(house)
    turns = load_turns(settings)
    store: Any = turns.agent.tracker_store
    early: list[float] = []
    early_cold: list[float] = []
    for place in range(ROUNDS):
        # Always another conversation: the twentieth turn after message 10 is no early one.
        short = _Talk(turns, f"{NAME}{place}")
        await short.until(EARLY)
        early += await short.timed(1)
        store.drop(short.name)
        early_cold += await short.timed(1)
    talk = _Talk(turns)
    progress(f"message {EARLY}: {median(early):.1f} ms, from the file {median(early_cold):.1f} ms")
    warm, cold = await _curves(talk, lambda: store.drop(NAME))
    late = await talk.timed(ROUNDS)
    late_cold = await talk.timed(ROUNDS, before=lambda: store.drop(NAME))
    progress(f"message {LATE}: {median(late):.1f} ms, from the file {median(late_cold):.1f} ms")
    whole = await store.retrieve_full_tracker(NAME)
    stock = SQLTrackerStore(turns.agent.domain, db=str(FOLDER / "stock.db"))
    _use(turns, stock)
    beside = {}
    for message in (*POINTS, LATE):
        beside[message] = await _stock_turns(turns, stock, whole, message)
    stock_early, stock_late = beside[EARLY], beside[LATE]
    progress(f"Rasa's own store: {median(stock_early):.1f} and {median(stock_late):.1f} ms")
    theirs = {message: median(found) for message, found in beside.items()}
    pictures.growth(warm, {**cold, LATE: median(late_cold)}, theirs)
    wiring.use(None)
    store.close()
    await wiring.close(house)
    shutil.rmtree(FOLDER)
    return [
        _growth("warm", early, late),
        _growth("read from the file", early_cold, late_cold),
        _beside(EARLY, early, stock_early),
        _beside(LATE, late, stock_late),
        _beside(LATE, late_cold, stock_late, ", read from the file"),
    ]


async def _curves(
    talk: _Talk, before: Callable[[], None]
) -> tuple[dict[int, float], dict[int, float]]:
    """Go on to message `LATE`: what each one cost warm, and at the points read from the file."""
    warm: dict[int, float] = {}
    cold: dict[int, float] = {}
    while talk.number < LATE:
        message = talk.number + 1
        if message in POINTS:
            cold[message] = median(await talk.timed(POINT_ROUNDS, before=before))
        else:
            (warm[message],) = await talk.timed(1)
    return warm, cold


async def _stock_turns(turns: Any, stock: Any, whole: Any, message: int) -> list[float]:
    """What this message costs on Rasa's own store, with what was said before it written there."""
    await _emptied(stock)
    if message > 1:
        await stock.save(_before(whole, message, turns.agent.domain))
    talk = _Talk(turns)
    # Turns have other numbers than those that are written: the same one again would be repeated.
    talk.number = LATE * 2 + message
    return await talk.timed(STOCK_ROUNDS)


def _before(whole: Any, message: int, domain: Any) -> Any:
    """The conversation as it was before this message of the customer."""
    from rasa.shared.core.events import UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

    events = list(whole.events)
    said = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    return DialogueStateTracker.from_events(NAME, events[: said[message - 1]], domain.slots)


class _Talk:
    """One conversation that goes on."""

    def __init__(self, turns: Any, name: str = NAME) -> None:
        self._turns = turns
        self.name = name
        self.number = 0

    async def until(self, number: int) -> None:
        """Go on to this message."""
        while self.number < number:
            await self._press()

    async def timed(self, rounds: int, before: Callable[[], None] = lambda: None) -> list[float]:
        """Milliseconds of the processor that each of the next turns takes, all threads together."""
        found = []
        for _ in range(rounds):
            before()
            began = time.process_time()
            await self._press()
            found.append((time.process_time() - began) * 1000)
        return found

    async def _press(self) -> None:
        from bot.rasa_ext.wire import TurnRequest

        payload = PRESSES[self.number % len(PRESSES)]
        self.number += 1
        answer = await self._turns.take(
            TurnRequest(self.name, f"{self.name}:{self.number}", "", payload, "en")
        )
        if not answer["messages"]:
            raise AssertionError(f"no answer to {payload}")


def _use(turns: Any, store: Any) -> None:
    turns.agent.tracker_store = turns.agent.processor.tracker_store = store


async def _emptied(stock: Any) -> None:
    with stock.session_scope() as session:
        session.query(stock.SQLEvent).delete()
        session.commit()


def _growth(how: str, early: list[float], late: list[float]) -> Figure:
    name = f"turn at message {LATE:,} against message {EARLY}, {how}"
    grown = median(late) / median(early)
    return Figure(name, grown, None, None, None, "x", len(late), machine(), goal=1.3, at_most=True)


def _beside(message: int, ours: list[float], stock: list[float], how: str = "") -> Figure:
    ratios = [median(ours) / each for each in stock]
    return Figure(
        f"turn at message {message:,}{how}, processor time",
        median(ours),
        median(stock),
        "the same engine on Rasa's SQLTrackerStore",
        median(ratios),
        "ms",
        len(ours),
        machine(),
        (min(ratios), max(ratios)),
    )
