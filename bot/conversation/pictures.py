"""Photos that customers send: kept in the log, and the answer to a question for one."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from bot.authority import proof
from bot.conversation import log
from bot.conversation.live import Live
from bot.conversation.log import Entry
from bot.conversation.receiving import Receiving, alive
from bot.conversation.turns import Turns
from bot.conversation.voice import PAYLOAD_PHOTO, Voice
from bot.model import Clock, ConversationId, Json, Mode

PHOTO_GIVEN = '/choose{"proof": "photo"}'
"""What the engine hears when a photo comes that the bot has asked for."""


class Pictures:
    """Puts pictures into conversations."""

    def __init__(
        self, *, live: Live, turns: Turns, voice: Voice, receiving: Receiving, clock: Clock
    ) -> None:
        self._live = live
        self._turns = turns
        self._voice = voice
        self._receiving = receiving
        self._clock = clock

    async def attach(
        self, conversation: ConversationId, *, client_id: str, name: str, attachment: Json
    ) -> int:
        """Put a picture into the log; its offset. The bot says that it is kept, and no more.

        The same `client_id` again gives the same offset and does nothing.
        """

        def work(connection: Connection, entries: list[Entry]) -> int:
            found = alive(connection, conversation)
            before = log.find(connection, conversation, log.customer_key(client_id))
            if before is not None:
                return before.public or 0
            now = self._clock()
            entry = log.append_customer(
                connection,
                found,
                text=name,
                client_id=client_id,
                name=self._voice.customer_name(found.language),
                now=now,
                attachment=attachment,
            )
            entries.append(entry)
            reference = str(attachment["id"])
            proof.give(connection, conversation, kind=proof.PHOTO, reference=reference, now=now)
            if log.offered(connection, conversation, PAYLOAD_PHOTO) is not None:
                self._receiving.answer(connection, found, entry, PHOTO_GIVEN, entries, now)
            elif found.mode is Mode.BOT:
                said = self._voice.bot_says("chat.photo_kept", found.language)
                entries.append(log.append_reviewed(connection, found, said, now=now))
            return entry.public or 0

        offset = await self._live.write(conversation, work)
        self._turns.wake(conversation)
        return offset
