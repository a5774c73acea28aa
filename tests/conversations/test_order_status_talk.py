"""order_status through the real model and engine: what customers say, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model import utc_now
from tests.support.contacts import wrote
from tests.support.talking import Start

WHERE = {"en": "Where is my order?", "nl": "Waar blijft mijn bestelling?"}
BOT = {"en": "Are you a bot?", "nl": "Ben je een robot?"}
LANGUAGES = ("en", "nl")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_happy_path_a_late_order_gets_an_apology_and_a_voucher_unasked(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say(WHERE[language])

    assert answer.utters == ["utter_order_status_shipped_late", "utter_order_status_done"]
    vouchers = await chat.shop.vouchers.vouchers_of(chat.customer)
    assert len(vouchers) == 1
    assert vouchers[0].code in answer.texts[1]
    assert len(answer.claims) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_asking_again_gives_no_second_voucher(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(WHERE[language])

    answer = await chat.say(WHERE[language])

    assert answer.utters == ["utter_order_status_shipped_late"]
    assert len(await chat.shop.vouchers.vouchers_of(chat.customer)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_had_to_come_back_about_a_late_order_gets_one_voucher_more(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    two_days_ago = utc_now() - timedelta(days=2)
    await wrote(chat.house.database, "earlier", {"order": "O-20001"}, two_days_ago)
    await chat.say(WHERE[language])

    answer = await chat.say(WHERE[language])

    assert answer.utters == ["utter_order_status_shipped_late", "utter_order_status_done_again"]
    assert len(await chat.shop.vouchers.vouchers_of(chat.customer)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
async def test_several_orders_are_shown_and_the_second_one_can_be_said(
    start: Start, language: str
) -> None:
    chat = await start("C-1007", language)

    asked = await chat.say(WHERE[language])
    answer = await chat.say({"en": "the second one", "nl": "de tweede"}[language])

    assert asked.utters == ["utter_ask_order_number"]
    assert len(asked.options) == 2
    assert answer.utters == [f"utter_order_status_{await chat.status_of(asked.choice(1))}"]
    assert answer.known["order"] == asked.choice(1)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_order_on_time_gets_no_voucher(start: Start, language: str) -> None:
    chat = await start("C-1007", language)

    answer = await chat.say({"en": "where is O-20012?", "nl": "waar is O-20012?"}[language])

    assert answer.utters == ["utter_order_status_shipped"]
    assert await chat.shop.vouchers.vouchers_of(chat.customer) == ()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_correction_the_other_order(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    await chat.say({"en": "where is O-20012?", "nl": "waar is O-20012?"}[language])

    answer = await chat.say(
        {"en": "no, the other order", "nl": "nee, die andere bestelling"}[language]
    )

    assert answer.utters == ["utter_order_status_processing"]
    assert answer.known["order"] == "O-20013"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_cancellation_leaves_nothing_open(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    await chat.say(WHERE[language])

    answer = await chat.say({"en": "never mind", "nl": "laat maar"}[language])

    assert answer.utters == ["utter_left"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_digression_the_question_comes_back(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    asked = await chat.say(WHERE[language])

    answer = await chat.say(BOT[language])

    assert answer.utters == ["utter_about_the_bot_are_you_bot", "utter_ask_order_number"]
    assert answer.options == asked.options


@pytest.mark.parametrize("language", LANGUAGES)
async def test_guest_proves_an_order_once(start: Start, language: str) -> None:
    chat = await start(None, language)

    first = await chat.say(WHERE[language])
    second = await chat.say("O-20019")
    third = await chat.say("1078 GZ")
    again = await chat.say(WHERE[language])

    assert first.utters == ["utter_ask_order_number_proof"]
    assert second.utters == ["utter_ask_order_number_evidence"]
    assert third.utters == ["utter_order_status_shipped_late", "utter_order_status_done"]
    assert again.utters == ["utter_order_status_shipped_late"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_guest_gives_everything_at_once(start: Start, language: str) -> None:
    chat = await start(None, language)
    words = {
        "en": "Where is order O-20020? My e-mail is aisha.osman@example.com",
        "nl": "Waar is bestelling O-20020? Mijn e-mail is aisha.osman@example.com",
    }

    answer = await chat.say(words[language])

    assert answer.utters == ["utter_order_status_delivered"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_guest_with_wrong_evidence_hears_nothing_and_then_gets_a_person(
    start: Start, language: str
) -> None:
    chat = await start(None, language)
    await chat.say(WHERE[language])

    answers = [await chat.say(f"O-20019, {1000 + place} XX") for place in range(5)]

    assert [a.utters for a in answers[:4]] == [
        ["utter_proof_wrong", "utter_ask_order_number_proof"]
    ] * 4
    # Asked for the same again and again, before the tries are used up: a person helps.
    assert answers[4].utters == ["utter_talk_to_human_stuck"]
    assert answers[4].handoff == {"reason": "stuck", "urgent": False}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_order_of_somebody_else_does_not_exist(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    words = {"en": "where is order {}?", "nl": "waar is bestelling {}?"}[language]

    theirs = await chat.say(words.format("O-20005"))
    nobodys = await chat.say(words.format("O-29999"))

    assert theirs.utters[0] == nobodys.utters[0] == "utter_unknown_number"
    assert theirs.texts[0].replace("O-20005", "O-29999") == nobodys.texts[0]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_someone_without_orders_is_told_so(start: Start, language: str) -> None:
    chat = await start("C-1013", language)

    answer = await chat.say(WHERE[language])

    assert answer.utters == ["utter_no_order_number"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_distress_is_acknowledged_first_and_once(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    words = {
        "en": "I am furious! Where the hell is my order?!",
        "nl": "Ik ben woedend! Waar blijft verdomme mijn bestelling?!",
    }

    answer = await chat.say(words[language])

    assert answer.acknowledged
    assert answer.utters == ["utter_ask_order_number"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_wants_human_is_honoured_at_once(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    await chat.say(WHERE[language])

    answer = await chat.say(
        {"en": "let me talk to a human", "nl": "ik wil een mens spreken"}[language]
    )

    assert answer.utters == ["utter_talk_to_human_asked"]
    assert answer.handoff == {"reason": "asked", "urgent": False}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_lost_order_offers_the_money_back_and_asks_nothing_more(
    start: Start, language: str
) -> None:
    chat = await start("C-1002", language)

    told = await chat.say(WHERE[language])
    answer = await chat.press(told, 0)

    assert told.utters == ["utter_order_status_lost", "utter_order_status_done"]
    assert answer.utters == ["utter_outcome_waiting"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_guest_is_not_asked_twice_who_they_are(start: Start, language: str) -> None:
    chat = await start(None, language)
    await chat.say(WHERE[language])
    await chat.say("O-20019, aisha.osman@example.com")

    answer = await chat.say(
        {"en": "where is order O-20020?", "nl": "waar is bestelling O-20020?"}[language]
    )

    assert answer.utters == ["utter_order_status_delivered"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_identity_that_ended_counts_as_a_guest(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    ended = utc_now() - timedelta(seconds=1)
    await chat.house.customers.bind(chat.conversation, chat.customer, ended)

    answer = await chat.say(WHERE[language])

    assert answer.utters == ["utter_ask_order_number_proof"]
