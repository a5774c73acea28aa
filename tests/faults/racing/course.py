"""What is asked in a race: the same for the same seed, so that a killed process can go on."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from bot.authority.values import ActionRequest
from bot.model import ConversationId

ACTIONS = ("with_one", "with_two", "with_five")
TEMPLATE = Path(__file__).with_name("limits.yml")

REQUESTS_PER_CUSTOMER = 300
AT_ONCE = 12
"""How many customers are asked about at the same time; the window moves on with the race."""
CUSTOMERS_PER_CARRIER = 8
CUSTOMERS_PER_WAY = 20
EVERYBODY_PER_CUSTOMER = 20
"""Cents of the budget that all share, for each customer: scarce, but not gone at once."""
TWICE_ONE_IN = 8
"""Every so many requests ask about the order of the one before: once only, whoever is first."""
SIZES = (1, 1, 1, 2, 3, 5, 8, 13)


@dataclass(frozen=True)
class Course:
    """So many requests over so many processes, in an order that the seed decides."""

    requests: int
    processes: int
    seed: int = 1

    @property
    def customers(self) -> int:
        """Fewer than requests by far, so that every budget is fought over to its end."""
        return max(AT_ONCE, self.requests // REQUESTS_PER_CUSTOMER)

    @property
    def everybody_cents(self) -> int:
        """The budget that all share."""
        return EVERYBODY_PER_CUSTOMER * self.customers + 1

    def limits(self) -> str:
        """The limits of this race."""
        cents = self.everybody_cents
        amount = f"{cents // 100}.{cents % 100:02d}"
        return TEMPLATE.read_text(encoding="utf-8").replace("cap: {everybody}", f"cap: {amount}")

    def mine(self, slot: int) -> range:
        """The numbers of the requests of one process: neighbours run in others, at that moment."""
        return range(slot, self.requests, self.processes)

    def ask(self, number: int) -> ActionRequest:
        """One request."""
        about = number - 1 if number % TWICE_ONE_IN == TWICE_ONE_IN - 1 else number
        dice = random.Random(self.seed * 1_000_003 + about)
        first = (self.customers - AT_ONCE) * about // self.requests
        customer, size = first + dice.randrange(AT_ONCE), dice.choice(SIZES)
        return asking(dice.choice(ACTIONS), customer, f"O-{about}", size, turn=str(number))


def asking(action: str, customer: int, name: str, cents: int, *, turn: str) -> ActionRequest:
    """A request of this customer; what the order is stands in its number."""
    order = f"{name}/{customer}/{cents}"
    return ActionRequest(action, conversation_of(customer), turn, {"order": order})


def conversation_of(customer: int) -> ConversationId:
    """The conversation of a customer of the race."""
    return ConversationId(f"of-C-{customer}")
