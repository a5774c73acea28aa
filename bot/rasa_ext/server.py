"""The engine as a process: listens at once, loads the model beside it, answers the gateway's wire.

Private: a unix socket that only this user can open, or a loopback address.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import warnings
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web

from bot import logs, memory, tracing, wiring
from bot.rasa_ext import deferred, training, wire
from bot.rasa_ext.line import Busy, Line, patience
from bot.rasa_ext.wire import LONGEST_ID
from bot.settings import Settings

if TYPE_CHECKING:
    from rasa.core.brokers.broker import EventBroker

    from bot.rasa_ext.lock_store import AsyncioLockStore
    from bot.rasa_ext.turns import Turns

logger = logging.getLogger(__name__)

LARGEST_BODY = 4 * 2**20
STOP_WITHIN_S = 8.0
DATA, ACTIONS, ENDPOINTS = Path("data"), "actions", "endpoints.yml"
CANNOT_START = 1


@dataclass
class Engine:
    """One engine process: what it was given, and what it has loaded so far."""

    settings: Settings
    turns: Turns | None = None
    broker: EventBroker | None = None
    house: wiring.House | None = None
    swapping: asyncio.Lock = field(default_factory=asyncio.Lock)
    swaps: set[asyncio.Task[None]] = field(default_factory=set)

    def app(self) -> web.Application:
        """The routes of the wire."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/webhooks/gateway/healthz", self._health)
        app.router.add_post("/webhooks/gateway/turn", self._checked(self._turn))
        app.router.add_post("/webhooks/gateway/handed_back", self._checked(self._handed_back))
        app.router.add_post("/webhooks/gateway/forget", self._checked(self._forget))
        return app

    async def load(self) -> None:
        """Open the house and load the model, in a thread, so that the health check answers."""
        self.house = wiring.build(self.settings)
        wiring.use(self.house)
        await asyncio.gather(asyncio.to_thread(deferred.import_rasa), wiring.open(self.house))
        self.broker = await event_broker()
        self.turns = await asyncio.to_thread(load_turns, self.settings, broker=self.broker)
        await warm_up(self.turns)
        logger.info("engine_ready")

    async def swap(self) -> None:
        """Load the model of the present state beside the one that answers, then change over.

        No conversation is lost: what was said is in the tracker's file, a turn that runs ends on
        the model it began with, and the next one of that conversation waits for it. A model that
        cannot be loaded leaves the old one answering.
        """
        async with self.swapping:
            old = self.turns
            if old is None or self.house is None:
                return  # the first model is still being loaded, and is of the present state
            try:
                locks: Any = old.agent.lock_store
                new = await asyncio.to_thread(load_turns, self.settings, locks, self.broker)
                await warm_up(new)
            except Exception:
                logger.exception("model_not_swapped")
                return
            self.house.knowledge.reread()
            self.turns = new
            store: Any = old.agent.tracker_store
            store.close()
            logger.info("model_swapped")

    def swap_soon(self) -> None:
        """Change over in a task of its own: for a signal."""
        task = asyncio.create_task(self.swap(), name="swap")
        self.swaps.add(task)
        task.add_done_callback(self.swaps.discard)

    async def close(self) -> None:
        """Let go of the tracker's file and of the house."""
        for task in self.swaps:
            task.cancel()
        await asyncio.gather(*self.swaps, return_exceptions=True)
        if self.turns is not None:
            store: Any = self.turns.agent.tracker_store
            store.close()
        if self.broker is not None:
            await self.broker.close()
        if self.house is not None:
            wiring.use(None)
            await wiring.close(self.house)

    async def _health(self, request: web.Request) -> web.Response:
        ready = self.turns is not None
        return web.json_response({"ready": ready}, status=200 if ready else 503)

    def _checked(
        self, work: Callable[[Turns, bytes], Awaitable[Any]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            if self.turns is None:
                return _error(503, "loading", "the model is being loaded")
            try:
                with _followed(request), tracing.timed() as stages:
                    answer = await work(self.turns, await request.read())
                return web.json_response(answer, headers=_times(stages))
            except wire.BadRequest as error:
                return _error(400, error.code, str(error))
            except Busy as error:
                logger.warning("turn_refused code=%s reason=%s", error.code, error)
                return _error(429, error.code, str(error))
            except Exception:
                logger.exception("request_failed path=%s", request.path)
                return _error(500, "failed", "the engine could not answer")

        return handle

    @staticmethod
    async def _turn(turns: Turns, body: bytes) -> Any:
        return await turns.take(wire.read_turn(body))

    @staticmethod
    async def _handed_back(turns: Turns, body: bytes) -> Any:
        await turns.handed_back(wire.read_handed_back(body))
        return {"ok": True}

    @staticmethod
    async def _forget(turns: Turns, body: bytes) -> Any:
        await turns.forget(wire.read_forget(body))
        return {"ok": True}


async def event_broker() -> EventBroker | None:
    """The broker in `endpoints.yml`, for those who analyse elsewhere; None when there is none."""
    from rasa.core.brokers.broker import EventBroker
    from rasa.utils.endpoints import read_endpoint_config

    return await EventBroker.create(read_endpoint_config(ENDPOINTS, "event_broker"))


def load_turns(
    settings: Settings,
    locks: AsyncioLockStore | None = None,
    broker: EventBroker | None = None,
) -> Turns:
    """Load Rasa, the model and the actions: some seconds, most of them imports.

    `locks` are those of the model before it, so that a conversation has one turn at a time.
    """
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    # What Rasa and its libraries warn of at every start concerns their makers, not an operator.
    warnings.filterwarnings(
        "ignore", module=r"(rasa|sqlalchemy|matplotlib|importlib|pkg_resources)"
    )
    from rasa.core.agent import Agent
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.utils.log_utils import configure_structlog
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    from bot.rasa_ext.flows import intent_flows
    from bot.rasa_ext.local_endpoint import LocalEndpoint, check_results_with_one_validator
    from bot.rasa_ext.lock_store import AsyncioLockStore
    from bot.rasa_ext.nlg import ResponsesByLanguage
    from bot.rasa_ext.short_policies import shorten
    from bot.rasa_ext.shortcuts import (
        PlannedRunner,
        copy_slots_shortly,
        make_default_actions_once,
    )
    from bot.rasa_ext.stored_domain import take_domain_from_metadata
    from bot.rasa_ext.together import together
    from bot.rasa_ext.tracker_store import ConversationStore
    from bot.rasa_ext.turns import Turns

    # Matrices are small here: a second thread would only wait for the first, and take its core.
    threadpool_limits(1)
    # Rasa's own debug lines show what customers write.
    configure_structlog(logging.WARNING)
    check_results_with_one_validator()
    copy_slots_shortly()
    make_default_actions_once()
    take_domain_from_metadata()
    store = ConversationStore(
        settings.engine.tracker_url,
        event_broker=broker,
        kept_out=settings.redaction.at_once,
    )
    agent = Agent.load(
        training.train(settings),
        tracker_store=store,
        lock_store=locks or AsyncioLockStore(),
        action_endpoint=LocalEndpoint(ACTIONS),
    )
    assert agent.processor is not None and agent.domain is not None
    store.domain = agent.domain
    # Rasa wraps a store so that a failed save goes to memory; here a failed save must be an error.
    agent.tracker_store = agent.processor.tracker_store = store
    assert isinstance(agent.processor.graph_runner, DaskGraphRunner)
    nodes = agent.processor.graph_runner._instantiated_nodes
    shorten(nodes)
    agent.processor.graph_runner = PlannedRunner(agent.processor.graph_runner)
    agent.nlg = agent.processor.nlg = ResponsesByLanguage(agent.domain.responses)
    return Turns(
        agent=agent,
        thresholds=settings.empathy,
        flows=intent_flows(DATA),
        languages=settings.languages,
        default_language=settings.default_language,
        line=Line(longest_s=patience(settings.engine.turn_timeout_s)),
        together=together(nodes),
    )


async def warm_up(turns: Turns) -> None:
    """Read one message, so that the first customer does not wait for what is loaded late."""
    await turns.agent.parse_message("hello")


async def serve(settings: Settings, stop: asyncio.Event, swap: int | None = None) -> int:
    """Listen, load, answer until `stop`. The exit code is not 0 when loading failed.

    At the signal `swap` it changes over to the model of the present state.
    """
    engine = Engine(settings)
    runner = web.AppRunner(engine.app(), access_log=None, shutdown_timeout=STOP_WITHIN_S)
    await runner.setup()
    if swap is not None:
        asyncio.get_running_loop().add_signal_handler(swap, engine.swap_soon)
    loading = asyncio.create_task(engine.load(), name="load")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    giving = asyncio.create_task(memory.keep_giving_back(), name="memory")
    try:
        await _listen(runner, settings)
        await asyncio.wait({loading, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if loading.done() and loading.exception() is not None:
            logger.error("engine_cannot_start", exc_info=loading.exception())
            return CANNOT_START
        await stopping
        return 0
    finally:
        await runner.cleanup()
        for task in (loading, stopping, giving):
            task.cancel()
        await asyncio.gather(loading, stopping, giving, return_exceptions=True)
        await engine.close()
        if settings.engine.url is None and settings.engine.socket is not None:
            settings.engine.socket.unlink(missing_ok=True)


def run(settings: Settings) -> None:
    """Run the engine until SIGTERM or Ctrl-C. Exits with another code when it cannot start."""
    logs.set_up(settings.log_level, settings.log_format)
    memory.share_heaps()
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    for name in ("rasa_sdk", "rasa"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))

    async def until_told() -> int:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        return await serve(settings, stop, swap=signal.SIGHUP)

    code = asyncio.run(until_told())
    if code:
        sys.exit(code)


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    url, socket = settings.engine.url, settings.engine.socket
    if url is not None or socket is None:
        parts = urlsplit(url or "")
        await web.TCPSite(runner, parts.hostname, parts.port or 80).start()
        return
    socket.parent.mkdir(parents=True, exist_ok=True)
    socket.unlink(missing_ok=True)
    # Nobody but this user may speak to the engine, from the first moment on.
    before = os.umask(0o177)
    try:
        await web.UnixSite(runner, str(socket)).start()
    finally:
        os.umask(before)


def _followed(request: web.Request) -> AbstractContextManager[None]:
    """A turn names itself; of a hand-back or an erasure the gateway says what it belongs to."""
    name = request.headers.get(tracing.HEADER)
    return tracing.following(name[:LONGEST_ID]) if name else nullcontext()


def _times(stages: tracing.Stages) -> dict[str, str]:
    from bot.rasa_ext.turns import without_acting

    return {tracing.TIMES: tracing.spelled(without_acting(stages))} if stages else {}


def _error(status: int, code: str, text: str) -> web.Response:
    body = {"error": {"code": code, "text": text, "fields": {}}}
    return web.json_response(body, status=status)
