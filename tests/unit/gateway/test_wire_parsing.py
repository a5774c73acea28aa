"""What clients send is checked once, at the edge."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gateway import protocol
from bot.gateway.protocol import ProtocolError

LIMIT = 4_000


def _code(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(ProtocolError) as caught:
        call(*arguments, **named)
    return caught.value.code


def test_a_message_of_the_longest_length_passes_and_one_more_does_not() -> None:
    assert protocol.send({"client_id": "a", "text": "x" * LIMIT}, LIMIT).text == "x" * LIMIT
    assert _code(protocol.send, {"client_id": "a", "text": "x" * (LIMIT + 1)}, LIMIT) == "too_long"


@pytest.mark.parametrize("text", ["", "   ", "\n\t ", "\x00\x01"])
def test_a_message_without_text_is_empty(text: str) -> None:
    assert _code(protocol.send, {"client_id": "a", "text": text}, LIMIT) == "empty"


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        [],
        {},
        {"client_id": "a"},
        {"client_id": 7, "text": "x"},
        {"client_id": "", "text": "x"},
        {"client_id": "a" * 81, "text": "x"},
        {"client_id": "a b", "text": "x"},
        {"client_id": "a", "text": 5},
        {"client_id": "a", "text": ["x"]},
        {"client_id": "a", "payload": ""},
        {"client_id": "a", "payload": {"x": 1}},
        {"client_id": "a", "payload": "/x", "text": "x"},
        {"client_id": "a", "payload": "x" * 4_001},
    ],
)
def test_a_malformed_message_is_a_bad_request(data: object) -> None:
    assert _code(protocol.send, data, LIMIT) == "bad_request"


def test_html_and_emoji_stay_as_they_are() -> None:
    text = "<b>hoi</b> <script>alert(1)</script> 😀👩‍👩‍👧 €"
    assert protocol.send({"client_id": "a", "text": text}, LIMIT).text == text


def test_what_no_database_takes_is_cleaned_away() -> None:
    assert protocol.clean("a\x00b\x07c\ud800d\r\ne\tf") == "abc\ufffdd\ne\tf"


@given(st.text())
def test_a_cleaned_text_can_always_be_stored_and_is_clean(text: str) -> None:
    once = protocol.clean(text)
    once.encode("utf-8")
    assert protocol.clean(once) == once


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_no_input_whatsoever_raises_anything_but_a_protocol_error(data: object) -> None:
    calls: list[Any] = [
        protocol.hello,
        lambda d: protocol.send(d, LIMIT),
        protocol.read,
        lambda d: protocol.feedback(d, LIMIT),
        protocol.switch,
        protocol.conversation,
        protocol.after,
        lambda d: protocol.written(d, LIMIT),
        protocol.approval,
        lambda d: protocol.words(d, "reason", needed=True),
    ]
    for call in calls:
        try:
            call(data)
        except ProtocolError as error:
            assert error.code


def test_a_newcomer_says_nothing_at_all() -> None:
    assert protocol.hello(None) == protocol.Hello(None, None, None, 0)


@pytest.mark.parametrize("after", [-1, 1.5, "3", True, 2**40])
def test_an_offset_is_a_whole_number_from_zero(after: object) -> None:
    assert _code(protocol.hello, {"after": after}) == "bad_request"


@pytest.mark.parametrize("score", [0, 6, 3.5, "4", None, True])
def test_a_score_is_one_to_five(score: object) -> None:
    assert _code(protocol.feedback, {"score": score}, LIMIT) == "bad_request"


def test_a_denial_needs_a_reason() -> None:
    assert _code(protocol.words, {"reason": "  "}, "reason", needed=True) == "reason_needed"
    assert protocol.words({"reason": " niet nu "}, "reason", needed=True) == "niet nu"
    assert protocol.words({}, "note", needed=False) == ""
