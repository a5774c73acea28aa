"""Everything that a decision about one action may rest on, from every source that it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.authority import contacts
from bot.authority.facts import FactReader, Who
from bot.authority.language import Limits
from bot.model import Clock
from bot.storage.database import Database

OBJECTS = ("order", "booking")


@dataclass(frozen=True)
class CaseFacts:
    """From the systems of record, and from our own record of who had to come back."""

    database: Database
    clock: Clock
    reader: FactReader

    async def __call__(
        self, limits: Limits, action: str, params: Mapping[str, Any], who: Who
    ) -> dict[str, Any]:
        """The facts that the action's lines read. Raises ConnectorError when records are silent."""
        known = limits.actions.get(action)
        wanted = known.reads() if known else frozenset()
        facts = await self.reader.read(params, who, wanted)
        owner = facts.get("customer.id")
        if owner is not None and wanted & contacts.READ_FOR:
            about, now = [str(params[name]) for name in OBJECTS if params.get(name)], self.clock()
            facts[contacts.FACT] = await self.database.read(
                lambda c: contacts.contacts_again(c, customer=owner, about=about, now=now)
            )
        return facts
