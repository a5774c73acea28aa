"""Carries out a change of mode inside a transaction: the row, the entries that tell it, the queue.

The router decides; this is its thin shell. Nothing else in the house changes a mode or a fence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.conversation import feeling, log, preferring, queue, router
from bot.conversation.errors import Closed, NotHolder, Taken, WithPerson
from bot.conversation.log import Entry
from bot.conversation.record import Record, change, load
from bot.conversation.router import Move, Refusal
from bot.conversation.voice import Voice
from bot.model import Mode, Reviewed, StaffId
from bot.settings import ALWAYS, Opening
from bot.storage.conversation_tables import handoffs


@dataclass(frozen=True)
class Taker:
    """A person at the desk, as far as a change of mode needs to know."""

    id: StaffId
    name: str


@dataclass(frozen=True)
class Modes:
    """Moves conversations between bot, queue, person and the end.

    `somebody_here` says whether anybody is at the desk now; `lease` is how long a claim holds;
    `opening` are the hours of the desk; after so much `silence` the bot says anew that it is one.
    """

    voice: Voice
    lease: timedelta
    somebody_here: Callable[[], bool]
    opening: Opening = ALWAYS
    silence: timedelta = timedelta(minutes=30)

    def apply(
        self,
        connection: Connection,
        record: Record,
        what: Move,
        entries: list[Entry],
        *,
        now: datetime,
        reason: str,
        by: Taker | None = None,
        urgent: bool = False,
        said_already: bool = False,
    ) -> Record:
        """Do one move and append what tells it. The same record when nothing changes.

        `said_already`: the bot told in its own answer that a person will come. Raises Taken,
        NotHolder, Closed or WithPerson.
        """
        before = record.state
        silent = now - record.last_at >= self.silence
        after = router.move(before, what, by=by.id if by else None)
        if isinstance(after, Refusal):
            raise _refused(after, record)
        if after == before:
            if what is Move.CLAIM:
                return change(connection, record.id, lease_until=now + self.lease)
            return record
        record = change(
            connection,
            record.id,
            mode=after.mode.value,
            fence=after.fence,
            holder=by.id if after.mode is Mode.HUMAN and by else None,
            holder_name=by.name if after.mode is Mode.HUMAN and by else None,
            lease_until=now + self.lease if after.mode is Mode.HUMAN else None,
            **self._waiting(connection, record, before.mode, after.mode, reason, urgent, now),
        )
        self._keep_count(connection, record, before.mode, reason, now)
        return self._tell(connection, record, what, entries, now, reason, said_already, silent)

    def disclose(
        self,
        connection: Connection,
        record: Record,
        entries: list[Entry],
        *,
        now: datetime,
        again: bool,
    ) -> Record:
        """Append the entry that says: this is a bot."""
        moods = preferring.told(self.voice.mood_reading, record)
        told = self.voice.disclosure(record.language, again=again, moods=moods)
        entries.append(log.append_reviewed(connection, record, told, now=now))
        return load(connection, record.id)

    def _waiting(
        self,
        connection: Connection,
        record: Record,
        before: Mode,
        after: Mode,
        reason: str,
        urgent: bool,
        now: datetime,
    ) -> dict[str, object]:
        if after is not Mode.WAITING:
            addressed = dict.fromkeys(("meant_for", "wanted_skill", "passed_offset"))
            calm = {} if after is Mode.HUMAN else {"urgent": False}
            return {"waiting_since": None, **addressed, **calm}
        # Who was let go by a person loses neither their place nor what made it urgent.
        keeps = before is Mode.HUMAN
        return {
            "waiting_since": (_waited_from(connection, record) if keeps else None) or now,
            "reason": record.reason if keeps and record.reason else reason,
            "urgent": record.urgent if keeps else urgent,
        }

    def _tell(
        self,
        connection: Connection,
        record: Record,
        what: Move,
        entries: list[Entry],
        now: datetime,
        reason: str,
        said_already: bool,
        silent: bool,
    ) -> Record:
        place = None
        if record.mode is Mode.WAITING:
            place = queue.place_of(connection, record.id, now, self.opening)
        told = self.voice.mode(
            record.mode,
            reason=reason,
            position=place.position if place else None,
            expected_wait_s=place.expected_wait_s if place else None,
            back_at=place.back_at if place else None,
            agent=record.holder_name if record.mode is Mode.HUMAN else None,
            feedback=feeling.may_ask(connection, record.id) if record.mode is Mode.CLOSED else None,
        )
        entry = log.append_reviewed(connection, record, told, now=now)
        entries.append(entry)
        if record.mode is Mode.HUMAN:
            record = change(connection, record.id, held_from=entry.offset)
        elif record.mode is Mode.WAITING:
            sentence = self._sentence(record, said_already, now)
            if sentence is not None:
                if silent:
                    record = self.disclose(connection, record, entries, now=now, again=True)
                entries.append(
                    log.append_reviewed(connection, record, sentence, now=now, queue_sentence=True)
                )
        back = silent and record.mode is Mode.BOT
        if back or what in (Move.HAND_BACK, Move.CUSTOMER_WRITES):
            return self.disclose(connection, record, entries, now=now, again=True)
        return load(connection, record.id)

    def _sentence(self, record: Record, said_already: bool, now: datetime) -> Reviewed | None:
        """The one thing the bot says on the way into the queue; None when all is said."""
        key = waiting_sentence(
            is_open=self.opening.is_open(now),
            comes_back=self.opening.opens(now) is not None,
            somebody_here=self.somebody_here(),
            said_already=said_already,
            urgent=record.urgent,
        )
        if key is None:
            return None
        values: dict[str, object] = {}
        if key in WITH_RETURN:
            back, here = self.opening.opens(now), self.opening.local
            assert back is not None
            values["back"] = self.voice.when(here(back), here(now), record.language)
        return self.voice.bot_says(key, record.language, **values)

    def _keep_count(
        self, connection: Connection, record: Record, before: Mode, reason: str, now: datetime
    ) -> None:
        """The history of asking for a person, from which the expected wait is told."""
        if before in (Mode.BOT, Mode.CLOSED) and record.mode in (Mode.WAITING, Mode.HUMAN):
            connection.execute(
                insert(handoffs).values(
                    conversation=record.id, reason=reason, urgent=record.urgent, asked_at=now
                )
            )
        running = (
            select(handoffs.c.id)
            .where(handoffs.c.conversation == record.id, handoffs.c.ended_at.is_(None))
            .order_by(handoffs.c.id.desc())
            .limit(1)
        )
        values: dict[str, object] = {}
        if record.mode is Mode.HUMAN and before is Mode.WAITING:
            values = {"claimed_at": now, "staff": record.holder}
        elif record.mode is Mode.HUMAN:
            values = {"staff": record.holder}
        elif record.mode in (Mode.BOT, Mode.CLOSED):
            values = {"ended_at": now, "ended_how": reason}
        if values:
            connection.execute(
                update(handoffs)
                .where(handoffs.c.id.in_(running.scalar_subquery()))
                .values(**values)
            )


def _waited_from(connection: Connection, record: Record) -> datetime | None:
    """When somebody who waited before a person took over began to wait."""
    asked = (
        select(handoffs.c.asked_at)
        .where(
            handoffs.c.conversation == record.id,
            handoffs.c.ended_at.is_(None),
            handoffs.c.claimed_at.is_not(None),
        )
        .order_by(handoffs.c.id.desc())
        .limit(1)
    )
    since: datetime | None = connection.execute(asked).scalar_one_or_none()
    return since


WITH_RETURN = frozenset(
    {"chat.waiting_closed", "chat.closed_now", "chat.waiting_late", "chat.late_now"}
)
"""The sentences that say when people are back."""


def waiting_sentence(
    *, is_open: bool, comes_back: bool, somebody_here: bool, said_already: bool, urgent: bool
) -> str | None:
    """What the bot says to somebody who is going to wait; None when all is said. Pure.

    `said_already`: its own answer told that a person will come. Outside the hours of the desk that
    is only half the truth, so the bot says when. Danger comes before hours.
    """
    if somebody_here and is_open:
        return None if said_already else "chat.waiting"
    if urgent and said_already and not somebody_here:
        return "chat.nobody_here_urgent"
    if is_open or not comes_back:
        if somebody_here:
            return None if said_already else "chat.waiting"
        return "chat.nobody_here" if said_already else "chat.waiting_nobody"
    if somebody_here:
        return "chat.late_now" if said_already else "chat.waiting_late"
    return "chat.closed_now" if said_already else "chat.waiting_closed"


def _refused(refusal: Refusal, record: Record) -> Exception:
    if refusal is Refusal.TAKEN:
        return Taken(name=record.holder_name or "")
    if refusal is Refusal.NOT_HOLDER:
        return NotHolder()
    if refusal is Refusal.WITH_PERSON:
        return WithPerson()
    return Closed()
