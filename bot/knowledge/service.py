"""The room of knowledge: gives articles, and writes down what none of them answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bot.knowledge import articles as shelf
from bot.knowledge import unanswered
from bot.knowledge.articles import Article
from bot.knowledge.index import Index
from bot.knowledge.unanswered import Unanswered
from bot.model import Clock, ConversationId
from bot.storage.database import Database


class Knowledge:
    """The articles of one folder, read at the first ask, and the open questions."""

    def __init__(self, *, folder: Path, database: Database, clock: Clock) -> None:
        self._folder = folder
        self._database = database
        self._clock = clock
        self._articles: Mapping[str, Article] | None = None
        self._indexes: dict[str, Index] = {}

    async def article(self, id: str) -> Article | None:
        """The article of this id; None when nobody wrote it. Raises KnowledgeError."""
        return (await self.articles()).get(id)

    async def articles(self) -> Mapping[str, Article]:
        """Every article by its id. Raises KnowledgeError."""
        if self._articles is None:
            found = await asyncio.to_thread(shelf.load, self._folder)
            self._articles = {article.id: article for article in found}
        return self._articles

    async def index(self, language: str) -> Index:
        """The articles by the words of their questions in a language. Raises KnowledgeError."""
        if language not in self._indexes:
            articles = list((await self.articles()).values())
            self._indexes[language] = await asyncio.to_thread(Index, articles, language)
        return self._indexes[language]

    def reread(self) -> None:
        """Read the articles again at the next ask: they have changed."""
        self._articles = None
        self._indexes.clear()

    async def not_answered(
        self,
        *,
        turn: str,
        conversation: ConversationId,
        language: str,
        text: str,
        nearest: str | None,
        score: float | None,
    ) -> None:
        """Write down a question that had no answer; the same turn again changes nothing."""
        question = Unanswered(turn, conversation, self._clock(), language, text, nearest, score)
        await self._database.run(lambda c: unanswered.record(c, question))

    async def unanswered(self, since: datetime) -> list[Unanswered]:
        """What was asked and not answered, newest first."""
        return await self._database.read(lambda c: unanswered.since(c, since))
