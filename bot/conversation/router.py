"""Who is talking with the customer: four modes, one table of moves, and a fence number.

Pure. Each change of mode raises the fence; an answer that was computed under an older fence may
not be shown any more, whatever it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from bot.model import AuthorKind, Mode, StaffId


class Move(str, Enum):
    """What can happen to a conversation."""

    ASK_PERSON = "ask_person"
    ENGINE_HANDS_OVER = "engine_hands_over"
    LEAVE_QUEUE = "leave_queue"
    CLAIM = "claim"
    RELEASE = "release"
    LEASE_ENDS = "lease_ends"
    HAND_BACK = "hand_back"
    CLOSE = "close"
    CUSTOMER_WRITES = "customer_writes"


class Refusal(str, Enum):
    """Why a move is not possible now."""

    TAKEN = "taken"
    NOT_HOLDER = "not_holder"
    CLOSED = "closed"
    WITH_PERSON = "with_person"


@dataclass(frozen=True)
class State:
    """Who talks, under which fence, and which person holds the conversation in mode human."""

    mode: Mode
    fence: int
    holder: StaffId | None = None


_STAY: Mode | None = None
_TABLE: Mapping[tuple[Mode, Move], Mode | Refusal | None] = {
    (Mode.BOT, Move.ASK_PERSON): Mode.WAITING,
    (Mode.BOT, Move.ENGINE_HANDS_OVER): Mode.WAITING,
    (Mode.BOT, Move.LEAVE_QUEUE): _STAY,
    (Mode.BOT, Move.CLAIM): Mode.HUMAN,
    (Mode.BOT, Move.RELEASE): Refusal.NOT_HOLDER,
    (Mode.BOT, Move.LEASE_ENDS): _STAY,
    (Mode.BOT, Move.HAND_BACK): Refusal.NOT_HOLDER,
    (Mode.BOT, Move.CLOSE): Mode.CLOSED,
    (Mode.BOT, Move.CUSTOMER_WRITES): _STAY,
    (Mode.WAITING, Move.ASK_PERSON): _STAY,
    (Mode.WAITING, Move.ENGINE_HANDS_OVER): _STAY,
    (Mode.WAITING, Move.LEAVE_QUEUE): Mode.BOT,
    (Mode.WAITING, Move.CLAIM): Mode.HUMAN,
    (Mode.WAITING, Move.RELEASE): Refusal.NOT_HOLDER,
    (Mode.WAITING, Move.LEASE_ENDS): _STAY,
    (Mode.WAITING, Move.HAND_BACK): Refusal.NOT_HOLDER,
    (Mode.WAITING, Move.CLOSE): Mode.CLOSED,
    (Mode.WAITING, Move.CUSTOMER_WRITES): _STAY,
    (Mode.HUMAN, Move.ASK_PERSON): _STAY,
    (Mode.HUMAN, Move.ENGINE_HANDS_OVER): _STAY,
    (Mode.HUMAN, Move.LEAVE_QUEUE): Refusal.WITH_PERSON,
    (Mode.HUMAN, Move.CLAIM): _STAY,
    (Mode.HUMAN, Move.RELEASE): Mode.WAITING,
    (Mode.HUMAN, Move.LEASE_ENDS): Mode.WAITING,
    (Mode.HUMAN, Move.HAND_BACK): Mode.BOT,
    (Mode.HUMAN, Move.CLOSE): Mode.CLOSED,
    (Mode.HUMAN, Move.CUSTOMER_WRITES): _STAY,
    (Mode.CLOSED, Move.ASK_PERSON): Mode.WAITING,
    (Mode.CLOSED, Move.ENGINE_HANDS_OVER): _STAY,
    (Mode.CLOSED, Move.LEAVE_QUEUE): _STAY,
    (Mode.CLOSED, Move.CLAIM): Refusal.CLOSED,
    (Mode.CLOSED, Move.RELEASE): Refusal.CLOSED,
    (Mode.CLOSED, Move.LEASE_ENDS): _STAY,
    (Mode.CLOSED, Move.HAND_BACK): Refusal.CLOSED,
    (Mode.CLOSED, Move.CLOSE): _STAY,
    (Mode.CLOSED, Move.CUSTOMER_WRITES): Mode.BOT,
}
_BY_HOLDER = frozenset({Move.RELEASE, Move.HAND_BACK})


def move(state: State, what: Move, *, by: StaffId | None = None) -> State | Refusal:
    """Where the conversation stands after a move; the same state when nothing changes.

    `by` is the person at the desk, and None for the customer, the engine and the clock.
    """
    if state.mode is Mode.HUMAN and by is not None and by != state.holder:
        if what is Move.CLAIM:
            return Refusal.TAKEN
        if what in _BY_HOLDER or what is Move.CLOSE:
            return Refusal.NOT_HOLDER
    target = _TABLE[state.mode, what]
    if isinstance(target, Refusal):
        return target
    if target is None:
        return state
    return State(target, state.fence + 1, by if target is Mode.HUMAN else None)


def may_speak(state: State, kind: AuthorKind, *, fence: int, by: StaffId | None = None) -> bool:
    """Whether a message by this kind of author may be shown now.

    `fence` is the one under which the message was made. The customer always may, and so may the
    system; the bot only in mode bot, and a person only in the conversation they hold.
    """
    if kind is AuthorKind.BOT:
        return state.mode is Mode.BOT and fence == state.fence
    if kind is AuthorKind.HUMAN_AGENT:
        return state.mode is Mode.HUMAN and by is not None and by == state.holder
    return True
