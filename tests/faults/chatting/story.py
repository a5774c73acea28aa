"""A conversation as a list of steps, made from a number, and made shorter while it stays wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random

from bot.disclosure import EFFECTS_OF_ACTION, Effect
from bot.model import ReservationState
from tests.faults.chatting import phrases

ACTIONS = tuple(EFFECTS_OF_ACTION)
PEOPLE = ("maria", "sam")


@dataclass(frozen=True)
class Saying:
    """A text that somebody wants to say, and what it means to a reader.

    `claims`: it names records of its `own` kind, or settled ones of an `other` kind.
    """

    text: str
    promises: Effect | None = None
    poses: bool = False
    claims: str = ""


@dataclass(frozen=True)
class Step:
    """One thing that happens: who does what, with what."""

    who: str
    what: str
    sayings: tuple[Saying, ...] = ()
    value: str = ""
    number: int = 0


def language_of(number: int) -> str:
    """What the customer of this conversation speaks: each of two speaks another."""
    return ("nl", "en")[number % 2]


def story(number: int, seed: int = 1) -> tuple[Step, ...]:
    """The conversation of this number: always the same one."""
    random = Random(f"{seed}:{number}")
    return tuple(_step(random) for _ in range(random.randint(3, 10)))


_WEIGHTS = {
    "customer.write": 20,
    "customer.human": 4,
    "customer.bot": 4,
    "customer.close": 2,
    "customer.choose": 2,
    "bot.answer": 24,
    "bot.fails": 2,
    "desk.claim": 9,
    "desk.reply": 14,
    "desk.note": 1,
    "desk.release": 2,
    "desk.hand_back": 5,
    "desk.close": 1,
    "clock.silence": 3,
    "clock.lease": 1,
    "books.reserve": 7,
    "books.move": 6,
    "books.receipt": 3,
}
_KINDS, _HOW_OFTEN = tuple(_WEIGHTS), tuple(_WEIGHTS.values())
_STATES = tuple(state.value for state in ReservationState)
_STATUSES = ("done", "waiting", "refused", "checking")


def _step(random: Random) -> Step:
    who, what = random.choices(_KINDS, _HOW_OFTEN)[0].split(".")
    number = random.randrange(100)
    if who == "customer" and what == "write":
        return Step(who, what, (Saying(random.choice(phrases.BY_CUSTOMERS)),))
    if who == "customer" and what == "choose":
        return Step(who, what, value=random.choice(("gateway:person", "gateway:retry")))
    if who == "bot" and what == "answer":
        said = tuple(_saying(random, phrases.AS_A_PERSON) for _ in range(random.choice((1, 1, 2))))
        return Step(who, what, said, random.choice(("", "", "", "", "anger", "crisis")), number)
    if who == "desk":
        said = (_saying(random, phrases.AS_A_BOT),) if what in ("reply", "note") else ()
        return Step(random.choice(PEOPLE), what, said)
    if who == "books":
        value = {
            "reserve": random.choice(ACTIONS),
            "move": random.choice((*_STATES, "settled", "settled", "settled")),
            "receipt": random.choice(_STATUSES),
        }[what]
        return Step(who, what, value=value, number=number)
    return Step(who, what)


def _saying(random: Random, posing: Sequence[str]) -> Saying:
    dice = random.random()
    if dice < 0.45:
        return Saying(phrases.dressed(random.choice(phrases.PLAIN), random))
    if dice < 0.6:
        return Saying(phrases.dressed(random.choice(posing), random), poses=True)
    effect = random.choice(tuple(phrases.PROMISES))
    text = phrases.dressed(random.choice(phrases.PROMISES[effect]), random)
    return Saying(text, promises=effect, claims=random.choice(("", "own", "other")))


async def shortest(
    steps: Sequence[Step], wrong: Callable[[Sequence[Step]], Awaitable[bool]]
) -> tuple[Step, ...]:
    """Leave out whatever can be left out while it stays wrong."""
    left = list(steps)
    place = 0
    while place < len(left):
        without = left[:place] + left[place + 1 :]
        if await wrong(without):
            left, place = without, 0
        else:
            place += 1
    return tuple(left)
