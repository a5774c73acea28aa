"""Numbers, addresses and places in a list, normalised."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rasa_ext.things import find, masked, numbers, without_numbers

TODAY = date(2026, 11, 21)


def found(text: str) -> list[tuple[str, str]]:
    return [(thing.kind, thing.value) for thing in find(text, TODAY)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("O-20001", "order_number", "O-20001"),
        ("o20001 please", "order_number", "O-20001"),
        ("O 20066", "order_number", "O-20066"),
        ("my order is 20117.", "order_number", "O-20117"),
        ("O-20001-1", "order_number", "O-20001"),
        ("B-30012", "booking_number", "B-30012"),
        ("b30012", "booking_number", "B-30012"),
        ("boeking 30105", "booking_number", "B-30105"),
        ("Anna.Bos+shop@Example.com", "email", "anna.bos+shop@example.com"),
        ("1012 AB", "postcode", "1012 AB"),
        ("1012ab", "postcode", "1012 AB"),
        ("2000", "postcode", "2000"),
        ("mijn postcode is 9000", "postcode", "9000"),
        ("de tweede", "ordinal", "2"),
        ("option 3", "ordinal", "3"),
        ("optie twee", "ordinal", "2"),
        ("3", "ordinal", "3"),
        ("the last one", "ordinal", "last"),
        ("volgende week dinsdag", "date", "2026-11-24"),
        ("het kost 20001 euro", "amount", "20001.00 EUR"),
        ("ik betaalde € 12,50", "amount", "12.50 EUR"),
    ],
)
def test_one_thing_is_found(text: str, kind: str, value: str) -> None:
    assert found(text) == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "+3220001234",
        "20.001",
        "0612345678",
        "the second time",
        "de derde keer",
        "the first of may I ask",
        "last week",
        "vorige week",
        "2000 of meer",
        "hello",
    ],
)
def test_what_only_looks_like_a_thing_is_left(text: str) -> None:
    assert found(text) == []


def test_an_order_and_a_booking_in_one_message_are_both_found() -> None:
    assert found("order O-20001, booking B-30001") == [
        ("order_number", "O-20001"),
        ("booking_number", "B-30001"),
    ]


def test_masking_hides_which_order_but_not_that_there_is_one() -> None:
    assert masked("where is O-20345") == masked("where is O-20001")
    assert masked("where is O-78390") == masked("where is O-20001"), "also when none of ours is so"
    assert masked("B-99999-2") == "B-30001"
    assert masked("mail jan@voorbeeld.nl") == "mail anna@example.com"
    assert masked("where is my order") == "where is my order"


def test_a_question_without_its_number_is_the_same_question() -> None:
    assert without_numbers("where is my order O-20001") == "where is my order"


@given(st.integers(min_value=20_000, max_value=29_999))
def test_every_order_number_is_found_in_every_spelling(number: int) -> None:
    for text in (f"O-{number}", f"o{number}", f"order {number}", f"({number})", f"O{number}?"):
        assert numbers(text) == {f"O-{number}"}


@given(st.text(max_size=300))
def test_things_never_overlap_except_for_places_in_a_list(text: str) -> None:
    things = [thing for thing in find(text, TODAY) if thing.kind != "ordinal"]
    for before, after in itertools.pairwise(things):
        assert before.end <= after.start
