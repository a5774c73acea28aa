"""The trackers of conversations that go on, kept in memory so that a turn loads nothing."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from rasa.shared.core.trackers import DialogueStateTracker

ROOM = 256
"""As many as an engine can keep talking: some 15 messages a second, one in 17 seconds each.

One takes some 60 KB; a turn that has to read its own from the file takes a third longer.
"""


@dataclass
class Live:
    """A tracker, how many of its events are written, and the row of the last one that is."""

    tracker: DialogueStateTracker
    written: int
    last: int


class LiveTrackers:
    """As many as there is room for; the one that was used longest ago goes first."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._kept: OrderedDict[str, Live] = OrderedDict()

    def get(self, conversation: str) -> Live | None:
        """What is kept of a conversation, from now on the last to go."""
        found = self._kept.get(conversation)
        if found is not None:
            self._kept.move_to_end(conversation)
        return found

    def keep(self, live: Live) -> None:
        """Keep it, in place of what was kept of the same conversation."""
        self._kept[live.tracker.sender_id] = live
        self._kept.move_to_end(live.tracker.sender_id)
        while len(self._kept) > self._room:
            self._kept.popitem(last=False)

    def drop(self, conversation: str) -> None:
        """Keep nothing of it: the next turn reads what is written."""
        self._kept.pop(conversation, None)

    def clear(self) -> None:
        """Keep nothing of any."""
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)
