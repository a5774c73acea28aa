"""`samenspel insights`: the report on frictions, the digest of a month, the facts elsewhere."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from bot import wiring
from bot.authority.spans import parse_span
from bot.insights import export
from bot.insights.friction_list import Links
from bot.insights.service import Insights, deriving, lead, month
from bot.insights.tally import Period
from bot.model import utc_now
from bot.settings import Settings
from bot.texts import LANGUAGES

WRONG_USE = 2


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write what was asked for; 2 when the period or the language cannot be read."""
    if arguments.verb == "export":
        return _export(settings, arguments)
    language = arguments.language or settings.default_language
    if language not in LANGUAGES:
        print(f"samenspel: {language!r} is not one of {', '.join(LANGUAGES)}", file=sys.stderr)
        return WRONG_USE
    period = _period(arguments)
    if period is None:
        return WRONG_USE
    html, said = asyncio.run(_made(settings, arguments.verb, period, language))
    Path(arguments.html).write_text(html, encoding="utf-8")
    print(f"{arguments.html}: {said}")
    return 0


def _period(arguments: argparse.Namespace) -> Period | None:
    now = utc_now()
    if arguments.verb == "digest":
        found = month(arguments.month, now)
        if found is None:
            print(f"samenspel: {arguments.month!r} is not a month: 2026-10", file=sys.stderr)
        return found
    if arguments.since is None:
        return export.everything(now)
    span = parse_span(arguments.since)
    if span is None:
        print(f"samenspel: {arguments.since!r} is not a length of time: 30d, 24h", file=sys.stderr)
        return None
    return Period(now - timedelta(seconds=span.seconds), now, now)


def _export(settings: Settings, arguments: argparse.Namespace) -> int:
    if not export.can_write():
        print("samenspel: writing Parquet needs the extra: samenspel[insights]", file=sys.stderr)
        return WRONG_USE
    period = _period(arguments)
    if period is None:
        return WRONG_USE
    folder = Path(arguments.parquet)
    for name, count in asyncio.run(_exported(settings, folder, period)).items():
        print(f"{folder / name}.parquet: {count} rows")
    return 0


async def _exported(settings: Settings, folder: Path, period: Period) -> dict[str, int]:
    house = wiring.build(settings)
    await wiring.open(house)
    try:
        await deriving(house).round()
        return await house.database.read(lambda c: export.write(c, folder, period))
    finally:
        await wiring.close(house)


async def _made(settings: Settings, verb: str, period: Period, language: str) -> tuple[str, str]:
    """The page, and what to say about it."""
    house = wiring.build(settings)
    await wiring.open(house)
    try:
        await deriving(house).round()
        told = await Insights(house).told(period, language)
    finally:
        await wiring.close(house)
    title, said = told.words.say("page.title"), lead(told)
    if verb == "digest":
        title = told.words.say("digest.title", month=told.words.month(period.since))
        said = f"{told.words.say('digest.lead')} {said}"
    count = told.report.figures.conversations
    return (
        told.html(Links.at(settings.public_url), title=title, lead=said),
        f"{count} conversations, {len(told.report.findings)} frictions",
    )
