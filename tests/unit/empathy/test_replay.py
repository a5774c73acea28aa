"""Looking back: what other settings would have made of a conversation, with the reasons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.empathy import replay
from bot.empathy.replay import Moment, ScriptError
from bot.empathy.signals import Behaviour, Said
from bot.settings import Empathy

CALM = Said("where is it", intent="ask_order_status")
ANGRY = Said("a disgrace", mood="angry", distress=0.95, cross=0.95)
MOMENTS = [
    Moment((CALM,), Behaviour()),
    Moment((CALM, ANGRY), Behaviour()),
    Moment((CALM, ANGRY, ANGRY), Behaviour(waiting_s=600)),
]


def test_the_same_conversation_is_judged_under_other_settings() -> None:
    defaults = replay.judged(MOMENTS, Empathy())
    patient = replay.judged(MOMENTS, replace(Empathy(), handoff_messages=4))
    assert [one.decision for one in defaults] == [None, None, "anger"]
    assert [one.decision for one in patient] == [None, None, None]
    assert replay.handed_over(defaults) == 2
    assert replay.handed_over(patient) is None


def test_every_message_is_shown_with_level_need_decision_and_reasons() -> None:
    lines = list(replay.shown("talk-1", replay.judged(MOMENTS, Empathy())))
    assert lines[0] == "talk-1"
    assert lines[1].split() == ["1", "0.00", "0.00", "neutral", "-", "where", "is", "it"]
    assert "anger" in lines[4] and "a disgrace" in lines[4]
    assert "        +0.20 waiting: 10 min" in lines


def test_a_script_says_what_was_said_and_what_the_bot_did() -> None:
    document = {
        "language": "nl",
        "label": "needs_person",
        "conversations": [
            {"id": "a", "at_latest": 1, "why": "refused twice",
             "turns": [[0, "geld terug", "refused"], [20, "toch", "waiting 12"]]},
        ],
    }  # fmt: skip
    script = replay.scripts(document, "x.yml")[0]
    assert (script.id, script.language, script.at_latest) == ("a", "nl", 1)
    assert [line.did for line in script.lines] == ["refused", "waiting"]
    assert script.lines[1].waits_s == 720


@pytest.mark.parametrize(
    ("conversations", "told"),
    [
        ("none", "needs `conversations`"),
        ([{"id": "a"}], "needs `turns`"),
        ([{"turns": [[0, "x", "sang"]]}], "'sang' is none of answered, asked"),
        ([{"turns": [["soon", "x", "answered"]]}], "turn 1"),
    ],
)
def test_a_script_that_cannot_be_used_says_where_and_why(conversations: object, told: str) -> None:
    with pytest.raises(ScriptError, match=told):
        replay.scripts({"conversations": conversations}, "x.yml")
