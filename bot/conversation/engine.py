"""The client of the engine: one persistent HTTP session over a unix socket or a private port.

What comes back is checked here, once. Says Unreachable (nobody answered), Busy (it has too much to
do), Failed (it answered with an error) or BadAnswer (it answered nonsense); whether and when to try
again is decided in turns.py.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal, cast

import aiohttp

from bot import tracing
from bot.conversation import agenda
from bot.model import ConversationId, Option, Reading, ReservationId, Signal, Why

CONNECT_WITHIN_S = 2.0
HANDOFF_REASONS = frozenset(
    {"asked", "anger", "stuck", "repeats", "stakes", "crisis", "unsure", "limits", "error"}
)


class EngineError(Exception):
    """The engine gave no usable answer."""

    code = "engine"


class Unreachable(EngineError):
    """Nobody answered, or the connection broke: the same turn may be sent again."""

    code = "engine_unreachable"


class TooSlow(EngineError):
    """The engine did not answer in time."""

    code = "engine_too_slow"


class Busy(EngineError):
    """The engine has more to answer than it can in time, and did nothing with this."""

    code = agenda.BUSY


class Failed(EngineError):
    """The engine answered with an error of its own."""

    code = "engine_failed"


class BadAnswer(EngineError):
    """The engine answered something that is no answer."""

    code = "engine_bad_answer"


@dataclass(frozen=True)
class Ask:
    """One turn as it goes to the engine."""

    conversation: ConversationId
    turn: str
    text: str
    payload: str | None
    locale: str
    waiting_s: int
    nudges: int
    contact_again: bool
    mood: bool

    def wire(self) -> dict[str, Any]:
        """The form on the wire."""
        return {
            "conversation": self.conversation,
            "turn": self.turn,
            "text": self.text,
            "payload": self.payload,
            "locale": self.locale,
            "mood": self.mood,
            "signals": {
                "waiting_s": self.waiting_s,
                "nudges": self.nudges,
                "contact_again": self.contact_again,
            },
        }


@dataclass(frozen=True)
class Said:
    """One message that the engine wants to say."""

    text: str
    options: tuple[Option, ...]
    utter: str | None
    why: Why | None
    claims: tuple[ReservationId, ...]


@dataclass(frozen=True)
class Handoff:
    """That a person is needed, and why."""

    reason: str
    urgent: bool


@dataclass(frozen=True)
class Answer:
    """What the engine made of one turn."""

    turn: str
    language: str | None
    flow: str | None
    messages: tuple[Said, ...]
    reading: Reading | None
    handoff: Handoff | None
    known: Mapping[str, str]


class Engine:
    """The engine as the gateway reaches it. Opens nothing until the first call."""

    def __init__(self, *, url: str | None, socket: Path | None) -> None:
        self._socket = None if url else socket
        self._base = (url or "http://engine").rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def turn(self, ask: Ask, *, within_s: float) -> Answer:
        """Let the engine answer one message. The same turn again gives the same answer."""
        return parse_answer(await self._post("turn", ask.wire(), within_s), ask.turn)

    async def handed_back(
        self,
        conversation: ConversationId,
        *,
        by: str,
        receipts: Sequence[Mapping[str, Any]],
        within_s: float,
    ) -> None:
        """Tell that the bot talks again, and what was settled meanwhile."""
        body = {"conversation": conversation, "by": by, "receipts": list(receipts)}
        await self._post("handed_back", body, within_s)

    async def forget(self, conversation: ConversationId, *, within_s: float) -> None:
        """Let the engine erase what it holds of this conversation."""
        await self._post("forget", {"conversation": conversation}, within_s)

    async def ready(self, *, within_s: float = 2.0) -> bool:
        """Whether the engine answers and has its model."""
        try:
            async with self._open().get(
                f"{self._base}/healthz", timeout=aiohttp.ClientTimeout(total=within_s)
            ) as response:
                body = await response.json(content_type=None)
                return response.status == 200 and isinstance(body, dict) and bool(body.get("ready"))
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
            return False

    async def close(self) -> None:
        """Let go of the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector: aiohttp.BaseConnector = (
                aiohttp.UnixConnector(path=str(self._socket), limit=0)
                if self._socket
                else aiohttp.TCPConnector(limit=0)
            )
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session

    async def _post(self, name: str, body: Mapping[str, Any], within_s: float) -> Any:
        url = f"{self._base}/webhooks/gateway/{name}"
        try:
            async with self._open().post(
                url,
                json=body,
                headers={tracing.HEADER: request} if (request := tracing.current()) else None,
                timeout=aiohttp.ClientTimeout(total=within_s, sock_connect=CONNECT_WITHIN_S),
            ) as response:
                if response.status == HTTPStatus.SERVICE_UNAVAILABLE:
                    raise Unreachable(f"{name}: it is still loading")
                if response.status == HTTPStatus.TOO_MANY_REQUESTS:
                    raise Busy(f"{name}: it has too much to do")
                if response.status != 200:
                    kind = BadAnswer if 400 <= response.status < 500 else Failed
                    raise kind(f"{name}: status {response.status}")
                for stage, seconds in tracing.read(response.headers.get(tracing.TIMES, "")).items():
                    tracing.note(stage, seconds)
                return json.loads(await response.read())
        except aiohttp.ConnectionTimeoutError as error:
            raise Unreachable(f"{name}: no connection") from error
        except asyncio.TimeoutError as error:
            raise TooSlow(f"{name}: no answer within {within_s:.1f} s") from error
        except ValueError as error:
            raise BadAnswer(f"{name}: no JSON") from error
        except (aiohttp.ClientError, OSError) as error:
            raise Unreachable(f"{name}: {type(error).__name__}") from error


def parse_answer(body: Any, turn: str) -> Answer:
    """Check an answer of the engine. Raises BadAnswer."""
    if not isinstance(body, dict) or body.get("turn") != turn:
        raise BadAnswer("no object, or of another turn")
    messages = body.get("messages")
    if not isinstance(messages, list):
        raise BadAnswer("no messages")
    known = body.get("known")
    return Answer(
        turn=turn,
        language=_text(body.get("language")),
        flow=_text(body.get("flow")),
        messages=tuple(said for said in map(_said, messages) if said is not None),
        reading=_reading(body.get("reading")),
        handoff=_handoff(body.get("handoff")),
        known={str(k): str(v) for k, v in known.items() if v is not None}
        if isinstance(known, dict)
        else {},
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _said(value: Any) -> Said | None:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise BadAnswer("a message without text")
    options = value.get("options") or []
    claims = value.get("claims") or []
    if not isinstance(options, list) or not isinstance(claims, list):
        raise BadAnswer("options or claims are no list")
    if not value["text"].strip() and not options:
        return None
    return Said(
        text=value["text"],
        options=tuple(map(_option, options)),
        utter=_text(value.get("utter")),
        why=_why(value.get("why")),
        claims=tuple(ReservationId(str(claim)) for claim in claims),
    )


def _option(value: Any) -> Option:
    if not isinstance(value, dict) or not _text(value.get("title")):
        raise BadAnswer("an option without title")
    payload = _text(value.get("payload"))
    if payload is None:
        raise BadAnswer("an option without payload")
    return Option(value["title"], payload)


def _why(value: Any) -> Why | None:
    if not isinstance(value, dict) or value.get("kind") not in ("article", "limits", "flow"):
        return None
    kind = cast(Literal["article", "limits", "flow"], value["kind"])
    return Why(kind, str(value.get("title") or ""), str(value.get("detail") or ""))


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadAnswer("a level that is no number")
    return min(1.0, max(0.0, float(value)))


def _reading(value: Any) -> Reading | None:
    if not isinstance(value, dict):
        return None
    signals = value.get("signals") or []
    if not isinstance(signals, list) or not all(isinstance(signal, dict) for signal in signals):
        raise BadAnswer("signals are no list of objects")
    return Reading(
        level=_number(value.get("level", 0.0)),
        mood=_text(value.get("mood")) or "neutral",
        signals=tuple(
            Signal(
                str(signal.get("code") or ""),
                _number(signal.get("weight", 0.0)),
                str(signal.get("words") or ""),
            )
            for signal in signals
        ),
    )


def _handoff(value: Any) -> Handoff | None:
    if not isinstance(value, dict):
        return None
    reason = value.get("reason")
    known = reason if reason in HANDOFF_REASONS else "asked"
    return Handoff(str(known), bool(value.get("urgent")) or known == "crisis")
