"""What the records hold of one conversation, as far as facts are made of it. No text in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model import AuthorKind, ConversationId, CustomerId, LocalText, Mode, Outcome


@dataclass(frozen=True)
class Written:
    """One entry of the log; `mode` for those that change it."""

    offset: int
    at: datetime
    type: str
    author: AuthorKind
    mode: Mode | None = None


@dataclass(frozen=True)
class Heard:
    """What was read in one message: where it stands, how it felt, what it was about."""

    offset: int
    turn: str
    level: float
    object: str | None = None


@dataclass(frozen=True)
class Turn:
    """What the engine did with one message, in order: see `bot.insights.happenings`."""

    id: str
    intent: str
    happenings: tuple[Happening, ...] = ()


@dataclass(frozen=True)
class Happening:
    """`flow` and `asked` name what became current (empty: nothing any more); `status` how a flow
    ended; `said` a response; `article` an article that answered; `handed` that a person was asked.
    """

    kind: str
    name: str
    value: str = ""


@dataclass(frozen=True)
class Ruling:
    """One decision of authority with what came of it."""

    decision: str
    turn: str
    at: datetime
    action: str
    rule: str | None
    line: LocalText
    limits_version: int
    limits_sha256: str
    outcome: Outcome
    amount_minor: int
    currency: str
    granted_minor: int = 0
    approval: str | None = None
    waited_s: int = 0
    overruled: bool = False
    alone: bool = True
    refunds_before: int = 0
    tier: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Handover:
    """One time that a person was asked for."""

    reason: str
    asked_at: datetime
    claimed_at: datetime | None = None
    ended_at: datetime | None = None
    ended_how: str | None = None


@dataclass(frozen=True)
class Material:
    """Everything about one conversation that facts are made of."""

    conversation: ConversationId
    customer: CustomerId | None
    language: str
    started_at: datetime
    last_at: datetime
    until_offset: int
    mode: Mode
    flow: str | None = None
    mood_on: bool = True
    entries: tuple[Written, ...] = ()
    heard: tuple[Heard, ...] = ()
    turns: tuple[Turn, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    handovers: tuple[Handover, ...] = ()
    settled: tuple[tuple[int, str], ...] = ()
    """What was really done here: cents and currency, also what people did themselves."""
    score: int | None = None
    feedback_at: datetime | None = None
