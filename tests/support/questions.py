"""Every question of every flow: how it is reached, and what has been told on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot import yaml_text
from tests.support import known
from tests.support.behaviours import FOLDER, Row, rows
from tests.support.known import GUESTS, MAIL, Fact
from tests.support.talking import Answer, Chat

# What was told about one order says nothing about another one, nor a postcode about another street.
_GOES_WITH: Mapping[str, tuple[str, ...]] = {"order": ("item",), "line": ("postcode",)}
_KINDS = {"order": "order_number", "booking": "booking_number"}


@dataclass(frozen=True)
class Question:
    """One question of one flow."""

    row: Row
    utter: str
    wish: Mapping[str, str]
    customer: str | None
    told: tuple[Fact, ...] = ()
    before: tuple[Mapping[str, str], ...] = ()
    press: tuple[int, ...] = ()
    refunded: tuple[str, int] | None = None

    @property
    def name(self) -> str:
        """The flow and its question, for the name of a test."""
        return f"{self.row.flow}-{self.utter.removeprefix('utter_')}"

    @property
    def about(self) -> str:
        """The slot with the number of what it is about, when that was told."""
        return next((_KINDS[fact.name] for fact in self.told if fact.name in _KINDS), "")

    def still_told(self, fact: Fact) -> tuple[Fact, ...]:
        """What was told and still counts when this one turns out to be otherwise."""
        gone = _GOES_WITH.get(fact.name, ())
        return tuple(other for other in self.told if other.name not in gone)

    async def reach(self, chat: Chat) -> Answer:
        """Say what leads to it."""
        if self.refunded:
            await chat.refunded_before(*self.refunded)
        for said in self.before:
            await chat.say(said[chat.language])
        answer = await chat.say(self.wish[chat.language])
        for fact in self.told:
            answer = await chat.say(fact.say[chat.language])
        for place in self.press:
            answer = await chat.press(answer, place)
        return answer


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """Those of the table, and what each flow asks a guest."""
    table = yaml_text.read((FOLDER.parent / "questions.yml").read_text(encoding="utf-8"))
    by_flow = {row.flow: row for row in rows()}
    return tuple(
        question
        for flow, asked in table.items()
        for question in (*_told(by_flow[flow], asked), *_guests(by_flow[flow]))
    )


def _told(row: Row, asked: Mapping[str, Any]) -> Iterator[Question]:
    for utter, how in asked.items():
        facts = {
            name: {**row.facts.get(name, {}), **how.get("facts", {}).get(name, {})}
            for name in how.get("told", ())
        }
        refunded = how.get("refunded")
        yield Question(
            row,
            utter,
            how.get("wish", row.wish),
            how.get("as", row.customer),
            tuple(known.fact(name, given) for name, given in facts.items()),
            tuple(how.get("before", ())),
            tuple(how.get("press", ())),
            (refunded[0], refunded[1]) if refunded else None,
        )


def _guests(row: Row) -> Iterator[Question]:
    for name, number in GUESTS.items():
        if name in row.facts:
            object = known.fact(name, {"is": number, "not": number})
            words = {"en": MAIL, "nl": MAIL}
            mail = Fact("evidence", words, words, words)
            for what, told in (("proof", ()), ("evidence", (object,)), ("number", (mail,))):
                asked = f"utter_ask_{_KINDS[name]}_{what}"
                yield Question(row, asked, row.wish, None, told)


def asked_by(flow: str, responses: Sequence[str]) -> Iterator[str]:
    """The questions that a flow's own file declares, and those that it shares with others."""
    yield from (name for name in responses if name.startswith(f"utter_{flow}_") and _asks(name))
    facts = next(row.facts for row in rows() if row.flow == flow)
    for fact, shared in (
        ("order", ("utter_ask_order_number",)),
        ("booking", ("utter_ask_booking_number",)),
        ("item", ("utter_ask_items", "utter_ask_pieces", "utter_confirm_item")),
    ):
        if fact in facts:
            yield from shared


def _asks(response: str) -> bool:
    return "_ask_" in response or "_confirm" in response
