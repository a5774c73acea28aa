"""rebook_trip through the real model and engine: a yes changes exactly what was shown."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.support.talking import Answer, Chat, Start

CHANGE = {"en": "I want to change my trip to another date", "nl": "Ik wil mijn reis verzetten"}
YES = {"en": "yes", "nl": "ja"}
NO = {"en": "no", "nl": "nee"}
LANGUAGES = ("en", "nl")
CONFIRM = re.compile(r"utter_rebook_trip_confirm_(more|less|same)")
DONE = re.compile(r"utter_rebook_trip_done_(more|less|same)")


async def offered_to(chat: Chat, language: str) -> Answer:
    """Up to the departures near another date."""
    await chat.say(CHANGE[language])
    booking = await chat.booking("B-30001")
    wanted = booking.trip.departs_at + timedelta(days=3)
    return await chat.say(f"{wanted.day}-{wanted.month}-{wanted.year}")


async def proposed(chat: Chat, language: str, choice: int = 0) -> Answer:
    """Up to the proposal: a departure chosen."""
    return await chat.press(await offered_to(chat, language), choice)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_happy_path_see_the_difference_say_yes_and_it_is_changed(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    before = await chat.booking("B-30001")

    asked = await chat.say(CHANGE[language])
    wanted = before.trip.departs_at + timedelta(days=3)
    offered = await chat.say(f"{wanted.day}-{wanted.month}-{wanted.year}")
    proposal = await chat.press(offered, 0)
    done = await chat.say(YES[language])

    assert asked.utters == ["utter_rebook_trip_ask_date"]
    assert offered.utters == ["utter_rebook_trip_ask_trip"]
    assert 1 <= len(offered.options) <= 4
    assert CONFIRM.fullmatch(" ".join(proposal.utters))
    assert DONE.fullmatch(" ".join(done.utters))
    assert await chat.states(done.claims) == ["settled"]
    assert (await chat.booking("B-30001")).trip.id == offered.choice(0)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_date_given_at_once_is_not_asked(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    wanted = (await chat.booking("B-30001")).trip.departs_at + timedelta(days=2)
    words = {"en": "Can I move my trip to {}?", "nl": "Kan ik mijn reis verzetten naar {}?"}

    answer = await chat.say(words[language].format(f"{wanted.day}-{wanted.month}-{wanted.year}"))

    assert answer.utters == ["utter_rebook_trip_ask_trip"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_button_confirms_too(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    proposal = await proposed(chat, language)

    done = await chat.press(proposal, 0)

    assert DONE.fullmatch(" ".join(done.utters))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_keeps_the_trip_as_it_is(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    before = await chat.booking("B-30001")
    await proposed(chat, language)

    kept = await chat.say(NO[language])
    after = await chat.say(YES[language])

    assert kept.utters == ["utter_rebook_trip_kept"]
    assert after.claims == []
    assert await chat.booking("B-30001") == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_old_yes_button_confirms_nothing(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    before = await chat.booking("B-30001")
    old = await proposed(chat, language, choice=0)
    newer = before.trip.departs_at + timedelta(days=5)
    offered = await chat.say(f"{newer.day}-{newer.month}-{newer.year}")
    await chat.press(offered, 1)

    answer = await chat.press(old, 0)

    assert CONFIRM.fullmatch(" ".join(answer.utters))
    assert await chat.booking("B-30001") == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_correction_a_yes_with_another_date_confirms_nothing(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    before = await chat.booking("B-30001")
    await proposed(chat, language)
    other = before.trip.departs_at + timedelta(days=6)

    answer = await chat.say(
        {"en": "yes, but on {}", "nl": "ja, maar op {}"}[language].format(
            f"{other.day}-{other.month}-{other.year}"
        )
    )

    assert answer.utters == ["utter_rebook_trip_ask_trip"]
    assert await chat.booking("B-30001") == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_yes_after_something_else_confirms_nothing_that_is_not_shown_again(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    before = await chat.booking("B-30001")
    await proposed(chat, language)
    await chat.say({"en": "where is order O-20001?", "nl": "waar is bestelling O-20001?"}[language])

    answer = await chat.say(YES[language])

    assert answer.claims == []
    assert await chat.booking("B-30001") == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_digression_shows_the_proposal_again_and_then_yes_is_enough(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    await proposed(chat, language)

    aside = await chat.say({"en": "are you a bot?", "nl": "ben je een robot?"}[language])
    done = await chat.say(YES[language])

    assert aside.utters[0] == "utter_about_the_bot_are_you_bot"
    assert CONFIRM.fullmatch(" ".join(aside.utters[1:]))
    assert DONE.fullmatch(" ".join(done.utters))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_price_that_changed_is_shown_before_anything_happens(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    before = await chat.booking("B-30001")
    offered = await offered_to(chat, language)
    await chat.press(offered, 0)
    await chat.raise_price(offered.choice(0), 1000)

    asked = await chat.say(YES[language])
    unchanged = await chat.booking("B-30001")
    done = await chat.say(YES[language])

    assert asked.utters[0] == "utter_changed_meanwhile"
    assert CONFIRM.fullmatch(" ".join(asked.utters[1:]))
    assert unchanged == before
    assert DONE.fullmatch(" ".join(done.utters))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_cancellation_leaves_the_booking(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    before = await chat.booking("B-30001")
    await proposed(chat, language)

    left = await chat.say({"en": "never mind", "nl": "laat maar"}[language])
    after = await chat.say(YES[language])

    assert left.utters == ["utter_left"]
    assert after.utters == ["utter_yes_to_what"]
    assert await chat.booking("B-30001") == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_invalid_input_for_the_date_shows_what_is_possible(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    await chat.say(CHANGE[language])

    answer = await chat.say(
        {"en": "purple elephants dance slowly", "nl": "paarse olifanten dansen langzaam"}[language]
    )

    assert answer.utters[-1] in ("utter_rebook_trip_ask_trip", "utter_rebook_trip_ask_date")
    assert answer.claims == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_to_change_to_is_said_and_a_person_offered(
    start: Start, language: str
) -> None:
    chat = await start("C-1009", language)
    wanted = (await chat.booking("B-30004")).trip.departs_at + timedelta(days=2)
    words = {"en": "Move my trip to {} please", "nl": "Verzet mijn reis naar {} graag"}

    answer = await chat.say(words[language].format(f"{wanted.day}-{wanted.month}-{wanted.year}"))

    assert answer.utters == ["utter_rebook_trip_none"]
    assert answer.options[-1]["payload"] == "/talk_to_human"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_guest_moves_a_trip_after_proof(start: Start, language: str) -> None:
    chat = await start(None, language)

    asked = await chat.say(CHANGE[language])
    known = await chat.say("B-30007, aisha.osman@example.com")

    assert asked.utters == ["utter_ask_booking_number_proof"]
    assert known.utters == ["utter_rebook_trip_ask_date"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_wants_human_at_the_proposal(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    before = await chat.booking("B-30001")
    await proposed(chat, language)

    answer = await chat.say(
        {"en": "I want to talk to a person", "nl": "ik wil een mens spreken"}[language]
    )

    assert answer.utters == ["utter_talk_to_human_asked"]
    assert await chat.booking("B-30001") == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_question_about_the_proposal_is_no_yes(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    before = await chat.booking("B-30001")
    await proposed(chat, language)

    answer = await chat.say(
        {
            "en": "yes, is that the price for all of us together?",
            "nl": "ja, is dat de prijs voor ons allemaal samen?",
        }[language]
    )

    assert answer.claims == []
    assert CONFIRM.fullmatch(answer.utters[-1])
    assert await chat.booking("B-30001") == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_trip_that_the_carrier_cancelled_gets_an_apology_and_another_date(
    start: Start, language: str
) -> None:
    chat = await start("C-1003", language)

    asked = await chat.say(CHANGE[language])
    wanted = (await chat.booking("B-30002")).trip.departs_at + timedelta(days=2)
    offered = await chat.say(f"{wanted.day}-{wanted.month}-{wanted.year}")

    assert asked.utters == ["utter_rebook_trip_ask_date_cancelled"]
    assert not offered.options[0]["title"].endswith({"en": "more", "nl": "erbij"}[language])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_date_without_a_departure_is_said_before_others_are_offered(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    await chat.say(CHANGE[language])
    far = (await chat.booking("B-30001")).trip.departs_at + timedelta(days=200)

    answer = await chat.say(f"{far.day}-{far.month}-{far.year}")

    assert answer.utters == ["utter_rebook_trip_ask_trip_near"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_to_the_departures_asks_for_another_date(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await offered_to(chat, language)

    answer = await chat.say(NO[language])

    assert answer.utters == ["utter_rebook_trip_ask_date"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_date_may_count_from_the_trip_itself(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    leaves = (await chat.booking("B-30001")).trip.departs_at
    words = {
        "en": "Can I move my trip to two days later?",
        "nl": "Kan ik mijn reis verzetten naar twee dagen later?",
    }

    offered = await chat.say(words[language])
    earlier = await chat.say({"en": "a day earlier", "nl": "een dag eerder"}[language])

    assert [_first_day(offered), _first_day(earlier)] == [
        (leaves + timedelta(days=days)).day for days in (2, 1)
    ]


def _first_day(answer: Answer) -> int:
    """The day of the month on the first button."""
    assert answer.utters == ["utter_rebook_trip_ask_trip"]
    number = re.search(r"\d+", answer.options[0]["title"])
    assert number
    return int(number[0])
