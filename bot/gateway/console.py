"""HTTP `/api` for staff: sessions, limits, budgets, stops, approvals."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.conversation.rooms import Rooms
from bot.gateway import views
from bot.gateway.cookies import drop_session, session_token, set_session
from bot.gateway.staff_door import (
    EVERYBODY,
    OPERATORS,
    StaffDoor,
    answer,
    body_of,
    words_of,
)
from bot.gateway.web_errors import ApiError
from bot.model import ApprovalId
from bot.staff import Person


class Console(StaffDoor):
    """The staff's HTTP door. Reads need a session, writes also the page's CSRF token."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__(rooms)
        self._secure = rooms.house.settings.public_url.startswith("https://")

    def routes(self) -> list[web.RouteDef]:
        """Every route under /api."""
        return [
            web.post("/api/session", self.log_in),
            web.get("/api/session", self.session),
            web.delete("/api/session", self.log_out),
            web.get("/api/limits", self.limits),
            web.get("/api/budgets", self.budgets),
            web.get("/api/switch", self.switch),
            web.post("/api/switch", self.set_switch),
            web.get("/api/approvals", self.approvals),
            web.post("/api/approvals/{id}/approve", self.approve),
            web.post("/api/approvals/{id}/deny", self.deny),
        ]

    async def log_in(self, request: web.Request) -> web.Response:
        """Open a session; the token goes into the cookie and nowhere else."""
        body = await body_of(request)
        name, password = body.get("name"), body.get("password")
        missing = {
            field: "bad_field"
            for field, value in (("name", name), ("password", password))
            if not isinstance(value, str) or not 0 < len(value) <= 200
        }
        if missing:
            raise ApiError(400, "bad_field", missing)
        login = await self._house.staff.log_in(str(name), str(password))
        response = answer(_session(login.person, login.csrf))
        set_session(
            response,
            login.token,
            expires=login.expires,
            now=self._house.clock(),
            secure=self._secure,
        )
        return response

    async def session(self, request: web.Request) -> web.Response:
        """Who is logged in."""
        session = await self.session_of(request, EVERYBODY)
        return answer(_session(session.person, session.csrf))

    async def log_out(self, request: web.Request) -> web.Response:
        """End the session."""
        await self.writer(request, EVERYBODY)
        await self._house.staff.log_out(session_token(request.headers.get("Cookie", "")) or "")
        response = answer({})
        drop_session(response, secure=self._secure)
        return response

    async def limits(self, request: web.Request) -> web.Response:
        """The limits in force."""
        await self.session_of(request, EVERYBODY)
        return answer(views.limits(await self._house.authority.limits()))

    async def budgets(self, request: web.Request) -> web.Response:
        """Today's use of each budget."""
        await self.session_of(request, EVERYBODY)
        found = await self._house.authority.budgets()
        return answer({"items": [views.budget(use) for use in found]})

    async def switch(self, request: web.Request) -> web.Response:
        """The stop buttons."""
        await self.session_of(request, EVERYBODY)
        return answer(await self._stops())

    async def set_switch(self, request: web.Request) -> web.Response:
        """Press a stop button, or let it go."""
        person = await self.writer(request, OPERATORS)
        body = await body_of(request)
        scope, stopped = body.get("scope"), body.get("stopped")
        wrong = {}
        if not isinstance(scope, str) or not 0 < len(scope) <= 100:
            wrong["scope"] = "bad_field"
        if not isinstance(stopped, bool):
            wrong["stopped"] = "bad_field"
        if wrong:
            raise ApiError(400, "bad_field", wrong)
        reason = words_of(body, "reason")
        change = self._house.authority.stop if stopped else self._house.authority.resume
        await change(str(scope), by=person.id, reason=reason)
        return answer(await self._stops())

    async def approvals(self, request: web.Request) -> web.Response:
        """What waits for a person's yes."""
        person = (await self.session_of(request, EVERYBODY)).person
        found = await self._house.authority.approvals()
        return answer({"items": [views.approval(one, person) for one in found]})

    async def approve(self, request: web.Request) -> web.Response:
        """A person says yes; the limits say which roles may."""
        person = await self.writer(request, EVERYBODY)
        note = words_of(await body_of(request), "note", needed=False)
        result = await self._house.authority.approve(
            ApprovalId(request.match_info["id"]), by=person.id, role=person.role, note=note
        )
        await self._settled()
        return answer(
            {"outcome": result.outcome.value, "state": result.state and result.state.value}
        )

    async def deny(self, request: web.Request) -> web.Response:
        """A person says no; the limits say which roles may."""
        person = await self.writer(request, EVERYBODY)
        reason = words_of(await body_of(request), "reason")
        result = await self._house.authority.deny(
            ApprovalId(request.match_info["id"]), by=person.id, role=person.role, reason=reason
        )
        await self._settled()
        return answer(
            {"outcome": result.outcome.value, "state": result.state and result.state.value}
        )

    async def _stops(self) -> dict[str, Any]:
        return {"items": [views.stop(one) for one in await self._house.authority.switch()]}

    async def _settled(self) -> None:
        await self._rooms.outbox.drain()
        await self._rooms.outbox.look_at_approvals()


def _session(person: Person, csrf: str) -> dict[str, str]:
    return {"name": person.id, "display": person.display, "role": person.role, "csrf": csrf}
