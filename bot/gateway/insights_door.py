"""The operator page's insights: the live report, the conversations behind it, a higher limit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape

from aiohttp import web

from bot.authority.editing import changed, fields, without_tests
from bot.authority.limits import lint_text
from bot.conversation import log
from bot.conversation.errors import UnknownConversation
from bot.conversation.record import load
from bot.conversation.rooms import Rooms
from bot.gateway.cookies import language_of
from bot.gateway.limits_views import is_test
from bot.gateway.security import page_policy
from bot.gateway.staff_door import AUDITORS, StaffDoor
from bot.gateway.web_errors import ApiError
from bot.insights import conversation_page, replay_page
from bot.insights.friction_list import Links
from bot.insights.higher import higher
from bot.insights.replay_page import Tried
from bot.insights.service import Insights, Told, lead
from bot.insights.sheet import STYLE
from bot.insights.words import Words
from bot.model import ConversationId
from bot.staff import NotLoggedIn
from bot.texts import LANGUAGES

ADDRESS = "/console/insights"
SHEET = f"{ADDRESS}/report.css"
PERIODS = (7, 30, 90, 365)
USUAL = 30
REPLAYED = timedelta(days=30)
KEPT = timedelta(minutes=5)
logger = logging.getLogger(__name__)


class InsightsDoor(StaffDoor):
    """Pages for those who read the audit too; a report is made once and kept for some minutes."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__(rooms)
        self._insights = Insights(rooms.house)
        self._policy = page_policy(rooms.house.settings.public_url)
        self._made: dict[tuple[int, str], tuple[datetime, Told]] = {}
        self._making = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        """Every page under /console/insights."""
        return [
            web.get(ADDRESS, self.report),
            web.get(SHEET, self.sheet),
            web.get(f"{ADDRESS}/conversation/{{id}}", self.conversation),
            web.get(f"{ADDRESS}/replay/{{action}}/{{rule}}", self.replay),
        ]

    async def sheet(self, _: web.Request) -> web.StreamResponse:
        """The style sheet; no secret."""
        headers = {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=300"}
        return web.FileResponse(STYLE, headers=headers)

    async def report(self, request: web.Request) -> web.Response:
        """The report of a period that ends now."""
        await self._reader(request)
        language, days = _language(request), _days(request)
        told = await self._told(days, language)
        title = told.words.say("page.title")
        html = told.html(
            Links.at(""),
            title=title,
            lead=lead(told),
            style=SHEET,
            also=_ways(told.words, days, language),
        )
        return self._page(html)

    async def conversation(self, request: web.Request) -> web.Response:
        """One conversation, as the desk reads it."""
        by = await self._reader(request)
        id, language = ConversationId(request.match_info["id"]), _language(request)
        try:
            found = await self._house.database.read(lambda c: load(c, id))
        except UnknownConversation as error:
            raise web.HTTPNotFound() from error
        if found.erased_at is not None:
            raise web.HTTPNotFound()
        entries = await self._house.database.read(lambda c: log.read_all(c, id))
        logger.info("conversation_read conversation=%s by=%s", id, by)
        words = await self._insights.words(language)
        now = self._house.clock()
        return self._page(
            conversation_page.page(id, entries, words, back=ADDRESS, now=now, style=SHEET)
        )

    async def replay(self, request: web.Request) -> web.Response:
        """The recorded requests once more, with this line raised by half."""
        await self._reader(request)
        action, rule = request.match_info["action"], request.match_info["rule"]
        tried = await self._try(action, rule)
        html = replay_page.page(
            tried,
            await self._insights.words(_language(request)),
            action=action,
            back=ADDRESS,
            change="/console/#limits",
            now=self._house.clock(),
            style=SHEET,
        )
        return self._page(html)

    async def _try(self, action: str, rule: str) -> Tried:
        source = await self._house.authority.source()
        found = {field.path: field for field in fields(source)}
        changes = higher(found.values(), action, rule)
        if not changes:
            return Tried((), None)
        text = changed(source, changes)
        report = lint_text(text)
        if report.limits is None:
            text = without_tests(text, {one.line for one in report.problems if is_test(one)})
            report = lint_text(text)
        shown = [(found[path], value) for path, value in changes.items()]
        if report.limits is None:
            return Tried(shown, None, report.problems[0].message)
        return Tried(shown, await self._house.authority.what_if(text, since=REPLAYED))

    async def _told(self, days: int, language: str) -> Told:
        async with self._making:
            now = self._house.clock()
            made = self._made.get((days, language))
            if made is None or now - made[0] > KEPT:
                period = self._insights.last(timedelta(days=days))
                made = now, await self._insights.told(period, language)
                self._made[days, language] = made
            return made[1]

    async def _reader(self, request: web.Request) -> str:
        """Who reads. Who is not logged in goes to the operator page, which asks for it."""
        try:
            return (await self.session_of(request, AUDITORS)).person.id
        except NotLoggedIn as error:
            raise web.HTTPFound("/console/") from error
        except ApiError as error:
            raise web.HTTPForbidden() from error

    def _page(self, html: str) -> web.Response:
        headers: Mapping[str, str] = {
            "Content-Security-Policy": self._policy,
            "Cache-Control": "no-store",
        }
        return web.Response(text=html, content_type="text/html", headers=headers)


def _language(request: web.Request) -> str:
    asked = request.query.get("language", "")
    return asked if asked in LANGUAGES else language_of(request.headers.get("Accept-Language", ""))


def _days(request: web.Request) -> int:
    asked = request.query.get("days", "")
    return int(asked) if asked in map(str, PERIODS) else USUAL


def _ways(words: Words, days: int, language: str) -> str:
    """To other periods and languages."""

    def way(text: str, other_days: int, other: str) -> str:
        here = ' aria-current="true"' if (other_days, other) == (days, language) else ""
        address = f"{ADDRESS}?days={other_days}&language={other}"
        return f'<a href="{escape(address)}"{here} lang="{other}">{escape(text)}</a>'

    spans = [way(words.say("page.period", days=one), one, language) for one in PERIODS]
    spoken = [way(code.upper(), days, code) for code in LANGUAGES]
    label = escape(words.say("page.periods"))
    return f'<nav class="ways" aria-label="{label}">{"".join([*spans, *spoken])}</nav>'
