"""The gateway's wire on a stock `rasa run`, for those who already run Rasa: see credentials.yml."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.rasa_ext import flows, wire
from bot.rasa_ext.line import Busy, Line, patience
from bot.rasa_ext.turns import Turns
from bot.settings import Settings

logger = logging.getLogger(__name__)

DATA = Path("data")


class GatewayInput(InputChannel):
    """`POST /webhooks/gateway/turn` and its neighbours, answered by the agent of this server."""

    def __init__(self) -> None:
        self._turns: Turns | None = None

    @classmethod
    def name(cls) -> str:
        """The part of the path that names the channel."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GatewayInput:
        """Nothing to configure: the address of `rasa run` has to be private."""
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes. Rasa's own callback gives no answer back, so the agent is used directly."""
        routes = Blueprint("gateway_wire")

        @routes.get("/healthz")
        async def health(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            ready = agent is not None and agent.is_ready()
            return response.json({"ready": ready}, status=200 if ready else 503)

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            return await self._answered(
                request, lambda turns: turns.take(wire.read_turn(request.body))
            )

        @routes.post("/handed_back")
        async def handed_back(request: Request) -> HTTPResponse:
            return await self._answered(
                request, lambda turns: turns.handed_back(wire.read_handed_back(request.body))
            )

        @routes.post("/forget")
        async def forget(request: Request) -> HTTPResponse:
            return await self._answered(
                request, lambda turns: turns.forget(wire.read_forget(request.body))
            )

        return routes

    async def _answered(
        self, request: Request, work: Callable[[Turns], Awaitable[Any]]
    ) -> HTTPResponse:
        agent = request.app.ctx.agent
        if agent is None or not agent.is_ready():
            return _error(503, "loading", "the model is being loaded")
        try:
            answer = await work(self._turns_of(agent))
        except wire.BadRequest as error:
            return _error(400, error.code, str(error))
        except Busy as error:
            logger.warning("turn_refused code=%s reason=%s", error.code, error)
            return _error(429, error.code, str(error))
        except Exception:
            logger.exception("request_failed path=%s", request.path)
            return _error(500, "failed", "the engine could not answer")
        return response.json(answer if answer is not None else {"ok": True})

    def _turns_of(self, agent: Any) -> Turns:
        """The turns of the agent in use; a newly loaded model brings another agent."""
        if self._turns is None or self._turns.agent is not agent:
            settings = Settings.find()
            self._turns = Turns(
                agent=agent,
                thresholds=settings.empathy,
                flows=flows.intent_flows(DATA),
                languages=settings.languages,
                default_language=settings.default_language,
                line=Line(longest_s=patience(settings.engine.turn_timeout_s)),
            )
        return self._turns


def _error(status: int, code: str, text: str) -> HTTPResponse:
    return response.json({"error": {"code": code, "text": text, "fields": {}}}, status=status)
