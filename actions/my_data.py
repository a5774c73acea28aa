"""The flow my_data: what is known about the customer, and how it is erased, copied or corrected."""

from __future__ import annotations

from collections.abc import Mapping

from actions.flow import Aside
from actions.knowledge_question import article_for, tell
from actions.moods import moods
from actions.talk import Talk, payload
from actions.wording import day, far_day, listed, money
from bot.customers import Earlier, Picture, Promise
from bot.knowledge.articles import Article
from bot.model import Option
from bot.wiring import customers, house, knowledge

KNOWN = "my_data_known"
# What people want next, once they know what is there.
NEXT = ("my_data_erase", "my_data_copy")
# The button that asks for all of it; no article has this name.
MORE = "more"


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
        here = talk.turn.conversation
        if talk.turn.one("article") == MORE:
            options = [*_next(talk, articles), talk.person()]
            _more(talk, await customers().picture(here), options)
            return
        article = await article_for(talk, "ask_my_data")
        if article is not None and article.id != KNOWN:
            tell(talk, article, options=[talk.person()])
            return
        _seen(talk, await customers().picture(here))
        if KNOWN in articles:
            more = talk.option("button_more", "ask_my_data", article=MORE)
            tell(talk, articles[KNOWN], options=[more, *_next(talk, articles), talk.person()])


def _seen(talk: Talk, picture: Picture | None) -> None:
    """In short: how much there is."""
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
        chats=str(len(picture.history.earlier)),
    )


def _more(talk: Talk, picture: Picture | None, options: list[Option]) -> None:
    """The rest of it: earlier chats, what is open, what was given; moods, and how long."""
    if picture is not None and picture.record is not None:
        earlier = [_chat(talk, one) for one in picture.history.earlier]
        talk.say("earlier" if earlier else "no_earlier", chats=listed(earlier))
        if picture.history.promises:
            talk.say("open", open=listed(promised(talk, picture)))
        found = given(talk, picture)
        talk.say("given" if found else "nothing_given", given=listed(found))
    kept = house().settings.retention
    talk.say(
        "kept",
        moods=moods(talk),
        chats=str(kept.conversations_days),
        photos=str(kept.photos_days),
        money=str(round(kept.money_days / 365.25)),
        options=options,
    )


def _chat(talk: Talk, one: Earlier) -> str:
    """When, about what, and who helped."""
    if one.solved_by in ("bot", "person"):
        by = f"by_{one.solved_by}"
    elif one.solved_by == "nobody":
        by = "by_nobody"
    else:
        by = "with_person" if one.with_person else "with_bot"
    when, about = day(one.at, talk.turn.language), _about(talk, one.flow)
    return talk.words("chat", day=when, about=about, by=talk.words(by))


def promised(talk: Talk, picture: Picture) -> list[str]:
    """What still has to happen, in any of their chats: what waits for somebody, and calls."""
    return [_promise(talk, one) for one in picture.history.promises]


def _promise(talk: Talk, one: Promise) -> str:
    amount = f" ({money(one.amount, talk.turn.language)})" if one.amount else ""
    return f"{_about(talk, one.kind)}{amount}"


def given(talk: Talk, picture: Picture) -> list[str]:
    """What was given before: vouchers that are good still, and money back."""
    language = talk.turn.language
    return [
        *(
            talk.words(
                "utter_my_data_voucher",
                amount=money(voucher.amount, language),
                code=voucher.code,
                day=far_day(voucher.expires_at, language),
            )
            for voucher in picture.vouchers
        ),
        *(
            talk.words(
                "utter_my_data_refund",
                amount=money(refund.amount, language),
                order=refund.order,
                day=day(refund.at, language),
            )
            for refund in picture.refunds
        ),
    ]


def _about(talk: Talk, flow: str | None) -> str:
    try:
        return talk.words(f"utter_my_data_about_{flow}")
    except KeyError:
        return talk.words("utter_my_data_about_other")


def _next(talk: Talk, articles: Mapping[str, Article]) -> list[Option]:
    return [
        Option(talk.local(articles[id].title), payload("ask_my_data", article=id))
        for id in NEXT
        if id in articles
    ]
