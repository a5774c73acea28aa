"""Never ask twice: what customers may have told, in which ways, and what they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Any

from bot import yaml_text
from bot.model import CustomerId, utc_now
from tests.support.behaviours import FOLDER, Row, rows
from tests.support.talking import Answer, Chat

# What a guest shows once; it belongs to no flow.
EVIDENCE = "evidence"
# A customer who is known by nothing but a number and this address.
GUEST = "C-1015"
MAIL = "aisha.osman@example.com"
_MOST_QUESTIONS = 6
_SHARED = yaml_text.read((FOLDER.parent / "known.yml").read_text(encoding="utf-8"))
_ALL: dict[str, Any] = _SHARED["facts"]
# What a guest has to prove before anything is told about it.
GUESTS: Mapping[str, str] = _SHARED["guest"]
# Questions that are asked anew each time, each with the reason.
ANEW: Mapping[str, str] = _SHARED["asked_anew"]


@dataclass(frozen=True)
class Fact:
    """Something that a flow needs to know, in words of the customer."""

    name: str
    say: Mapping[str, str]
    wrong: Mapping[str, str]
    elsewhere: Mapping[str, str]
    implies: tuple[str, ...] = ()

    @property
    def tells(self) -> frozenset[str]:
        """What is known when this is said."""
        return frozenset((self.name, *self.implies))


@dataclass(frozen=True)
class Step:
    """One message, or what happens beside the chat, and the facts that it tells."""

    words: str = ""
    tells: frozenset[str] = frozenset()
    hand_back: bool = False
    sign_in: bool = False


class AskedTwice(AssertionError):
    """The bot asked for what it had been told."""


def facts_of(row: Row) -> tuple[Fact, ...]:
    """What this flow asks for; objects are told in the same words everywhere."""
    return tuple(fact(name, given) for name, given in row.facts.items())


def asked_in(answer: Answer) -> frozenset[str]:
    """The facts that an answer asks for."""
    return frozenset().union(*(questions().get(utter, frozenset()) for utter in _utters(answer)))


def questions() -> dict[str, frozenset[str]]:
    """Every response that asks, and for which facts."""
    asked: dict[str, set[str]] = {}
    for name, fact in _ALL.items():
        for utter in fact["asked_by"]:
            asked.setdefault(utter, set()).add(name)
    return {utter: frozenset(names) for utter, names in asked.items()}


def _utters(answer: Answer) -> list[str]:
    return [str(message["utter"]) for message in answer.messages]


def fact(name: str, given: Mapping[str, Any]) -> Fact:
    said = {
        key: given.get(key) or _worded(_ALL[name][key], number)
        for key, number in (
            ("say", given.get("is")),
            ("wrong", given.get("not")),
            ("elsewhere", given.get("is")),
        )
    }
    return Fact(name, **said, implies=tuple(given.get("implies", ())))


def _worded(words: Mapping[str, str], number: str | None) -> dict[str, str]:
    return {language: text.format(number=number) for language, text in words.items()}


def subsets(row: Row) -> Iterator[tuple[Fact, ...]]:
    """Every choice of one or more facts."""
    facts = facts_of(row)
    for size in range(1, len(facts) + 1):
        yield from combinations(facts, size)


def _together(row: Row, given: Sequence[Fact], language: str) -> list[Step]:
    said = ". ".join((row.wish[language], *(_said(fact, language) for fact in given)))
    return [Step(said, _told(given))]


def _facts_first(row: Row, given: Sequence[Fact], language: str) -> list[Step]:
    said = ", ".join(_said(fact, language) for fact in reversed(given))
    return [Step(f"{said}. {row.wish[language]}", _told(given))]


def _before(row: Row, given: Sequence[Fact], language: str) -> list[Step]:
    said = [Step(_said(fact, language), fact.tells) for fact in given]
    return [*said, Step(row.wish[language])]


def _out_of_turn(row: Row, given: Sequence[Fact], language: str) -> list[Step]:
    said = [Step(_said(fact, language), fact.tells) for fact in reversed(given)]
    return [Step(row.wish[language]), *said]


def _elsewhere(row: Row, given: Sequence[Fact], language: str) -> list[Step]:
    said = [Step(fact.elsewhere[language], fact.tells) for fact in given]
    return [*said, Step(row.wish[language])]


def _corrected(row: Row, given: Sequence[Fact], language: str) -> list[Step]:
    *others, last = given
    said = [*(_said(fact, language) for fact in others), last.wrong[language]]
    no = {"en": "no, I mean ", "nl": "nee, ik bedoel "}[language]
    return [
        Step(". ".join((row.wish[language], *said)), _told(others)),
        Step(no + _said(last, language), _told(given)),
    ]


def _interrupted(row: Row, given: Sequence[Fact], language: str) -> list[Step]:
    about = next((fact for fact in facts_of(row) if fact.name in GUESTS), None)
    other = about.elsewhere if about else _SHARED["interruption"]
    return [
        *_together(row, given, language),
        Step(other[language], about.tells if about else frozenset()),
        Step(row.wish[language]),
    ]


def _handed_back(row: Row, given: Sequence[Fact], language: str) -> list[Step]:
    return [
        *_together(row, given, language),
        Step(hand_back=True),
        Step(row.wish[language]),
    ]


def _said(fact: Fact, language: str) -> str:
    return fact.say[language]


def _told(given: Sequence[Fact]) -> frozenset[str]:
    return frozenset().union(*(fact.tells for fact in given))


Way = Callable[[Row, Sequence[Fact], str], list[Step]]
# How something may have been told before the bot could ask for it.
WAYS: Mapping[str, Way] = {
    "with_the_wish": _together,
    "before_the_wish": _facts_first,
    "in_messages_before": _before,
    "before_it_was_asked": _out_of_turn,
    "in_another_flow": _elsewhere,
    "as_a_correction": _corrected,
    "before_something_else": _interrupted,
    "before_a_person_took_over": _handed_back,
}


def guest_steps(row: Row, fact: Fact, language: str) -> list[Step]:
    """A guest who proved an order or booking for something else, and then signs in."""
    number = GUESTS[fact.name]
    shown = fact.tells | {EVIDENCE}
    first = _worded(_ALL[fact.name]["elsewhere"], number)[language]
    return [
        Step(f"{first} {MAIL}", shown),
        Step(row.wish[language]),
        Step(sign_in=True),
        Step(row.wish[language]),
    ]


async def talk(chat: Chat, row: Row, steps: Sequence[Step]) -> bool:
    """Say it all, then answer what is asked; whether something was really done.

    Raises AskedTwice when a question is about something that was told before.
    """
    known: frozenset[str] = frozenset()
    answer: Answer | None = None
    settled = False
    said: list[str] = []
    for step in steps:
        if step.hand_back:
            await chat.hand_back()
        elif step.sign_in:
            expires = utc_now() + timedelta(hours=1)
            await chat.house.customers.bind(chat.conversation, CustomerId(GUEST), expires)
        elif not settled:  # after what was really done anything said begins something new
            known |= step.tells
            answer = await _heard(chat, step.words, known, said)
            settled = settled or bool(answer.claims) or _written_down(row, answer, known)
    for _ in range(_MOST_QUESTIONS):
        asked = asked_in(answer) if answer and not answer.claims else frozenset()
        new = [fact for fact in facts_of(row) if fact.name in asked - known]
        if not new or answer is None:
            break
        known |= _told(new)
        words = ", ".join(_said(fact, chat.language) for fact in new)
        answer = await _heard(chat, words, known, said)
        settled = settled or bool(answer.claims)
    return settled


def _written_down(row: Row, answer: Answer, known: frozenset[str]) -> bool:
    once = any(_ALL[name].get("once") and name in known for name in row.facts)
    return once and not asked_in(answer) and row.flow in _utters(answer)[-1]


async def _heard(chat: Chat, words: str, known: frozenset[str], said: list[str]) -> Answer:
    answer = await chat.say(words)
    said += [f"> {words}", *(f"{utter}" for utter in _utters(answer))]
    again = asked_in(answer) & known
    if again:
        raise AskedTwice(f"asked for {sorted(again)}:\n" + "\n".join(said))
    return answer


def with_facts() -> tuple[Row, ...]:
    """The flows that need to know something."""
    return tuple(row for row in rows() if row.facts)
