"""Builds storage up to authority once per process; everybody asks here and nobody builds again."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from pathlib import Path

from bot.authority.audit_checkpoints import Checkpoints
from bot.authority.service import Authority
from bot.connectors import demo, http
from bot.connectors.ports import Connectors
from bot.connectors.remembering import remembering, telling
from bot.customers import Customers
from bot.knowledge.service import Knowledge
from bot.model import Clock, utc_now
from bot.notify.service import Notify
from bot.remarks import Remarks
from bot.settings import Settings
from bot.staff import Staff
from bot.storage.database import Database
from bot.storage.liveness import Liveness

ARTICLES = Path("data/knowledge")


@dataclass(frozen=True)
class House:
    """One process's rooms, up to authority."""

    settings: Settings
    clock: Clock
    database: Database
    connectors: Connectors
    liveness: Liveness
    authority: Authority
    customers: Customers
    knowledge: Knowledge
    remarks: Remarks
    staff: Staff
    checkpoints: Checkpoints
    notify: Notify


def build(settings: Settings, clock: Clock = utc_now) -> House:
    """Put the rooms together. Nothing is opened, read or written until somebody uses them."""
    database, liveness = Database(settings.database_url), Liveness(settings.data_dir / "running")
    connectors = _connectors(settings, clock)
    return House(
        settings=settings,
        clock=clock,
        database=database,
        connectors=connectors,
        liveness=liveness,
        authority=Authority(
            database=database,
            connectors=telling(connectors),
            clock=clock,
            limits_path=settings.limits_file,
            liveness=liveness,
        ),
        customers=Customers(database=database, connectors=remembering(connectors), clock=clock),
        knowledge=Knowledge(folder=ARTICLES, database=database, clock=clock),
        remarks=Remarks(database=database, clock=clock, at_once=settings.redaction.at_once),
        staff=Staff(database=database, clock=clock, session_hours=settings.desk.session_hours),
        checkpoints=Checkpoints(
            database=database,
            folder=settings.checkpoints_dir,
            secret=settings.secrets.checkpoint_key,
            clock=clock,
        ),
        notify=Notify(database=database, clock=clock, owner=secrets.token_hex(8)),
    )


def _connectors(settings: Settings, clock: Clock) -> Connectors:
    """The systems that the file describes; in demo mode the demo shop for what it leaves out."""
    shop = demo.build(settings.shop_database, clock) if settings.demo else None
    if settings.connectors_file is not None:
        return http.build(settings.connectors_file, shop)
    return shop or demo.build(settings.shop_database, clock)


async def open(house: House) -> None:
    """Make it ready: newest schema, demo accounts in demo mode, limits read."""
    await prepare(house)
    await house.authority.start()


async def prepare(house: House) -> None:
    """The part of it that needs no limits: newest schema, and who may log in.

    The demo accounts have known passwords, so they are open only where nobody else can knock: on
    a loopback address, or where `demo_public` says that this is meant.
    """
    await house.database.upgrade()
    if house.settings.demo and (house.settings.loopback or house.settings.demo_public):
        await house.staff.open_demo()
    else:
        await house.staff.close_demo()


async def close(house: House) -> None:
    """Wait for what still runs and let go of the databases. It opens again when asked."""
    await house.connectors.close()
    await house.database.close()
    house.liveness.close()


_house: House | None = None
_building = threading.Lock()


def house() -> House:
    """The house of this process, built at the first ask from the settings file."""
    global _house
    with _building:
        if _house is None:
            _house = build(Settings.find())
        return _house


def use(made: House | None) -> None:
    """Make this the house of the process: at its start, and in tests. None forgets it."""
    global _house
    with _building:
        _house = made


def authority() -> Authority:
    """The only door to money and bookings."""
    return house().authority


def customers() -> Customers:
    """Who this is with, and what is theirs."""
    return house().customers


def knowledge() -> Knowledge:
    """What the articles say, and what they do not."""
    return house().knowledge


def remarks() -> Remarks:
    """Where complaints and feedback are written down."""
    return house().remarks
