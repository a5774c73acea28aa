"""Who comes to the chat: a customer whose identity holds, or a guest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.model import CustomerId


@dataclass(frozen=True)
class Visitor:
    """Who somebody says to be, after the signature was checked.

    `problem` makes them a guest: the identity has run out, or could not be checked. `subject` is
    whose it was when that is certain. `key` tells one identity from the next, so that each problem
    is told once.
    """

    subject: CustomerId | None = None
    expires: datetime | None = None
    problem: Literal["expired", "invalid"] | None = None
    key: str = ""

    @property
    def customer(self) -> CustomerId | None:
        """The customer, when the identity holds."""
        return None if self.problem else self.subject


GUEST = Visitor()
