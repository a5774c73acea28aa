"""Which thing a customer means when they name it in their own words."""

import pytest

from actions.subject import named_in

THINGS = {
    "backpack": {"en": "Hiking backpack 40 l", "nl": "Wandelrugzak 40 l"},
    "bottle": {"en": "Water bottle 0.75 l", "nl": "Drinkfles 0,75 l"},
    "suitcase": {"en": "Large suitcase", "nl": "Grote koffer"},
    "belt": {"en": "Money belt", "nl": "Geldgordel"},
    "boots": {"en": "Hiking boots", "nl": "Wandelschoenen"},
}


def meant(text: str) -> list[str]:
    return named_in(text, list(THINGS), lambda name: [THINGS[name]])


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("the backpack is broken", "backpack"),
        ("mijn rugzak is kapot", "backpack"),
        ("de KOFFERS zijn gescheurd", "suitcase"),
        ("the hiking boots leak", "boots"),
        ("mijn wandelschoenen lekken", "boots"),
        ("a crack in the bottle", "bottle"),
    ],
)
def test_one_word_of_the_title_in_either_language_is_enough(text: str, thing: str) -> None:
    assert meant(text) == [thing]


@pytest.mark.parametrize("text", ["I want my money back", "ik wil mijn geld terug", "", "the lamp"])
def test_words_that_everybody_uses_name_nothing(text: str) -> None:
    assert meant(text) == []


def test_a_word_that_two_titles_share_names_both() -> None:
    assert meant("my hiking things") == ["backpack", "boots"]
