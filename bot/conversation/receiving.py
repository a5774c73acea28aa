"""What happens with what a customer just wrote: a person, the bot or the gateway answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from bot.conversation import agenda, log
from bot.conversation.errors import Closed, Forgotten
from bot.conversation.log import Entry
from bot.conversation.meters import Meters
from bot.conversation.modes import Modes
from bot.conversation.record import Record, change, load
from bot.conversation.router import Move
from bot.conversation.voice import PAYLOAD_PERSON, PAYLOAD_PHOTO, PAYLOAD_RETRY, Voice
from bot.model import ConversationId, Mode
from bot.storage.sessions import session_of

REOPENS_WITHIN = timedelta(days=7)
"""So long a closed conversation goes on with everything that was known."""


class Receiving:
    """Writes down, in the transaction of the message, who has to answer it."""

    def __init__(self, *, modes: Modes, voice: Voice, meters: Meters, silence: timedelta) -> None:
        self._modes = modes
        self._voice = voice
        self._meters = meters
        self._silence = silence

    def answer(
        self,
        connection: Connection,
        found: Record,
        entry: Entry,
        payload: str | None,
        entries: list[Entry],
        now: datetime,
        *,
        words: str | None = None,
    ) -> None:
        """Who answers what was just written: a person, the bot, or the gateway itself.

        `words`: what was really written, where the log keeps less of it.
        """
        still_open(found, now)
        if payload == PAYLOAD_PERSON:
            self._meters.handoffs.labels("asked").inc()
            self._modes.apply(connection, found, Move.ASK_PERSON, entries, now=now, reason="asked")
            return
        silent = now - found.last_at >= self._silence
        reopened = found.mode is Mode.CLOSED
        found = self._modes.apply(
            connection, found, Move.CUSTOMER_WRITES, entries, now=now, reason="reopened"
        )
        if found.mode is not Mode.BOT:
            return
        if silent and not reopened:
            found = self._modes.disclose(connection, found, entries, now=now, again=True)
        gone = ended(connection, found, now)
        if gone is not None:
            found = self.tell_once(
                connection, found, "chat.identity_expired", gone, entries, now=now
            )
        if payload == PAYLOAD_RETRY:
            again = agenda.try_again(connection, found, now)
            if not again and not agenda.unanswered(connection, found.id):
                said = self._voice.house_says("chat.nothing_open", found.language)
                entries.append(log.append_reviewed(connection, found, said, now=now))
            return
        if payload == PAYLOAD_PHOTO:
            said = self._voice.bot_says("chat.photo_how", found.language)
            entries.append(log.append_reviewed(connection, found, said, now=now))
            return
        agenda.refused_first(connection, found, now)
        agenda.add(
            connection,
            found,
            id=f"{found.id}:{entry.public}",
            offset=entry.offset,
            kind="message",
            now=now,
            payload=payload,
            words=words,
        )

    def tell_once(
        self,
        connection: Connection,
        found: Record,
        text: str,
        key: str,
        entries: list[Entry],
        *,
        now: datetime,
    ) -> Record:
        """Something about the identity, unless just that was the last thing told about it."""
        if found.identity_notice == key:
            return found
        said = self._voice.house_says(text, found.language)
        entries.append(log.append_reviewed(connection, found, said, now=now))
        return change(connection, found.id, identity_notice=key)


def ended(connection: Connection, found: Record, now: datetime) -> str | None:
    """Names the end of the identity that this conversation had; None while it holds."""
    session = session_of(connection, found.id)
    if session.expires is None or session.identified(now) is not None:
        return None
    return f"ended {session.expires.isoformat()}"


def too_old(found: Record, now: datetime) -> bool:
    """Whether a closed conversation was closed so long ago that one begins afresh."""
    return found.mode is Mode.CLOSED and now - found.last_at > REOPENS_WITHIN


def still_open(found: Record, now: datetime) -> None:
    """Raises Closed when it was closed too long ago to go on with."""
    if too_old(found, now):
        raise Closed()


def alive(connection: Connection, conversation: ConversationId) -> Record:
    """The conversation's row. Raises Forgotten when it was erased."""
    found = load(connection, conversation)
    if found.erased_at is not None:
        raise Forgotten()
    return found
