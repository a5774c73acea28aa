"""Every benchmark, in the order in which `make bench` runs them: add a module and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench import (
    commits,
    decisions,
    flames,
    growth,
    insights,
    load,
    product,
    understanding,
    what_if,
)
from bench.figures import Figure


@dataclass(frozen=True)
class Benchmark:
    """Its name on the command line, and what measures it (`full` or short, telling progress)."""

    name: str
    run: Callable[[bool, Callable[[str], None]], list[Figure]]


BENCHMARKS = (
    Benchmark("decisions", decisions.run),
    Benchmark("what_if", what_if.run),
    Benchmark("commits", commits.run),
    Benchmark("growth", growth.run),
    Benchmark("flames", flames.run),
    Benchmark("load", load.run),
    Benchmark("product", product.run),
    Benchmark("understanding", understanding.run),
    Benchmark("insights", insights.run),
)
