"""HTTP `/api/audit`: the trail page by page, and whether the whole chain holds."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta

from aiohttp import web

from bot.authority.values import ChainState
from bot.conversation.rooms import Rooms
from bot.gateway import views
from bot.gateway.staff_door import AUDITORS, StaffDoor, answer
from bot.gateway.web_errors import ApiError

PAGE = 200
WALK_EVERY = timedelta(minutes=1)
"""A walk reads the whole trail, and pages are asked for by the dozen."""


class AuditDoor(StaffDoor):
    """The trail for those who may audit; `samenspel audit verify` is for those who trust nobody."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__(rooms)
        self._walking = asyncio.Lock()
        self._walked: tuple[datetime, ChainState] | None = None

    def routes(self) -> list[web.RouteDef]:
        """The one route."""
        return [web.get("/api/audit", self.audit)]

    async def audit(self, request: web.Request) -> web.Response:
        """One page: what came after a number, or the newest before one; oldest first."""
        await self.session_of(request, AUDITORS)
        authority = self._house.authority
        if "before" in request.query:
            found = await authority.audit_before(_number(request, "before"), PAGE)
        else:
            found = await authority.audit(_number(request, "after"), PAGE)
        chain = await self._chain()
        return answer(
            {
                "items": [views.audit(record) for record in found],
                "verified_to": chain.verified_to,
                "ok": chain.ok,
                "first_bad": chain.first_bad,
                "problem": chain.problem,
            }
        )

    async def _chain(self) -> ChainState:
        async with self._walking:
            now = self._house.clock()
            if self._walked is None or not now - WALK_EVERY < self._walked[0] <= now:
                self._walked = now, await self._house.authority.verify()
            return self._walked[1]


def _number(request: web.Request, name: str) -> int:
    given = request.query.get(name, "0")
    if not re.fullmatch(r"[0-9]{1,15}", given):
        raise ApiError(400, "bad_field", {name: "bad_field"})
    return int(given)
