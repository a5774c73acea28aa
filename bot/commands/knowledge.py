"""`samenspel knowledge questions`: what customers asked that no article answers."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import timedelta

from bot import wiring
from bot.authority.spans import parse_span
from bot.knowledge.unanswered import Unanswered
from bot.settings import Settings

WRONG_USE = 2


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the questions of a period such as 30d; 2 when the period cannot be read."""
    span = parse_span(arguments.since)
    if span is None:
        print(f"samenspel: {arguments.since!r} is not a length of time: 30d, 24h", file=sys.stderr)
        return WRONG_USE
    for line in lines(asyncio.run(_read(settings, timedelta(seconds=span.seconds)))):
        print(line)
    return 0


def lines(found: list[Unanswered]) -> list[str]:
    """One question a line, with the day, the language and the article that came nearest."""
    if not found:
        return ["No open questions."]
    return [
        f"{one.at:%Y-%m-%d} {one.language} {one.text}"
        + (f"   (nearest: {one.nearest}, {one.score:.2f})" if one.nearest and one.score else "")
        for one in found
    ]


async def _read(settings: Settings, since: timedelta) -> list[Unanswered]:
    house = wiring.build(settings)
    await wiring.prepare(house)
    try:
        return await house.knowledge.unanswered(house.clock() - since)
    finally:
        await wiring.close(house)
