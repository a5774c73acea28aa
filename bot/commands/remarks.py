"""`samenspel remarks`: the complaints or the feedback of a period, as they were written down."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import timedelta

from bot import wiring
from bot.authority.spans import parse_span
from bot.remarks import Kind, Remark
from bot.settings import Settings

WRONG_USE = 2


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print them, newest first; 2 when the period cannot be read."""
    span = parse_span(arguments.since)
    if span is None:
        print(f"samenspel: {arguments.since!r} is not a length of time: 30d, 24h", file=sys.stderr)
        return WRONG_USE
    kind: Kind = "complaint" if arguments.kind == "complaints" else "feedback"
    for line in lines(asyncio.run(_read(settings, kind, timedelta(seconds=span.seconds)))):
        print(line)
    return 0


def lines(found: list[Remark]) -> list[str]:
    """One remark a line: the day, the reference, what it is about, and the words."""
    if not found:
        return ["Nothing was written down."]
    return [
        " ".join(
            part
            for part in (f"{one.at:%Y-%m-%d}", one.reference, one.language, one.about, one.text)
            if part
        )
        for one in found
    ]


async def _read(settings: Settings, kind: Kind, since: timedelta) -> list[Remark]:
    house = wiring.build(settings)
    await wiring.prepare(house)
    try:
        return await house.remarks.since(kind, house.clock() - since)
    finally:
        await wiring.close(house)
