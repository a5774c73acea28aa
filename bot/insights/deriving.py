"""Derives the facts of what is new, round by round; one process at a time does it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from bot.insights import changes, days, facts, keeping, reading
from bot.knowledge.service import Knowledge
from bot.model import Clock
from bot.storage import leases, tracker_events
from bot.storage.conversation_tables import conversations, feedback
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.insight_tables import conversation_facts
from bot.storage.tracker_events import Event

logger = logging.getLogger(__name__)
AT_ONCE = 100
OVERLAP = timedelta(minutes=5)
"""What is written by a slow transaction may be older than what was seen."""
FELT_OVERLAP = timedelta(days=1)
"""Feedback comes after the conversation, and not in its log."""
LEASE = leases.LEASE
_MARK = "facts"
_facts = conversation_facts.c


class Deriving:
    """The facts in their tables, kept up with the log."""

    def __init__(
        self,
        *,
        database: Database,
        tracker_url: str,
        knowledge: Knowledge,
        clock: Clock,
        owner: str,
    ) -> None:
        self._database = database
        self._tracker_url = tracker_url
        self._knowledge = knowledge
        self._clock = clock
        self._owner = owner

    async def round(self) -> int:
        """Derive what is new since the last round; nothing when another process does it now."""
        if not await self._keeps_lease():
            return 0
        articles = await self._knowledge.articles()
        titles = {
            title: article.id for article in articles.values() for title in article.title.values()
        }
        record, done = tracker_events.record(self._tracker_url), 0
        try:
            bad: frozenset[str] = frozenset()
            while (batch := (await self._database.read(new)).without(bad)).ends:
                try:
                    done += await self._derive(batch, record, titles)
                except StorageError:
                    raise
                except Exception:
                    right, wrong = await self._derive_each(batch, record, titles)
                    done, bad = done + right, bad | wrong
                if not await self._keeps_lease():
                    return done
            seen = await asyncio.to_thread(changes.look, articles.values())
            await self._database.run(lambda c: changes.note(c, seen, self._clock()))
            await days.add_up(self._database, self._clock(), self._keeps_lease)
        finally:
            if record is not None:
                await record.close()
            await self._database.run(lambda c: let_go(c, self._owner))
        return done

    async def _keeps_lease(self) -> bool:
        return await self._database.run(lambda c: take(c, self._owner, self._clock()))

    async def _derive_each(
        self, batch: Batch, record: Database | None, articles: Mapping[str, str]
    ) -> tuple[int, frozenset[str]]:
        """One by one, so that one that cannot be read holds up no other: how many, and the bad."""
        done, bad = 0, set()
        for id, end in sorted(batch.ends.items()):
            try:
                done += await self._derive(Batch({id: end}, None), record, articles)
            except StorageError:
                raise
            except Exception as error:
                logger.exception("facts_not_derived conversation=%s", id, exc_info=error)
                bad.add(id)
        if (until := batch.until) is not None:
            await self._database.run(lambda c: leases.reach(c, _MARK, until))
        return done, frozenset(bad)

    async def _derive(
        self,
        batch: Batch,
        record: Database | None,
        articles: Mapping[str, str],
    ) -> int:
        events: Mapping[str, list[Event]] = {}
        if record is not None:
            events = await record.read(lambda c: tracker_events.of(c, batch.ends))
        material = await self._database.read(
            lambda c: reading.read(c, batch.ends, events, articles)
        )
        derived = [facts.derive(one) for one in material]

        def work(connection: Connection) -> int:
            kept = keeping.keep(connection, derived)
            if batch.until is not None:
                leases.reach(connection, _MARK, batch.until)
            return kept

        return await self._database.run(work)


@dataclass(frozen=True)
class Batch:
    """Conversations to derive, with where each log ended before anything of it was read.

    What is written while one reads is newer than that end, so the next round sees it.
    `until`: everything that was written before is then done.
    """

    ends: Mapping[str, int]
    until: datetime | None

    def without(self, ids: frozenset[str]) -> Batch:
        """The same, as if these were derived."""
        return Batch({id: end for id, end in self.ends.items() if id not in ids}, self.until)


def new(connection: Connection) -> Batch:
    """The conversations whose facts are missing or older than they are, the oldest first."""
    mark = leases.reached(connection, _MARK)
    gone_on = (
        select(conversations.c.id, conversations.c.last_offset, conversations.c.last_at)
        .outerjoin(conversation_facts, _facts.conversation == conversations.c.id)
        .where(
            conversations.c.erased_at.is_(None),
            # A greeting alone is no conversation.
            conversations.c.last_offset > 1,
            or_(_facts.id.is_(None), _facts.until_offset < conversations.c.last_offset),
        )
        .order_by(conversations.c.last_at)
        .limit(AT_ONCE)
    )
    felt = (
        select(conversations.c.id, conversations.c.last_offset)
        .join_from(feedback, conversations, conversations.c.id == feedback.c.conversation)
        .join(conversation_facts, _facts.conversation == feedback.c.conversation)
        .where(or_(_facts.feedback_at.is_(None), _facts.feedback_at < feedback.c.at))
        .limit(AT_ONCE)
    )
    if mark is not None:
        gone_on = gone_on.where(conversations.c.last_at > mark - OVERLAP)
        felt = felt.where(feedback.c.at > mark - FELT_OVERLAP)
    rows = connection.execute(gone_on).all()
    ends = {row.id: row.last_offset for row in [*rows, *connection.execute(felt)]}
    return Batch(ends, rows[-1].last_at if rows else None)


def take(connection: Connection, owner: str, now: datetime) -> bool:
    """Take the lease, or keep it. Whether it is ours."""
    return leases.take(connection, _MARK, owner, now)


def let_go(connection: Connection, owner: str) -> None:
    """Let others have it."""
    leases.let_go(connection, _MARK, owner)
