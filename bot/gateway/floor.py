"""The people at the desk in their wire form: who is here, busy or away, and what they know."""

from __future__ import annotations

from typing import Any

from bot.conversation.rooms import Rooms
from bot.model import StaffId


class Floor:
    """Everybody at the desk; read once for all desks."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._items: list[dict[str, Any]] = []

    async def refresh(self) -> bool:
        """Read the list anew. Whether it changed."""
        now, before = self._rooms.house.clock(), self._items
        self._items = [
            {
                "id": one.id,
                "name": one.name,
                "state": one.availability(now).value,
                "holding": one.holding,
                "most": one.most,
                "skills": list(one.skills),
            }
            for one in await self._rooms.people.colleagues()
        ]
        return before != self._items

    def seen_by(self, person: StaffId) -> dict[str, Any]:
        """The list, and what one can pass a conversation on for: what another person knows."""
        skills = {skill for one in self._items if one["id"] != person for skill in one["skills"]}
        return {
            "items": self._items,
            "skills": [
                {"id": skill, "name": dict(self._rooms.passing.skill_name(skill))}
                for skill in sorted(skills)
            ],
        }
