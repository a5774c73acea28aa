"""The gateway as a process: build it, listen, and stop without losing anything."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from pathlib import Path

from aiohttp import web

from bot import logs, memory, wiring
from bot.conversation import rooms
from bot.empathy import address
from bot.gateway import server
from bot.settings import Settings
from bot.texts import Texts

TEXTS = Path("data/texts.yml")
# For connections that are still open after the answers under way had their time.
STOP_WITHIN_S = 1.0
logger = logging.getLogger(__name__)


async def serve(settings: Settings) -> None:
    """Run the gateway until SIGTERM or SIGINT.

    At the end no new request is taken, running turns get some seconds, and what is not done by
    then is done after the next start.
    """
    logs.set_up(settings.log_level, settings.log_format)
    memory.share_heaps()
    texts = address.texts(Texts.load(TEXTS), settings.form_of_address)
    house = wiring.build(settings)
    wiring.use(house)
    await wiring.open(house)
    app = server.build(rooms.build(house, texts))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_WITHIN_S)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopping.set)
    try:
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port).start()
        logger.info("gateway_listening host=%s port=%s", settings.host, settings.port)
        await stopping.wait()
        logger.info("gateway_stopping")
    finally:
        await runner.cleanup()
        await wiring.close(house)
