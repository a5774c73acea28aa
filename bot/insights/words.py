"""Says figures, money, times and findings in one language, with the words of data/insights.yml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from textwrap import shorten

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from bot.insights.costs import Cost
from bot.insights.findings import Finding
from bot.insights.kinds import About
from bot.insights.shares import Share
from bot.knowledge.articles import Article
from bot.model import LocalText, in_language
from bot.texts import Texts

FILE = Path("data/insights.yml")
_QUOTED = 90


@dataclass(frozen=True)
class Words:
    """One language. `titles` are what actions and flows are called, `answers` what the bot says."""

    texts: Texts
    language: str
    currency: str
    titles: Mapping[str, LocalText]
    articles: Mapping[str, Article]
    answers: Mapping[str, LocalText] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> str:
        """A sentence with its blanks filled in."""
        return self.texts.say(key, self.language, **values)

    def money(self, minor: int, *, cents: bool = False) -> str:
        """An amount; whole, unless cents matter."""
        form = None if cents else "¤#,##0" if self.language == "en" else "¤ #,##0"
        return str(
            format_currency(
                minor / 100, self.currency, form, locale=self.language, currency_digits=cents
            )
        )

    def number(self, count: int) -> str:
        """A count."""
        return str(format_decimal(count, locale=self.language))

    def percent(self, share: float | None) -> str:
        """A share; a dash for one of nothing."""
        if share is None:
            return "–"
        if not share:
            return "0%"
        form = "#,##0.0%" if share < 0.095 else "#,##0%"
        return str(format_percent(share, form, locale=self.language))

    def score(self, mean: float | None) -> str:
        """A mean of what customers gave."""
        return (
            "–"
            if mean is None
            else str(format_decimal(round(mean, 1), "0.0", locale=self.language))
        )

    def interval(self, share: Share) -> str:
        """The range in which a share lies."""
        low, high = share.interval
        return self.say("figure.between", low=self.percent(low), high=self.percent(high))

    def parts(self, share: Share) -> str:
        """How many of how many."""
        return self.say("figure.of", part=self.number(share.part), of=self.number(share.of))

    def day(self, moment: datetime | date) -> str:
        """A day."""
        return str(format_date(moment, "d MMMM yyyy", locale=self.language))

    def moment(self, at: datetime) -> str:
        """A day and an hour, in short."""
        return f"{format_date(at, 'd MMM', locale=self.language)} {at:%H:%M}"

    def month(self, moment: datetime) -> str:
        """A month and its year."""
        return str(format_date(moment, "MMMM yyyy", locale=self.language))

    def short_day(self, moment: date) -> str:
        """A day without its year."""
        return str(format_date(moment, "d MMM", locale=self.language))

    def span(self, seconds: int | None) -> str:
        """A length of time, in the unit that fits."""
        if seconds is None:
            return "–"
        if seconds < 90:
            return self.say("figure.seconds", n=seconds)
        if seconds < 90 * 60:
            return self.say("figure.minutes", n=round(seconds / 60))
        hours = format_decimal(round(seconds / 3600, 1), locale=self.language)
        return self.say("figure.hours", n=hours)

    def flow(self, name: str) -> str:
        """What a flow or action is called."""
        title = self.titles.get(name)
        return in_language(title, self.language) if title else plain(name)

    def title(self, one: Finding) -> str:
        """What a friction is called."""
        return self.say(f"kind.{one.kind}", name=self.name(one))

    def name(self, one: Finding) -> str:
        """What it is about: a question, an article, a group of customers."""
        if one.about is About.ARTICLE:
            article = self.articles.get(one.name)
            return in_language(article.title, self.language) if article else plain(one.name)
        if one.about is About.GROUP:
            fact, _, value = one.name.partition(":")
            return self.group(fact, value)
        if one.about is About.QUESTION:
            return self.slot(one.name, one.flow)
        if one.about is About.ANSWER:
            return self.answer(one.name)
        return one.name

    def group(self, fact: str, value: str) -> str:
        """What a group of customers is called."""
        if fact == "language":
            value = str(Locale(self.language).languages.get(value, value))
        elif self.texts.has(f"tier.{value}"):
            value = self.say(f"tier.{value}")
        return self.say(f"figure.{fact}", value=value)

    def slot(self, name: str, flow: str = "") -> str:
        """What a question asks for: by its own name, or by what is left without its flow's."""
        for known in (name, name.removeprefix(f"{flow}_"), name.rpartition("_")[2]):
            if self.texts.has(f"slot.{known}"):
                return self.say(f"slot.{known}")
        return plain(name.removeprefix(f"{flow}_"))

    def answer(self, name: str) -> str:
        """What the bot said, in its own words."""
        text = in_language(self.answers.get(name) or {}, self.language)
        if not text:
            return plain(name.removeprefix("utter_"))
        return self.say("figure.quoted", text=shorten(text, _QUOTED, placeholder=" …"))

    def together(self, parts: Sequence[str]) -> str:
        """Several things in one sentence."""
        return str(format_list(list(parts), locale=self.language))

    def label(self, one: Finding) -> str:
        """The same in short, for a picture."""
        where = self.flow(one.flow) if one.flow else ""
        title = self.title(one)
        if one.about is About.LINE:
            title = self.line(one)
        return f"{where}: {title[0].lower()}{title[1:]}" if where else title

    def line(self, one: Finding) -> str:
        """The sentence of the limits behind it."""
        return in_language(one.line, self.language) if one.line else plain(one.name)

    def costs(self, cost: Cost) -> list[tuple[str, int]]:
        """The parts of a cost that are not nothing."""
        parts = {
            "people": cost.people,
            "left": cost.left,
            "again": cost.again,
            "owed": cost.owed,
        }
        return [(self.say(f"cost.{name}"), minor) for name, minor in parts.items() if minor]


def plain(name: str) -> str:
    """A name of the code as words."""
    return name.replace("_", " ").strip() or "–"
