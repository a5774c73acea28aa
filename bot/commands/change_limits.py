"""`samenspel limits apply | agree | export`: new versions, by people with accounts."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import getpass
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from bot import wiring
from bot.authority.errors import AuthorityError
from bot.authority.limits import LimitsError, lint_text
from bot.settings import Settings
from bot.staff import Person, StaffError
from bot.wiring import House

WRITERS = ("operator", "admin")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Apply, agree or export; 0 when done, 1 when it is refused, 2 when the file is not fit."""
    work = {"apply": _apply, "agree": _agree, "export": _export}[arguments.verb]
    try:
        print(asyncio.run(work(settings, arguments)))
    except (LimitsError, OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 2
    except (AuthorityError, StaffError) as error:
        print(f"samenspel: {error}", file=sys.stderr)
        return 1
    return 0


async def _apply(settings: Settings, arguments: argparse.Namespace) -> str:
    path = Path(arguments.file)
    text = await asyncio.to_thread(path.read_text, encoding="utf-8")
    report = lint_text(text, path.name)
    if not report.ok:
        raise LimitsError(report)
    async with _open(settings) as house:
        person = await _somebody(house, arguments.account)
        if person.role not in WRITERS:
            raise StaffError(
                f"{person.display} may not change limits: needs {' or '.join(WRITERS)}"
            )
        version = await house.authority.apply(text, by=person.id, reason=arguments.reason)
    if version.applied_at is not None:
        return f"version {version.number} is in force"
    return (
        f"version {version.number} lets more through, so it waits for a second person: "
        f"samenspel limits agree {version.number} --as NAME"
    )


async def _agree(settings: Settings, arguments: argparse.Namespace) -> str:
    async with _open(settings) as house:
        person = await _somebody(house, arguments.account)
        version = await house.authority.agree(arguments.version, by=person.id, role=person.role)
    return f"version {version.number} is in force"


async def _export(settings: Settings, arguments: argparse.Namespace) -> str:
    async with _open(settings) as house:
        return (await house.authority.source()).rstrip("\n")


@contextlib.asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[House]:
    house = wiring.build(settings)
    await wiring.open(house)
    try:
        yield house
    finally:
        await wiring.close(house)


async def _somebody(house: House, name: str) -> Person:
    """Who is at the keyboard: an account and its password, so that two are really two."""
    if sys.stdin.isatty():
        password = await asyncio.to_thread(getpass.getpass, f"Password of {name}: ")
    else:
        password = (await asyncio.to_thread(sys.stdin.readline)).rstrip("\n")
    login = await house.staff.log_in(name, password)
    await house.staff.log_out(login.token)
    return login.person
