"""HTTP `/api/limits/…` for operators: fields, preview, versions; and what people found out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot.authority.editing import changed, field_at, fields, without_tests
from bot.authority.form_field import Field
from bot.authority.limits import Report, lint_text
from bot.authority.resolving import Happened
from bot.authority.shadow import Did
from bot.authority.spans import parse_span
from bot.authority.versions import Version
from bot.gateway import limits_views as views
from bot.gateway.staff_door import (
    APPROVERS,
    AUDITORS,
    EVERYBODY,
    OPERATORS,
    StaffDoor,
    answer,
    body_of,
    words_of,
)
from bot.gateway.web_errors import ApiError
from bot.model import Money, ReservationId

_FILE_MAX = 600_000
_NUMBER_MAX = 12


class LimitsPages(StaffDoor):
    """Reading for staff, changing for operators; a change is made on the version that was seen."""

    def routes(self) -> list[web.RouteDef]:
        """Every route of limits, shadow and doubts."""
        return [
            web.get("/api/limits/form", self.form),
            web.get("/api/limits/source", self.source),
            web.get("/api/limits/report", self.report),
            web.post("/api/limits/preview", self.preview),
            web.post("/api/limits/apply", self.apply),
            web.get("/api/limits/versions", self.versions),
            web.get("/api/limits/versions/{number}", self.version),
            web.post("/api/limits/versions/{number}/agree", self.agree),
            web.post("/api/limits/versions/{number}/withdraw", self.withdraw),
            web.post("/api/limits/versions/{number}/restore", self.restore),
            web.get("/api/shadow", self.shadow),
            web.post("/api/shadow/{decision}", self.did),
            web.get("/api/doubts", self.doubts),
            web.post("/api/doubts/{reservation}", self.found_out),
            web.post("/api/doubts/{reservation}/ask", self.ask_again),
        ]

    async def form(self, request: web.Request) -> web.Response:
        """The numbers and choices of the limits in force, each as a sentence with a field."""
        await self.session_of(request, EVERYBODY)
        view = await self._house.authority.limits()
        found: tuple[Field, ...] = fields(await self._house.authority.source())
        return answer({"base": view.sha256, "fields": [views.field(one) for one in found]})

    async def source(self, request: web.Request) -> web.Response:
        """The limits in force as a file, to keep or to compare."""
        await self.session_of(request, EVERYBODY)
        text = await self._house.authority.source()
        return web.Response(
            text=text,
            content_type="application/yaml",
            headers={
                "Cache-Control": "no-store",
                "Content-Disposition": 'attachment; filename="limits.yml"',
            },
        )

    async def report(self, request: web.Request) -> web.Response:
        """Proof, gestures and shadow of a period."""
        await self.session_of(request, AUDITORS)
        found = await self._house.authority.report(_since(request.query.get("since", "30d")))
        return answer(views.report(found))

    async def preview(self, request: web.Request) -> web.Response:
        """What a change would have meant, before anybody is bound by it."""
        await self.writer(request, OPERATORS)
        body = await body_of(request, _FILE_MAX)
        since = _since(str(body.get("since", "30d")))
        wanted, report = await self._wanted(body)
        if report.limits is None:
            mine = body.get("changes") or {}
            problems = [
                views.problem(one, field_at(wanted, one.line, mine)) for one in report.problems
            ]
            return answer({"ok": False, "problems": problems})
        text = report.limits.source
        loosens = await self._house.authority.loosens(text)
        found = await self._house.authority.what_if(text, since=since)
        return answer(
            {
                "ok": True,
                "problems": [],
                "loosens": [dict(one) for one in loosens],
                "diff": views.diff(await self._house.authority.source(), text),
                "report": views.replay(found),
            }
        )

    async def apply(self, request: web.Request) -> web.Response:
        """Bring a change into force, or before a second person when it lets more through."""
        person = await self.writer(request, OPERATORS)
        body = await body_of(request, _FILE_MAX)
        reason = words_of(body, "reason")
        text, _ = await self._wanted(body)
        return _version(await self._house.authority.apply(text, by=person.id, reason=reason))

    async def versions(self, request: web.Request) -> web.Response:
        """Every version, newest first."""
        await self.session_of(request, AUDITORS)
        found = await self._house.authority.versions()
        force = (await self._house.authority.limits()).version
        return answer({"items": [views.version(one, force) for one in found]})

    async def version(self, request: web.Request) -> web.Response:
        """One version with its text and what it changed since the one before."""
        await self.session_of(request, AUDITORS)
        one = await self._house.authority.version(_number(request))
        force = (await self._house.authority.limits()).version
        before = "" if one.number == 1 else await self._source_of(one.number - 1)
        return answer(
            {
                **views.version(one, force),
                "source": one.source,
                "diff": views.diff(before, one.source),
            }
        )

    async def agree(self, request: web.Request) -> web.Response:
        """The second person's yes."""
        person = await self.writer(request, OPERATORS)
        return _version(
            await self._house.authority.agree(_number(request), by=person.id, role=person.role)
        )

    async def withdraw(self, request: web.Request) -> web.Response:
        """Take back a version that waits."""
        person = await self.writer(request, OPERATORS)
        reason = words_of(await body_of(request), "reason")
        return _version(
            await self._house.authority.withdraw(
                _number(request), by=person.id, role=person.role, reason=reason
            )
        )

    async def restore(self, request: web.Request) -> web.Response:
        """An old text as a new version."""
        person = await self.writer(request, OPERATORS)
        reason = words_of(await body_of(request), "reason")
        return _version(
            await self._house.authority.restore(_number(request), by=person.id, reason=reason)
        )

    async def shadow(self, request: web.Request) -> web.Response:
        """What was judged in shadow, beside what people did."""
        await self.session_of(request, AUDITORS)
        found = await self._house.authority.shadow(_since(request.query.get("since", "30d")))
        return answer(views.shadow(found))

    async def did(self, request: web.Request) -> web.Response:
        """Write down what a person did about a shadow case."""
        person = await self.writer(request, AUDITORS)
        body = await body_of(request)
        if body.get("did") not in {one.value for one in Did}:
            raise ApiError(400, "bad_field", {"did": "bad_field"})
        await self._house.authority.did(
            request.match_info["decision"],
            Did(body["did"]),
            by=person.id,
            amount=_money(body, needed=False),
            note=words_of(body, "note", needed=False),
        )
        return answer({})

    async def doubts(self, request: web.Request) -> web.Response:
        """What stayed in doubt and waits for a person to find out."""
        await self.session_of(request, AUDITORS)
        found = await self._house.authority.doubts.waiting()
        return answer({"items": [views.doubt(one) for one in found]})

    async def found_out(self, request: web.Request) -> web.Response:
        """A person says what happened."""
        person = await self.writer(request, APPROVERS)
        body = await body_of(request)
        if not isinstance(body.get("happened"), bool):
            raise ApiError(400, "bad_field", {"happened": "bad_field"})
        happened = None
        if body["happened"]:
            amount = _money(body)
            assert amount is not None
            happened = Happened(words_of(body, "reference"), amount)
        state = await self._house.authority.doubts.resolve(
            ReservationId(request.match_info["reservation"]),
            happened,
            by=person.id,
            role=person.role,
            reason=words_of(body, "reason"),
        )
        await self._rooms.outbox.drain()
        return answer({"state": state.value})

    async def ask_again(self, request: web.Request) -> web.Response:
        """Ask the provider once more about what is in doubt."""
        person = await self.writer(request, APPROVERS)
        state = await self._house.authority.doubts.ask_again(
            ReservationId(request.match_info["reservation"]), by=person.id, role=person.role
        )
        await self._rooms.outbox.drain()
        return answer({"state": state.value})

    async def _wanted(self, body: Mapping[str, Any]) -> tuple[str, Report]:
        """The text that the page wants: changed fields, or a whole file; on what it has seen."""
        force = await self._house.authority.limits()
        if body.get("base") != force.sha256:
            raise ApiError(409, "changed_meanwhile")
        source, changes = body.get("source"), body.get("changes")
        if isinstance(source, str):
            return source, lint_text(source)
        if not isinstance(changes, dict) or not all(
            isinstance(value, str) for value in changes.values()
        ):
            raise ApiError(400, "bad_field", {"changes": "bad_field"})
        text = changed(await self._house.authority.source(), changes)
        report = lint_text(text)
        if body.get("without_tests") is True and report.limits is None:
            pinned = {one.line for one in report.problems if views.is_test(one)}
            text = without_tests(text, pinned)
            report = lint_text(text)
        return text, report

    async def _source_of(self, number: int) -> str:
        return (await self._house.authority.version(number)).source


def _version(version: Version) -> web.Response:
    force = version.number if version.applied_at is not None else None
    return answer(views.version(version, force))


def _number(request: web.Request) -> int:
    text = request.match_info["number"]
    if not text.isascii() or not text.isdigit() or len(text) > _NUMBER_MAX:
        raise ApiError(404, "not_found")
    return int(text)


def _since(text: str) -> timedelta:
    span = parse_span(text)
    if span is None:
        raise ApiError(400, "bad_field", {"since": "bad_field"})
    return timedelta(seconds=span.seconds)


def _money(body: Mapping[str, Any], *, needed: bool = True) -> Money | None:
    found = body.get("amount")
    if found is None and not needed:
        return None
    try:
        return Money.from_json(found)  # type: ignore[arg-type]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ApiError(400, "bad_field", {"amount": "bad_field"}) from error
