"""`samenspel limits replay`: what would these limits have done with the recorded requests?"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bot import wiring
from bot.authority import limits as limits_file
from bot.authority.replay_report import ReplayReport
from bot.authority.spans import parse_span
from bot.settings import Settings

WRONG_USE = 2
HONEST = "This is what the limits would have decided, not how people would have behaved."


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the report; 2 when the file is not fit or the period cannot be read."""
    report = limits_file.lint(Path(arguments.limits))
    if report.limits is None:
        print(report, file=sys.stderr)
        return WRONG_USE
    since = None
    if arguments.since is not None:
        span = parse_span(arguments.since)
        if span is None:
            print(f"samenspel: {arguments.since!r} is no length of time: 30d, 24h", file=sys.stderr)
            return WRONG_USE
        since = timedelta(seconds=span.seconds)
    found = asyncio.run(_replay(settings, report.limits.source, since))
    if arguments.json:
        print(json.dumps(as_json(found), ensure_ascii=False))
    else:
        print("\n".join(_lines(found)))
    return 0


async def _replay(settings: Settings, text: str, since: timedelta | None) -> ReplayReport:
    house = wiring.build(settings)
    await wiring.open(house)
    try:
        return await house.authority.what_if(text, since=since, progress=_progress)
    finally:
        await wiring.close(house)


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done:,} of {of:,} requests", end="\n" if done >= of else "", file=sys.stderr)


def as_json(report: ReplayReport) -> dict[str, object]:
    """The report as the page and other programs read it."""
    return {
        "requests": report.requests,
        "unjudged": report.unjudged,
        "changed": report.changed,
        "before": dict(report.before),
        "after": dict(report.after),
        "paid_before": report.paid_before.to_json(),
        "paid_after": report.paid_after.to_json(),
        "lines": [
            {
                "action": line.action,
                "rule": line.rule,
                "line": line.line,
                "newly": dict(line.newly),
                "money": line.money.to_json(),
                "examples": list(line.examples),
            }
            for line in report.lines
        ],
        "note": HONEST,
    }


def _lines(report: ReplayReport) -> Iterator[str]:
    yield f"{report.requests:,} recorded requests, {report.changed:,} would end otherwise."
    if report.unjudged:
        yield f"{report.unjudged:,} deeds of people are left out: their role is not on record."
    if not report.requests:
        return
    yield f"{'':12}{'was':>10}{'would be':>10}"
    for outcome in ("allow", "approve", "ask", "handover", "refuse", "silent"):
        was, now = report.before.get(outcome, 0), report.after.get(outcome, 0)
        if was or now:
            yield f"{outcome:12}{was:>10,}{now:>10,}"
    yield f"paid at once: {report.paid_before}, would be {report.paid_after}"
    for line in report.lines:
        where = f"line {line.line}" if line.line else "no line any more"
        newly = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(line.newly.items()))
        sign = "+" if line.money.minor >= 0 else ""
        yield f"- {line.action}, {line.rule} ({where}): now {newly}; {sign}{line.money}"
        yield f"  for example {', '.join(line.examples)}"
    yield HONEST
