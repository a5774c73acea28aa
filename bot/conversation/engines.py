"""Several engines behind one face: a conversation keeps to one of them, and moves when it is gone.

Which one it is follows from the names alone (rendezvous hashing, Thaler and Ravishankar 1998), so
gateways agree without talking, and an engine that goes or comes moves its own conversations only.
Moving is safe: engines share the tracker store, and the same turn again gives the same answer.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, TypeVar

from bot.conversation.engine import Answer, Ask, Engine, Unreachable
from bot.model import ConversationId
from bot.settings import Settings

logger = logging.getLogger(__name__)

REST_S = 5.0
"""How long an engine that did not answer is asked last."""
_T = TypeVar("_T")


def in_order(names: Sequence[str], conversation: str) -> list[str]:
    """The engines as this conversation tries them, its own one first."""
    return sorted(names, key=lambda name: _weight(name, conversation), reverse=True)


def _weight(name: str, conversation: str) -> bytes:
    return blake2b(f"{name}\0{conversation}".encode(), digest_size=16).digest()


class Engines:
    """All engines as the rest of the gateway sees them: one that is there as long as any is."""

    def __init__(
        self, engines: Mapping[str, Engine], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if not engines:
            raise ValueError("a gateway needs an engine")
        self._engines = dict(engines)
        self._clock = clock
        self._rests_until: dict[str, float] = {}

    async def turn(self, ask: Ask, *, within_s: float) -> Answer:
        """Let the conversation's engine answer, or the next one when it is gone.

        Raises what `Engine.turn` raises; Unreachable when nobody answered.
        """
        return await self._first(
            ask.conversation, within_s, lambda engine, left: engine.turn(ask, within_s=left)
        )

    async def handed_back(
        self,
        conversation: ConversationId,
        *,
        by: str,
        receipts: Sequence[Mapping[str, Any]],
        within_s: float,
    ) -> None:
        """Tell that the bot talks again, and what was settled meanwhile."""

        def tell(engine: Engine, left: float) -> Awaitable[None]:
            return engine.handed_back(conversation, by=by, receipts=receipts, within_s=left)

        await self._first(conversation, within_s, tell)

    async def forget(self, conversation: ConversationId, *, within_s: float) -> None:
        """Let every engine erase it: another than its own may still have it in memory.

        One that is gone has no memory. Raises Unreachable when all are.
        """
        names = list(self._engines)
        found = await asyncio.gather(
            *(self._engines[name].forget(conversation, within_s=within_s) for name in names),
            return_exceptions=True,
        )
        failed = [each for each in found if isinstance(each, BaseException)]
        for error in failed:
            if not isinstance(error, Unreachable) or len(failed) == len(names):
                raise error

    async def ready(self, *, within_s: float = 2.0) -> bool:
        """Whether any of them answers and has its model."""
        return any(await self.states(within_s=within_s))

    async def states(self, *, within_s: float = 2.0) -> list[bool]:
        """Of each whether it answers and has its model."""
        asked = (engine.ready(within_s=within_s) for engine in self._engines.values())
        return list(await asyncio.gather(*asked))

    async def close(self) -> None:
        """Let go of the connections."""
        for engine in self._engines.values():
            await engine.close()

    async def _first(
        self,
        conversation: ConversationId,
        within_s: float,
        call: Callable[[Engine, float], Awaitable[_T]],
    ) -> _T:
        deadline = self._clock() + within_s
        gone: Unreachable | None = None
        for name in self._awake_first(conversation):
            left = deadline - self._clock()
            if gone is not None and left <= 0:
                break
            try:
                answer = await call(self._engines[name], left)
            except Unreachable as error:
                gone = error
                self._rest(name)
            else:
                self._rests_until.pop(name, None)
                return answer
        assert gone is not None
        raise gone

    def _awake_first(self, conversation: ConversationId) -> list[str]:
        now = self._clock()
        names = in_order(list(self._engines), conversation)
        return sorted(names, key=lambda name: self._rests_until.get(name, now) > now)

    def _rest(self, name: str) -> None:
        if len(self._engines) > 1:
            logger.warning("engine_gone engine=%s", name)
        self._rests_until[name] = self._clock() + REST_S


def build(settings: Settings) -> Engines:
    """The engines of the settings: `engine.urls`, or the one at `engine.url` or the socket."""
    one = settings.engine
    if one.urls:
        return Engines({url: Engine(url=url, socket=None) for url in one.urls})
    return Engines({one.url or str(one.socket): Engine(url=one.url, socket=one.socket)})
