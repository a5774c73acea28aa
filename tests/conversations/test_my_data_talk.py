"""Who asks what is known about them hears it in short, and all of it on a button."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update
from sqlalchemy.engine import Connection

from bot import wiring
from bot.conversation import record
from bot.model import ConversationId, CustomerId
from bot.storage.conversation_tables import conversations
from bot.storage.insight_tables import conversation_facts
from tests.support.talking import Chat, Start

LANGUAGES = ("en", "nl")
ASKED = {"en": "what do you know about me", "nl": "wat weten jullie over mij"}


def lived(connection: Connection, name: str, flow: str, at: datetime, solved_by: str) -> None:
    """A conversation of C-1001 before this one, and what was derived of it."""
    id = ConversationId(name)
    about = {"language": "nl", "customer": CustomerId("C-1001")}
    record.create(connection, id, token_hash=name, now=at, **about)  # type: ignore[arg-type]
    connection.execute(
        update(conversations).where(conversations.c.id == id).values(last_public=4, flow=flow)
    )
    counts = ("until_offset", "messages", "answers", "fallbacks", "fell", "left", "handed")
    more = ("taken", "waited_s", "handled_s", "effect_minor", "again")
    connection.execute(
        insert(conversation_facts).values(
            conversation=id,
            started_at=at,
            last_at=at,
            solved_by=solved_by,
            **about,
            **dict.fromkeys((*counts, *more), 0),
        )
    )


async def more_of(chat: Chat, language: str) -> str:
    """What the button under the answer brings."""
    answer = await chat.say(ASKED[language])
    told = await chat.press(answer, answer.place_of("more"))
    assert told.utters[-1] == "utter_my_data_kept"
    assert [option["payload"] for option in told.options] == [
        '/ask_my_data{"article": "my_data_erase"}',
        '/ask_my_data{"article": "my_data_copy"}',
        "/talk_to_human",
    ]
    return "\n".join(told.texts)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_earlier_chats_what_was_given_and_what_is_kept_are_told_on_a_button(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    at = chat.house.clock() - timedelta(days=9)

    def before(connection: Connection) -> None:
        lived(connection, "first", "rebook_trip", at, "bot")
        lived(connection, "second", "refund_order", at + timedelta(days=1), "person")

    await chat.house.database.run(before)
    short = (await chat.say(ASKED[language])).texts[0]
    assert {"en": "earlier chats: 2", "nl": "eerdere gesprekken: 2"}[language] in short

    told = await more_of(chat, language)

    newest, oldest = told.split("\n•")[1:3]
    expected = {
        "en": (
            "money back for an order (solved by a colleague)",
            "another date for a trip (solved by me, the bot)",
        ),
        "nl": (
            "geld terug voor een bestelling (opgelost door een collega)",
            "een andere datum voor een reis (opgelost door mij, de bot)",
        ),
    }[language]
    assert newest.strip().endswith(expected[0])
    assert oldest.split("\n")[0].strip().endswith(expected[1])
    assert {"en": "switch that off", "nl": "dat uitzetten"}[language] in told
    assert {"en": "365 days", "nl": "365 dagen"}[language] in told
    assert {"en": "for 7 years", "nl": "7 jaar"}[language] in told


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_done_a_moment_ago_is_among_it(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    cancel = {"en": "I want to cancel order O-20013", "nl": "Ik wil bestelling O-20013 annuleren"}
    assert await chat.refunds() == ()
    await chat.say(cancel[language])
    done = await chat.say({"en": "yes", "nl": "ja"}[language])
    assert await chat.states(done.claims) == ["settled"]
    (refund,) = await chat.refunds()

    told = await more_of(chat, language)

    assert {"en": "back for order O-20013", "nl": "terug voor bestelling O-20013"}[language] in told
    assert f"{refund.amount.minor // 100}" in told


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_choice_about_moods_is_told_as_it_stands(start: Start, language: str) -> None:
    chat = await start(None, language)
    await chat.say("hallo")
    assert chat.last is not None
    words = {"en": "Is this chat saved?", "nl": "Wordt deze chat opgeslagen?"}[language]

    async def stored(number: int, mood: bool) -> str:
        assert chat.last is not None
        turn = f"{chat.conversation}:m{number}"
        asked = dataclasses.replace(chat.last, turn=turn, text=words, mood=mood)
        return str((await chat.turns.take(asked))["messages"][-1]["text"])

    on = {"en": "I notice when a message sounds upset", "nl": "Ik let erop of een bericht boos"}
    off = {"en": "I do not look at how your", "nl": "Ik let niet op hoe je berichten klinken"}
    switch = {"en": "switch that on", "nl": "dat aanzetten"}[language]
    assert on[language] in await stored(1, True)
    told = await stored(2, False)
    assert off[language] in told and switch in told


@pytest.mark.parametrize("language", LANGUAGES)
async def test_where_moods_are_never_read_no_switch_is_named(start: Start, language: str) -> None:
    chat = await start(None, language)
    settings = chat.house.settings
    never = dataclasses.replace(settings.empathy, mood_reading="never")
    wiring.use(
        dataclasses.replace(chat.house, settings=dataclasses.replace(settings, empathy=never))
    )
    answer = await chat.say(
        {"en": "Is this chat saved?", "nl": "Wordt deze chat opgeslagen?"}[language]
    )
    told = answer.texts[-1]
    assert {"en": "I do not look at how", "nl": "Ik let niet op hoe"}[language] in told
    assert {"en": "switch", "nl": "zetten"}[language] not in told
