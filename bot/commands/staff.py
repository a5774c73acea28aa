"""`samenspel staff add`: accounts of the people at the desk and of operators."""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import Sequence

from bot import wiring
from bot.settings import Settings
from bot.staff import StaffError

SHORTEST_PASSWORD = 10


def add(settings: Settings, name: str, role: str, display: str, skills: Sequence[str]) -> int:
    """Ask for a password (twice on a terminal, one line from a pipe) and add the account."""
    password = _password()
    if len(password) < SHORTEST_PASSWORD:
        print(f"samenspel: a password has at least {SHORTEST_PASSWORD} characters", file=sys.stderr)
        return 2
    try:
        asyncio.run(_add(settings, name, role, display, password, skills))
    except StaffError as error:
        print(f"samenspel: {error}", file=sys.stderr)
        return 1
    print(f"added {name} as {role}")
    return 0


async def _add(
    settings: Settings,
    name: str,
    role: str,
    display: str,
    password: str,
    skills: Sequence[str],
) -> None:
    house = wiring.build(settings)
    await wiring.open(house)
    try:
        await house.staff.add(name, display=display, role=role, password=password, skills=skills)
    finally:
        await house.database.close()


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Again: "):
        print("samenspel: the two are not the same", file=sys.stderr)
        return ""
    return first
