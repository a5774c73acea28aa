"""A wish for a person, and the word that this was said before, are heard inside longer messages."""

from __future__ import annotations

import pytest

from bot.empathy import again, wish


@pytest.mark.parametrize(
    "text",
    [
        "my parcel is late and I would like to speak to one of your colleagues about it",
        "refund me or get me a manager",
        "can somebody from the team call me? or can I talk to someone",
        "I'm sick of this stupid bot",
        "just transfer me to a human being",
        "agent please!!",
        "kan ik hierover met iemand praten die er verstand van heeft",
        "mijn koffer is kwijt en ik wil nu een medewerker",
        "geef me gewoon een mens",
        "ik ben die robot beu, geen zin in een chatbot",
        "mag ik uw leidinggevende",
        "kan een collega mij te woord staan",
        "verbind mij door met een medewerker",
    ],
)
def test_a_wish_for_a_person_is_heard_in_a_longer_message(text: str) -> None:
    assert wish.heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "are you a human or a bot?",
        "ben je een mens of een robot?",
        "I don't need a person for this, do I",
        "waarom moet een collega ernaar kijken",
        "my colleague ordered the same chair",
        "I need someone to be home for the delivery",
        "mijn collega heeft hetzelfde besteld",
        "ik heb een persoon te veel geboekt",
        "the call button on the lamp is broken",
    ],
)
def test_people_who_are_only_mentioned_are_not(text: str) -> None:
    assert not wish.heard(text)


@pytest.mark.parametrize(
    ("read", "text", "meant", "otherwise", "expected"),
    [
        (0.7, "…", 0.0, 0.2, True),
        (0.5, "…", 0.0, 0.2, False),
        (0.3, "I want to speak to an agent", 0.0, 0.9, True),
        (0.3, "…", 0.7, 0.2, True),
        (0.1, "the agent said so, please", 0.0, 0.2, False),
        (0.7, "…", 0.0, 0.8, False),
        (0.95, "…", 0.0, 0.8, True),
    ],
)
def test_a_reading_words_and_intents_are_weighed_together(
    read: float, text: str, meant: float, otherwise: float, expected: bool
) -> None:
    assert wish.wanted(read, text, meant=meant, otherwise=otherwise) is expected


@pytest.mark.parametrize(
    "text",
    [
        "I already told you my number",
        "for the third time: where is it",
        "you keep asking the same thing",
        "we are going in circles",
        "as I said before",
        "that's the same answer as before",
        "dat heb ik al gezegd",
        "voor de zoveelste keer",
        "zoals ik al zei",
        "je blijft maar hetzelfde vragen",
        "weer hetzelfde antwoord",
        "dat is niet wat ik vroeg",
        "I asked when it leaves",
        "how many times must I type this",
        "ik vroeg of het gratis is",
        "hoe vaak moet ik dat nog uitleggen",
        "nog een keer: waar is hij",
        "you still don't understand me",
        "je snapt het niet",
        "it still won't open",
        "still it is not there",
        "nog steeds heb ik geen antwoord",
    ],
)
def test_it_is_heard_that_this_was_said_before(text: str) -> None:
    assert again.told(text)


@pytest.mark.parametrize(
    "text",
    [
        "where is my order",
        "I would like the same colour again please",
        "ik wil graag dezelfde maat",
        "is it there already",
        "is hij er al",
        "I don't understand the question",
        "ik snap het niet",
        "can I still cancel",
        "is het nog steeds zo dat ik niets betaal",
    ],
)
def test_a_first_question_is_no_repetition(text: str) -> None:
    assert not again.told(text)
