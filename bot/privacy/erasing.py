"""Erases a customer everywhere: log, engine, photos, letters, and their number in the books."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.authority.erasing import cut_person, erase_private
from bot.conversation import forgetting
from bot.conversation.forgetting import PHOTOS
from bot.conversation.photos import Photos
from bot.conversation.rooms import Rooms
from bot.model import ConversationId
from bot.storage import personal, tracker_events
from bot.storage.conversation_tables import conversations, turns
from bot.storage.personal import Whose

ENGINE, MONEY = "engine", "money"


@dataclass(frozen=True)
class Erased:
    """How many of each kind of data went, and what could not go yet.

    `unfinished`: payments that still have to be carried out keep what they need until they are.
    `engine_waits`: conversations that an engine has not heard yet that it has to forget.
    `overwritten`: nothing of it is left in the files either.
    """

    done: Mapping[str, int]
    unfinished: int
    engine_waits: int
    overwritten: bool


async def erase(rooms: Rooms, whose: Whose, photos: Photos, *, instead: str) -> Erased:
    """Erase everything of a customer; in the books `instead` stands for their number.

    Safe to repeat: what went before is not counted again. Raises StorageError.
    """
    house, done = rooms.house, Counter[str]()
    engine = house.settings.engine.tracker_url
    # Counted before: an engine that runs erases it itself when it is told to.
    done[ENGINE] = await asyncio.to_thread(_recorded, engine, whose)
    for conversation in whose.conversations:
        done[PHOTOS] += await asyncio.to_thread(photos.erase, conversation)
    here = await house.database.read(lambda c: _still_here(c, whose))
    for conversation in here:
        done += await forgetting.forget(rooms, photos, conversation, empty_log=False)
    await rooms.turns.idle()
    rest, unfinished = await house.database.run(lambda c: _the_rest(c, whose, instead))
    done += rest
    await asyncio.to_thread(tracker_events.erase, engine, whose.conversations)
    return Erased(
        done=dict(done),
        unfinished=unfinished,
        engine_waits=await house.database.read(lambda c: _unheard(c, whose)),
        overwritten=await house.database.overwrite(whole=True),
    )


def _recorded(url: str, whose: Whose) -> int:
    """How many events the engine recorded of these conversations."""
    return sum(
        len(tracker_events.recorded(url, conversation).get(conversation, ()))
        for conversation in whose.conversations
    )


def _still_here(connection: Connection, whose: Whose) -> list[ConversationId]:
    rows = connection.execute(
        select(conversations.c.id).where(
            conversations.c.id.in_(whose.conversations), conversations.c.erased_at.is_(None)
        )
    )
    return [ConversationId(row.id) for row in rows]


def _the_rest(connection: Connection, whose: Whose, instead: str) -> tuple[Counter[str], int]:
    """What is the person's and not one conversation's, and what was left by earlier erasures."""
    assert whose.customer is not None
    for conversation in whose.conversations:
        erase_private(connection, conversation)
    cut = cut_person(connection, whose.customer, instead=instead)
    done = personal.erase(connection, whose)
    done[MONEY] += cut.done
    return done, cut.unfinished


def _unheard(connection: Connection, whose: Whose) -> int:
    waits = select(func.count()).where(
        turns.c.conversation.in_(whose.conversations),
        turns.c.kind == "forget",
        turns.c.state == "pending",
    )
    return int(connection.execute(waits).scalar_one())
