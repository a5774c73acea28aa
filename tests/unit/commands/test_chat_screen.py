"""What the terminal shows, and what it sends for what was typed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands.chat import Screen, lines_of, message_for, reason_of

BOT = {"kind": "bot", "name": "Pip"}
OPTIONS = [{"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": "/deny"}]


def entry(offset: int, **more: Any) -> dict[str, Any]:
    return {"offset": offset, "type": "message", "author": BOT, "text": "Shall I?", **more}


def test_a_message_names_its_author_and_numbers_its_options() -> None:
    assert lines_of(entry(2, options=OPTIONS)) == [
        "Pip (bot): Shall I?",
        "   [1] Yes",
        "   [2] No",
    ]


def test_a_receipt_shows_amount_and_reference() -> None:
    receipt = entry(
        3,
        type="receipt",
        action="refund_order",
        status="done",
        amount={"minor": 3495, "currency": "EUR"},
        reference="RF-1",
        explanation="It arrived damaged.",
    )

    assert lines_of(receipt) == ["-- refund_order done 34.95 EUR (RF-1): It arrived damaged."]


def test_an_entry_is_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()

    screen.show(entry(2))
    screen.show(entry(2))

    assert capsys.readouterr().out.count("Shall I?") == 1


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("1", {"payload": "/affirm"}),
        ("2", {"payload": "/deny"}),
        ("3", {"text": "3"}),
        ("yes", {"text": "yes"}),
    ],
)
def test_a_number_chooses_an_option_that_was_shown(typed: str, sent: dict[str, str]) -> None:
    assert message_for(typed, OPTIONS) == sent


def test_why_is_told_in_a_line() -> None:
    assert reason_of({"kind": "limits", "title": "The limits", "detail": "It was late."}) == (
        "-- The limits: It was late."
    )
    assert "no reason" in reason_of(None)
