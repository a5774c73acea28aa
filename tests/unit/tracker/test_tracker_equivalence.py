"""A window and Rasa's own store lead to the same decisions of the policies, in any conversation."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, DEFAULT_INTENTS
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)

from bot.rasa_ext.tracker_store import ConversationStore
from bot.rasa_ext.turns import Turns

CONVERSATIONS = 2_000 if os.environ.get("SAMENSPEL_TEST_PROOF_SIZE") == "full" else 100
TURNS = 40
MOST_ACTIONS = 4
MOODS = ("neutral", "angry", "sad", "satisfied", "frustrated", "anxious")


GROUPS = 10
DECISION = 4


class Story:
    """A random conversation: what the customer means, and what actions leave behind."""

    def __init__(self, seed: int, domain: Domain) -> None:
        self._random = random.Random(seed)
        self._intents = sorted(set(domain.intents) - set(DEFAULT_INTENTS))
        self._slots = list(domain.slots)

    def message(self, turn: int) -> list[Event]:
        draw = self._random
        began: list[Event] = []
        if turn and draw.random() < 0.02:
            began = [ActionExecuted("action_session_start"), SessionStarted()]
        if began or not turn:
            began.append(ActionExecuted(ACTION_LISTEN_NAME))
        intent = draw.choice(self._intents)
        ranked = {"name": intent, "confidence": round(draw.uniform(0.3, 1.0), 3)}
        mood = draw.choice(MOODS)
        parsed: Any = {
            "intent": ranked,
            "intent_ranking": [ranked],
            "entities": [],
            "text": f"m{turn} {intent}",
            "emotion": {"name": mood, "confidence": 0.8, "moods": {mood: 0.8}},
            "repeats": draw.choice((0, 0, 0, 1, 2)),
        }
        said = UserUttered(parsed["text"], ranked, [], parsed, metadata={"turn": f"c:{turn}"})
        return [*began, said]

    def done(self, action: str) -> list[Event]:
        found: list[Event] = []
        if self._random.random() < 0.4 and self._slots:
            slot = self._random.choice(self._slots)
            found.append(SlotSet(slot.name, self._value(slot)))
        if not action.startswith("action_listen"):
            found.append(BotUttered(f"said by {action}", {}, {"utter_action": f"utter_{action}"}))
        return found

    def _value(self, slot: Any) -> Any:
        values: Any = getattr(slot, "values", None) or {
            "bool": [True, False],
            "float": [0.1, 0.9],
            "list": [["a"], []],
        }.get(slot.type_name, ["one", "two"])
        return self._random.choice([*list(values), None])


def decided(turns: Turns, tracker: Any) -> tuple[str, str | None, float]:
    processor = turns.agent.processor
    assert processor is not None
    found = processor._predict_next_with_tracker(tracker)
    name = processor.domain.action_names_or_texts[found.probabilities.index(found.max_confidence)]
    return name, found.policy_name, round(found.max_confidence, 6)


async def lived(turns: Turns, store: TrackerStore, seed: int) -> list[tuple[Any, ...]]:
    """Every decision in one conversation, and what is known at the end of each turn."""
    processor = turns.agent.processor
    assert processor is not None
    story = Story(seed, processor.domain)
    found: list[tuple[Any, ...]] = []
    for turn in range(TURNS):
        tracker = await store.get_or_create_tracker(f"c{seed}", append_action_listen=False)
        for event in story.message(turn):
            tracker.update(event, processor.domain)
        for place in range(MOST_ACTIONS):
            name, policy, sure = decided(turns, tracker)
            found.append((turn, name, policy, sure))
            if place == MOST_ACTIONS - 1:
                name = ACTION_LISTEN_NAME
            tracker.update(ActionExecuted(name, policy, sure), processor.domain)
            for event in story.done(name):
                tracker.update(event, processor.domain)
            if name == ACTION_LISTEN_NAME:
                break
        found.append((turn, tracker.current_slot_values(), tracker.active_loop_name))
        await store.save(tracker)
        if isinstance(store, ConversationStore) and turn % 5 == 4:
            store.drop(tracker.sender_id)  # the next turn reads what is written
    return found


def groups() -> Iterator[range]:
    size = max(1, CONVERSATIONS // GROUPS)
    return (range(first, first + size) for first in range(0, size * GROUPS, size))


@pytest.mark.slow
@pytest.mark.parametrize("seeds", groups(), ids=str)
async def test_every_decision_is_that_of_stock_rasa(
    turns: Turns, tmp_path: Path, seeds: range
) -> None:
    assert turns.agent.domain is not None
    domain = turns.agent.domain
    stock = SQLTrackerStore(domain, db=str(tmp_path / "stock.db"))
    ours = ConversationStore(tmp_path / "ours.db", domain)
    names = set()
    for seed in seeds:
        theirs = await lived(turns, stock, seed)
        assert await lived(turns, ours, seed) == theirs
        names |= {str(decision[1]) for decision in theirs if len(decision) == DECISION}
        ours.drop(f"c{seed}")
        cold = await ours.retrieve(f"c{seed}")
        whole = await ours.retrieve_full_tracker(f"c{seed}")
        assert cold is not None and whole is not None
        assert cold.current_slot_values() == whole.current_slot_values()
        assert len(cold.events) < len(whole.events)
    assert len(names) > 5, "the conversations lead nowhere"
