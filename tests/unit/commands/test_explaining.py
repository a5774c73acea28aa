"""What `chat --debug` shows of a turn: what was understood, how it sounds, and what chose."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from bot.commands.explaining import last_turn, lines, rules_in
from bot.storage.tracker_events import recorded

USER: dict[str, Any] = {
    "event": "user",
    "text": "my backpack is broken, for the third time",
    "parse_data": {
        "intent": {"name": "report_damaged", "confidence": 0.91},
        "intent_ranking": [
            {"name": "report_damaged", "confidence": 0.91},
            {"name": "complain", "confidence": 0.2},
        ],
        "entities": [{"entity": "reason", "value": "damaged"}],
        "emotion": {"name": "frustrated", "moods": {"frustrated": 0.6, "neutral": 0.3}},
        "knowledge": {"any": {"article": "warranty", "score": 0.41, "sure": False}},
        "reading": {
            "level": 0.42,
            "mood": "frustrated",
            "signals": [{"code": "repeats", "weight": 0.15, "words": "my backpack is broken"}],
        },
    },
}
TURN = [
    {"event": "action", "name": "action_listen", "policy": None},
    USER,
    {"event": "action", "name": "action_refund_order", "policy": "policy_1_RulePolicy"},
    {"event": "slot", "name": "flow", "value": "refund_order"},
    {"event": "followup", "name": "action_talk_to_human"},
    {"event": "action", "name": "action_talk_to_human", "policy": None},
    {"event": "action", "name": "action_listen", "policy": None},
]
RULES = {("report_damaged", "action_refund_order"): "'a refund' in data/refund_order.yml"}


def test_a_turn_shows_everything_that_led_to_the_answer() -> None:
    shown = list(lines(last_turn(TURN), RULES))

    assert shown == [
        "intent       report_damaged 0.91, complain 0.20",
        "names        reason=damaged",
        "emotion      frustrated 0.60, neutral 0.30",
        "article      warranty 0.41, below the threshold",
        "frustration  0.42 (frustrated)",
        "             + 0.15 repeats: my backpack is broken",
        "action       action_refund_order, by RulePolicy, rule 'a refund' in data/refund_order.yml",
        "             flow = refund_order",
        "action       action_talk_to_human, because action_refund_order asked for it",
    ]


def test_the_handoff_policy_is_named() -> None:
    turn = [USER, {"event": "action", "name": "action_talk_to_human", "policy": "HandoffPolicy"}]

    assert list(lines(turn, {}))[-1] == "action       action_talk_to_human, by HandoffPolicy"


def test_every_rule_of_the_project_is_known_by_intent_and_action() -> None:
    rules = rules_in(Path("data"))

    assert rules["ask_knowledge", "action_knowledge_question"] == (
        "'a question for the articles' in data/knowledge_question.yml"
    )


def test_the_record_of_the_engine_is_read_and_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, data TEXT)")
    for event in TURN:
        connection.execute(
            "INSERT INTO events (sender_id, data) VALUES ('c-1', ?)", (json.dumps(event),)
        )
    connection.commit()
    connection.close()

    url = f"sqlite:///{path}"
    assert recorded(url, "c-1") == {"c-1": TURN} == recorded(url)
    assert recorded(url, "c-2") == {}
    assert recorded(f"sqlite:///{tmp_path / 'none.db'}", "c-1") == {}
    assert not (tmp_path / "none.db").exists()
