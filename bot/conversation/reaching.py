"""How a customer who leaves wants to be reached: their own address, once, and never asked twice."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from bot.connectors.ports import ConnectorError, Shop
from bot.conversation import log
from bot.conversation.errors import BadAddress, NoAddress, NoMail
from bot.conversation.live import Live
from bot.conversation.log import Entry
from bot.conversation.receiving import alive
from bot.conversation.voice import Voice
from bot.customers import Customers
from bot.model import Clock, ConversationId
from bot.notify.letter import is_address, masked
from bot.storage.database import Database
from bot.storage.notify_tables import reach

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Known:
    """What is known already; addresses are masked. `mail` says whether we can send any."""

    mail: bool
    on_file: str | None
    left: str | None


class Reaching:
    """Keeps where the answer goes when the customer is not here any more."""

    def __init__(
        self,
        *,
        database: Database,
        live: Live,
        voice: Voice,
        customers: Customers,
        shop: Shop,
        mail: bool,
        clock: Clock,
    ) -> None:
        self._database = database
        self._live = live
        self._voice = voice
        self._customers = customers
        self._shop = shop
        self._mail = mail
        self._clock = clock

    async def known(self, conversation: ConversationId) -> Known:
        """What need not be asked."""
        left = await self._database.read(lambda c: address_of(c, conversation))
        on_file = await self._on_file(conversation) if self._mail else None
        return Known(
            mail=self._mail,
            on_file=masked(on_file) if on_file else None,
            left=masked(left) if left else None,
        )

    async def leave(self, conversation: ConversationId, email: str | None) -> None:
        """Send answers to this address, or to the one on file; the last word counts.

        Raises NoMail, BadAddress, or NoAddress when there is none on file.
        """
        address = await self.chosen(conversation, email)

        def work(connection: Connection, entries: list[Entry]) -> None:
            found = alive(connection, conversation)
            if address_of(connection, conversation) == address:
                return
            now = self._clock()
            connection.execute(delete(reach).where(reach.c.conversation == conversation))
            connection.execute(
                insert(reach).values(conversation=conversation, email=address, left_at=now)
            )
            said = self._voice.house_says("chat.mail_left", found.language, address=masked(address))
            entries.append(log.append_reviewed(connection, found, said, now=now))

        await self._live.write(conversation, work)

    async def chosen(self, conversation: ConversationId, email: str | None) -> str:
        """The address that is meant: the given one, else the one left here, else the one on file.

        Raises NoMail, BadAddress or NoAddress.
        """
        if not self._mail:
            raise NoMail()
        address = email
        if address is None:
            address = await self._database.read(lambda c: address_of(c, conversation))
        if address is None:
            address = await self._on_file(conversation)
        if address is None:
            raise NoAddress()
        if not is_address(address):
            raise BadAddress()
        return address

    async def _on_file(self, conversation: ConversationId) -> str | None:
        """The shop's address of a customer whose identity holds, of nobody else."""
        customer = await self._customers.identified(conversation)
        if customer is None:
            return None
        try:
            record = await self._shop.customer(customer)
        except ConnectorError as error:
            logger.warning("address_unavailable code=%s", error.code)
            return None
        return record.email if record and is_address(record.email) else None


def address_of(connection: Connection, conversation: ConversationId) -> str | None:
    """The address that was left in this conversation."""
    found = connection.execute(
        select(reach.c.email).where(reach.c.conversation == conversation)
    ).scalar_one_or_none()
    return None if found is None else str(found)
