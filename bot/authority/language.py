"""The limits as values: actions with their rules and tiers, budgets, facts, texts and tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.authority.agreement import ApprovalRule
from bot.authority.conditions import Condition
from bot.authority.expressions import Expression
from bot.authority.kinds import Fact
from bot.authority.rollout_stage import Rollout
from bot.authority.windows import Window
from bot.model import LocalText, Money, Outcome

STRICTNESS = (
    Outcome.SILENT,
    Outcome.REFUSE,
    Outcome.HANDOVER,
    Outcome.ASK,
    Outcome.APPROVE,
    Outcome.ALLOW,
)
"""Strictest first: among failing rules the strictest outcome wins."""

TEXTS = {
    "approve": "a person has to agree; the customer stays in the chat",
    "handover": "a person takes over; also said when a budget is used up",
    "confirm": "asks for a yes to {summary}",
    "already_done": "this was done before",
    "already_waiting": "the same is waiting for a person",
    "checking": "it is not known yet whether it happened",
    "denied": "a person said no",
    "expired": "nobody decided in time",
    "changed": "what was asked has changed since",
    "failed": "the provider said a definite no",
    "stopped": "the operator pressed stop",
    "unavailable": "a system of record gives no answer",
    "not_covered": "the limits do not name this action",
    "exception": "a person made an exception, and it was carried out",
    "by_person": "a person did it by themselves; {colleague} is who",
    "by_person_waits": "a person asked for it, and a second one has to agree",
}
"""The general texts, and when each is said; built in, unless a file has its own."""


ON_DEMAND = {"exception": "exceptions", "by_person": "at_desk", "by_person_waits": "at_desk"}
"""Texts that only a file with this key in one of its actions needs."""

BUDGET_FACTS = "budget."


@dataclass(frozen=True)
class Rule:
    """One line of the limits: passes when `when` holds, or when `only_if` says it does not apply.

    `gate`: when it fails it decides alone, whatever the rules after it say; it can only withhold.
    `final`: not even a person may do it. `lines`: where its parts stand in the file.
    """

    id: str
    line: int
    when: Condition
    only_if: Condition | None
    otherwise: Outcome
    say: LocalText
    operator: LocalText
    title: LocalText = field(default_factory=dict)
    offer: Mapping[str, Expression] = field(default_factory=dict)
    gate: bool = False
    final: bool = False
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Budget:
    """So much money, and so many times, in a window; `per` is None for everybody together."""

    id: str
    line: int
    title: LocalText
    cap: Expression | None
    max_count: int | None
    window: Window
    per: str | None
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Variant:
    """One way to say something, for when its condition holds; the last one has none."""

    when: Condition | None
    text: LocalText


@dataclass(frozen=True)
class Action:
    """What the bot may do, up to which amount, and under which rules.

    `exceptions` and `at_desk`: up to which amount each role may overrule a refusal, and do it by
    themselves; None where no amount counts.
    """

    id: str
    line: int
    title: LocalText
    summary: tuple[Variant, ...]
    explain: LocalText
    does: str | None
    params: Mapping[str, Fact]
    amount: Expression | None
    allow_up_to: Money | None
    approve_up_to: Money | None
    above: Outcome
    budgets: tuple[str, ...]
    once_per: tuple[str, ...]
    confirm: bool
    unasked: bool
    rules: tuple[Rule, ...]
    approval: ApprovalRule
    rollout: Rollout = field(default_factory=Rollout)
    one_open_per: tuple[str, ...] = ()
    exceptions: Mapping[str, Money] = field(default_factory=dict)
    at_desk: Mapping[str, Money | None] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    def reads(self) -> frozenset[str]:
        """The facts that its rules and its amount speak about."""
        conditions = [rule.when for rule in self.rules]
        conditions += [rule.only_if for rule in self.rules if rule.only_if is not None]
        found = [condition.facts() for condition in conditions]
        found += [value.facts() for rule in self.rules for value in rule.offer.values()]
        return frozenset().union(*found, self.amount.facts() if self.amount else frozenset())

    def looks(self) -> tuple[str, ...]:
        """The budgets whose use its rules speak about: `budget.<name>.spent` and `.times`."""
        names = (name.split(".") for name in self.reads() if name.startswith(BUDGET_FACTS))
        return tuple(sorted({parts[1] for parts in names}))


@dataclass(frozen=True)
class FileTest:
    """An example in the file with the outcome it has to have."""

    name: str
    line: int
    action: str
    facts: Mapping[str, Any]
    now: datetime
    used: Mapping[str, tuple[int, int]]
    confirmed: bool
    expect: Outcome
    because: str | None


@dataclass(frozen=True)
class Limits:
    """One complete file that passed its checks."""

    name: str
    currency: str
    zone: ZoneInfo
    languages: tuple[str, ...]
    facts: Mapping[str, Fact]
    budgets: Mapping[str, Budget]
    actions: Mapping[str, Action]
    texts: Mapping[str, LocalText]
    tests: tuple[FileTest, ...]
    sha256: str
    source: str
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)
