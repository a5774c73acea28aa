"""Where the time of a turn goes, before and after: in stock Rasa's parts, and in ours.

The same message to the same flow and action: "where is my order?", the fifth of a conversation. The
stock side is what `rasa run` puts together: its light pipeline, its SQLTrackerStore, an action
server of its own. Only the imports of TensorFlow, which nothing here uses, are answered by our
stand-in. Each side has a process of its own, because ours changes how Rasa checks actions.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from bench import flame_graph
from bench.figures import ROOT, Figure
from bench.pictures import FOLDER as PICTURES
from bench.sampling import Sampler, Stack, folded, unfolded
from tests.support.running import free_port

FOLDER = ROOT / "bench" / "out" / "flames"
CUSTOMER, ORDER = "C-1007", "O-20012"
SAYS = "on its way"
WARM_UP = 6
FEWEST_RIGHT = 0.8
SERVER_WITHIN_S = 90.0
BEFORE = ("/greet", "/ask_what_can_you_do", "/ask_are_you_bot", "/thank")
# All in other words, or the encoder would remember the first one.
MESSAGES = tuple(
    f"{opening}{question}{closing}"
    for opening, question, closing in product(
        ("", "Hi, ", "Hello there, ", "Quick question: ", "Excuse me, "),
        (
            f"where is my order {ORDER}?",
            f"when will my order {ORDER} arrive?",
            f"has order {ORDER} been shipped yet?",
            f"what is the status of order {ORDER}?",
            f"can you track order {ORDER} for me?",
        ),
        ("", " Thanks.", " I am curious.", " Thank you!"),
    )
)
PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexEntityExtractor", "use_lookup_tables": False},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "LogisticRegressionClassifier"},
]
POLICIES = [{"name": "MemoizationPolicy"}, {"name": "RulePolicy"}]
NUMBERS = {"regex": "order_number", "examples": r"- O-\d{5}" + "\n"}
EXAMPLES = [{"intent": "inform", "examples": "- it is [O-20012](order_number)\n"}]
Turn = Callable[[int, str], Any]
Turns = list[tuple[float, Sampler]]


def run(full: bool, progress: Callable[[str], None]) -> list[Figure]:
    """Draw both sides on one scale, and ours once more as wide as the page."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    sides = {}
    for side in SIDES:
        subprocess.run([sys.executable, "-m", "bench.flames", side], cwd=ROOT, check=True)
        told = json.loads((FOLDER / f"{side}.json").read_text())
        stacks = unfolded((FOLDER / f"{side}.folded").read_text())
        each = {stack: took / told["turns"] for stack, took in stacks.items()}
        sides[side] = flame_graph.tree(each, ROOTS[side])
        progress(f"{side}: {told['turns']} turns, {told['mean_ms']:.1f} ms each")
    draw(sides["stock"], sides["ours"])
    shutil.rmtree(FOLDER)
    return []


def draw(stock: flame_graph.Box, ours: flame_graph.Box) -> None:
    """The three pictures."""
    widest = stock.seconds * 1000
    pictures = (
        ("turn-before.svg", stock, widest, "A turn in stock Rasa",
         "Milliseconds of one turn with an action, the mean of the faster half of a hundred."
         " A box hangs under what called it."),
        ("turn-after.svg", ours, widest, "The same turn here, on the same scale",
         "A millisecond is as wide as in the picture of stock Rasa."),
        ("turn-after-closer.svg", ours, ours.seconds * 1000, "The same turn here, closer",
         "The picture before this one, stretched to the whole width."),
    )  # fmt: skip
    for name, whole, ms_wide, title, about in pictures:
        text = flame_graph.drawn(whole, title=title, about=about, ms_wide=ms_wide)
        (PICTURES / name).write_text(text, encoding="utf-8")


def settings_in(folder: Path) -> Any:
    """Demo settings with everything in one folder."""
    from bot.settings import Settings

    return Settings.load(None, _environment(folder))


def _environment(folder: Path) -> dict[str, str]:
    return {
        "SAMENSPEL_DEMO": "true",
        "SAMENSPEL_DATA_DIR": str(folder),
        "SAMENSPEL_LIMITS_FILE": str(ROOT / "limits.yml"),
    }


async def _house(folder: Path) -> Any:
    """A house where every conversation is with the same customer, who signed in."""
    from bot import wiring
    from bot.model import ConversationId, CustomerId, utc_now

    house = wiring.build(settings_in(folder))
    await wiring.open(house)
    expires = utc_now() + timedelta(hours=1)
    for number in range(WARM_UP + len(MESSAGES)):
        conversation = ConversationId(f"c{number}")
        await house.customers.bind(conversation, CustomerId(CUSTOMER), expires)
    return house


async def _ours() -> Turns:
    from bot import wiring
    from bot.rasa_ext.server import load_turns
    from bot.rasa_ext.wire import TurnRequest

    house = await _house(FOLDER / "ours")
    wiring.use(house)
    turns = load_turns(house.settings)

    async def turn(number: int, text: str) -> str:
        payload = text if text.startswith("/") else None
        request = TurnRequest(f"c{number}", f"c{number}:{text}", text, payload, "en")
        answer = await turns.take(request)
        return " ".join(message["text"] for message in answer["messages"])

    try:
        return await _sampled(turn)
    finally:
        wiring.use(None)
        await wiring.close(house)


async def _stock() -> Turns:
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
    from rasa.core.tracker_store import SQLTrackerStore
    from rasa.utils.endpoints import EndpointConfig
    from rasa.utils.log_utils import configure_structlog

    from bot import wiring

    configure_structlog(logging.WARNING)

    folder = FOLDER / "stock"
    await wiring.close(await _house(folder))
    model = await asyncio.to_thread(_trained, folder)
    with _action_server(folder) as url:
        agent = Agent.load(
            model,
            tracker_store=SQLTrackerStore(db=str(folder / "rasa.db")),
            action_endpoint=EndpointConfig(url),
        )

        async def turn(number: int, text: str) -> str:
            output = CollectingOutputChannel()
            metadata = {"turn": f"c{number}:{text}"}
            message = UserMessage(text, output, f"c{number}", metadata=metadata)
            await agent.handle_message(message)
            return " ".join(str(message.get("text")) for message in output.messages)

        return await _sampled(turn)


async def _sampled(turn: Turn) -> Turns:
    """Lead conversations up to the message, and look at the turn of that one.

    The faster half is kept: what else the machine did meanwhile shows in the others.
    """
    found: list[tuple[float, Sampler]] = []
    right = 0
    for number, text in enumerate((*MESSAGES[-WARM_UP:], *MESSAGES)):
        for word in BEFORE:
            await turn(number, word)
        if number < WARM_UP:
            await turn(number, f"{text} I wonder.")
            continue
        sampler = Sampler()
        began = time.perf_counter()
        with sampler.on():
            said = await turn(number, text)
        found.append((time.perf_counter() - began, sampler))
        right += SAYS in said
    if right < FEWEST_RIGHT * len(MESSAGES):
        raise AssertionError(f"only {right} of {len(MESSAGES)} were told where the order is")
    return sorted(found, key=lambda one: one[0])[: len(found) // 2]


def _trained(folder: Path) -> str:
    """A model of the same flows with Rasa's own light pipeline."""
    import rasa

    numbers = folder / "numbers.yml"
    numbers.write_text(yaml.safe_dump({"version": "3.1", "nlu": [NUMBERS, *EXAMPLES]}))
    config = {"recipe": "default.v1", "assistant_id": "stock", "language": "en"}
    (folder / "config.yml").write_text(
        yaml.safe_dump({**config, "pipeline": PIPELINE, "policies": POLICIES})
    )
    made = rasa.train(
        domain=str(ROOT / "domain"),
        config=str(folder / "config.yml"),
        training_files=[str(ROOT / "data"), str(numbers)],
        output=str(folder),
        fixed_model_name="stock",
    )
    if made.model is None:
        raise RuntimeError("Rasa trained no model")
    return str(made.model)


@contextmanager
def _action_server(folder: Path) -> Iterator[str]:
    """Rasa's own action server with our actions, as `rasa run actions` starts it."""
    port = free_port()
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    environment = {**os.environ, **_environment(folder), "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", server)
        yield f"http://127.0.0.1:{port}/webhook"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SERVER_WITHIN_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the action server does not answer")


SIDES = {"stock": _stock, "ours": _ours}
ROOTS = {"stock": "rasa/core/agent.handle_message", "ours": "bot/rasa_ext/turns.take"}


def main() -> None:
    """One side, in a process of its own."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("side", choices=SIDES)
    side = parser.parse_args().side
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    logging.getLogger("bot").setLevel(logging.WARNING)
    (FOLDER / side).mkdir(parents=True, exist_ok=True)
    turns = asyncio.run(SIDES[side]())
    seconds: dict[Stack, float] = {}
    for _, sampler in turns:
        for stack, took in sampler.seconds.items():
            seconds[stack] = seconds.get(stack, 0.0) + took
    (FOLDER / f"{side}.folded").write_text(folded(seconds), encoding="utf-8")
    told = {"turns": len(turns), "mean_ms": sum(took for took, _ in turns) / len(turns) * 1000}
    (FOLDER / f"{side}.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
