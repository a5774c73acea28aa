"""Amounts in both languages: exact, in minor units, and never without a currency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rasa_ext.amounts import _NUMBERS, find


def found(text: str) -> list[str]:
    return [amount.value for amount in find(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("€ 12,50", "12.50 EUR"),
        ("€12.50", "12.50 EUR"),
        ("€ 12,-", "12.00 EUR"),
        ("€7", "7.00 EUR"),
        ("ik kreeg €5,5 terug", "5.50 EUR"),
        ("12.50 EUR", "12.50 EUR"),
        ("EUR 12.50", "12.50 EUR"),
        ("12,50 euro", "12.50 EUR"),
        ("12 euro 50", "12.50 EUR"),
        ("12 euro en 50 cent", "12.50 EUR"),
        ("12€50", "12.50 EUR"),
        ("1.234,50 euro", "1234.50 EUR"),
        ("1,234.50 euros", "1234.50 EUR"),
        ("€ 1.234", "1234.00 EUR"),
        ("twaalf euro vijftig", "12.50 EUR"),
        ("twelve fifty euros", "12.50 EUR"),
        ("twelve euros fifty", "12.50 EUR"),
        ("twelve euros and fifty cents", "12.50 EUR"),
        ("vijfentwintig euro", "25.00 EUR"),
        ("tweeëndertig euro", "32.00 EUR"),
        ("twenty-five euros", "25.00 EUR"),
        ("twenty five euros", "25.00 EUR"),
        ("two hundred and fifty euros", "250.00 EUR"),
        ("tweehonderd euro", "200.00 EUR"),
        ("honderd vijftig euro", "150.00 EUR"),
        ("duizend euro", "1000.00 EUR"),
        ("fifty cents", "0.50 EUR"),
        ("vijftig cent", "0.50 EUR"),
        ("een tientje", "10.00 EUR"),
        ("twee tientjes", "20.00 EUR"),
        ("a tenner", "10.00 EUR"),
        ("20 quid", "20.00 GBP"),
        ("$15.99", "15.99 USD"),
        ("it costs 20001 euro", "20001.00 EUR"),
    ],
)
def test_an_amount_is_found_however_it_is_written(text: str, value: str) -> None:
    assert found(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "O-20001",
        "12 december",
        "1012 AB",
        "12.50",
        "two of them",
        "twaalf stuks",
        "de euro",
        "12-05",
    ],
)
def test_what_has_no_currency_is_no_amount(text: str) -> None:
    assert found(text) == []


def test_two_amounts_in_one_message_are_both_found() -> None:
    assert found("I paid € 45,- and got 12 euro 50 back") == ["45.00 EUR", "12.50 EUR"]


def test_a_number_after_an_amount_is_no_cents() -> None:
    assert found("I paid 12 euro 2000 times") == ["12.00 EUR"]


@given(minor=st.integers(min_value=1, max_value=99_999_99))
def test_every_amount_in_digits_is_read_exactly(minor: int) -> None:
    whole, cents = divmod(minor, 100)
    assert [one.minor for one in find(f"€ {whole},{cents:02d}")] == [minor]
    assert [one.minor for one in find(f"I paid {whole}.{cents:02d} EUR today")] == [minor]


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    for amount in find(text):
        assert amount.minor >= 0 and text[amount.start : amount.end]


def test_every_number_that_is_known_as_a_word_is_read_whole() -> None:
    for word, value in _NUMBERS.items():
        for written in (word, word.upper()):
            (amount,) = find(f"it was {written} euro")
            assert (amount.value, amount.start) == (f"{value}.00 EUR", len("it was "))
