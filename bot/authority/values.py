"""What authority takes and gives: requests, results, receipts and the operator's views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.authority.agreement import Hindrance, hindrance
from bot.model import (
    ApprovalId,
    ConversationId,
    CustomerId,
    Digest,
    LocalText,
    Money,
    Outcome,
    Receipt,
    ReservationId,
    ReservationState,
    StaffId,
)


@dataclass(frozen=True)
class ActionRequest:
    """What somebody wants done.

    `params` name the object; `claims` are what the customer says about it. `confirmed` is the
    digest of the preview to which the customer said yes.
    """

    action: str
    conversation: ConversationId
    turn: str
    params: Mapping[str, Any]
    claims: Mapping[str, Any] = field(default_factory=dict)
    confirmed: Digest | None = None
    channel: str = "chat"
    actor: str = "bot"


@dataclass(frozen=True)
class Result:
    """What became of a request.

    `outcome` is what was decided; whether anything happened is in `state`: SETTLED is done,
    IN_DOUBT is not known yet and never told as done, RELEASED did not happen. `say` is for the
    customer (never a threshold), `operator` for staff. `amount` is the money that goes to the
    customer, zero for a rebooking that costs more. `shown` are the values behind `summary`, such as
    `rebook.to_pay`. `final`: not even a person can do this. `rule` is null on allow.
    `wants_proof`: the rule that decided asks for a photo or receipt.
    """

    outcome: Outcome
    action: str
    decision: str
    rule: str | None
    failed: tuple[str, ...]
    say: LocalText
    operator: LocalText
    summary: LocalText
    digest: Digest
    offer: Mapping[str, Any] | None = None
    amount: Money | None = None
    reservation: ReservationId | None = None
    state: ReservationState | None = None
    reference: str | None = None
    to: LocalText | None = None
    expected: LocalText | None = None
    approval: ApprovalId | None = None
    shown: Mapping[str, Any] = field(default_factory=dict)
    final: bool = False
    wants_proof: bool = False


@dataclass(frozen=True)
class Approval:
    """A request that waits for a person; its money is held until somebody decides or it expires.

    `people` is how many different ones have to agree, `agreed` who has done so already. `by` are
    the roles that may decide, and `author` wrote the limits in force: who that is may not.
    """

    id: ApprovalId
    conversation: ConversationId
    action: str
    summary: LocalText
    amount: Money
    why: LocalText
    operator: LocalText
    requested_at: datetime
    expires_at: datetime
    customer: CustomerId | None
    customer_name: str | None
    reservation: ReservationId
    agreed: tuple[StaffId, ...] = ()
    people: int = 1
    requested_by: str = ""
    by: tuple[str, ...] = ()
    author: str = ""

    def hindrance(self, person: StaffId, role: str) -> Hindrance | None:
        """Why this person may not decide it, or None when they may."""
        return hindrance(
            self.by, requested_by=self.requested_by, author=self.author, person=person, role=role
        )


@dataclass(frozen=True)
class DecisionRecord:
    """One decision as it was made: which line of the limits decided, and in what words.

    `actor` asked for it: the bot, or the account of a person at the desk.
    `why` may be read by the customer; `line` is the line of the limits as staff read it.
    `finished_at` and `expected` (when it reaches the customer) are known of what was done.
    """

    id: str
    at: datetime
    conversation: ConversationId
    turn: str
    actor: str
    action: str
    params: Mapping[str, Any]
    outcome: Outcome
    rule: str | None
    failed: tuple[str, ...]
    why: LocalText
    line: LocalText
    say: LocalText
    operator: LocalText
    summary: LocalText
    amount: Money | None
    reservation: ReservationId | None
    state: ReservationState | None
    reference: str | None
    limits: str
    finished_at: datetime | None = None
    expected: LocalText | None = None


@dataclass(frozen=True)
class Possible:
    """One thing that the limits still allow for this customer; `title` is that of its action."""

    action: str
    params: Mapping[str, Any]
    object: str
    outcome: Outcome
    amount: Money | None
    text: LocalText
    title: LocalText


@dataclass(frozen=True)
class OutboxRow:
    """A receipt that has to reach the customer, written in the transaction that made it true."""

    id: int
    conversation: ConversationId
    receipt: Receipt


@dataclass(frozen=True)
class LineView:
    """One line of the limits as a sentence, with what happens when it is not met."""

    id: str
    text: LocalText
    outcome: Outcome


@dataclass(frozen=True)
class ActionView:
    """The limits of one action as sentences; `rollout` is off, shadow, live or `percent 10`."""

    action: str
    title: LocalText
    sentence: LocalText
    lines: tuple[LineView, ...]
    stopped: bool
    rollout: str


@dataclass(frozen=True)
class LimitsView:
    """The limits in force; `problem` tells why a newer file did not come into force."""

    version: int
    sha256: str
    name: str
    applied_at: datetime
    author: str
    reason: str
    actions: tuple[ActionView, ...]
    problem: str | None = None


@dataclass(frozen=True)
class BudgetUse:
    """How much of one budget is used in its present window. `scope` is `all` or what it counts by.

    For a budget per customer or per order there is no single figure: `posted`, `pending` and
    `count` are then those of the one that used most.
    """

    id: str
    title: LocalText
    window: str
    scope: str
    cap: Money | None
    posted: Money
    pending: Money
    count: int
    max_count: int | None
    resets_at: datetime | None


@dataclass(frozen=True)
class Stop:
    """A stop button that was pressed: `scope` is all, action:<name> or channel:<name>."""

    scope: str
    stopped: bool
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class AuditRecord:
    """One line of the audit trail. `text` is for people, `summary` what stands in the chain."""

    seq: int
    at: datetime
    kind: str
    actor: str
    summary: str
    details: Mapping[str, Any]
    text: LocalText = field(default_factory=dict)


@dataclass(frozen=True)
class ChainState:
    """Whether the audit chain is whole, up to which record, and where it breaks."""

    ok: bool
    verified_to: int
    head: str
    first_bad: int | None = None
    problem: str | None = None
