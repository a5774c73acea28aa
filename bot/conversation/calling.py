"""Wishes to be called: a number and a time within the hours of the desk.

A wish stands in the desk's list until somebody marks it done; it is erased with the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.conversation import log
from bot.conversation.errors import BadNumber, BadTime, NoCall
from bot.conversation.live import Live
from bot.conversation.log import Entry
from bot.conversation.receiving import alive
from bot.conversation.voice import Voice
from bot.model import Clock, ConversationId, StaffId
from bot.settings import Opening, Stretch
from bot.storage.database import Database
from bot.storage.notify_tables import callbacks

SLOT = timedelta(hours=1)
# Nobody is called while the wish is still being read.
NOTICE = timedelta(minutes=15)
LATEST = timedelta(days=14)
MOST_SLOTS = 24
_MOST_STRETCHES = 12
_NUMBER = re.compile(r"\+?[0-9][0-9 ()./-]{5,28}[0-9]")
_LEAST_DIGITS, _MOST_DIGITS = 8, 15


@dataclass(frozen=True)
class Call:
    """Somebody wants to be called."""

    conversation: ConversationId
    number: str
    start: datetime
    end: datetime


class Calling:
    """Takes wishes to be called, and marks them done."""

    def __init__(
        self, *, database: Database, live: Live, voice: Voice, opening: Opening, clock: Clock
    ) -> None:
        self._database = database
        self._live = live
        self._voice = voice
        self._opening = opening
        self._clock = clock

    def offered(self) -> list[Stretch]:
        """When one can be called."""
        return slots(self._opening, self._clock())

    async def asked(self, conversation: ConversationId) -> Call | None:
        """The open wish of this conversation."""
        return (await self._database.read(every_open)).get(conversation)

    async def ask(self, conversation: ConversationId, *, number: str, at: datetime) -> None:
        """Keep a wish; a new one takes the place of the last. Raises BadNumber or BadTime."""
        if not is_number(number):
            raise BadNumber()
        slot = slot_at(self._opening, at, self._clock())
        if slot is None:
            raise BadTime()

        def work(connection: Connection, entries: list[Entry]) -> None:
            found = alive(connection, conversation)
            now, here = self._clock(), self._opening.local
            wish = Call(conversation, number, slot.start, slot.end)
            if every_open(connection).get(conversation) == wish:
                return
            connection.execute(delete(callbacks).where(callbacks.c.conversation == conversation))
            connection.execute(
                insert(callbacks).values(
                    conversation=conversation,
                    number=number,
                    call_from=slot.start,
                    call_until=slot.end,
                    asked_at=now,
                )
            )
            said = self._voice.house_says(
                "chat.call_asked",
                found.language,
                number=ending(number),
                when=self._voice.when(here(slot.start), here(now), found.language),
            )
            entries.append(log.append_reviewed(connection, found, said, now=now))

        await self._live.write(conversation, work)

    async def done(self, conversation: ConversationId, by: StaffId) -> None:
        """Somebody called. Raises NoCall when nobody waits for a call here."""

        def work(connection: Connection, _: list[Entry]) -> None:
            changed = connection.execute(
                update(callbacks)
                .where(callbacks.c.conversation == conversation, callbacks.c.done_at.is_(None))
                .values(done_at=self._clock(), done_by=by, number="")
            )
            if not changed.rowcount:
                raise NoCall()

        await self._live.write(conversation, work)


def every_open(connection: Connection) -> Mapping[ConversationId, Call]:
    """Everybody who waits for a call."""
    rows = connection.execute(select(callbacks).where(callbacks.c.done_at.is_(None))).all()
    return {
        ConversationId(row.conversation): Call(
            ConversationId(row.conversation), row.number, row.call_from, row.call_until
        )
        for row in rows
    }


def is_number(text: str) -> bool:
    """Whether one can call this: eight to fifteen digits, written as people write them."""
    digits = sum(letter.isdigit() for letter in text)
    return _NUMBER.fullmatch(text) is not None and _LEAST_DIGITS <= digits <= _MOST_DIGITS


def ending(number: str) -> str:
    """Enough of a number to know one's own: `•••78`."""
    return f"•••{number[-2:]}"


def slots(opening: Opening, now: datetime) -> list[Stretch]:
    """The hours in which one can be called, the next ones first. Pure."""
    found: list[Stretch] = []
    for stretch in opening.stretches(now + NOTICE, _MOST_STRETCHES):
        start = _on_the_half_hour(stretch.start)
        while start + SLOT <= stretch.end and start <= now + LATEST:
            found.append(Stretch(start, start + SLOT))
            if len(found) == MOST_SLOTS:
                return found
            start += SLOT
    return found


def slot_at(opening: Opening, at: datetime, now: datetime) -> Stretch | None:
    """The hour that begins then, when the desk is open for all of it; None otherwise. Pure."""
    if not now <= at <= now + LATEST:
        return None
    end = at + SLOT
    if opening.open_seconds(at, end) < SLOT.total_seconds():
        return None
    return Stretch(at, end)


def _on_the_half_hour(moment: datetime) -> datetime:
    """This moment when it is one, or the next."""
    past = timedelta(
        minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment + (timedelta(minutes=30) - past) if past else moment
