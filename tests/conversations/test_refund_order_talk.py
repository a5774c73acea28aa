"""refund_order through the real model and engine: money moves once, within the limits."""

from __future__ import annotations

import pytest

from tests.support.talking import Start

BROKEN_BACKPACK = {
    "en": "My hiking backpack arrived broken",
    "nl": "Mijn wandelrugzak is kapot aangekomen",
}
BROKEN_SUITCASE = {
    "en": "My large suitcase arrived damaged",
    "nl": "Mijn grote koffer is beschadigd aangekomen",
}
BROKEN_JACKET = {
    "en": "My rain jacket arrived damaged",
    "nl": "Mijn regenjas is beschadigd aangekomen",
}
MONEY_BACK = {"en": "I want my money back", "nl": "Ik wil mijn geld terug"}
LANGUAGES = ("en", "nl")
PHOTO = '/choose{"proof": "photo"}'


@pytest.mark.parametrize("language", LANGUAGES)
async def test_happy_path_one_sentence_is_enough(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say(BROKEN_BACKPACK[language])

    assert answer.utters == ["utter_refund_order_done"]
    assert await chat.refunded("O-20002") == 8995
    assert len(answer.claims) == 1
    assert (await chat.states(answer.claims)) == ["settled"]
    (refund,) = [r for r in await chat.refunds() if r.order == "O-20002"]
    assert refund.reference in answer.texts[-1]
    assert {"en": "€89.95", "nl": "€\xa089,95"}[language] in answer.texts[-1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_not_known_is_asked_once_with_buttons(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    order = await chat.say(MONEY_BACK[language])
    item = await chat.press(order, order.place_of("O-20002"))
    reason = await chat.press(item, item.place_of("O-20002-2"))
    done = await chat.press(reason, reason.place_of("damaged"))

    assert order.utters == ["utter_ask_order_number"]
    assert item.utters == ["utter_ask_items"]
    assert reason.utters == ["utter_refund_order_ask_reason"]
    assert done.utters == ["utter_refund_order_done"]
    assert await chat.refunded("O-20002") == 1995
    assert done.known == {"order": "O-20002", "booking": None, "reason": "damaged"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_answers_may_be_words_instead_of_buttons(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(MONEY_BACK[language])
    await chat.say("O-20002")

    reason = await chat.say({"en": "the water bottle", "nl": "de drinkfles"}[language])
    done = await chat.say({"en": "it is broken", "nl": "hij is kapot"}[language])

    assert reason.utters == ["utter_refund_order_ask_reason"]
    assert done.utters == ["utter_refund_order_done"]
    assert await chat.refunded("O-20002") == 1995


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_of_an_order_goes_back_together(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    item = await chat.say(
        {
            "en": "Everything in order O-20002 arrived damaged",
            "nl": "Alles van bestelling O-20002 is beschadigd aangekomen",
        }[language]
    )

    done = await chat.press(item, item.place_of("all"))

    assert done.utters == ["utter_refund_order_done"]
    assert await chat.refunded("O-20002") == 10990


@pytest.mark.parametrize("language", LANGUAGES)
async def test_above_the_limit_a_colleague_has_to_agree_and_no_money_moves(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say(BROKEN_SUITCASE[language])

    assert answer.utters == ["utter_outcome_waiting"]
    assert answer.handoff is None
    assert await chat.refunded("O-20003") == 0
    assert len(await chat.authority.approvals(chat.conversation)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_any_news_tells_that_a_colleague_has_not_decided(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(BROKEN_SUITCASE[language])

    answer = await chat.say({"en": "any news?", "nl": "is er al nieuws?"}[language])

    assert answer.utters == ["utter_nudge_waiting"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_refusal_says_why_and_offers_a_person(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say(BROKEN_JACKET[language])

    assert answer.utters == ["utter_outcome_refused"]
    assert answer.messages[-1]["why"]["kind"] == "limits"
    assert "/talk_to_human" in [option["payload"] for option in answer.options]
    assert await chat.refunded("O-20004") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_asking_the_refused_thing_again_explains_once_and_then_brings_a_person(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    await chat.say(BROKEN_JACKET[language])

    second = await chat.say(
        {
            "en": "can I still get a refund for my rain jacket?",
            "nl": "kan ik voor mijn regenjas toch geld terugkrijgen?",
        }[language]
    )
    third = await chat.say(MONEY_BACK[language])

    assert second.utters == ["utter_outcome_refused_again"]
    assert third.handoff is not None
    assert third.handoff["reason"] == "repeats"
    assert await chat.refunded("O-20004") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_why_is_answered_from_the_limits(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    refused = await chat.say(BROKEN_JACKET[language])

    answer = await chat.say(
        {"en": "why was it refused?", "nl": "waarom is dat geweigerd?"}[language]
    )

    assert answer.utters == ["utter_about_the_bot_reason"]
    assert refused.messages[-1]["why"]["detail"] in answer.texts[-1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_refunded_is_not_refunded_again(start: Start, language: str) -> None:
    chat = await start("C-1006", language)
    before = await chat.refunded("O-20011")

    answer = await chat.say(
        {
            "en": "The sleeping mat of order O-20011 is broken",
            "nl": "De slaapmat van bestelling O-20011 is kapot",
        }[language]
    )

    assert answer.utters == ["utter_outcome_refused"]
    assert await chat.refunded("O-20011") == before == 6995


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_same_turn_twice_pays_once(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    first = await chat.say(BROKEN_BACKPACK[language])
    second = await chat.repeat()

    assert second.messages == first.messages
    assert await chat.refunded("O-20002") == 8995
    assert len([r for r in await chat.refunds() if r.order == "O-20002"]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_correction_after_the_money_moved_is_honest(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(BROKEN_BACKPACK[language])

    answer = await chat.say(
        {"en": "no, I meant the other one", "nl": "nee, ik bedoelde de andere"}[language]
    )

    assert answer.utters == ["utter_refund_order_done_before"]
    assert await chat.refunded("O-20002") == 8995


@pytest.mark.parametrize("language", LANGUAGES)
async def test_cancellation_does_nothing_and_forgets_the_questions(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    await chat.say(MONEY_BACK[language])
    await chat.say("O-20002")

    left = await chat.say({"en": "never mind", "nl": "laat maar"}[language])
    after = await chat.say({"en": "yes", "nl": "ja"}[language])

    assert left.utters == ["utter_left"]
    assert after.utters == ["utter_yes_to_what"]
    assert await chat.refunded("O-20002") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_digression_and_back(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(MONEY_BACK[language])
    asked = await chat.say("O-20002")

    aside = await chat.say(
        {"en": "do you store this conversation?", "nl": "bewaren jullie dit gesprek?"}[language]
    )
    reason = await chat.press(aside, aside.place_of("O-20002-1"))

    assert aside.utters == ["utter_about_the_bot_is_it_stored", "utter_ask_items"]
    assert aside.options == asked.options
    assert reason.utters == ["utter_refund_order_ask_reason"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_already_known_the_carrier_reported_the_damage(start: Start, language: str) -> None:
    chat = await start("C-1008", language)

    answer = await chat.say(
        {"en": "It arrived damaged", "nl": "Het is beschadigd aangekomen"}[language]
    )

    assert answer.utters == ["utter_refund_order_done"]
    assert await chat.refunded("O-20014") == 6495


@pytest.mark.parametrize("language", LANGUAGES)
async def test_guest_gets_a_refund_after_proof(start: Start, language: str) -> None:
    chat = await start(None, language)

    asked = await chat.say(
        {"en": "my trekking poles are broken", "nl": "mijn wandelstokken zijn kapot"}[language]
    )
    done = await chat.say("O-20020, aisha.osman@example.com")

    assert asked.utters == ["utter_ask_order_number_proof"]
    assert done.utters == ["utter_refund_order_done"]
    assert await chat.refunded("O-20020") == 7495


@pytest.mark.parametrize("language", LANGUAGES)
async def test_money_in_doubt_is_never_told_as_done(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.break_port("payments", "timeout_after_success")

    answer = await chat.say(BROKEN_BACKPACK[language])

    assert answer.utters == ["utter_outcome_checking"]
    assert answer.claims == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_declined_payment_is_told_as_not_done(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.break_port("payments", "final")

    answer = await chat.say(BROKEN_BACKPACK[language])

    assert answer.utters == ["utter_outcome_failed"]
    assert await chat.refunded("O-20002") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_shop_that_is_down_gets_an_honest_sentence_and_a_person(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    await chat.break_port("shop", "down")

    answer = await chat.say(BROKEN_BACKPACK[language])

    assert answer.utters == ["utter_error"]
    assert answer.handoff is not None
    assert answer.handoff["reason"] == "error"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_thing_more_is_for_the_same_reason(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(BROKEN_BACKPACK[language])

    done = await chat.say({"en": "and the water bottle too", "nl": "en de drinkfles ook"}[language])

    assert done.utters == ["utter_refund_order_done"]
    assert await chat.refunded("O-20002") == 8995 + 1995


@pytest.mark.parametrize("language", LANGUAGES)
async def test_never_mind_after_the_money_moved_is_honest(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(BROKEN_BACKPACK[language])

    answer = await chat.say({"en": "never mind", "nl": "laat maar"}[language])

    assert answer.utters == ["utter_done_stays"]
    assert await chat.refunded("O-20002") == 8995


@pytest.mark.parametrize("language", LANGUAGES)
async def test_after_several_refunds_a_photo_is_asked_and_without_one_a_person_decides(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    await chat.refunded_before("O-20003", times=3)

    asked = await chat.say(BROKEN_BACKPACK[language])
    assert asked.utters == ["utter_refund_order_ask_proof"]
    assert asked.options[0]["payload"] == "gateway:photo"
    assert await chat.refunded("O-20002") == 0

    none = await chat.press(asked, 1)
    assert none.utters[0] == "utter_refund_order_no_photo"
    assert none.handoff is not None and none.handoff["reason"] == "limits"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_photo_goes_on_with_what_was_asked(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.refunded_before("O-20003", times=3)
    await chat.say(BROKEN_BACKPACK[language])

    paid = await chat.give_photo(PHOTO)

    assert paid.utters == ["utter_photo_kept", "utter_refund_order_done"]
    assert await chat.refunded("O-20002") == 8995


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_is_no_small_talk_while_something_is_asked(
    start: Start, language: str
) -> None:
    chat = await start("C-1004", language)
    await chat.say(
        {"en": "refund order O-20009", "nl": "geld terug voor bestelling O-20009"}[language]
    )

    answer = await chat.say({"en": "everything", "nl": "alles"}[language])

    assert answer.utters == ["utter_refund_order_ask_reason"]
