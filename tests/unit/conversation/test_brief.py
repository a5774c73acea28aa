"""The brief and the queue: assembled from what is known, without asking anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.authority.service import DecisionRecord, Possible
from bot.conversation.handoff import Heard, assemble
from bot.conversation.log import Entry
from bot.conversation.queue import DISTRESS_WORTH, in_order
from bot.conversation.record import Record
from bot.model import (
    Author,
    AuthorKind,
    ConversationId,
    Mode,
    Money,
    Outcome,
    Reading,
    ReservationState,
    Signal,
)
from bot.texts import Texts

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=timezone.utc)
TEXTS = Texts.load(Path(__file__).parents[3] / "data" / "texts.yml")
WAITING = Record(
    id=ConversationId("c-1"),
    created_at=NOW,
    last_at=NOW,
    last_offset=3,
    last_public=3,
    language="nl",
    mode=Mode.WAITING,
    fence=2,
    customer=None,
    identity_notice=None,
    disclosed_offset=1,
    reason="anger",
    urgent=False,
    waiting_since=NOW,
    holder=None,
    holder_name=None,
    held_from=None,
    lease_until=None,
    meant_for=None,
    wanted_skill=None,
    passed_offset=None,
    distress=0.0,
    mood_on=True,
    mood_chosen=False,
    read_offset=0,
    flow="refund_order",
    erased_at=None,
)


def _heard(level: float, *words: str, **known: str) -> Heard:
    signals = tuple(Signal("anger", 0.5, word) for word in words)
    return Heard(Reading(level, "angry" if words else "neutral", signals), "refund_order", known)


def test_a_brief_says_what_is_wanted_how_it_feels_what_was_tried_and_promised() -> None:
    decision = DecisionRecord(
        id="d",
        at=NOW,
        conversation=WAITING.id,
        turn="c-1:2",
        actor="maria",
        action="refund_order",
        params={"order": "O-1"},
        outcome=Outcome.REFUSE,
        rule="in_time",
        failed=("in_time",),
        why={"en": "for the customer", "nl": "voor de klant"},
        line={"en": "too late", "nl": "te laat"},
        say={"en": "", "nl": ""},
        operator={},
        summary={"en": "refund O-1", "nl": "O-1 terugbetalen"},
        amount=Money(1250, "EUR"),
        reservation=None,
        state=None,
        reference=None,
        limits="1",
    )
    receipt = Entry(
        WAITING.id,
        3,
        3,
        NOW,
        "receipt",
        Author(AuthorKind.SYSTEM, "Reisgoed"),
        {
            "action": "goodwill",
            "status": "done",
            "reference": "V-1",
            "explanation": "Te laat",
            "amount": {"minor": 1000, "currency": "EUR"},
        },
    )
    possible = Possible(
        "goodwill",
        {},
        "O-1",
        Outcome.ALLOW,
        Money(500, "EUR"),
        {"en": "a voucher", "nl": "een bon"},
        {"en": "A gesture", "nl": "Een gebaar"},
    )
    brief = assemble(
        WAITING,
        entries=[receipt],
        heard=[_heard(0.2), _heard(0.9, "schandalig", order="O-1"), _heard(0.4, "alweer")],
        decisions=[decision],
        possible=[possible],
        picture=None,
        texts=TEXTS,
        names={"maria": "Maria"},
    )
    assert brief["want"]["text"] == {
        "en": "Wants money back for an order (O-1)",
        "nl": "Wil geld terug voor een bestelling (O-1)",
    }
    assert brief["feel"]["level"] == 0.9
    assert brief["feel"]["words"] == ["alweer", "schandalig"]
    assert brief["tried"] == [
        {
            "at": "2026-11-22T10:00:00Z",
            "text": {"en": "refund O-1: too late", "nl": "O-1 terugbetalen: te laat"},
            "outcome": "refuse",
            "by": "Maria",
            "exception": None,
        }
    ]
    assert brief["promised"][0]["reference"] == "V-1"
    assert brief["possible"][0]["amount"] == {"minor": 500, "currency": "EUR"}
    assert (brief["language"], brief["reason"]) == ("nl", "anger")


def test_a_brief_of_somebody_who_said_nothing_yet_says_so() -> None:
    brief = assemble(
        replace(WAITING, flow=None),
        entries=[],
        heard=[],
        decisions=[],
        possible=[],
        picture=None,
        texts=TEXTS,
    )
    assert brief["want"]["text"]["nl"].startswith("Nog niet duidelijk")
    assert brief["feel"] == {
        "read": True,
        "level": 0.0,
        "mood": "neutral",
        "words": [],
        "signals": [],
    }
    assert ReservationState.SETTLED.value not in str(brief)


people = st.builds(
    lambda number, minutes, distress, urgent: replace(
        WAITING,
        id=ConversationId(f"c-{number}"),
        waiting_since=NOW - timedelta(minutes=minutes),
        distress=distress,
        urgent=urgent,
    ),
    st.integers(0, 999),
    st.integers(0, 120),
    st.floats(0, 1),
    st.booleans(),
)


@given(st.lists(people, max_size=12, unique_by=lambda one: one.id))
def test_the_queue_puts_urgent_first_and_lets_distress_count_as_waiting(
    waiting: list[Record],
) -> None:
    ordered = in_order(waiting, NOW)
    assert sorted(one.id for one in ordered) == sorted(one.id for one in waiting)
    for first, second in pairwise(ordered):
        assert first.urgent or not second.urgent
        if first.urgent == second.urgent:
            assert first.waiting_since is not None
            assert second.waiting_since is not None
            assert first.waiting_since <= second.waiting_since + DISTRESS_WORTH


@given(st.lists(people, max_size=12, unique_by=lambda one: one.id))
def test_nobody_calm_is_passed_by_somebody_calm_who_came_later(waiting: list[Record]) -> None:
    calm = [replace(one, distress=0.0, urgent=False) for one in waiting]
    times = [one.waiting_since for one in in_order(calm, NOW)]
    assert times == sorted(time for time in times if time is not None)
