"""Reads what the customer got and says what is untrue; knows nothing of the code."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.disclosure import Effect
from tests.faults.chatting.story import Saying

UNDISCLOSED, AUTHOR, PROMISE, OVER, ORDER = (
    "undisclosed",
    "wrong author",
    "empty promise",
    "talked over",
    "order",
)
SILENCE = timedelta(minutes=30)
ELSEWHERE = (Effect.RETURN, Effect.REPLACEMENT, Effect.ADDRESS, Effect.INVOICE)
"""What a person may have done outside our books."""
WRITERS = {"b": "bot", "h": "human_agent", "c": "customer"}


@dataclass
class Judge:
    """Reads along, entry by entry. `said` knows who really made each marked text."""

    said: Mapping[str, Saying]
    found: list[tuple[str, str]] = field(default_factory=list)
    told: bool = False
    mode: str = "bot"
    holder: str = ""
    offset: int = 0
    at: datetime | None = None
    seen: set[str] = field(default_factory=set)
    queue_sentences: int = 0
    bot_texts: int = 0
    texts: int = 0

    def read(self, entry: Mapping[str, Any], done: Collection[Effect], settled: bool) -> None:
        """The next entry. `done`: what the books show as settled now; `settled`: for a receipt."""
        kind, at = entry["author"]["kind"], datetime.fromisoformat(entry["at"][:-1])
        self.offset += 1
        if entry["offset"] != self.offset:
            self._wrong(ORDER, entry)
        if kind == "customer" and self.at and at - self.at >= SILENCE and self.mode == "bot":
            self.told = False
        if entry["type"] == "mode" and self.at and at - self.at >= SILENCE:
            self.told = self.told and entry["mode"] in ("human", "closed")
        self.at = at
        if entry["type"] == "disclosure":
            self.told = True
        elif entry["type"] == "mode":
            self._mode(entry)
        elif entry["type"] == "receipt":
            if kind != "system":
                self._wrong(AUTHOR, entry)
            if entry["status"] == "done" and not settled:
                self._wrong(PROMISE, entry)
        else:
            self._message(entry, kind, done)

    def compare(self, heard: Sequence[Any], fresh: Sequence[Any]) -> None:
        """What an open tab heard is what a fresh one reads."""
        if heard != fresh:
            self.found.append((ORDER, f"heard {len(heard)} entries, and {len(fresh)} are there"))

    def _mode(self, entry: Mapping[str, Any]) -> None:
        self.mode, self.holder = entry["mode"], entry.get("agent", "")
        self.queue_sentences = int(self.mode == "waiting")
        if entry["reason"] in ("handed_back", "reopened"):
            self.told = False

    def _message(self, entry: Mapping[str, Any], kind: str, done: Collection[Effect]) -> None:
        mark = entry["text"].rpartition(" #")[2]
        saying = self.said.get(mark)
        self.texts += 1
        if saying is not None:
            if WRITERS[mark[0]] != kind:
                self._wrong(AUTHOR, entry)
            if mark in self.seen:
                self._wrong(ORDER, entry)
            self.seen.add(mark)
            if saying.poses and kind != "customer":
                self._wrong(AUTHOR, entry)
            outside = kind == "human_agent" and saying.promises in ELSEWHERE
            if saying.promises is not None and saying.promises not in done and not outside:
                self._wrong(PROMISE, entry)
        elif kind == "human_agent":
            self._wrong(AUTHOR, entry)
        if kind == "bot":
            self.bot_texts += 1
            self._bot(entry, saying is not None)
        elif kind == "human_agent" and (self.mode, entry["author"]["name"]) != (
            "human",
            self.holder,
        ):
            self._wrong(OVER, entry)

    def _bot(self, entry: Mapping[str, Any], by_engine: bool) -> None:
        if not self.told:
            self._wrong(UNDISCLOSED, entry)
        if self.mode == "waiting" and not by_engine and self.queue_sentences:
            self.queue_sentences -= 1
        elif self.mode != "bot":
            self._wrong(OVER, entry)

    def _wrong(self, what: str, entry: Mapping[str, Any]) -> None:
        self.found.append((what, f"{entry['offset']} {entry['type']} {entry.get('text', '')!r}"))
