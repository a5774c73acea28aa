"""What happens at one gateway, heard at the others at once: through Redis, as hints alone.

Nothing depends on a hint: what was written stands in the database, and who misses one looks there
a few seconds later. So nothing is lost while Redis is away, and nothing is ever told twice.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from typing import Any

from bot.conversation.ending import end_all

logger = logging.getLogger(__name__)
WAITING = 1000
"""So many hints wait for a Redis that does not answer; after that the oldest are let go."""
PAUSE_S = 1.0
Heard = Callable[[Mapping[str, Any]], Awaitable[None]]


class News:
    """One gateway's ear and mouth. Those with the same `house` hear each other."""

    def __init__(self, url: str, *, house: str) -> None:
        self._url = url
        self._channel = f"samenspel.{sha256(house.encode()).hexdigest()[:12]}"
        self._me = secrets.token_hex(6)
        self._said: asyncio.Queue[str] = asyncio.Queue(WAITING)
        self._tasks: list[asyncio.Task[None]] = []
        self._away = False

    def start(self, heard: Heard) -> None:
        """Begin to speak and to listen."""
        if find_spec("redis") is None:
            logger.error("redis_missing: redis_url is set; install the extra `redis`")
            return
        self._tasks = [
            asyncio.create_task(self._again_and_again(self._speak), name="news-speak"),
            asyncio.create_task(
                self._again_and_again(lambda redis: self._listen(redis, heard)), name="news-listen"
            ),
        ]

    def say(self, **what: Any) -> None:
        """Tell the others; never waits."""
        if self._said.full():
            self._said.get_nowait()
        self._said.put_nowait(json.dumps({**what, "from": self._me}))

    async def close(self) -> None:
        """Say what is left, if Redis is there, and end."""
        if self._tasks and not self._away:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._said.join(), 1.0)
        await end_all(self._tasks)

    async def _again_and_again(self, work: Callable[[Any], Awaitable[None]]) -> None:
        from redis import asyncio as redis

        away = False
        while True:
            try:
                async with redis.Redis.from_url(
                    self._url,
                    decode_responses=True,
                    socket_connect_timeout=5,
                    socket_keepalive=True,
                ) as connection:
                    await connection.ping()
                    if away:
                        logger.info("news_back")
                    away = self._away = False
                    await work(connection)
            except Exception as error:
                if not away:
                    logger.warning("news_unreachable error=%s", type(error).__name__)
                away = self._away = True
            await asyncio.sleep(PAUSE_S)

    async def _speak(self, redis: Any) -> None:
        while True:
            told = await self._said.get()
            try:
                await redis.publish(self._channel, told)
            finally:
                self._said.task_done()

    async def _listen(self, redis: Any, heard: Heard) -> None:
        async with redis.pubsub() as channel:
            await channel.subscribe(self._channel)
            async for message in channel.listen():
                if message["type"] != "message":
                    continue
                try:
                    what = json.loads(message["data"])
                    if what["from"] != self._me:
                        await heard(what)
                except Exception:
                    logger.exception("news_not_passed_on")
