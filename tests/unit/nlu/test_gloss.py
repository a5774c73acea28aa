"""Dutch is also read word by word in English, so that what was learned in English is understood."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import corpora
from bot import yaml_text
from bot.encoder import encoder
from bot.rasa_ext import tongue
from bot.rasa_ext.examples import ExamplesError
from bot.rasa_ext.gloss import Gloss, gloss_in

GLOSSARY = Path(__file__).parents[3] / "data" / "glossary.yml"
WORDS = {
    "waar": "where",
    "is": "is",
    "mijn": "my",
    "pakje": "parcel",
    "pakske": "parcel",
    "toch": "",
    "reis": "trip",
    "gids": "guide",
    "verzending": "shipping",
    "kosten": "costs",
}
GLOSS = Gloss({"nl": WORDS})
SHOP = gloss_in(GLOSSARY)


@pytest.mark.parametrize(
    ("said", "english"),
    [
        ("waar is mijn pakje", "where is my parcel"),
        ("Waar is mijn pakske?", "where is my parcel?"),
        ("waar is toch mijn pakje!", "where is my parcel!"),
        ("waar is mijn reisgids", "where is my trip guide"),
        ("wat zijn mijn verzendingskosten", "wat zijn my shipping costs"),
        ("waar is mijn Quechua", "where is my Quechua"),
        ("waar is mijn@pakje.nl", "where is mijn@pakje.nl"),
        ("mijn pakje, O-20001", "my parcel, O-20001"),
    ],
)
def test_each_word_is_said_in_english(said: str, english: str) -> None:
    assert GLOSS.english(said) == english


@pytest.mark.parametrize("said", ["where is my parcel", "", "42", "👍"])
def test_what_is_in_no_language_with_words_has_no_english(said: str) -> None:
    assert GLOSS.english(said) is None


def test_without_words_nothing_is_said_in_english() -> None:
    assert Gloss().english("waar is mijn pakje") is None


@given(st.text(max_size=60))
def test_any_text_can_be_looked_up(text: str) -> None:
    found = SHOP.english(f"mijn {text}")
    assert found is None or isinstance(found, str)


def test_what_has_no_english_is_seen_as_it_is_written() -> None:
    texts = ["where is my parcel", "", "O-20001"]
    letters, vectors = GLOSS.views(texts)
    assert letters == texts
    np.testing.assert_allclose(vectors, encoder().encode(texts), atol=1e-6)


def test_letters_are_read_from_both_and_the_vector_has_length_one() -> None:
    letters, vectors = GLOSS.views(["waar is mijn pakje"])
    assert letters == ["waar is mijn pakje where is my parcel"]
    assert np.linalg.norm(vectors[0]) == pytest.approx(1.0, abs=1e-5)


def test_usual_words_are_looked_up_and_letters_stay_those_of_the_writer() -> None:
    letters, _ = GLOSS.views(["woar is mn pakje"], ["waar is mijn pakje"])
    assert letters == ["woar is mn pakje where is my parcel"]


def test_dutch_comes_nearer_to_the_english_that_says_the_same() -> None:
    pairs = {
        "mijn drinkflessen zijn kapot aangekomen": "my water bottles arrived broken",
        "ik wil de reis een dag later": "I want the trip a day later",
        "mag ik een mens spreken": "may I speak to a person",
        "de kassabon is zoek geraakt": "the receipt got lost",
    }
    dutch, english = list(pairs), list(pairs.values())
    written = np.sum(encoder().encode(dutch) * encoder().encode(english), axis=1)
    seen = np.sum(SHOP.views(dutch)[1] * SHOP.views(english)[1], axis=1)
    assert (seen > written).all(), (seen, written)


def test_what_is_stored_comes_back_once_for_all_readers() -> None:
    one, other = Gloss.from_array(GLOSS.array()), Gloss.from_array(GLOSS.array())
    assert one.words == GLOSS.words
    assert one is other


@pytest.mark.parametrize("content", ["glossary: []", "glossary: {nl: words}", "words: {a: b}"])
def test_a_file_without_words_says_what_it_needs(tmp_path: Path, content: str) -> None:
    path = tmp_path / "glossary.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ExamplesError, match=r"glossary\.yml.*needs"):
        gloss_in(path)


def test_no_word_of_the_shop_has_two_english_ones() -> None:
    content = yaml_text.read(GLOSSARY.read_text(encoding="utf-8"))["glossary"]
    for language, said in content.items():
        times = Counter(word for words in said.values() for word in str(words).split())
        assert [word for word, count in times.items() if count > 1] == [], language
        assert all(isinstance(word, str) for word in said), language


def test_rasa_takes_no_line_of_the_glossary_for_training_data() -> None:
    from rasa.shared.utils.io import is_key_in_yaml

    keys = ("nlu", "rules", "stories", "responses", "intents", "slots", "forms", "actions")
    assert not is_key_in_yaml(GLOSSARY, *keys)


def test_nearly_every_dutch_word_of_the_examples_has_english() -> None:
    dutch = [text for text, _ in corpora.own() if tongue.guess(text).language == "nl"]
    words = [word.strip(".,!?:;()'\"").lower() for text in dutch for word in text.split()]
    known = SHOP.words["nl"]
    plain = [word for word in words if word.isalpha()]
    # The others are names, and words that are the same in English.
    assert sum(word in known for word in plain) >= 0.93 * len(plain)
