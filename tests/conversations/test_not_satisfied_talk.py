"""Not satisfied? Money back: the promise, through the real model and engine."""

from __future__ import annotations

import pytest

from tests.support.talking import Start

LANGUAGES = ("en", "nl")
MONEY_BACK = {"en": "I want my money back", "nl": "Ik wil mijn geld terug"}
NOT_HAPPY = {
    "en": "I'm not happy with the rain jacket, I want my money back",
    "nl": "Mijn regenjas valt me tegen, ik wil mijn geld terug",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_does_not_satisfy_is_paid_back_when_a_return_is_too_late(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say(NOT_HAPPY[language])

    assert answer.utters == ["utter_refund_order_done"]
    assert await chat.refunded("O-20004") == 7995
    assert await chat.states(answer.claims) == ["settled"]
    (decision,) = await chat.authority.decisions(chat.conversation)
    assert decision.action == "satisfaction_refund"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_one_of_the_buttons_for_what_has_arrived(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    order = await chat.say(MONEY_BACK[language])
    reason = await chat.press(order, order.place_of("O-20004"))

    done = await chat.press(reason, reason.place_of("not_satisfied"))

    assert done.utters == ["utter_refund_order_done"]
    assert await chat.refunded("O-20004") == 7995


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_still_on_its_way_cannot_disappoint_yet(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    order = await chat.say(MONEY_BACK[language])

    reason = await chat.press(order, order.place_of("O-20012"))

    assert reason.utters == ["utter_refund_order_ask_reason_not_there"]
    assert not any("not_satisfied" in option["payload"] for option in reason.options)
