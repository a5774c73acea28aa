"""What a friction costs: what became of those who met it, beyond those who did not."""

from __future__ import annotations

from dataclasses import dataclass

from bot.insights.shares import more
from bot.insights.tally import Tally
from bot.model import Money


@dataclass(frozen=True)
class Prices:
    """What things are worth, in cents of one currency; settings say how much."""

    currency: str
    person_hour: int
    approval: int
    customer_left: int
    contact_again: int

    @classmethod
    def of(
        cls, *, person_hour: Money, approval: Money, customer_left: Money, contact_again: Money
    ) -> Prices:
        """From the settings, all in one currency."""
        return cls(
            person_hour.currency,
            person_hour.minor,
            approval.minor,
            customer_left.minor,
            contact_again.minor,
        )


@dataclass(frozen=True)
class Cost:
    """In cents: people's time, customers who left, customers who came back, and what is owed."""

    people: int = 0
    left: int = 0
    again: int = 0
    owed: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.people + self.left + self.again + self.owed

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.people + other.people,
            self.left + other.left,
            self.again + other.again,
            self.owed + other.owed,
        )


def excess(hit: Tally, base: Tally, prices: Prices) -> Cost:
    """What the conversations that were hit cost more than as many of the others.

    Only what is surely more counts; then the whole difference is counted, not its lower bound.
    """
    return Cost(
        people=_people(hit, base, prices),
        left=round(_surplus(hit, base, "left") * prices.customer_left),
        again=round(_surplus(hit, base, "again") * prices.contact_again),
    )


def _surplus(hit: Tally, base: Tally, name: str) -> float:
    """How many more than among as many others."""
    mine, others = hit.share(name), base.share(name)
    if not more(mine, others):
        return 0.0
    return mine.part - hit.n * others.part / others.of


def _people(hit: Tally, base: Tally, prices: Prices) -> int:
    if not more(hit.share("handed"), base.share("handed")):
        return 0
    seconds = hit.handled_s - hit.n * base.handled_s / max(1, base.n)
    return max(0, round(seconds * prices.person_hour / 3600))
