"""Conversations as material for facts, built turn by turn: for tests and generated histories."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.insights.material import Handover, Happening, Heard, Material, Ruling, Turn, Written
from bot.model import AuthorKind, ConversationId, CustomerId, Mode, Outcome

LINE = {"en": "Up to 150.00 EUR at once", "nl": "Tot 150.00 EUR meteen"}
LINES = {
    "in_time": {"en": "Within 30 days of delivery", "nl": "Binnen 30 dagen na bezorging"},
    "not_due_yet": {"en": "Only when it is late", "nl": "Pas als het te laat is"},
}


@dataclass
class Story:
    """One conversation while it is made; times run by themselves."""

    id: str
    at: datetime
    customer: str | None = None
    language: str = "en"
    pace: timedelta = timedelta(seconds=20)
    mode: Mode = Mode.BOT
    flow: str | None = None
    about: str | None = None
    entries: list[Written] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    settled: list[tuple[int, str]] = field(default_factory=list)
    score: int | None = None

    def __post_init__(self) -> None:
        self.start = self.at
        self._write("disclosure", AuthorKind.SYSTEM)

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.at += timedelta(**time)

    def says(self, intent: str, *happenings: tuple[str, ...], level: float = 0.0) -> None:
        """The customer writes, and the bot does these things: ("asked", "slot"), …"""
        turn = f"{self.id}:{len(self.turns) + 1}"
        offset = self._write("message", AuthorKind.CUSTOMER)
        what = tuple(Happening(*one) for one in happenings)
        self.heard.append(Heard(offset, turn, level, object=self.about))
        self.turns.append(Turn(turn, intent, what))
        self.flow = next((one.name for one in what if one.kind == "flow"), self.flow)
        if any(one.kind in ("said", "article", "asked") for one in what):
            self._write("message", AuthorKind.BOT)

    def ruled(
        self,
        outcome: Outcome,
        *,
        action: str = "refund_order",
        rule: str | None = None,
        minor: int = 5000,
        granted: int = 0,
        approval: str | None = None,
        waited_s: int = 0,
        overruled: bool = False,
        alone: bool = True,
        refunds: int = 0,
        tier: str | None = "regular",
    ) -> None:
        """Authority decided in the last turn."""
        self.rulings.append(
            Ruling(
                decision=f"{self.id}-d{len(self.rulings)}",
                turn=self.turns[-1].id,
                at=self.at,
                action=action,
                rule=rule,
                line=LINES.get(rule, LINE) if rule else {},
                limits_version=1,
                limits_sha256="0" * 64,
                outcome=outcome,
                amount_minor=minor,
                currency="EUR",
                granted_minor=granted,
                approval=approval,
                waited_s=waited_s,
                overruled=overruled,
                alone=alone,
                refunds_before=refunds,
                tier=tier,
                language=self.language,
            )
        )
        if granted:
            self.settled.append((granted, "EUR"))

    def person(self, reason: str, *, waits_s: float | None, handles_s: float = 0) -> None:
        """A person is asked for; comes after so long, or never."""
        asked = self.at
        self._write("mode", AuthorKind.SYSTEM, Mode.WAITING)
        self.mode = Mode.WAITING
        if waits_s is None:
            self.handovers.append(Handover(reason, asked))
            return
        self.at = asked + timedelta(seconds=waits_s)
        claimed = self.at
        self._write("mode", AuthorKind.SYSTEM, Mode.HUMAN)
        self._write("message", AuthorKind.HUMAN_AGENT)
        self.at = claimed + timedelta(seconds=handles_s)
        self._write("mode", AuthorKind.SYSTEM, Mode.CLOSED)
        self.mode = Mode.CLOSED
        self.handovers.append(Handover(reason, asked, claimed, self.at, "closed"))

    def material(self) -> Material:
        """The finished conversation."""
        return Material(
            conversation=ConversationId(self.id),
            customer=CustomerId(self.customer) if self.customer else None,
            language=self.language,
            started_at=self.start,
            last_at=self.at,
            until_offset=len(self.entries),
            mode=self.mode,
            flow=self.flow,
            entries=tuple(self.entries),
            heard=tuple(self.heard),
            turns=tuple(self.turns),
            rulings=tuple(self.rulings),
            handovers=tuple(self.handovers),
            settled=tuple(self.settled),
            score=self.score,
            feedback_at=self.at if self.score is not None else None,
        )

    def _write(self, type: str, author: AuthorKind, mode: Mode | None = None) -> int:
        self.at += self.pace
        self.entries.append(Written(len(self.entries) + 1, self.at, type, author, mode))
        return len(self.entries)
