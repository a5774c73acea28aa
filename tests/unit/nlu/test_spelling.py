"""Words are written the usual way before a mood is read; what is a word stays what it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rasa_ext.examples import ExamplesError
from bot.rasa_ext.spelling import ANY, Spelling, variants_in

TEXTS = ["where is my parcel", "this is ridiculous", "waar is mijn bestelling, echt belachelijk"]
VARIANTS = {"nl": {"kheb": "ik heb", "'t": "het"}, "en": {"u": "you"}}
SPELLING = Spelling.learn(TEXTS * 12, ["Sanne", "furious"], VARIANTS)


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("were is my parcell", "where is my parcel"),
        ("this is rediculous!", "this is ridiculous!"),
        ("THIS IS RIDICULUS", "THIS IS RIDICULOUS"),
        ("kheb 't niet", "ik heb het niet"),
        ("Kheb belachlijk lang gewacht", "Ik heb belachelijk lang gewacht"),
        ("parcel of Parcol", "parcel of Parcol"),
        ("sanne is furious", "sanne is furious"),
        ("my cat sat", "my cat sat"),
        ("O-20001 12,50 :-)", "O-20001 12,50 :-)"),
        ("can u see where my parcel is", "can you see where my parcel is"),
        ("kunt u mijn bestelling zien", "kunt u mijn bestelling zien"),
        ("", ""),
    ],
)
def test_a_message_in_usual_words(text: str, usual: str) -> None:
    assert SPELLING.usual(text) == usual


def test_who_is_careful_takes_no_word_of_an_example_for_a_slip() -> None:
    said = [*["where is my parcel"] * 12, "my parcels came"]
    quick, careful = (Spelling.learn(said, [], {}, careful=one) for one in (False, True))
    assert quick.usual("parcels and parcell") == "parcel and parcel"
    assert careful.usual("parcels and parcell") == "parcels and parcel"


def test_a_word_that_is_known_elsewhere_is_no_slip() -> None:
    said = ["that is the sting in it"] * 12
    alone, told = (Spelling.learn(said, [], {}, known=one) for one in (bool_of(), bool_of("sing")))
    assert alone.usual("sing") == "sting"
    assert told.usual("sing and stimg") == "sing and sting"


def bool_of(*words: str) -> Callable[[str], bool]:
    return lambda word: word in words


def test_a_bolder_one_hears_what_care_leaves_and_works_out_nothing_again() -> None:
    careful = Spelling.learn(["ik heb dit al gezegd"] * 12, [], {}, careful=True)
    bold = careful.bolder()
    quick = Spelling.learn(["ik heb dit al gezegd"] * 12, [], {})
    assert careful.usual("ik heb dit al gezecht hoor") == "ik heb dit al gezecht hoor"
    assert bold.usual("ik heb dit al gezecht hoor") == quick.usual("ik heb dit al gezecht hoor")
    assert careful.careful
    before = {id(part) for part in vars(careful).values()}
    assert {name for name, part in vars(bold).items() if id(part) not in before} <= {"careful"}


def test_with_care_another_letter_is_another_word() -> None:
    careful = Spelling.learn(["ik wil kopen"] * 12, [], {}, careful=True)
    assert careful.usual("ik wil kooen koken kupen lopen") == "ik wil kooen koken kopen lopen"


@pytest.mark.parametrize(
    ("word", "common"),
    [("wanting", "waiting"), ("proberen", "problemen"), ("ingegeven", "afgegeven")],
)
def test_a_word_with_another_letter_is_another_word(word: str, common: str) -> None:
    spelling = Spelling.learn([common] * 12, [], {})
    assert spelling.usual(word) == word


@pytest.mark.parametrize(("slip", "meant"), [("waitung", "waiting"), ("problwmen", "problemen")])
def test_a_letter_that_sounds_alike_or_lies_beside_it_is_a_slip(slip: str, meant: str) -> None:
    assert Spelling.learn([meant] * 12, [], {}).usual(slip) == meant


@given(st.text(max_size=80))
def test_usual_words_stay_usual(text: str) -> None:
    once = SPELLING.usual(text)
    assert SPELLING.usual(once).split() == once.split()


@pytest.mark.parametrize(
    ("written", "meant"),
    [("pragtig", "prachtig"), ("vlugt", "vlucht"), ("nervus", "nervous"), ("canceld", "cancelled")],
)
def test_a_word_that_sounds_like_a_common_one_is_that_one(written: str, meant: str) -> None:
    said = ["prachtig vlucht nervous cancelled cancel prachtige"] * 12
    assert Spelling.learn(said, [], {}).usual(written) == meant
    assert Spelling.learn(said, [], {}, known=bool_of(written)).usual(written) == written


def test_two_sounds_tell_no_word() -> None:
    assert Spelling.learn(["chase"] * 12, [], {}).usual("cheese") == "cheese"


def test_no_usual_form_is_itself_another_way_to_write_something() -> None:
    for language, variants in variants_in(Path("data/spellings.yml")).items():
        again = {usual for usual in variants.values() for one in usual.split() if one in variants}
        assert not again, (language, again)


def test_what_a_file_says_under_no_language_is_read_in_every_one(tmp_path: Path) -> None:
    path = tmp_path / "spellings.yml"
    path.write_text("spellings: {nl: {ik: ikke}, order: ordr}", encoding="utf-8")
    found = variants_in(path)
    assert found == {"nl": {"ikke": "ik"}, ANY: {"ordr": "order"}}
    read = Spelling.learn([], [], found)
    assert read.usual("waar is mijn ordr") == "waar is mijn order"
    assert read.usual("where is my ordr") == "where is my order"


def test_a_file_without_spellings_is_told(tmp_path: Path) -> None:
    path = tmp_path / "spellings.yml"
    path.write_text("words: {}", encoding="utf-8")
    with pytest.raises(ExamplesError, match="spellings"):
        variants_in(path)
