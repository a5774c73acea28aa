"""`samenspel limits lint | show | decide`: what the bot may do, checked and read in a terminal."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

from bot.authority import limits as limits_file
from bot.settings import Settings

WRONG_USE = 2


def offline(arguments: argparse.Namespace) -> int:
    """The verbs that need no running product: lint a file, decide requests from a file."""
    if arguments.verb == "lint":
        report = limits_file.lint(Path(arguments.file))
        print(report)
        return 0 if report.ok else 1
    return _decide(arguments)


def _decide(arguments: argparse.Namespace) -> int:
    from bot.authority import offline as decider

    if arguments.facts:
        _load_facts(Path(arguments.facts))
    try:
        limits = limits_file.load(Path(arguments.limits))
    except limits_file.LimitsError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    try:
        with Path(arguments.requests).open(encoding="utf-8") as lines:
            answers = decider.decide_lines(limits, lines, fresh=arguments.fresh)
            bad = 0
            for answer in answers:
                print(answer.line)
                bad += answer.failed
    except OSError as error:
        print(f"samenspel: cannot read the requests: {error}", file=sys.stderr)
        return WRONG_USE
    return 1 if bad else 0


def _load_facts(path: Path) -> None:
    """Run a module of derived facts; its decorators register them."""
    spec = importlib.util.spec_from_file_location("samenspel_facts", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"samenspel: {path} is no Python module")
    spec.loader.exec_module(importlib.util.module_from_spec(spec))


def show(settings: Settings) -> int:
    """Print the limits in force, one sentence a line, in the default language."""
    import asyncio

    from bot import wiring

    async def read() -> int:
        house = wiring.build(settings)
        await wiring.open(house)
        try:
            view = await house.authority.limits()
        finally:
            await house.database.close()
        language = settings.default_language
        print(
            f"version {view.version}, {view.sha256[:12]}, applied {view.applied_at:%Y-%m-%d %H:%M}"
        )
        for action in view.actions:
            stopped = "  [STOPPED]" if action.stopped else ""
            print(f"\n{action.title[language]}{stopped}\n  {action.sentence[language]}")
            for line in action.lines:
                print(f"  - {line.text[language]} ({line.outcome.value})")
        return 0

    return asyncio.run(read())
