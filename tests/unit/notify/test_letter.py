"""E-mails: what stands in them, in both forms, and what never can."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.notify.letter import Letter, Part, is_address, masked, message

NOW = datetime(2026, 11, 26, 22, 0, tzinfo=timezone.utc)
LETTER = Letter(
    id="answer.c1.7",
    to="emma@example.com",
    subject="Antwoord\r\nBcc: spy@example.com",
    language="nl",
    parts=[Part("Hallo"), Part("Je koffer <b>komt</b>\nmorgen.", "Maria, medewerker (een mens)")],
    link=("Verder", "https://shop.example.com/back/#abc"),
)


def test_both_forms_say_the_same_and_html_is_escaped() -> None:
    made = message(LETTER, sender="help@shop.nl", company="Reis, goed", domain="shop.nl", now=NOW)
    plain, html = (made.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert (
        "Maria, medewerker (een mens):\n> Je koffer <b>komt</b>\n> morgen." in plain.get_content()
    )
    assert "Je koffer &lt;b&gt;komt&lt;/b&gt;<br>morgen." in html.get_content()
    for form in (plain, html):
        assert "https://shop.example.com/back/#abc" in form.get_content()


def test_nothing_in_a_text_can_add_a_header() -> None:
    made = message(LETTER, sender="help@shop.nl", company="Reis\nBcc: x", domain="shop.nl", now=NOW)
    assert made["Bcc"] is None
    assert made["Subject"] == "Antwoord Bcc: spy@example.com"
    assert made["To"] == "emma@example.com"


def test_the_same_letter_sent_again_has_the_same_message_id() -> None:
    first = message(LETTER, sender="help@shop.nl", company="R", domain="shop.nl", now=NOW)
    again = message(LETTER, sender="help@shop.nl", company="R", domain="shop.nl", now=NOW)
    assert first["Message-ID"] == again["Message-ID"] == "<answer.c1.7@shop.nl>"


@pytest.mark.parametrize(
    "text",
    ["", "emma", "emma@", "@example.com", "emma@example", "em ma@example.com", "a@b.nl\n",
     "a..b@c.nl",
     "emma@example.com, spy@example.com", "x" * 65 + "@example.com", "<emma@example.com>"],
)  # fmt: skip
def test_what_is_no_address_is_not_taken(text: str) -> None:
    assert not is_address(text)


def test_an_address_is_masked_so_that_only_its_owner_knows_it() -> None:
    assert is_address("emma.de-vries+shop@mail.example.co.uk")
    assert masked("emma.de-vries@example.com") == "e•••@example.com"
