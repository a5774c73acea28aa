"""Who is here at this moment: the open pages of each person at the desk and of each customer."""

from __future__ import annotations

from collections import Counter

from bot.model import ConversationId, StaffId


class Presence:
    """Counts the desks that are connected to this gateway, and knows who is at another."""

    def __init__(self) -> None:
        self._desks: Counter[StaffId] = Counter()
        self._away: frozenset[StaffId] = frozenset()
        self._elsewhere: frozenset[StaffId] = frozenset()

    def arrive(self, person: StaffId) -> None:
        """One more page of this person."""
        self._desks[person] += 1

    def leave(self, person: StaffId) -> bool:
        """One page less. Whether it was their last one."""
        self._desks[person] -= 1
        if self._desks[person] > 0:
            return False
        del self._desks[person]
        return True

    def away(self, people: frozenset[StaffId]) -> None:
        """Those of them who stepped away and take no customers now."""
        self._away = people

    def elsewhere(self, people: frozenset[StaffId]) -> None:
        """Those who were at any gateway lately and take customers now."""
        self._elsewhere = people

    def people(self) -> frozenset[StaffId]:
        """Everybody who is at this gateway."""
        return frozenset(self._desks)

    def somebody_here(self) -> bool:
        """Whether a customer who asks for a person may expect one soon."""
        return bool(self._desks.keys() - self._away or self._elsewhere)


class Visitors:
    """Counts the tabs of customers that are connected to this gateway."""

    def __init__(self) -> None:
        self._tabs: Counter[ConversationId] = Counter()

    def arrive(self, conversation: ConversationId) -> None:
        """One more tab of this conversation."""
        self._tabs[conversation] += 1

    def leave(self, conversation: ConversationId) -> None:
        """One tab less."""
        self._tabs[conversation] -= 1
        if self._tabs[conversation] <= 0:
            del self._tabs[conversation]

    def here(self, conversation: ConversationId) -> bool:
        """Whether the customer sees what is said now."""
        return conversation in self._tabs
