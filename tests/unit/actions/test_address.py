"""An address is found as people write it, in both languages, and never made up."""

from __future__ import annotations

import pytest

from actions.address import Address, find, shown


@pytest.mark.parametrize(
    ("text", "line", "postcode"),
    [
        ("Dorpsstraat 12, 3512 JE Utrecht", "Dorpsstraat 12, Utrecht", "3512 JE"),
        ("dorpsstraat 12 3512je utrecht", "dorpsstraat 12, utrecht", "3512 JE"),
        ("Veldstraat 5 bus 3, 9000 Gent", "Veldstraat 5 bus 3, Gent", "9000"),
        ("Send it to Lange Leidsedwarsstraat 41a, 1017 NG Amsterdam please",
         "Lange Leidsedwarsstraat 41a, Amsterdam", "1017 NG"),
        ("het moet naar Kerkweg 7, 8000 Brugge graag", "Kerkweg 7, Brugge", "8000"),
        ("my new address is Plein 1, 2511 CS Den Haag", "Plein 1, Den Haag", "2511 CS"),
        ("stuur bestelling O-20013 naar Burgemeester de Vlugtlaan 9, 1063 BJ Amsterdam",
         "Burgemeester de Vlugtlaan 9, Amsterdam", "1063 BJ"),
        ("Kerkstraat 5", "Kerkstraat 5", ""),
        ("Kerkstraat 5-2", "Kerkstraat 5-2", ""),
        ("3512 JE", "", "3512 JE"),
        ("2018", "", "2018"),
        ("postcode is 9000", "", "9000"),
    ],
)  # fmt: skip
def test_an_address_is_read_as_it_is_written(text: str, line: str, postcode: str) -> None:
    assert find(text) == Address(line, postcode)


@pytest.mark.parametrize(
    "text",
    [
        "I want to change the address of my order",
        "verander het adres van bestelling O-20013",
        "I want to change the address of order 20013",
        "can it go somewhere else?",
        "ja graag",
        "nee, huisnummer 14",
        "no, number 14",
        "purple elephants dance slowly",
        "",
    ],
)
def test_where_there_is_no_address_none_is_found(text: str) -> None:
    assert find(text) == Address()


def test_an_address_is_shown_as_on_a_parcel() -> None:
    assert shown("Veldstraat 5, Gent", "9000") == "Veldstraat 5, 9000 Gent"
    assert shown("Kerkstraat 5", "3512 JE") == "Kerkstraat 5, 3512 JE"
