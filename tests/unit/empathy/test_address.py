"""Texts are written with je; whoever wants to be addressed with u gets natural u."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.empathy import address
from bot.texts import Texts

ROOT = Path(__file__).parents[3]
PAIRS = [
    ("Waar kan ik je mee helpen?", "Waar kan ik u mee helpen?"),
    ("Wil je verder met je eigen bestellingen?", "Wilt u verder met uw eigen bestellingen?"),
    ("Heb je je geld niet ontvangen?", "Hebt u uw geld niet ontvangen?"),
    ("Hoe je je voelt, schat ik.", "Hoe u zich voelt, schat ik."),
    ("Ik heb je vraag neergelegd.", "Ik heb uw vraag neergelegd."),
    ("Ik kan je reis verzetten.", "Ik kan uw reis verzetten."),
    ("Wat mag ik voor je doen?", "Wat mag ik voor u doen?"),
    ("Je bestelling is er. Je hebt hem al.", "Uw bestelling is er. U hebt hem al."),
    ("Is er iets, dan schrijf je gewoon.", "Is er iets, dan schrijft u gewoon."),
    ("Ben jij in gevaar? Na jouw ja, met jou.", "Bent u in gevaar? Na uw ja, met u."),
    ("Geef je bestelnummer.", "Geef uw bestelnummer."),
    ("Kun je het nakijken?", "Kunt u het nakijken?"),
    ("Herlaad de pagina of meld je opnieuw aan.", "Herlaad de pagina of meld u opnieuw aan."),
    ("Dat kun je uitzetten.", "Dat kunt u uitzetten."),
    ("De tas is stuk.", "De tas is stuk."),
]


@pytest.mark.parametrize(("je", "u"), PAIRS)
def test_u_is_made_of_je_with_the_verb_that_goes_with_it(je: str, u: str) -> None:
    assert address.formal(je) == u


@pytest.mark.parametrize(("je", "u"), PAIRS)
def test_a_text_with_u_is_left_as_it_is(je: str, u: str) -> None:
    assert address.formal(u) == u


def test_what_stands_between_braces_stays_as_it_is() -> None:
    assert address.formal("Je krijgt {amount} op {je}.") == "U krijgt {amount} op {je}."


def test_where_it_is_not_certain_it_says_so() -> None:
    assert address.doubts("Als je knipoogt, weet ik het.") == ["je knipoogt"]
    assert address.doubts("Je bericht is bewaard en je hoort van ons.") == []


def test_no_sentence_of_the_gateway_for_customers_says_je_any_more() -> None:
    found = address.texts(Texts.load(ROOT / "data" / "texts.yml"), "u")
    for key, sentence in found.sentences.items():
        if not key.startswith(address.FOR_STAFF):
            assert not address.addresses(sentence["nl"])[0], key


def test_sentences_for_colleagues_keep_je() -> None:
    plain = Texts.load(ROOT / "data" / "texts.yml")
    found = address.texts(plain, "u")
    assert all(
        found.sentences[key] == plain.sentences[key]
        for key in plain.sentences
        if key.startswith(address.FOR_STAFF)
    )
    assert address.texts(plain, "je") is plain
