"""Decisions a second, each with its full trace and hash, beside three other decision engines.

Everybody gets the same twelve conditions in its own idiom, compiled or parsed once where it can be,
and has to agree on the outcome of thousands of random requests before anything is timed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from bench import policy
from bench.figures import Figure, machine
from bench.turns import Work, take_turns
from bot.authority.verdict import verdict
from bot.model import Outcome

OURS = "Samenspel"


def run(full: bool, progress: Callable[[str], None]) -> list[Figure]:
    """Ours against every peer, and against cedarpy that parses its policies for each request."""
    from bench.peers import cedar, cel, zen

    requests = policy.requests(20_000 if full else 4_000)
    expected = outcomes(requests)
    decide = cedar.batch_decider()
    batch = [cedar.prepare(one) for one in requests]
    assert decide(batch) == expected, "cedarpy decides otherwise"
    peers: dict[str, tuple[Callable[[Any], bool], Callable[[policy.Facts], Any], float]] = {
        "cedarpy, policies parsed before": (cedar.decider(), cedar.prepare, 20),
        "cedarpy, policies as text": (cedar.decider(parse_each_time=True), cedar.prepare, 20),
        "cel-python, compiled": (cel.decider(), cel.prepare, 200),
        "cel-python, as it comes": (cel.decider(compiled=False), cel.prepare, 200),
        "zen-engine, with trace": (zen.decider(), zen.prepare, 10),
    }
    works: dict[str, Work] = {
        OURS: _ours(requests),
        "cedarpy, 4,000 in one call": _batch(decide, batch),
    }
    for name, (peer, prepare, _) in peers.items():
        prepared = [prepare(one) for one in requests]
        tried = 1_000 if "cel" in name else len(requests)
        assert [peer(one) for one in prepared[:tried]] == expected[:tried], f"{name} differs"
        progress(f"{name} agrees on {tried:,} requests")
        works[name] = _peer(peer, prepared[: 300 if "cel" in name else 1_500])
    turns = take_turns(works, 40 if full else 9, timer=time.process_time, progress=progress)
    goals = {name: goal for name, (_, _, goal) in peers.items()}
    figures = []
    for name in [*peers, "cedarpy, 4,000 in one call"]:
        ratio, spread = turns.ratio(OURS, name)
        figures.append(
            Figure(
                "decision of 12 conditions, full trace and hash",
                turns.rate(OURS),
                turns.rate(name),
                name,
                ratio,
                "a second",
                turns.done,
                machine(),
                spread,
                goals.get(name),
            )
        )
    return figures


def outcomes(requests: Sequence[policy.Facts]) -> list[bool]:
    """What our own limits say to each request."""
    limits = policy.limits()
    return [verdict(limits, one.question()).outcome is Outcome.ALLOW for one in requests]


def _ours(requests: Sequence[policy.Facts]) -> Work:
    limits = policy.limits()
    questions = [one.question() for one in requests]

    def work() -> int:
        for question in questions:
            found = verdict(limits, question)
            assert found.hash and found.trace
        return len(questions)

    return work


def _peer(decide: Callable[[Any], bool], prepared: Sequence[Any]) -> Work:
    def work() -> int:
        for one in prepared:
            decide(one)
        return len(prepared)

    return work


def _batch(decide: Callable[[Any], list[bool]], prepared: list[Any]) -> Work:
    def work() -> int:
        return len(decide(prepared))

    return work
