"""`samenspel limits report`: proof asked, gestures made, shadow beside what people did."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from datetime import timedelta

from bot import wiring
from bot.authority.kindness_report import KindnessReport
from bot.authority.shadow import ShadowReport
from bot.authority.spans import parse_span
from bot.authority.trust_report import ProofReport
from bot.settings import Settings

WRONG_USE = 2


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the reports of a period such as 30d; 2 when the period cannot be read."""
    span = parse_span(arguments.since)
    if span is None:
        print(f"samenspel: {arguments.since!r} is not a length of time: 30d, 24h", file=sys.stderr)
        return WRONG_USE
    since = timedelta(seconds=span.seconds)
    for line in asyncio.run(_read(settings, since)):
        print(line)
    return 0


async def _read(settings: Settings, since: timedelta) -> list[str]:
    house = wiring.build(settings)
    await wiring.open(house)
    try:
        report = await house.authority.report(since)
    finally:
        await wiring.close(house)
    return [
        *_proof(report.proof),
        "",
        *_kindness(report.kindness),
        "",
        *_shadow(report.shadow),
    ]


def _proof(found: tuple[ProofReport, ...]) -> Iterator[str]:
    yield "Proof"
    if not found:
        yield "  No line of the limits asks for proof: customers are believed."
    for one in found:
        yield f"  {one.action}, {one.rule}: {one.requests} requests, {one.believed} believed"
        yield (
            f"    asked {one.asked}, given {one.given} (then granted {one.granted},"
            f" not granted {one.refused}), not given {one.left}"
        )


def _kindness(found: tuple[KindnessReport, ...]) -> Iterator[str]:
    yield "Gestures"
    if not found:
        yield "  No action gives vouchers."
    for one in found:
        amounts = ", ".join(f"{count} x {amount}" for amount, count in one.amounts)
        yield f"  {one.action}: {one.given} of {one.cases} cases ({amounts or 'none given'})"
        for share in one.shares:
            yield f"    {share.fact} {share.value}: {share.given} of {share.cases}"
        for unequal in one.unequal:
            why = ", ".join(f"{count} by {rule}" for rule, count in unequal.withheld)
            amounts = ", ".join(map(str, unequal.amounts))
            yield f"    the same case, not the same gesture: {amounts}; withheld {why or 'none'}"
        if one.cases and not one.unequal:
            yield "    the same case always got the same gesture"


def _shadow(found: tuple[ShadowReport, ...]) -> Iterator[str]:
    yield "Shadow"
    if not found:
        yield "  Nothing was judged in shadow."
    for one in found:
        yield (
            f"  {one.action}, would {one.would.value}: {one.cases} cases;"
            f" what a person did is known of {one.known}, the same in {one.agreed}"
        )
