"""Whose yes an action needs: roles, how many different people, and how long it may wait."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum

from bot.authority.spans import Span
from bot.model import Money


@dataclass(frozen=True)
class Agreement:
    """Whose yes it takes: any of these roles, so many different people."""

    by: tuple[str, ...] = ("approver", "admin")
    people: int = 1

    def stricter_or_same(self, other: Agreement) -> bool:
        """Whether whoever satisfies this one satisfies the other as well."""
        return set(self.by) <= set(other.by) and self.people >= other.people


@dataclass(frozen=True)
class Tier:
    """Above this amount, another agreement; `line` is where the file says so."""

    above: Money
    agreement: Agreement
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ApprovalRule:
    """The agreement that an amount needs, and how long a request waits for it."""

    agreement: Agreement
    tiers: tuple[Tier, ...]
    expires: Span

    def needed(self, amount: Money) -> Agreement:
        """The agreement of the highest tier that the amount is above."""
        found = self.agreement
        for tier in self.tiers:
            if amount > tier.above:
                found = tier.agreement
        return found

    def loosened(self, new: ApprovalRule) -> bool:
        """Whether the new rule is content with fewer people or others, at any amount."""
        edges = {tier.above.minor for tier in (*self.tiers, *new.tiers)}
        currency = next((t.above.currency for t in (*self.tiers, *new.tiers)), "EUR")
        tried = [Money(minor, currency) for minor in {0, *edges, *(edge + 1 for edge in edges)}]
        return any(not new.needed(one).stricter_or_same(self.needed(one)) for one in tried)


class Hindrance(str, Enum):
    """Why somebody may not decide a request that waits."""

    ROLE = "role"
    OWN = "own"
    AUTHOR = "author"


def hindrance(
    roles: Collection[str], *, requested_by: str, author: str, person: str, role: str
) -> Hindrance | None:
    """What keeps this person from deciding: their role, their own request, their own limits."""
    if role not in roles:
        return Hindrance.ROLE
    if person == requested_by:
        return Hindrance.OWN
    return Hindrance.AUTHOR if person == author else None
