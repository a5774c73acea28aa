"""What the shop's systems said in this turn, asked once; what is done makes them be asked anew.

Inside `one_turn` every question to them is asked once and its answer is remembered, until anything
is carried out; who has seen all orders of a customer knows each of them. Outside nothing is
remembered. Authority reads for itself what it decides on.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, TypeVar, cast

from bot.connectors.ports import Connectors

PORTS = ("shop", "bookings", "payments", "vouchers")
QUESTIONS = frozenset(
    {"customer", "order", "orders_of", "booking", "bookings_of", "trip", "alternatives"}
    | {"refunds_of", "vouchers_of"}
)
"""What can be remembered. A proof and a look into the provider's books never are."""

EACH_OF = {"orders_of": "order", "bookings_of": "booking"}
"""Questions about several things, and the one that asks for a single one of them."""

T = TypeVar("T")
_Answers = dict[tuple[Any, ...], Any]
_turn: ContextVar[_Answers | None] = ContextVar("answers_of_this_turn", default=None)


@contextmanager
def one_turn() -> Iterator[None]:
    """Ask everything once inside this block, also in the tasks that are begun in it."""
    token = _turn.set({})
    try:
        yield
    finally:
        _turn.reset(token)


async def once(question: tuple[Any, ...], ask: Callable[[], Awaitable[T]]) -> T:
    """The answer to a question, asked at most once in a turn."""
    known = _turn.get()
    if known is None:
        return await ask()
    if question not in known:
        known[question] = await ask()
    return cast(T, known[question])


def forget() -> None:
    """Ask everything anew from here on: something was changed."""
    known = _turn.get()
    if known is not None:
        known.clear()


def remembering(connectors: Connectors) -> Connectors:
    """The same systems for those who only look."""
    return replace(connectors, **{name: _wrapped(connectors, name, True) for name in PORTS})


def telling(connectors: Connectors) -> Connectors:
    """The same systems for those who act: what is remembered is forgotten with every deed."""
    return replace(connectors, **{name: _wrapped(connectors, name, False) for name in PORTS})


def _wrapped(connectors: Connectors, name: str, remembers: bool) -> Any:
    return _Port(name, getattr(connectors, name), remembers)


class _Port:
    """One port, each method as it was but for what is remembered."""

    def __init__(self, name: str, port: Any, remembers: bool) -> None:
        self._name = name
        self._port = port
        self._remembers = remembers

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if name.startswith("_") or not callable(method):
            return method
        if name in QUESTIONS:
            return self._asked_once(name, method) if self._remembers else method
        return _forgetting(cast(Callable[..., Awaitable[Any]], method))

    def _asked_once(
        self, name: str, method: Callable[..., Awaitable[Any]]
    ) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(method)
        async def ask(*given: Any) -> Any:
            answer = await once((self._name, name, *given), lambda: method(*given))
            known = _turn.get()
            if name in EACH_OF and known is not None:
                for thing in answer:
                    known.setdefault((self._name, EACH_OF[name], thing.id), thing)
            return answer

        return ask


def _forgetting(method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(method)
    async def act(*given: Any, **named: Any) -> Any:
        try:
            return await method(*given, **named)
        finally:
            forget()

    return act
