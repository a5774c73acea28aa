"""One id from a customer's message to the shop's systems, and how long each stage of it took.

The id of a request is its turn, `<conversation>:<offset>`. It goes along in the context, so that
log lines and calls to other systems carry it without anybody handing it on.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-Id"
TIMES = "Server-Timing"
Stages = dict[str, float]
_TIME = re.compile(r"(\w+);dur=(\d{1,7})\.(\d\d)(?!\d)")
_request: ContextVar[str | None] = ContextVar("request", default=None)
_stages: ContextVar[Stages | None] = ContextVar("stages", default=None)


def current() -> str | None:
    """The id of the request that is being worked on, if there is one."""
    return _request.get()


@contextmanager
def following(request: str) -> Iterator[None]:
    """What happens in here belongs to this request, unless it belongs to one already."""
    if _request.get() is not None:
        yield
        return
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


@contextmanager
def timed() -> Iterator[Stages]:
    """Gathers what the stages in here take, in seconds by name."""
    stages: Stages = {}
    token = _stages.set(stages)
    try:
        yield stages
    finally:
        _stages.reset(token)


def note(name: str, seconds: float) -> None:
    """A stage that somebody else timed."""
    stages = _stages.get()
    if stages is not None:
        stages[name] = stages.get(name, 0.0) + seconds


def spelled(stages: Mapping[str, float]) -> str:
    """Times as they go over HTTP."""
    return ", ".join(f"{name};dur={seconds * 1000:.2f}" for name, seconds in stages.items())


def read(spelled: str) -> Stages:
    """And back; what is no such thing is left out."""
    return {name: int(ms) / 1000 + int(part) / 100_000 for name, ms, part in _TIME.findall(spelled)}


@contextmanager
def stage(name: str) -> Iterator[None]:
    """One stage. A stage inside another one counts for both; a second time adds to the first."""
    stages = _stages.get()
    if stages is None:
        yield
        return
    began = time.perf_counter()
    try:
        yield
    finally:
        stages[name] = stages.get(name, 0.0) + time.perf_counter() - began
