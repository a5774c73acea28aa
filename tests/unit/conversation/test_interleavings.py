"""Every interleaving of a small model of the conversation, walked through with the real router.

The model: a customer with two questions who may ask for a person and leave the queue, a worker
that asks the engine and delivers, two people at the desk and the clock that ends a lease. Every
state that some order of their steps can reach is visited once, and every step is tried in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from bot.conversation import router
from bot.conversation.router import Move, Refusal, State, may_speak, move
from bot.model import AuthorKind, Mode, StaffId

MARIA, SAM = StaffId("maria"), StaffId("sam")
MOVES = (
    (Move.ASK_PERSON, None),
    (Move.LEAVE_QUEUE, None),
    (Move.LEASE_ENDS, None),
    (Move.CLOSE, None),
    *((what, who) for who in (MARIA, SAM) for what in (Move.CLAIM, Move.RELEASE, Move.HAND_BACK)),
    (Move.CLOSE, MARIA),
)
MOST_MOVES = 5
BEGIN = State(Mode.BOT, 1)


@dataclass(frozen=True)
class Turn:
    """A question: written under a fence, then asked of the engine, then shown or dropped."""

    fence: int
    at: str = "pending"


@dataclass(frozen=True)
class World:
    """One state of the model. `shown` holds (fence asked under, fence shown under) of answers."""

    state: State = BEGIN
    turns: tuple[Turn, ...] = ()
    moves: int = 0
    shown: tuple[tuple[int, int], ...] = ()


def _steps(world: World) -> Iterator[World]:
    """Everything that can happen next."""
    if len(world.turns) < 2:
        after = move(world.state, Move.CUSTOMER_WRITES)
        assert isinstance(after, State)
        turns = (*world.turns, Turn(after.fence)) if after.mode is Mode.BOT else world.turns
        yield replace(world, state=after, turns=turns)
    if world.moves < MOST_MOVES:
        for what, by in MOVES:
            after = move(world.state, what, by=by)
            if not isinstance(after, Refusal) and after != world.state:
                yield replace(world, state=after, moves=world.moves + 1)
    for number, turn in enumerate(world.turns):
        if turn.at in ("pending", "asked"):
            yield from _worker(world, number, turn)
            return


def _worker(world: World, number: int, turn: Turn) -> Iterator[World]:
    """The worker's next step: ask what may still be answered, or deliver; else drop it."""
    speaks = may_speak(world.state, AuthorKind.BOT, fence=turn.fence)
    shown = world.shown
    if turn.at == "pending":
        at = "asked" if speaks else "dropped"
    else:
        at = "shown" if speaks else "dropped"
    if at == "shown":
        assert world.state.mode is Mode.BOT
        shown = (*shown, (turn.fence, world.state.fence))
        # The engine may hand over with its answer.
        handed = move(world.state, Move.ENGINE_HANDS_OVER)
        assert isinstance(handed, State)
        turns = _with(world.turns, number, at)
        yield replace(world, state=handed, turns=turns, shown=shown, moves=world.moves + 1)
    yield replace(world, turns=_with(world.turns, number, at), shown=shown)


def _with(turns: tuple[Turn, ...], number: int, at: str) -> tuple[Turn, ...]:
    return (*turns[:number], replace(turns[number], at=at), *turns[number + 1 :])


def _reachable() -> set[World]:
    seen, ahead = {World()}, [World()]
    while ahead:
        for after in _steps(ahead.pop()):
            if after not in seen:
                seen.add(after)
                ahead.append(after)
    return seen


def _overtaken(worlds: set[World]) -> list[World]:
    """States in which an answer was shown that a change of mode had overtaken."""
    return [world for world in worlds if any(asked != shown for asked, shown in world.shown)]


def test_no_interleaving_shows_an_answer_that_a_change_of_mode_overtook() -> None:
    worlds = _reachable()
    assert _overtaken(worlds) == []
    # The walk went everywhere: answers shown and dropped, every mode, both people.
    assert {turn.at for world in worlds for turn in world.turns} == {
        "pending",
        "asked",
        "shown",
        "dropped",
    }
    assert {world.state.mode for world in worlds} == set(Mode)
    assert {world.state.holder for world in worlds} == {None, MARIA, SAM}
    assert len(worlds) > 2000


def test_in_every_reachable_state_at_most_one_party_may_speak_for_the_house() -> None:
    for world in _reachable():
        speakers = [
            who
            for who in (MARIA, SAM)
            if may_speak(world.state, AuthorKind.HUMAN_AGENT, fence=world.state.fence, by=who)
        ]
        bot = may_speak(world.state, AuthorKind.BOT, fence=world.state.fence)
        assert len(speakers) + bot == (world.state.mode in (Mode.BOT, Mode.HUMAN))


def test_without_the_fence_the_walk_finds_the_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(state: State, kind: AuthorKind, *, fence: int, by: StaffId | None = None) -> bool:
        return router.may_speak(state, kind, fence=state.fence, by=by)

    monkeypatch.setitem(globals(), "may_speak", careless)
    assert _overtaken(_reachable())
