"""The router: who may speak, move by move, and that nothing lets the bot talk over a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.router import Move, Refusal, State, may_speak, move
from bot.model import AuthorKind, Mode, StaffId

MARIA, SAM = StaffId("maria"), StaffId("sam")
BOT = State(Mode.BOT, 4)
WAITING = State(Mode.WAITING, 5)
HUMAN = State(Mode.HUMAN, 6, MARIA)
CLOSED = State(Mode.CLOSED, 7)


@pytest.mark.parametrize(
    ("state", "what", "by", "expected"),
    [
        (BOT, Move.ASK_PERSON, None, State(Mode.WAITING, 5)),
        (BOT, Move.ENGINE_HANDS_OVER, None, State(Mode.WAITING, 5)),
        (BOT, Move.LEAVE_QUEUE, None, BOT),
        (BOT, Move.CLAIM, MARIA, State(Mode.HUMAN, 5, MARIA)),
        (BOT, Move.RELEASE, MARIA, Refusal.NOT_HOLDER),
        (BOT, Move.HAND_BACK, MARIA, Refusal.NOT_HOLDER),
        (BOT, Move.CLOSE, None, State(Mode.CLOSED, 5)),
        (BOT, Move.CUSTOMER_WRITES, None, BOT),
        (BOT, Move.LEASE_ENDS, None, BOT),
        (WAITING, Move.ASK_PERSON, None, WAITING),
        (WAITING, Move.LEAVE_QUEUE, None, State(Mode.BOT, 6)),
        (WAITING, Move.CLAIM, SAM, State(Mode.HUMAN, 6, SAM)),
        (WAITING, Move.HAND_BACK, SAM, Refusal.NOT_HOLDER),
        (WAITING, Move.CLOSE, SAM, State(Mode.CLOSED, 6)),
        (WAITING, Move.CUSTOMER_WRITES, None, WAITING),
        (HUMAN, Move.ASK_PERSON, None, HUMAN),
        (HUMAN, Move.ENGINE_HANDS_OVER, None, HUMAN),
        (HUMAN, Move.LEAVE_QUEUE, None, Refusal.WITH_PERSON),
        (HUMAN, Move.CLAIM, MARIA, HUMAN),
        (HUMAN, Move.CLAIM, SAM, Refusal.TAKEN),
        (HUMAN, Move.RELEASE, MARIA, State(Mode.WAITING, 7)),
        (HUMAN, Move.RELEASE, SAM, Refusal.NOT_HOLDER),
        (HUMAN, Move.LEASE_ENDS, None, State(Mode.WAITING, 7)),
        (HUMAN, Move.HAND_BACK, MARIA, State(Mode.BOT, 7)),
        (HUMAN, Move.HAND_BACK, SAM, Refusal.NOT_HOLDER),
        (HUMAN, Move.CLOSE, MARIA, State(Mode.CLOSED, 7)),
        (HUMAN, Move.CLOSE, SAM, Refusal.NOT_HOLDER),
        (HUMAN, Move.CLOSE, None, State(Mode.CLOSED, 7)),
        (HUMAN, Move.CUSTOMER_WRITES, None, HUMAN),
        (CLOSED, Move.ASK_PERSON, None, State(Mode.WAITING, 8)),
        (CLOSED, Move.CLAIM, MARIA, Refusal.CLOSED),
        (CLOSED, Move.HAND_BACK, MARIA, Refusal.CLOSED),
        (CLOSED, Move.CLOSE, None, CLOSED),
        (CLOSED, Move.CUSTOMER_WRITES, None, State(Mode.BOT, 8)),
    ],
)
def test_each_move_leads_where_the_table_says(
    state: State, what: Move, by: StaffId | None, expected: State | Refusal
) -> None:
    assert move(state, what, by=by) == expected


@pytest.mark.parametrize("state", [BOT, WAITING, HUMAN, CLOSED])
@pytest.mark.parametrize("what", list(Move))
def test_every_move_is_answered_in_every_mode(state: State, what: Move) -> None:
    assert isinstance(move(state, what, by=MARIA), (State, Refusal))


moves = st.lists(st.tuples(st.sampled_from(list(Move)), st.sampled_from([None, MARIA, SAM])))


def _walk(steps: list[tuple[Move, StaffId | None]]) -> list[State]:
    """All states on the way; somebody claims, the customer and the engine do not."""
    states = [State(Mode.BOT, 1)]
    for what, by in steps:
        who = MARIA if what is Move.CLAIM and by is None else by
        found = move(states[-1], what, by=who)
        states.append(states[-1] if isinstance(found, Refusal) else found)
    return states


@given(steps=moves, fence=st.integers(0, 50))
def test_no_sequence_of_moves_lets_the_bot_speak_beside_a_person(
    steps: list[tuple[Move, StaffId | None]], fence: int
) -> None:
    for state in _walk(steps):
        if state.mode is not Mode.BOT:
            assert not may_speak(state, AuthorKind.BOT, fence=fence)
            assert not may_speak(state, AuthorKind.BOT, fence=state.fence)


@given(steps=moves, more=moves)
def test_an_answer_from_before_any_change_of_mode_is_never_shown_again(
    steps: list[tuple[Move, StaffId | None]], more: list[tuple[Move, StaffId | None]]
) -> None:
    states = _walk(steps + more)
    made_under = states[len(steps)]
    for before, after in zip(states[len(steps) :], states[len(steps) + 1 :], strict=False):
        assert after.fence >= before.fence
        assert (after.fence > before.fence) == (after.mode is not before.mode)
        if after.fence != made_under.fence:
            assert not may_speak(after, AuthorKind.BOT, fence=made_under.fence)


@given(steps=moves)
def test_only_the_holder_may_speak_as_a_person(
    steps: list[tuple[Move, StaffId | None]],
) -> None:
    for state in _walk(steps):
        speakers = [
            who
            for who in (MARIA, SAM)
            if may_speak(state, AuthorKind.HUMAN_AGENT, fence=state.fence, by=who)
        ]
        assert speakers == ([state.holder] if state.mode is Mode.HUMAN else [])


@given(steps=moves)
def test_a_conversation_has_a_holder_exactly_when_a_person_talks(
    steps: list[tuple[Move, StaffId | None]],
) -> None:
    for state in _walk(steps):
        assert (state.holder is not None) == (state.mode is Mode.HUMAN)
