"""cancel_trip through the real model and engine: what comes back is shown before the yes."""

from __future__ import annotations

import pytest

from tests.support.talking import Start

WISH = {"en": "I want to cancel my trip", "nl": "Ik wil mijn reis annuleren"}
LANGUAGES = ("en", "nl")
YES = {"en": "yes", "nl": "ja"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_happy_path_most_of_a_standard_fare_comes_back(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    booked = await chat.booking("B-30001")

    shown = await chat.say(WISH[language])
    done = await chat.say(YES[language])

    assert shown.utters == ["utter_cancel_trip_confirm"]
    assert done.utters == ["utter_cancel_trip_done"]
    assert await chat.states(done.claims) == ["settled"]
    cancelled = await chat.booking("B-30001")
    assert cancelled.status == "cancelled"
    assert cancelled.trip.seats == booked.trip.seats + 2
    assert await chat.moved_for("B-30001", "cancellation") == booked.paid.minor * 75 // 100


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_saver_fare_gives_nothing_and_that_is_said_first(
    start: Start, language: str
) -> None:
    chat = await start("C-1009", language)

    shown = await chat.say(WISH[language])
    kept = await chat.say({"en": "no", "nl": "nee"}[language])

    assert shown.utters == ["utter_cancel_trip_confirm_nothing"]
    assert kept.utters == ["utter_cancel_trip_kept"]
    assert (await chat.booking("B-30004")).status == "confirmed"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_the_carrier_cancelled_comes_back_whole(start: Start, language: str) -> None:
    chat = await start("C-1003", language)
    paid = (await chat.booking("B-30002")).paid

    shown = await chat.say(WISH[language])
    done = await chat.say(YES[language])

    assert shown.utters == ["utter_cancel_trip_confirm_carrier"]
    assert done.utters == ["utter_cancel_trip_done_carrier"]
    assert await chat.moved_for("B-30002", "cancellation") == paid.minor


@pytest.mark.parametrize("language", LANGUAGES)
async def test_correction_another_booking_is_shown_before_anything_happens(
    start: Start, language: str
) -> None:
    chat = await start("C-1016", language)
    words = {"en": "Cancel booking B-30010", "nl": "Annuleer boeking B-30010"}
    await chat.say(words[language])

    answer = await chat.say(
        {"en": "no, I mean booking B-30008", "nl": "nee, ik bedoel boeking B-30008"}[language]
    )

    assert answer.claims == []
    assert answer.utters[0] == "utter_outcome_said"
    assert (await chat.booking("B-30010")).status == "confirmed"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_already_known_the_trip_that_was_talked_about(start: Start, language: str) -> None:
    chat = await start("C-1016", language)
    await chat.say(
        {"en": "Can I move booking B-30010?", "nl": "Kan ik boeking B-30010 verzetten?"}[language]
    )

    answer = await chat.say(WISH[language])

    # It leaves tomorrow: how much comes back depends on the hour at which this test runs.
    assert len(answer.utters) == 1
    assert answer.utters[0].startswith("utter_cancel_trip_confirm")
    assert "B-30010" in answer.texts[-1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_lost_answer_is_never_told_as_done(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(WISH[language])
    await chat.break_port("bookings", "timeout_after_success")

    answer = await chat.say(YES[language])

    assert answer.utters == ["utter_outcome_checking"]
    assert answer.claims == []
