"""Erases what has been kept long enough: a round a day, each kind of data after its own time."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.engine import Connection

from bot.authority.erasing import cut_older, finish_cutting
from bot.conversation import forgetting
from bot.conversation.photos import Photos
from bot.conversation.rooms import Rooms
from bot.model import ConversationId, Mode
from bot.settings.keys import Retention as Days
from bot.storage import authority_tables as authority
from bot.storage import conversation_tables as talk
from bot.storage import leases, personal
from bot.storage import notify_tables as notify
from bot.storage import people_tables as people
from bot.storage.knowledge_tables import unanswered
from bot.storage.personal import Whose
from bot.storage.remark_tables import remarks

logger = logging.getLogger(__name__)
MARK = "retention"
EVERY = timedelta(days=1)
AT_ONCE = 20
"""So many conversations are erased before others get their turn."""
PAUSE_S = 0.5
TRIES = 20
MONEY_AT_ONCE = 200


class Retention:
    """The daily round; of several gateways the one with the lease does it."""

    def __init__(self, rooms: Rooms, photos: Photos, *, owner: str) -> None:
        self._rooms = rooms
        self._photos = photos
        self._owner = owner
        self._database = rooms.house.database
        self._days = rooms.house.settings.retention
        self._clock = rooms.house.clock

    async def round(self) -> Counter[str]:
        """Erase what is due; nothing within a day, or while another process does it."""
        now, done = self._clock(), Counter[str]()
        last = await self._database.read(lambda c: leases.reached(c, MARK))
        if (last is not None and now - last < EVERY) or not await self._ours(now):
            return done
        try:
            done += await self._conversations(now)
            done["contact"] += await self._tidy(now)
            photos = await asyncio.to_thread(
                self._photos.erase_older, now - timedelta(days=self._days.photos_days)
            )
            done["photos"] += photos
            done += await self._database.run(lambda c: _rows(c, self._days, now))
            while cut := await self._database.run(lambda c: self._money(c, now)):
                done["money"] += cut
                await asyncio.sleep(0)
            done["money"] += await self._database.run(lambda c: finish_cutting(c, new_name=name))
            await self._database.run(lambda c: leases.reach(c, MARK, now))
        finally:
            await self._empty_log()
            await self._database.run(lambda c: leases.let_go(c, MARK, self._owner))
        return +done

    async def _empty_log(self) -> None:
        """Once a round: what was erased stands in the database's write-ahead log until then."""
        for _ in range(TRIES):
            if await self._database.overwrite():
                return
            # Somebody still reads an older state.
            await asyncio.sleep(PAUSE_S)
        logger.warning("log_not_emptied round=%s", MARK)

    async def _ours(self, now: datetime) -> bool:
        return await self._database.run(lambda c: leases.take(c, MARK, self._owner, now))

    async def _conversations(self, now: datetime) -> Counter[str]:
        """Whole conversations, as if the customer had asked for it: the engine forgets them too."""
        before, done = now - timedelta(days=self._days.conversations_days), Counter[str]()
        while old := await self._database.read(lambda c: _old(c, before)):
            for conversation in old:
                done += await forgetting.forget(
                    self._rooms, self._photos, conversation, empty_log=False
                )
            whose = Whose(tuple(old))
            done += await self._database.run(lambda c, w=whose: personal.erase(c, w, cut=True))  # type: ignore[misc]
            if not await self._ours(self._clock()):
                break
            await asyncio.sleep(PAUSE_S)
        return done

    async def _tidy(self, now: datetime) -> int:
        """Conversations that are over, though not old: without addresses and numbers."""
        before, done = now - timedelta(days=self._days.contact_days), 0
        while over := await self._database.read(lambda c: _old(c, before, untidy=True)):
            for conversation in over:
                await self._rooms.conversations.tidy(conversation)
                done += 1
            if not await self._ours(self._clock()):
                break
            await asyncio.sleep(PAUSE_S)
        return done

    def _money(self, connection: Connection, now: datetime) -> int:
        before = now - timedelta(days=self._days.money_days)
        return cut_older(connection, before, most=MONEY_AT_ONCE, new_name=name)


def name() -> str:
    """What stands in the books in the place of a customer's number."""
    return f"erased-{secrets.token_hex(6)}"


def _old(connection: Connection, before: datetime, *, untidy: bool = False) -> list[ConversationId]:
    """Conversations that nobody used since then, and that nobody is busy with."""
    c = talk.conversations.c
    asked = select(authority.approvals.c.id).where(
        authority.approvals.c.conversation == c.id, authority.approvals.c.state == "open"
    )
    tidy = select(talk.turns.c.id).where(
        talk.turns.c.conversation == c.id,
        talk.turns.c.kind == "forget",
        talk.turns.c.offset >= c.last_offset,
    )
    rows = connection.execute(
        select(c.id)
        .where(
            c.erased_at.is_(None),
            c.last_at < before,
            c.mode.in_([Mode.BOT.value, Mode.CLOSED.value]),
            ~asked.exists(),
            *((~tidy.exists(),) if untidy else ()),
        )
        .order_by(c.last_at)
        .limit(AT_ONCE)
    )
    return [ConversationId(row.id) for row in rows]


def _rows(connection: Connection, days: Days, now: datetime) -> Counter[str]:
    """What goes by itself, whatever becomes of the conversation it was in."""

    def ago(count: int) -> datetime:
        return now - timedelta(days=count)

    contact, money = ago(days.contact_days), ago(days.money_days)
    tries, remarked = ago(days.tries_days), ago(days.remarks_days)
    done: Counter[str] = Counter()
    moods, felt, asked = talk.readings, talk.feedback, unanswered
    done["moods"] += _empty(
        connection, moods, moods.c.at < ago(days.moods_days), signals="[]", known="{}"
    )
    done["feedback"] += _empty(connection, felt, felt.c.at < remarked, text="")
    done["remarks"] += _empty(connection, remarks, remarks.c.at < remarked, text="", about=None)
    done["questions"] += _empty(connection, asked, asked.c.at < ago(days.questions_days), text="")
    votes, shadow = authority.approval_votes, authority.shadow_outcomes
    done["money"] += (
        _empty(connection, authority.approvals, authority.approvals.c.requested_at < money,
               note=None)
        + _empty(connection, votes, votes.c.at < money, note="")
        + _empty(connection, authority.exceptions, authority.exceptions.c.at < money, reason="")
        + _empty(connection, shadow, shadow.c.at < money, note=None)
    )  # fmt: skip
    late = and_(talk.turns.c.created_at < ago(1), talk.turns.c.state != "pending")
    done["conversations"] += _empty(connection, talk.turns, late, words=None)
    calls, letters = notify.callbacks.c, notify.notices.c
    for kind, table, due in (
        ("contact", notify.reach, notify.reach.c.left_at < contact),
        ("contact", notify.callbacks, and_(calls.asked_at < contact, calls.call_until < contact)),
        ("contact", notify.notices, letters.finished_at < contact),
        ("contact", notify.return_tokens, notify.return_tokens.c.expires <= now),
        ("tries", people.proof_tries,
         and_(people.proof_tries.c.at < tries, people.proof_tries.c.proven.is_(False))),
        ("tries", people.login_tries, people.login_tries.c.at < tries),
        ("tries", people.staff_sessions, people.staff_sessions.c.expires < tries),
    ):  # fmt: skip
        done[kind] += int(connection.execute(delete(table).where(due)).rowcount)
    return done


def _empty(connection: Connection, table: Any, due: Any, **values: Any) -> int:
    full = or_(*(table.c[name].is_distinct_from(to) for name, to in values.items()))
    return int(connection.execute(update(table).where(due, full).values(**values)).rowcount)
