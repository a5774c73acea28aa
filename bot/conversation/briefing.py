"""Collects the brief of a conversation: the log, the readings, authority and the customer."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy.engine import Connection

from bot.authority.service import Authority
from bot.connectors.ports import ConnectorError
from bot.conversation import colleagues, handoff, log, preferring
from bot.conversation.handoff import Heard
from bot.conversation.log import Entry
from bot.conversation.record import Record, load
from bot.customers import Customers
from bot.knowledge.articles import KnowledgeError
from bot.knowledge.index import NO_ARTICLES, Index
from bot.knowledge.service import Knowledge
from bot.model import ConversationId
from bot.storage.database import Database
from bot.texts import Texts

logger = logging.getLogger(__name__)


class Briefing:
    """Makes briefs. A system of record that is down leaves its part empty; the rest still helps."""

    def __init__(
        self,
        *,
        database: Database,
        authority: Authority,
        customers: Customers,
        knowledge: Knowledge,
        texts: Texts,
        mood_reading: str = preferring.OPT_OUT,
    ) -> None:
        self._database = database
        self._authority = authority
        self._customers = customers
        self._knowledge = knowledge
        self._texts = texts
        self._mood_reading = mood_reading

    async def of(self, conversation: ConversationId) -> dict[str, Any]:
        """The brief as it stands now. Raises UnknownConversation."""

        def work(connection: Connection) -> tuple[Record, list[Entry], list[Heard]]:
            return (
                load(connection, conversation),
                log.read_all(connection, conversation),
                handoff.heard(connection, conversation),
            )

        record, entries, heard = await self._database.read(work)
        try:
            picture = await self._customers.picture(conversation)
            possible = await self._authority.possible(conversation)
            exceptions = await self._authority.exceptions.offers(conversation)
        except ConnectorError as error:
            logger.warning("brief_incomplete conversation=%s code=%s", conversation, error.code)
            picture, possible, exceptions = None, (), ()
        decisions = await self._authority.decisions(conversation)
        actors = {decision.actor for decision in decisions}
        names = await self._database.read(lambda c: colleagues.names(c, actors)) if actors else {}
        return handoff.assemble(
            record,
            entries=entries,
            heard=heard,
            decisions=decisions,
            names=names,
            possible=possible,
            picture=picture,
            texts=self._texts,
            articles=await self._articles(record.language),
            exceptions=exceptions,
            mood_on=preferring.may_read(self._mood_reading, record),
        )

    async def _articles(self, language: str) -> Index:
        """What there is to suggest; nothing while somebody is in the middle of changing it."""
        try:
            return await self._knowledge.index(language)
        except KnowledgeError as error:
            logger.warning("articles_unreadable code=%s", error.code)
            return NO_ARTICLES
