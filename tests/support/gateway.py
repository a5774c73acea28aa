"""A real gateway on a real port with a real database, beside a scripted engine."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
from aiohttp import web
from argon2 import PasswordHasher

from bot import wiring
from bot.conversation import rooms
from bot.conversation.rooms import Rooms
from bot.gateway import server
from bot.model import Clock, CustomerId, utc_now
from bot.settings import Settings
from bot.staff import Staff
from bot.texts import Texts
from bot.wiring import House
from tests.support.running import free_port
from tests.support.scripted_engine import ScriptedEngine

ROOT = Path(__file__).parents[2]
# Real argon2id with little memory: tests sign in some hundred times.
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


class HandClock:
    """The real clock, which a test can turn forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def turn(self, **time: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(**time)


def settings_in(folder: Path, port: int, **more: str) -> Settings:
    """Demo settings with everything in one folder."""
    return Settings.load(None, environment_for(folder, port, **more))


def environment_for(folder: Path, port: int, **more: str) -> dict[str, str]:
    """The same as environment variables, for a gateway in a process of its own."""
    return {
        "SAMENSPEL_DEMO": "true",
        "SAMENSPEL_DATA_DIR": str(folder),
        "SAMENSPEL_PORT": str(port),
        "SAMENSPEL_ENGINE_SOCKET": str(folder / "engine.sock"),
        "SAMENSPEL_LIMITS_FILE": str(ROOT / "limits.yml"),
        **{f"SAMENSPEL_{name.upper()}": value for name, value in more.items()},
    }


def built(settings: Settings, clock: Clock = utc_now) -> House:
    """A house in which passwords are checked quickly."""
    house = wiring.build(settings, clock)
    hours = settings.desk.session_hours
    staff = Staff(database=house.database, clock=clock, session_hours=hours, hasher=QUICK)
    return replace(house, staff=staff)


async def prepare(folder: Path) -> None:
    """Databases, accounts and limits once, to be copied for each test."""
    house = built(settings_in(folder, free_port()))
    await wiring.open(house)
    # The demo shop makes its data at the first question.
    await house.connectors.shop.customer(CustomerId("C-1001"))
    await wiring.close(house)


@dataclass
class Gateway:
    """A running gateway and what stands around it."""

    base: str
    folder: Path
    settings: Settings
    clock: HandClock
    house: House
    rooms: Rooms
    engine: ScriptedEngine
    runner: web.AppRunner

    async def stop(self) -> None:
        """End the gateway; the engine and the data stay."""
        await self.runner.cleanup()
        await wiring.close(self.house)

    async def identity(self, customer: str) -> str:
        """What the demo shop's page gives to its widget."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.base}/demo/identity", json={"customer": customer}) as answer,
        ):
            return str((await answer.json())["identity"])

    async def quiet(self) -> None:
        """Wait until no turn is running."""
        await asyncio.sleep(0.02)
        await self.rooms.turns.idle()


def copied(prepared: Path, folder: Path) -> Path:
    """A fresh copy of the prepared data."""
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    return folder


async def start(
    folder: Path, engine: ScriptedEngine, *, port: int | None = None, **more: str
) -> Gateway:
    """Start a gateway with the data in `folder`, on a free port unless one is given."""
    port = port or free_port()
    settings = settings_in(folder, port, **more)
    clock = HandClock()
    house = built(settings, clock)
    await wiring.open(house)
    made = rooms.build(house, Texts.load(ROOT / "data" / "texts.yml"))
    app = server.build(made, dist=ROOT / "widget" / "dist")
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    base = f"http://127.0.0.1:{port}"
    return Gateway(base, folder, settings, clock, house, made, engine, runner)
