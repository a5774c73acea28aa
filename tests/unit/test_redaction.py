"""What is taken out of messages: real numbers and addresses, and never one of ours."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.be import nn
from stdnum.nl import bsn

from bot.redaction import AT_ONCE, KINDS, RedactingFormatter, Redactor, find, marked

DIGITS = st.text("0123456789", min_size=1, max_size=12)
SEPARATOR = st.sampled_from(["", " ", "-", "."])


def kinds(text: str) -> list[str]:
    return [one.kind for one in find(text)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("card", "4111 1111 1111 1111"),
        ("card", "mijn kaart is 5500005555555559."),
        ("card", "378282246310005"),
        ("iban", "NL91 ABNA 0417 1643 00"),
        ("iban", "graag op nl91abna0417164300 storten"),
        ("iban", "BE68 5390 0754 7034"),
        ("iban", "DE89370400440532013000"),
        ("bsn", "111222333"),
        ("bsn", "mijn bsn is 1112.22.333"),
        ("rijksregister", "85.07.30-033.28"),
        ("rijksregister", "85073003328"),
        ("email", "jan.jansen+x@voorbeeld.nl"),
        ("phone", "06-12345678"),
        ("phone", "+31 6 1234 5678"),
        ("phone", "0031612345678"),
        ("phone", "020 123 4567"),
        ("phone", "0475 12 34 56"),
        ("phone", "+32(0)2 123 45 67"),
        ("phone", "(010) 123 45 67"),
        ("address", "Dorpsstraat 12, 3512 JE Utrecht"),
        ("address", "3512JE 12"),
        ("address", "3512 je 12"),
        ("address", "1078 GZ"),
        ("address", "Veldstraat 5, 9000 Gent"),
        ("address", "Antwerpsesteenweg 12 bus 3, 2000 Antwerpen"),
        ("address", "Laan van Meerdervoort 12, 2517 AB Den Haag"),
        ("address", "dorpsstraat 12"),
    ],
)
def test_what_is_personal_is_found(kind: str, text: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        *("O-20013", "B-30001", "bestelling O-123456782", "order 123456782", "V-7F3K9Q"),
        *("€ 1250,50", "1.250,00 EUR", "1250 EUR", "ik betaalde 1299 euro", "€123456782"),
        *("RF-20261120", "K-7FQ3KD", "pakket 3SABCD123456789", "boeking 987654321"),
        *("op 12-10-2026 om 14:30", "2026-11-20T12:00:00Z", "in 2026 EN dan", "factuur 2026001234"),
        *("ik ben 3 weken weg 5 dagen", "we zijn onderweg 2 dagen", "Kan ik in het park 2 uur"),
        *("2 x 1000 ml", "flight KL1234 at 10:05", "5 van de 7", "mijn code is 0612345678"),
        *("ISBN 9789012345678", "artikel 8712345678906", "O-20001, O-20002 en O-20003"),
    ],
)
def test_orders_amounts_bookings_and_dates_stay(text: str) -> None:
    assert find(text) == []


@given(first=st.sampled_from("45"), middle=st.text("0123456789", min_size=14, max_size=14))
def test_every_card_number_goes_and_one_wrong_digit_stays(first: str, middle: str) -> None:
    start = f"{first}1{middle[1:]}"
    right = start + luhn.calc_check_digit(start)
    wrong = start + str((int(right[-1]) + 1) % 10)
    spaced = " ".join(right[at : at + 4] for at in range(0, 16, 4))
    for number in (right, spaced):
        assert right[-4:] not in marked(f"kaart {number} graag", ["card"])
    assert "card" not in kinds(f"kaart {wrong} graag")


@given(start=st.text("0123456789", min_size=8, max_size=8), between=SEPARATOR)
def test_every_bsn_that_is_called_one_goes(start: str, between: str) -> None:
    check = sum((9 - place) * int(digit) for place, digit in enumerate(start)) % 11
    number = f"{start}{check}"
    if check < 10 and bsn.is_valid(number) and between != "-":
        written = between.join((number[:4], number[4:6], number[6:]))
        assert number[6:] not in marked(f"mijn bsn is {written}", ["bsn"])


@given(born=st.dates(), serial=st.integers(min_value=1, max_value=997), dotted=st.booleans())
def test_every_rijksregisternummer_goes(born, serial: int, dotted: bool) -> None:  # type: ignore[no-untyped-def]
    start = f"{born:%y%m%d}{serial:03d}"
    number = f"{start}{97 - int(start) % 97:02d}"
    if nn.is_valid(number):
        written = f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[6:9]}.{number[9:]}"
        assert serial_of(written if dotted else number) == "[rijksregister]"


def serial_of(text: str) -> str:
    return marked(text, ["rijksregister"])


@given(text=st.text(max_size=200))
def test_a_text_without_anything_of_it_is_kept_letter_by_letter(text: str) -> None:
    found = find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    if not found:
        assert marked(text) == text


@given(number=st.integers(min_value=1, max_value=10**9), letter=st.sampled_from("OBVKR"))
def test_no_number_of_ours_is_ever_taken_for_something_else(number: int, letter: str) -> None:
    text = f"het gaat om {letter}-{number}, voor €{number} of order {number}"
    assert marked(text, AT_ONCE) == text


def test_only_the_address_goes_and_not_the_words_around_it() -> None:
    said = "Stuur O-20013 naar Laan van Meerdervoort 12, 2517 AB Den Haag, dank"
    assert marked(said) == "Stuur O-20013 naar [address] Den Haag, dank"
    assert marked("Mijn adres is Dorpsstraat 12") == "Mijn adres is [address]"


def test_a_long_text_takes_no_time_to_look_through() -> None:
    for text in ("1" * 4000, "1 " * 2000, "a@" * 2000, "Aa " * 1300, "0" * 4000, "NL12" * 1000):
        find(text)


def test_the_customer_reads_in_their_own_language_what_was_taken_out() -> None:
    label = {"en": "[card number]", "nl": "[kaartnummer]"}
    redactor = Redactor(labels={"card": label})
    assert redactor.now("4111111111111111!", "nl") == "[kaartnummer]!"
    assert redactor.now("bel 0612345678", "nl") == "bel 0612345678"
    assert redactor.afterwards("bel 0612345678", "nl") == "bel [phone]"
    assert set(redactor.at_once) | set(redactor.later) == set(KINDS)


def test_a_log_line_holds_nothing_of_it_whoever_wrote_it() -> None:
    line = logging.LogRecord("x", logging.ERROR, "f", 1, "said %s", ("bel 0612345678",), None)
    assert RedactingFormatter("%(message)s").format(line) == "said bel [phone]"
