"""The figures of the product beside stock Rasa, made out of what each round measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.figures import Figure, machine

PEER = "stock Rasa"
IN_THE_ENGINE = ("loading", "understanding", "deciding", "action", "saving")
CORES_FOR_TWO = 4
"""A gateway, two engines and the customers of the measurement."""


@dataclass(frozen=True)
class Round:
    """What one side did in one round: milliseconds, messages, memory."""

    start_s: float
    alone_ms: Sequence[float]
    messages: int
    seconds: float
    cpu_s: float
    mb: float
    turn_ms: float
    """The second message's own turn, with nothing before it."""
    pairs_ms: Sequence[tuple[float, float]]
    """Of second messages: how long the first one still took, and how long their answer took."""

    @property
    def rate(self) -> float:
        """Messages answered in a second."""
        return self.messages / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Processor time of a message, in all processes of this side."""
        return self.cpu_s * 1000 / self.messages

    @property
    def second_ms(self) -> float:
        """What a second message waited for its answer."""
        return median(took for _, took in self.pairs_ms)

    @property
    def second_against_allowed(self) -> float:
        """That against what it may: the rest of the first one, and one turn of its own."""
        return median(took / (rest + self.turn_ms) for rest, took in self.pairs_ms)


@dataclass(frozen=True)
class Load:
    """What one round of many customers did: with one engine, or with two."""

    messages: int
    seconds: float
    cpu_s: float


@dataclass
class Found:
    """What the rounds measured so far; `alike`: of each answer whether both sides gave the same."""

    ours: list[Round] = field(default_factory=list)
    stock: list[Round] = field(default_factory=list)
    stages: list[Mapping[str, float]] = field(default_factory=list)
    alike: list[bool] = field(default_factory=list)
    one: list[Load] = field(default_factory=list)
    two: list[Load] = field(default_factory=list)

    @property
    def told(self) -> str:
        """The last round, in a line."""
        a, b = self.ours[-1], self.stock[-1]
        return (
            f"one customer {median(a.alone_ms):.0f} and {median(b.alone_ms):.0f} ms, "
            f"many {a.rate:.0f} and {b.rate:.0f} a second, {a.mb:.0f} and {b.mb:.0f} MB, "
            f"second message {a.second_ms:.0f} and {b.second_ms:.0f} ms"
        )


def figures(found: Found, *, cores: int) -> list[Figure]:
    """Every row, with its goal."""
    ours, stock = found.ours, found.stock

    def beside(
        name: str, unit: str, n: int, read: Callable[[Round], float], goal: float | None,
        *, at_most: bool = True,
    ) -> Figure:  # fmt: skip
        a, b = [read(each) for each in ours], [read(each) for each in stock]
        ratio, spread = _ratio(a, b)
        return Figure(
            name, median(a), median(b), PEER, ratio, unit, n, machine(), spread, goal, at_most
        )

    said = sum(len(each.alone_ms) for each in ours)
    many = sum(each.messages for each in ours)
    pairs = sum(len(each.pairs_ms) for each in ours)
    allowed = median(each.second_against_allowed for each in ours)
    alike = sum(found.alike) / len(found.alike)
    return [
        beside("answer to one customer, p50", "ms", said, lambda r: median(r.alone_ms), 0.35),
        beside("messages answered, 32 at once", "a second", many, lambda r: r.rate, 4.0,
               at_most=False),
        beside("processor time of a message, 32 at once", "ms", many, lambda r: r.cpu_ms, None),
        beside("memory of both processes after that", "MB", len(ours), lambda r: r.mb, 0.6),
        beside("start to the first answer", "s", len(ours), lambda r: r.start_s, 0.5),
        beside("second message during an action of 200 ms", "ms", pairs, lambda r: r.second_ms,
               None),
        Figure("second message, against the rest of the first and a turn of its own", allowed, None,
               None, None, "x", pairs, machine(), goal=1.1, at_most=True),
        Figure("same answers as stock Rasa", alike, None, None, None, "", len(found.alike),
               machine()),
        *gateway(found.stages),
        *engines(found.one, found.two, cores=cores),
    ]  # fmt: skip


def gateway(stages: Sequence[Mapping[str, float]]) -> list[Figure]:
    """What an answer takes beside asking the engine, and the way to the engine and back."""
    own = [(turn["whole"] - turn["engine"]) * 1000 for turn in stages]
    way = [(turn["engine"] - sum(turn[name] for name in IN_THE_ENGINE)) * 1000 for turn in stages]
    return [
        Figure("gateway's own share of a turn, p50", median(own), None, None, None, "ms", len(own),
               machine(), goal=3, at_most=True),
        Figure("way to the engine and back, p50", median(way), None, None, None, "ms", len(way),
               machine()),
    ]  # fmt: skip


def engines(one: Sequence[Load], two: Sequence[Load], *, cores: int) -> list[Figure]:
    """Two engines against one. Which of the two rows has a goal depends on the cores."""
    enough = cores >= CORES_FOR_TWO
    n = sum(each.messages for each in two)

    def row(name: str, unit: str, read: Callable[[Load], float]) -> Figure:
        a, b = [read(each) for each in two], [read(each) for each in one]
        ratio, spread = _ratio(a, b)
        throughput = unit == "a second"
        goal = (1.8 if throughput else 1.1) if throughput == enough else None
        return Figure(
            name, median(a), median(b), "one engine", ratio, unit, n, machine(), spread, goal,
            at_most=not throughput,
        )  # fmt: skip

    return [
        row("two engines, messages answered", "a second", lambda one: one.messages / one.seconds),
        row("two engines, processor time of a message", "ms",
            lambda one: one.cpu_s * 1000 / one.messages),
    ]  # fmt: skip


def _ratio(ours: Sequence[float], peer: Sequence[float]) -> tuple[float, tuple[float, float]]:
    """Round by round: the median, with the lowest and the highest."""
    found = [a / b for a, b in zip(ours, peer, strict=True)]
    return median(found), (min(found), max(found))
