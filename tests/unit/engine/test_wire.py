"""The wire: what is let in, and that everything else is told which key is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rasa_ext.wire import BadRequest, Payload, read_payload, read_turn

GOOD = {"conversation": "c", "turn": "c:1", "text": "hoi", "payload": None, "locale": "nl"}


def turn(**changes: Any) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def test_a_turn_is_read_with_what_may_be_left_out() -> None:
    request = read_turn(turn())
    assert (request.text, request.payload, request.mood) == ("hoi", None, True)


def test_signals_and_a_long_locale_are_read() -> None:
    signals = {"waiting_s": 3.5, "nudges": 1, "contact_again": True}
    request = read_turn(turn(locale="nl-BE", signals=signals, mood=False))
    assert (request.locale, request.mood) == ("nl", False)
    assert dict(request.signals) == signals


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"conversation": ""}, "conversation"),
        ({"conversation": 7}, "conversation"),
        ({"conversation": "x" * 201}, "conversation"),
        ({"turn": None}, "turn"),
        ({"text": ["a"]}, "text"),
        ({"text": "x" * 100_001}, "text"),
        ({"payload": {}}, "payload"),
        ({"locale": 1}, "locale"),
        ({"mood": "no"}, "mood"),
        ({"signals": []}, "signals"),
        ({"signals": {"waiting_s": -1}}, "signals.waiting_s"),
        ({"signals": {"nudges": "many"}}, "signals.nudges"),
    ],
)
def test_a_wrong_value_is_named(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(BadRequest, match=key):
        read_turn(turn(**changes))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"', b"\xff"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest, match="the body"):
        read_turn(body)


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("/greet", Payload("greet")),
        ("/choose{}", Payload("choose")),
        ('/choose{"item": "O-20001-1"}', Payload("choose", {"item": ("O-20001-1",)})),
        ('/choose{"place": 2}', Payload("choose", {"place": ("2",)})),
        ('/choose{"item": ["a", "b"]}', Payload("choose", {"item": ("a", "b")})),
        ("greet", None),
        ("/", None),
        ("/two words", None),
        ("/choose{broken", None),
        ("/choose[1]", None),
        ("", None),
    ],
)
def test_payloads_are_taken_apart_or_not_understood(text: str, payload: Payload | None) -> None:
    assert read_payload(text) == payload


def test_a_value_that_is_too_long_is_left_out() -> None:
    assert read_payload(json.dumps({"a": "x"}).join(["/choose", ""])) is not None
    long = "/choose" + json.dumps({"item": "x" * 201})
    assert read_payload(long) == Payload("choose", {"item": ()})


@given(st.text(max_size=60))
def test_no_payload_makes_it_fail(text: str) -> None:
    found = read_payload(f"/{text}")
    assert found is None or found.intent.isidentifier()
