"""Who is at the desk at this moment: how many pages each person has open."""

from __future__ import annotations

from collections import Counter

from bot.model import StaffId


class Presence:
    """Counts the desks that are connected to this gateway."""

    def __init__(self) -> None:
        self._desks: Counter[StaffId] = Counter()

    def arrive(self, person: StaffId) -> None:
        """One more page of this person."""
        self._desks[person] += 1

    def leave(self, person: StaffId) -> None:
        """One page less."""
        self._desks[person] -= 1
        if self._desks[person] <= 0:
            del self._desks[person]

    def people(self) -> frozenset[StaffId]:
        """Everybody who is here."""
        return frozenset(self._desks)

    def somebody_here(self) -> bool:
        """Whether a customer who asks for a person may expect one soon."""
        return bool(self._desks)
