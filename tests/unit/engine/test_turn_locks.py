"""One turn at a time in a conversation, and no waiting where there is nothing to wait for."""

from __future__ import annotations

import asyncio
import time

import pytest
from rasa.core.lock_store import LockError

from bot.rasa_ext.lock_store import AsyncioLockStore


async def test_turns_of_one_conversation_follow_each_other_in_order() -> None:
    store, seen = AsyncioLockStore(), []

    async def turn(number: int) -> None:
        async with store.lock("c"):
            seen.append(("in", number))
            await asyncio.sleep(0.01)
            seen.append(("out", number))

    await asyncio.gather(*(turn(number) for number in range(4)))
    assert seen == [(what, number) for number in range(4) for what in ("in", "out")]


async def test_the_next_turn_starts_as_soon_as_the_one_before_ends() -> None:
    store = AsyncioLockStore()

    async def turn() -> None:
        async with store.lock("c"):
            await asyncio.sleep(0.05)

    begun = time.perf_counter()
    await asyncio.gather(turn(), turn(), turn())
    assert time.perf_counter() - begun < 0.5


async def test_another_conversation_does_not_wait() -> None:
    store = AsyncioLockStore()
    async with store.lock("one"), store.lock("two", lock_lifetime=0.05):
        pass


async def test_a_turn_that_hangs_makes_the_next_one_fail_instead_of_wait_for_ever() -> None:
    store = AsyncioLockStore()
    async with store.lock("c"):
        with pytest.raises(LockError):
            async with store.lock("c", lock_lifetime=0.05):
                pass


async def test_a_turn_that_fails_lets_the_next_one_in() -> None:
    store = AsyncioLockStore()
    with pytest.raises(RuntimeError):
        async with store.lock("c"):
            raise RuntimeError
    async with store.lock("c"):
        pass


async def test_nothing_is_kept_of_conversations_that_nobody_works_on() -> None:
    store = AsyncioLockStore()
    for number in range(100):
        async with store.lock(f"c{number}"):
            pass
    assert not store._entries
