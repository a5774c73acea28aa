"""The facts of one conversation, out of what the records hold of it. Pure; twice gives the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.insights.material import Handover, Heard, Material, Ruling
from bot.insights.steps import Step, walk
from bot.model import AuthorKind, Mode, Outcome

FELL = 0.15
"""From here on a rise of the level is a mood that fell."""
SILENCE = timedelta(hours=4)
"""Who goes on within this time is still there (as `bot.authority.contacts` counts it)."""
WITHIN = timedelta(days=7)
MOST_REFUNDS = 3
_HELD_BACK = (Outcome.REFUSE, Outcome.HANDOVER, Outcome.APPROVE)


@dataclass(frozen=True)
class Mood:
    """How it went, from 0 (calm) to 1; `turned_at` is the message after which it was worse."""

    start: float | None = None
    end: float | None = None
    most: float | None = None
    turned_at: int | None = None
    turned_after: str | None = None

    @property
    def fell(self) -> bool:
        """Whether the customer left in a worse mood than they came in."""
        return self.start is not None and self.end is not None and self.end - self.start >= FELL


@dataclass(frozen=True)
class After:
    """What followed on a ruling: a worse mood, a person, and the seconds that it took them."""

    fell: bool
    handed: bool
    handled_s: int
    honest: bool


@dataclass(frozen=True)
class Facts:
    """What a conversation teaches."""

    material: Material
    object: str | None
    messages: int
    answers: int
    mood: Mood
    solved_by: str
    left_at: str | None
    waited_s: int
    handled_s: int
    returned_at: datetime | None
    steps: tuple[Step, ...]
    after: tuple[After, ...]

    @property
    def left(self) -> bool:
        """Whether the customer went away without an end."""
        return self.solved_by == "nobody"

    @property
    def fallbacks(self) -> int:
        """How often the bot did not understand."""
        return sum(step.times for step in self.steps if step.kind == "fallback")


def derive(material: Material) -> Facts:
    """Everything that can be told of this conversation now."""
    offsets = {one.turn: one.offset for one in material.heard}
    turned = _turned(material.heard) if material.mood_on else None
    path = walk(material.turns, turned.turn if turned else None)
    claimed = [one for one in material.handovers if one.claimed_at is not None]
    return Facts(
        material=material,
        object=next((one.object for one in reversed(material.heard) if one.object), None),
        messages=_count(material, AuthorKind.CUSTOMER),
        answers=_count(material, AuthorKind.BOT) + _count(material, AuthorKind.HUMAN_AGENT),
        mood=_mood(material, path.said_before, turned),
        solved_by=_solved_by(material, path.open_question, path.lost),
        left_at=path.open_question,
        waited_s=sum(_waited(one) for one in claimed),
        handled_s=sum(handled_s(one, material.last_at) for one in claimed),
        returned_at=_returned(material),
        steps=path.steps,
        after=tuple(_after(material, one, offsets) for one in material.rulings),
    )


def handled_s(one: Handover, last_at: datetime) -> int:
    """Seconds that a person had the conversation."""
    if one.claimed_at is None:
        return 0
    return max(
        0, int(((one.ended_at or max(last_at, one.claimed_at)) - one.claimed_at).total_seconds())
    )


def _waited(one: Handover) -> int:
    assert one.claimed_at is not None
    return max(0, int((one.claimed_at - one.asked_at).total_seconds()))


def _count(material: Material, author: AuthorKind) -> int:
    return sum(one.type == "message" and one.author is author for one in material.entries)


def _turned(heard: Sequence[Heard]) -> Heard | None:
    """The message with the largest rise: what was said before it turned the mood.

    Whoever is upset already rises easily: only the turn itself is held against an answer.
    """
    rises = [(now.level - before.level, now) for before, now in pairwise(heard)]
    rise, message = max(rises, key=lambda one: one[0], default=(0.0, None))
    return message if rise >= FELL else None


def _mood(material: Material, said: Mapping[str, str], turned: Heard | None) -> Mood:
    heard = material.heard
    if not heard or not material.mood_on:
        return Mood()
    return Mood(
        start=heard[0].level,
        end=heard[-1].level,
        most=max(one.level for one in heard),
        turned_at=turned.offset if turned else None,
        turned_after=said.get(turned.turn) if turned else None,
    )


def _solved_by(material: Material, open_question: str | None, lost: bool) -> str:
    """A person who took it over; else the bot, unless it ended with a question or without help."""
    if any(one.claimed_at is not None for one in material.handovers):
        return "person"
    if material.mode is Mode.WAITING or material.handovers:
        return "nobody"
    said = [one.author for one in material.entries if one.type == "message"]
    unanswered = bool(said) and said[-1] is AuthorKind.CUSTOMER
    return "nobody" if open_question or lost or unanswered else "bot"


def _returned(material: Material) -> datetime | None:
    """When the customer wrote again after a silence, having been answered before."""
    last: datetime | None = None
    for one in material.entries:
        if one.type != "message":
            continue
        if (
            last is not None
            and one.author is AuthorKind.CUSTOMER
            and SILENCE < one.at - last <= WITHIN
        ):
            return one.at
        last = one.at
    return None


def _after(material: Material, ruling: Ruling, offsets: Mapping[str, int]) -> After:
    place = offsets.get(ruling.turn)
    before = next((one.level for one in material.heard if one.offset == place), None)
    later = [one.level for one in material.heard if place is not None and one.offset > place]
    handed = [one for one in material.handovers if one.asked_at >= ruling.at]
    return After(
        fell=before is not None and bool(later) and later[0] - before >= FELL,
        handed=bool(handed),
        handled_s=sum(handled_s(one, material.last_at) for one in handed),
        honest=honest(ruling),
    )


def honest(ruling: Ruling) -> bool:
    """Whether a line held back somebody against whom nothing speaks.

    A person let it through after all; or this line alone stood in the way, and the customer had
    fewer than three refunds before.
    """
    if ruling.outcome not in _HELD_BACK:
        return False
    if ruling.overruled or ruling.approval == "approved":
        return True
    return ruling.alone and ruling.refunds_before < MOST_REFUNDS
