"""cancel_order through the real model and engine: only a yes stops an order, and only in time."""

from __future__ import annotations

import pytest

from tests.support.talking import Start

CANCEL = {"en": "I want to cancel my order", "nl": "Ik wil mijn bestelling annuleren"}
YES = {"en": "yes", "nl": "ja"}
LANGUAGES = ("en", "nl")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_happy_path_the_only_order_that_can_be_stopped_is_named_and_a_yes_stops_it(
    start: Start, language: str
) -> None:
    chat = await start("C-1007", language)

    shown = await chat.say(CANCEL[language])
    before = await chat.status_of("O-20013")
    done = await chat.say(YES[language])

    assert shown.utters == ["utter_cancel_order_confirm"]
    assert "O-20013" in shown.texts[-1]
    assert before == "processing"
    assert done.utters == ["utter_cancel_order_done"]
    assert await chat.states(done.claims) == ["settled"]
    assert await chat.status_of("O-20013") == "cancelled"
    assert await chat.refunded("O-20013") == 2795 + 1295


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_keeps_the_order(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    await chat.say(CANCEL[language])

    kept = await chat.say({"en": "no", "nl": "nee"}[language])
    late_yes = await chat.say(YES[language])

    assert kept.utters == ["utter_cancel_order_kept"]
    assert late_yes.claims == []
    assert await chat.status_of("O-20013") == "processing"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_has_left_cannot_be_stopped_and_that_is_explained(
    start: Start, language: str
) -> None:
    chat = await start("C-1007", language)
    words = {"en": "Cancel order O-20012 please", "nl": "Annuleer bestelling O-20012 aub"}

    answer = await chat.say(words[language])

    assert answer.utters == ["utter_outcome_refused"]
    assert answer.options[0]["payload"].startswith("/ask_order_status")
    assert answer.options[-1]["payload"] == "/talk_to_human"
    assert await chat.status_of("O-20012") == "shipped"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_has_arrived_can_be_sent_back_instead(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    words = {"en": "Cancel order O-20002 please", "nl": "Annuleer bestelling O-20002 aub"}

    answer = await chat.say(words[language])

    assert answer.utters == ["utter_outcome_refused"]
    assert '"O-20002"' in answer.options[0]["payload"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_correction_another_order_is_shown_before_anything_happens(
    start: Start, language: str
) -> None:
    chat = await start("C-1007", language)
    await chat.say({"en": "Cancel order O-20012", "nl": "Annuleer bestelling O-20012"}[language])

    shown = await chat.say({"en": "no, the other order", "nl": "nee, die andere"}[language])
    done = await chat.say(YES[language])

    assert shown.utters == ["utter_cancel_order_confirm"]
    assert done.utters == ["utter_cancel_order_done"]
    assert await chat.status_of("O-20013") == "cancelled"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_digression_shows_it_again_and_then_yes_is_enough(
    start: Start, language: str
) -> None:
    chat = await start("C-1007", language)
    await chat.say(CANCEL[language])

    aside = await chat.say({"en": "are you a bot?", "nl": "ben je een robot?"}[language])
    done = await chat.say(YES[language])

    assert aside.utters == ["utter_about_the_bot_are_you_bot", "utter_cancel_order_confirm"]
    assert done.utters == ["utter_cancel_order_done"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_distress_is_acknowledged_and_the_way_out_stays_short(
    start: Start, language: str
) -> None:
    chat = await start("C-1007", language)
    words = {
        "en": "This is so frustrating, I am really fed up. Cancel my order right now!",
        "nl": "Dit is zo frustrerend, ik ben het echt zat. Annuleer mijn bestelling nu meteen!",
    }

    answer = await chat.say(words[language])

    assert answer.acknowledged
    assert answer.utters == ["utter_cancel_order_confirm"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_cancelled_twice_is_told_as_it_is(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    await chat.say(CANCEL[language])
    await chat.say(YES[language])

    again = await chat.say(
        {"en": "Cancel order O-20013", "nl": "Annuleer bestelling O-20013"}[language]
    )

    assert again.utters == ["utter_outcome_refused"]
    assert again.claims == []
    assert await chat.refunded("O-20013") == 2795 + 1295


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_lost_answer_is_never_told_as_done(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    await chat.say(CANCEL[language])
    await chat.break_port("shop", "timeout_after_success")

    answer = await chat.say(YES[language])

    assert answer.utters == ["utter_outcome_checking"]
    assert answer.claims == []
