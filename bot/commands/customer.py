"""`samenspel customer export|erase ID`: a copy of everything kept of a customer, or its end."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot import wiring
from bot.connectors.ports import ConnectorError
from bot.conversation import rooms
from bot.conversation.photos import Photos
from bot.conversation.rooms import Rooms
from bot.model import CustomerId
from bot.privacy import erasing, exporting, finding, retention
from bot.privacy.erasing import Erased
from bot.settings import Settings
from bot.storage.errors import StorageError
from bot.storage.personal import Whose
from bot.texts import Texts

TEXTS = Path("data/texts.yml")
DONE, NO, WRONG_USE = 0, 1, 2
STAYS = ("money", "counts", "shop")
Work = Callable[[Rooms, Whose, Photos], Awaitable[int]]


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """0 done; 1 nothing is known, or it could not be done now; 2 wrong use."""
    customer = CustomerId(arguments.id.strip())
    if arguments.verb == "export":
        target = Path(arguments.to)
        if not target.parent.is_dir():
            print(f"samenspel: there is no folder {target.parent}", file=sys.stderr)
            return WRONG_USE
        return asyncio.run(_with_rooms(settings, customer, _exporting(target)))
    if not arguments.yes and not _agreed(customer):
        print("Nothing was erased.")
        return NO
    return asyncio.run(_with_rooms(settings, customer, _erase))


def lines(found: Erased, texts: Texts) -> list[str]:
    """What went, kind by kind, and what stays and why."""
    told = []
    for kind in exporting.kinds():
        if kind != "shop":
            count = found.done.get(kind, 0)
            told.append(f"{count:>6}  {texts.say(f'own_data.{kind}', 'en')}")
    told += ["", "What stays:"]
    told += [
        f"- {texts.say(f'own_data.stays_{what}', 'en')}" for what in ("money", "counts", "shop")
    ]
    if found.unfinished:
        told.append(
            f"- {found.unfinished} payments or changes that are still being carried out keep what"
            " they need; run this again when they are done, or leave it to the daily round"
        )
    if found.engine_waits:
        told.append(
            f"- {found.engine_waits} conversations are erased in the engine's record; an engine"
            " that runs and did not answer now hears it as soon as it does"
        )
    if not found.overwritten:
        told.append(
            "- the files still hold old pages, because somebody was reading: run this again"
        )
    return told


def _agreed(customer: CustomerId) -> bool:
    print(f"This erases everything that is kept of {customer}, and cannot be undone.")
    if not sys.stdin.isatty():
        print("samenspel: nobody can be asked here; say --yes", file=sys.stderr)
        return False
    return input("Type the customer's number to go on: ").strip() == customer


def _exporting(target: Path) -> Work:
    async def work(made: Rooms, whose: Whose, photos: Photos) -> int:
        files = await exporting.write(made, whose, photos, target)
        count = len(whose.conversations)
        print(f"{target}: {len(files)} files, of {count} conversations. Only you can read it;")
        print("give it to the customer over a way that only they can read, then erase it here.")
        return DONE

    return work


async def _erase(made: Rooms, whose: Whose, photos: Photos) -> int:
    found = await erasing.erase(made, whose, photos, instead=retention.name())
    print(f"Erased of {whose.customer}, {len(whose.conversations)} conversations:")
    print("\n".join(lines(found, made.texts)))
    return DONE if found.overwritten else NO


async def _with_rooms(settings: Settings, customer: CustomerId, work: Work) -> int:
    house = wiring.build(settings)
    await wiring.prepare(house)
    made = rooms.build(house, Texts.load(TEXTS))
    try:
        whose = await finding.find(house, customer)
        if not await finding.is_known(house, whose):
            print(f"samenspel: nobody is known under the number {customer}", file=sys.stderr)
            return NO
        return await work(made, whose, Photos(settings.data_dir / "attachments"))
    except ConnectorError as error:
        print(f"samenspel: the shop cannot be asked now ({error.code})", file=sys.stderr)
        return NO
    except StorageError as error:
        print(f"samenspel: the database is not to be had now: {error}", file=sys.stderr)
        return NO
    finally:
        await made.turns.stop()
        await made.engine.close()
        await wiring.close(house)
