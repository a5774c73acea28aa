"""What other settings would have made of conversations that were held, or written down as scripts.

Pure: the moments come from bot/rasa_ext/replaying.py; here they are read and decided anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.empathy import frustration, handoff, need
from bot.empathy.signals import Behaviour, Said
from bot.model import Reading
from bot.settings import Empathy

ANSWERED, ASKED, SOLVED = "answered", "asked", "solved"
ASKED_AGAIN, REFUSED, NOT_UNDERSTOOD = "asked_again", "refused", "did_not_understand"
WAITING = "waiting"
DID = (ANSWERED, ASKED, SOLVED, ASKED_AGAIN, REFUSED, NOT_UNDERSTOOD)


class ScriptError(Exception):
    """A file of scripts that cannot be used; says where and why."""

    code = "script"


@dataclass(frozen=True)
class Line:
    """One message of a script: when, what the customer types, and what the bot then did."""

    at_s: float
    text: str
    did: str
    waits_s: float = 0.0


@dataclass(frozen=True)
class Script:
    """A conversation written down, with what should come of it."""

    id: str
    language: str
    label: str
    lines: tuple[Line, ...]
    at_latest: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Moment:
    """A conversation right after one message of the customer."""

    history: tuple[Said, ...]
    behaviour: Behaviour


@dataclass(frozen=True)
class Judged:
    """One message with the level it leaves, how much calls for a person, and what follows;
    `decision` None is: go on.
    """

    said: Said
    reading: Reading
    need: float
    decision: str | None


def judged(moments: Iterable[Moment], settings: Empathy) -> list[Judged]:
    """Every moment read and decided under these settings."""
    found = []
    for moment in moments:
        reading = frustration.read(moment.history, moment.behaviour, settings)
        needed = need.of_a_person(moment.history, reading, settings)
        decision = handoff.decide(moment.history, reading, settings)
        found.append(Judged(moment.history[-1], reading, needed, decision))
    return found


def handed_over(conversation: Sequence[Judged]) -> int | None:
    """At which message a person is brought in first."""
    return next((i for i, one in enumerate(conversation) if one.decision is not None), None)


def scripts(document: Any, name: str) -> list[Script]:
    """The conversations of a file. Raises ScriptError at the first that cannot be used."""
    found = document.get("conversations") if isinstance(document, Mapping) else None
    if not isinstance(found, list):
        raise ScriptError(f"{name}: needs `conversations`, a list")
    return [_script(one, document, f"{name}, conversation {i + 1}") for i, one in enumerate(found)]


def _script(one: Any, document: Mapping[str, Any], where: str) -> Script:
    if not isinstance(one, Mapping) or not isinstance(one.get("turns"), list):
        raise ScriptError(f"{where}: needs `turns`, a list")
    lines = tuple(_line(turn, f"{where}, turn {i + 1}") for i, turn in enumerate(one["turns"]))
    latest = one.get("at_latest")
    return Script(
        id=str(one.get("id") or where),
        language=str(one.get("language") or document.get("language") or ""),
        label=str(one.get("label") or document.get("label") or ""),
        lines=lines,
        at_latest=int(latest) if latest is not None else None,
        why=str(one.get("why") or ""),
    )


def _line(turn: Any, where: str) -> Line:
    if not isinstance(turn, list) or len(turn) not in (2, 3):
        raise ScriptError(f"{where}: needs [seconds, text, what the bot did]")
    did, _, minutes = str(turn[2] if len(turn) == 3 else ANSWERED).partition(" ")
    if did not in (*DID, WAITING):
        raise ScriptError(f"{where}: {did!r} is none of {', '.join((*DID, WAITING))} <minutes>")
    try:
        waits_s = 60 * float(minutes or 0) if did == WAITING else 0.0
        return Line(float(turn[0]), str(turn[1]), did, waits_s)
    except ValueError as error:
        raise ScriptError(f"{where}: {error}") from error


def shown(name: str, conversation: Sequence[Judged]) -> Iterator[str]:
    """A conversation as lines to read: level, mood, decision, words, and below them the reasons."""
    yield name
    for number, one in enumerate(conversation, start=1):
        words = one.said.text or "(a button)"
        yield (
            f"{number:4}  {one.reading.level:.2f}  {one.need:.2f}  {one.reading.mood:10}  "
            f"{one.decision or '-':8}  {words}"
        )
        for signal in one.reading.signals:
            weight = f"+{signal.weight:.2f}" if signal.weight else "     "
            yield f"        {weight} {signal.code}: {signal.words}".rstrip(": ")
