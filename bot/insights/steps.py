"""Walks through the turns of a conversation and counts what happened in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.insights.material import Turn

PERSON = "talk_to_human"
NOT_UNDERSTOOD = frozenset(
    {"utter_not_understood", "utter_default", "utter_knowledge_question_unknown"}
)
UNFINISHED = frozenset({"failed"})


@dataclass(frozen=True)
class Step:
    """One thing of a kind, in a flow: how often, and whether the mood fell right after it."""

    kind: str
    flow: str
    name: str
    times: int
    fell: bool


@dataclass(frozen=True)
class Path:
    """The steps, the question that was open at the end, and whether the end was no answer.

    Whoever was handed to a person, or asked for one in vain, did not leave at a question.
    `said_before`: for each turn, the last thing that the bot had said before it.
    """

    steps: tuple[Step, ...]
    open_question: str | None
    lost: bool
    said_before: Mapping[str, str]


def walk(turns: Sequence[Turn], turned: str | None) -> Path:
    """Count everything, in order. `turned`: the turn in which the mood turned."""
    walker = _Walker()
    for place, turn in enumerate(turns, 1):
        walker.take(turn, fell=place < len(turns) and turns[place].id == turned)
    return walker.path()


@dataclass
class _Walker:
    """Where the conversation stands while one walks through it."""

    flow: str = ""
    question: str = ""
    wanted: bool = False
    handed: bool = False
    lost: bool = False
    last: str = ""
    said_before: dict[str, str] = field(default_factory=dict)
    counts: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)

    def take(self, turn: Turn, *, fell: bool) -> None:
        """One turn; `fell`: the next message was in a worse mood."""
        self.said_before[turn.id] = self.last
        self.lost = self.handed = False
        told: list[tuple[str, str]] = []
        finished: list[tuple[str, str]] = []
        question: str | None = None
        for one in turn.happenings:
            if one.kind == "flow":
                self._enter(one.name)
            elif one.kind == "asked":
                question = one.name
            elif one.kind == "status":
                finished.append((one.name, one.value))
            elif one.kind in ("said", "article"):
                told.append((one.kind, one.name))
            elif one.kind == "handed":
                self.handed = True
        self._intent(turn.intent)
        for flow, status in finished:
            self._add("finished", flow, status)
            self.lost = status in UNFINISHED
        self._told(told, fell)
        self._asked(question, wants=turn.intent == PERSON, fell=fell)

    def path(self) -> Path:
        """What was counted."""
        if self.question and not self.wanted and not self.handed:
            self._add("left", self.flow, self.question)
        self._twice()
        steps = tuple(
            Step(kind, flow, name, times, bool(fell))
            for (kind, flow, name), (times, fell) in sorted(self.counts.items())
        )
        open_question = None if self.handed else self.question or None
        return Path(steps, open_question, self.lost and not self.handed, self.said_before)

    def _enter(self, flow: str) -> None:
        if flow and flow != self.flow:
            if self.question:
                self._add("left", self.flow, self.question)
                self.question = ""
            self.flow = flow
            self._add("entered", flow, "")

    def _intent(self, intent: str) -> None:
        if intent == PERSON:
            self._add("wanted", self.flow, "")
        elif intent:
            self._add("intent", "", intent)

    def _told(self, told: Iterable[tuple[str, str]], fell: bool) -> None:
        for kind, name in told:
            if name in NOT_UNDERSTOOD:
                self._add("fallback", self.flow, "", fell)
                self.lost = True
            elif kind == "article":
                self._add("article", "", name, fell)
            if kind == "said":
                self.last = name
                self._add("said", self.flow, name, fell)
            else:
                self.last = f"article:{name}"

    def _asked(self, question: str | None, *, wants: bool, fell: bool) -> None:
        self.wanted = not self.handed and (self.wanted or wants)
        if question is None:
            return
        self.question = question
        if question and self.wanted:
            self._add("asked_on", self.flow, "", fell)
        elif question:
            self._add("asked", self.flow, question, fell)

    def _twice(self) -> None:
        """Articles that had to be told more than once: the answer did not help."""
        for (kind, _, name), (times, fell) in list(self.counts.items()):
            if kind == "article" and times > 1:
                self.counts["repeated", "", name] = [times - 1, fell]

    def _add(self, kind: str, flow: str, name: str, fell: bool = False) -> None:
        found = self.counts.setdefault((kind, flow[:64], name[:128]), [0, 0])
        found[0] += 1
        found[1] = max(found[1], int(fell))
