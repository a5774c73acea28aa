"""The smaller flows and the words in between, through the real model and engine."""

from __future__ import annotations

import pytest

from tests.support.talking import Start

LANGUAGES = ("en", "nl")
COMPENSATION = {
    "en": "What compensation do I get for the delay?",
    "nl": "Welke compensatie krijg ik voor de vertraging?",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_goodwill_happy_path_for_a_late_order(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say(COMPENSATION[language])

    assert answer.utters == ["utter_goodwill_done"]
    (voucher,) = await chat.shop.vouchers.vouchers_of(chat.customer)
    assert voucher.code in answer.texts[0]
    assert await chat.states(answer.claims) == ["settled"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_goodwill_is_given_once(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say({"en": "where is my order?", "nl": "waar is mijn bestelling?"}[language])

    answer = await chat.say(COMPENSATION[language])

    assert answer.claims == []
    assert len(await chat.shop.vouchers.vouchers_of(chat.customer)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_goodwill_without_a_reason_is_refused_in_the_limits_words(
    start: Start, language: str
) -> None:
    chat = await start("C-1007", language)
    asked = await chat.say(COMPENSATION[language])

    answer = await chat.press(asked, 0)

    assert answer.utters == ["utter_outcome_refused"]
    assert await chat.shop.vouchers.vouchers_of(chat.customer) == ()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_goodwill_for_a_trip_that_the_carrier_cancelled(start: Start, language: str) -> None:
    chat = await start("C-1003", language)

    answer = await chat.say(
        {"en": "Do I get compensation for this?", "nl": "Krijg ik hier een vergoeding voor?"}[
            language
        ]
    )

    assert answer.utters == ["utter_goodwill_done"]
    assert len(await chat.shop.vouchers.vouchers_of(chat.customer)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_danger_gets_the_number_first_and_then_a_person_at_once(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say({"en": "I want to kill myself", "nl": "ik wil dood"}[language])

    assert answer.utters == ["utter_talk_to_human_crisis"]
    assert "113" in answer.texts[0]
    assert answer.handoff == {"reason": "crisis", "urgent": True}


async def test_somebody_in_danger_gets_the_numbers_of_their_own_country(start: Start) -> None:
    answer = await (await start("C-1002", "nl")).say("ik wil dood")
    assert "1813" in answer.texts[0] and "112" in answer.texts[0]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_second_complaint_is_not_acknowledged_again(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    words = {
        "en": ("your service is bad", "and the packaging is bad as well"),
        "nl": ("jullie service is slecht", "en de verpakking is ook slecht"),
    }[language]
    answers = [await chat.say(text) for text in words]
    assert answers[0].utters[-1] == "utter_complaint_ask_story"
    assert len(answers[0].messages) == 2
    assert not answers[1].acknowledged
    assert "utter_complaint_heard" not in answers[1].utters


@pytest.mark.parametrize("language", LANGUAGES)
async def test_distress_over_two_messages_brings_a_person(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    angry = {
        "en": (
            "This is absolutely outrageous, I am furious!",
            "You are useless, I am so angry now!",
        ),
        "nl": (
            "Dit is echt schandalig, ik ben woedend!",
            "Jullie zijn waardeloos, ik ben zo kwaad!",
        ),
    }[language]

    first = await chat.say(angry[0])
    second = await chat.say(angry[1])

    assert first.handoff is None
    assert second.handoff is not None
    assert second.handoff["reason"] == "anger"


@pytest.mark.parametrize(
    ("utter", "english", "dutch"),
    [
        ("are_you_bot", "Am I talking to a human?", "Praat ik met een mens?"),
        ("is_it_stored", "Is this chat saved?", "Wordt deze chat opgeslagen?"),
        ("what_can_you_do", "What can you do?", "Wat kan je allemaal?"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_about_the_bot_is_answered_honestly(
    start: Start, language: str, utter: str, english: str, dutch: str
) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say({"en": english, "nl": dutch}[language])

    assert answer.utters == [f"utter_about_the_bot_{utter}"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_why_before_anything_was_said(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say({"en": "why do you say that?", "nl": "waarom zeg je dat?"}[language])

    assert answer.utters == ["utter_about_the_bot_no_reason"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_not_understood_gets_choices_and_no_guess(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say(
        {"en": "purple elephants dance slowly", "nl": "paarse olifanten dansen langzaam"}[language]
    )

    assert answer.utters == ["utter_unsure"]
    assert len(answer.options) == 4
    assert answer.claims == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_bare_number_is_asked_what_for(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say("O-20002")

    assert answer.utters == ["utter_what_with_order"]
    assert "O-20002" in answer.texts[0]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_order_with_damage_is_asked_whether_money_or_a_new_one(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    words = {
        "en": "oh lovely, O-20002 full of dents again",
        "nl": "ja geweldig weer hoor, topservice. O-20002 zit vol krassen",
    }

    asked = await chat.say(words[language])
    items = await chat.press(asked, 1)
    done = await chat.press(items, items.place_of("O-20002-2"))

    assert asked.utters == ["utter_what_with_order"]
    assert items.utters == ["utter_ask_items"]
    assert done.utters == ["utter_replace_item_done"]


@pytest.mark.parametrize(
    ("utter", "english", "dutch"),
    [
        ("utter_greet", "hello", "hallo"),
        ("utter_thank", "thanks a lot", "dankjewel"),
        ("utter_goodbye", "goodbye", "tot ziens"),
        ("utter_small_talk_joke", "tell me a joke", "vertel eens een mop"),
        ("utter_small_talk_how_are_you", "how are you?", "hoe gaat het met je?"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_friendly_word(
    start: Start, language: str, utter: str, english: str, dutch: str
) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say({"en": english, "nl": dutch}[language])

    assert answer.utters == [utter]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_after_a_person_gave_the_chat_back_nothing_is_asked_twice(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    await chat.say(
        {"en": "I want my money back for O-20002", "nl": "ik wil mijn geld terug voor O-20002"}[
            language
        ]
    )
    await chat.say({"en": "I want a human", "nl": "ik wil een mens"}[language])
    await chat.hand_back()

    yes = await chat.say({"en": "yes", "nl": "ja"}[language])
    again = await chat.say({"en": "I want my money back", "nl": "ik wil mijn geld terug"}[language])

    assert yes.claims == []
    assert again.utters == ["utter_ask_items"]
    assert again.known["order"] == "O-20002"
