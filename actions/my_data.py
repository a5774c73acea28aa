"""The flow my_data: what is known about the customer, and how it is erased, copied or corrected."""

from __future__ import annotations

from collections.abc import Mapping

from actions.flow import Aside
from actions.knowledge_question import article_for, tell
from actions.talk import Talk, payload
from bot.knowledge.articles import Article
from bot.model import Option
from bot.wiring import customers, knowledge

KNOWN = "my_data_known"
# What people want next, once they know what is there.
NEXT = ("my_data_erase", "my_data_copy")


class MyData(Aside):
    """Answers ask_my_data from the records and from the articles of the privacy officer."""

    flow = "my_data"
    acknowledges = True

    def name(self) -> str:
        """The action that the rules name."""
        return "action_my_data"

    async def answer(self, talk: Talk) -> None:
        """How to erase, copy or correct it; else what is known, counted at this moment."""
        articles = await knowledge().articles()
        article = await article_for(talk, "ask_my_data")
        if article is not None and article.id != KNOWN:
            tell(talk, article, options=[talk.person()])
            return
        await self._what_is_seen(talk)
        if KNOWN in articles:
            tell(talk, articles[KNOWN], options=[*_next(talk, articles), talk.person()])

    async def _what_is_seen(self, talk: Talk) -> None:
        picture = await customers().picture(talk.turn.conversation)
        if picture is None or picture.record is None:
            proven = len(picture.orders) + len(picture.bookings) if picture else 0
            talk.say("guest", proven=str(proven))
            return
        talk.say(
            "seen",
            name=picture.record.name,
            orders=str(len(picture.orders)),
            bookings=str(len(picture.bookings)),
            vouchers=str(len(picture.vouchers)),
            refunds=str(len(picture.refunds)),
        )


def _next(talk: Talk, articles: Mapping[str, Article]) -> list[Option]:
    return [
        Option(talk.local(articles[id].title), payload("ask_my_data", article=id))
        for id in NEXT
        if id in articles
    ]
