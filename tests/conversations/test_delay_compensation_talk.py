"""delay_compensation through the real model and engine: by the records, once a booking."""

from __future__ import annotations

import pytest

from tests.support.talking import Start

LATE = {
    "en": "My train to Cologne arrived two hours late, do I get compensation?",
    "nl": "Mijn trein naar Keulen kwam twee uur te laat aan, krijg ik een vergoeding?",
}
WISH = {"en": "I want a delay compensation", "nl": "Ik wil een vertragingsvergoeding"}
LANGUAGES = ("en", "nl")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_happy_path_one_sentence_is_enough(start: Start, language: str) -> None:
    chat = await start("C-1016", language)
    paid = (await chat.booking("B-30008")).paid

    done = await chat.say(LATE[language])

    assert done.utters == ["utter_delay_compensation_done"]
    assert await chat.states(done.claims) == ["settled"]
    assert {"en": "2 hours and 15 minutes", "nl": "2 uur en 15 minuten"}[language] in done.texts[-1]
    assert await chat.moved_for("B-30008", "compensation") == paid.minor // 2


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_delay_is_paid_for_once(start: Start, language: str) -> None:
    chat = await start("C-1016", language)
    await chat.say(LATE[language])
    before = await chat.moved_for("B-30008", "compensation")

    again = await chat.say(LATE[language])

    assert again.claims == []
    assert await chat.moved_for("B-30008", "compensation") == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_short_delay_is_refused_with_its_minutes(start: Start, language: str) -> None:
    chat = await start("C-1016", language)

    asked = await chat.say(WISH[language])
    answer = await chat.press(asked, asked.place_of("B-30009"))

    assert answer.utters == ["utter_outcome_refused"]
    assert "20" in answer.texts[-1]
    assert await chat.moved_for("B-30009", "compensation") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_trip_that_still_has_to_leave_is_not_late(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say(WISH[language])

    assert answer.utters == ["utter_outcome_refused"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_arrival_that_nobody_recorded_is_looked_up_by_a_person(
    start: Start, language: str
) -> None:
    chat = await start("C-1014", language)

    answer = await chat.say(WISH[language])

    assert answer.utters == ["utter_outcome_said", "utter_talk_to_human_limits"]
    assert answer.handoff is not None
