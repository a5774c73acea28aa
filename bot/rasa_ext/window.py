"""The last part of a conversation, with what was known before it: as good as the whole for a turn.

Policies replay the events several times a turn, so their number must not grow with the
conversation. What lies before the window is told by checkpoint events: the slots that were set, an
active loop, a pause. The window begins where the bot listened, so that rules see whole turns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker


@dataclass(frozen=True)
class Length:
    """Messages of the customer: how many are `kept` when there are `most`.

    Empathy looks 12 messages back, and rules and memories of policies less far.
    """

    kept: int = 13
    most: int = 20

    def __post_init__(self) -> None:
        if not 1 <= self.kept < self.most:
            raise ValueError("a window keeps at least one message and fewer than its most")


@dataclass(frozen=True)
class Window:
    """`checkpoint` events and, after the first `dropped` events of before, those that remain."""

    checkpoint: list[Event]
    dropped: int


def shortened(
    conversation: str, events: Sequence[Event], slots: Iterable[Slot], length: Length
) -> Window | None:
    """The window over events that became too many; None when they may stay as they are."""
    said = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(said) < length.most:
        return None
    begin = _listening(events, said[-length.kept])
    if begin is None:
        return None
    before = DialogueStateTracker.from_events(conversation, list(events[:begin]), list(slots))
    if before.active_loop_name is not None and length.kept > 1:
        # A loop that is cut in two is read otherwise: look for a place between loops.
        return shortened(conversation, events, slots, Length(length.kept - 1, length.most))
    return Window(_checkpoint(before, events[begin].timestamp), begin)


def since_session(events: Sequence[Event]) -> int:
    """Where the latest session begins; 0 when there is only one. What was before is over."""
    for place in range(len(events) - 1, 0, -1):
        if isinstance(events[place], SessionStarted):
            return place
    return 0


def _listening(events: Sequence[Event], message: int) -> int | None:
    for place in range(message - 1, 0, -1):
        event = events[place]
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME:
            return place
        if isinstance(event, UserUttered):
            break
    return None


def _checkpoint(tracker: DialogueStateTracker, at: float) -> list[Event]:
    found: list[Event] = [SessionStarted(at)]
    for slot in tracker.slots.values():
        if slot.has_been_set:
            found.append(SlotSet(slot.name, slot.value, at))
    if tracker.active_loop_name is not None:
        found.append(ActiveLoop(tracker.active_loop_name, at))
    if tracker.is_paused():
        found.append(ConversationPaused(at))
    return found
