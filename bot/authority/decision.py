"""What goes into a decision and what comes out of it: question, needs, trace, outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from bot.model import Digest, LocalText, Money, Outcome

BudgetKey = tuple[str, str]
"""A budget and the scope it counts for: ("refunds_per_customer", "C-1001")."""


OPEN_KEY = "open:"
"""The start of a once-key that is held only while a request is open; settling frees it."""


@dataclass(frozen=True)
class Question:
    """One request with all that was read for it. `confirmed` True is any yes (examples only)."""

    action: str
    params: Mapping[str, Any]
    claims: Mapping[str, Any]
    facts: Mapping[str, Any]
    now: datetime
    confirmed: Digest | bool | None = None
    stopped: bool = False


class Spent(Protocol):
    """What is held or spent in a budget within its present window."""

    @property
    def minor(self) -> int: ...

    @property
    def count(self) -> int: ...


@dataclass(frozen=True)
class Used:
    """What is held or spent in a budget within its present window."""

    minor: int = 0
    count: int = 0


class Need(NamedTuple):
    """What a request takes from one budget."""

    budget: str
    scope: str
    minor: int
    cap_minor: int | None
    cap_count: int | None
    bucket: int
    span: int
    oldest: int

    @property
    def key(self) -> BudgetKey:
        """Under which its use is counted."""
        return self.budget, self.scope

    def fits(self, used: Spent) -> bool:
        """Whether the request still fits beside what is used."""
        cap = self.cap_minor
        if cap is not None and self.minor and used.minor + self.minor > cap:
            return False
        return self.cap_count is None or used.count < self.cap_count


class Needs(NamedTuple):
    """Everything the ledger has to look up before deciding. `unknown`: budgets without a scope."""

    budgets: tuple[Need, ...] = ()
    unknown: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    looks: tuple[Need, ...] = ()

    @property
    def read(self) -> tuple[Need, ...]:
        """The budgets whose use has to be read: those that it takes from, and those rules see."""
        return self.budgets + self.looks


@dataclass(frozen=True)
class Step:
    """How one line of the limits came out: passed, failed, unknown or not_applicable."""

    rule: str
    result: str
    outcome: Outcome


@dataclass(frozen=True)
class Decision:
    """The outcome, the line that decided, and what every line said.

    `stage` is how far the action is rolled out for this customer; when that held it back, `would`
    is what the limits alone would have said.
    """

    action: str
    outcome: Outcome
    rule: str | None
    failed: tuple[str, ...]
    trace: tuple[Step, ...]
    say: LocalText
    why: LocalText
    line: LocalText
    explain: LocalText
    summary: LocalText
    operator: LocalText
    amount: Money
    digest: Digest
    shown: Mapping[str, Any]
    offer: Mapping[str, Any] | None
    final: bool
    facts: Mapping[str, Any]
    derived: Mapping[str, int]
    needs: Needs
    stage: str = "live"
    would: Outcome | None = None
