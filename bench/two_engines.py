"""Two engines against one: a gateway before each, on PostgreSQL, customers at each in turns."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from bench.figures import ROOT
from bench.product_crowd import in_a_process, prepared, settings_in
from bench.product_figures import Load
from bench.product_script import Words
from tests.support.authority_servers import postgres
from tests.support.running import START_WITHIN_S, STOP_WITHIN_S, DidNotStart, free_port, status

WARM = 8


@dataclass
class House:
    """A gateway with its engines, on data of their own."""

    settings: Mapping[str, str]
    customers: Sequence[str]
    output: Path
    base: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, engines: int) -> None:
        """Start all processes; they are not ready yet."""
        urls = [f"http://127.0.0.1:{free_port()}" for _ in range(engines)]
        for url in urls:
            self._start(url, "engine", SAMENSPEL_ENGINE_URL=url)
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        several = {"SAMENSPEL_ENGINE_URLS": ",".join(urls), "SAMENSPEL_PORT": str(port)}
        self._start("gateway", "gateway", **several)

    def _start(self, name: str, part: str, **more: str) -> None:
        with self.output.open("ab") as sink:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", f"--{part}-only"],
                cwd=ROOT,
                env={**os.environ, **self.settings, **more},
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait until every engine has its model and the gateway sees one."""
        deadline = time.monotonic() + START_WITHIN_S
        engines = [f"{name}/healthz" for name in self.processes if name != "gateway"]
        for page in (*engines, f"{self.base}/readyz"):
            while status(page) != 200:
                ended = any(one.poll() is not None for one in self.processes.values())
                if ended or time.monotonic() > deadline:
                    raise DidNotStart(self.output.read_text(errors="replace")[-4000:])
                time.sleep(0.3)

    def load(self, scripts: Sequence[Sequence[str]], at_once: int) -> Load:
        """Let customers come, and see what they cost."""
        told = in_a_process(
            {"job": "talk", "side": "ours", "base": self.base, "customers": self.customers,
             "pids": [one.pid for one in self.processes.values()],
             "scripts": scripts, "at_once": at_once}
        )  # fmt: skip
        messages = sum(map(len, told["answers"]))
        return Load(messages, told["seconds"], told["cpu_s"])

    def stop(self) -> None:
        """Stop all of them; kills what does not listen."""
        for one in self.processes.values():
            one.terminate()
        for one in self.processes.values():
            try:
                one.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()


def measured(
    folder: Path,
    connectors: Path,
    words: Words,
    *,
    rounds: int,
    many: int,
    steps: int,
    at_once: int,
    progress: Callable[[str], None],
) -> tuple[list[Load], list[Load]]:
    """The loads of one engine and of two, round by round, each round in another order."""
    found: dict[int, list[Load]] = {1: [], 2: []}
    with _both(folder, connectors) as houses:
        warm = words.take(WARM)
        for house in houses.values():
            house.load(warm, WARM)
        for number in range(rounds):
            scripts = words.take(many, steps=steps)
            for engines in (1, 2) if number % 2 == 0 else (2, 1):
                found[engines].append(houses[engines].load(scripts, at_once))
            told = [one[-1].messages / one[-1].seconds for one in found.values()]
            progress(f"one engine {told[0]:.0f}, two engines {told[1]:.0f} messages a second")
    return found[1], found[2]


@contextmanager
def _both(folder: Path, connectors: Path) -> Iterator[dict[int, House]]:
    houses: dict[int, House] = {}
    with postgres() as server:
        try:
            for engines in (1, 2):
                place = folder / str(engines)
                settings = {
                    **settings_in(place, connectors),
                    "SAMENSPEL_DATABASE_URL": _database(server, f"engines_{engines}"),
                }
                house = House(settings, prepared(settings), place / "output.log")
                houses[engines] = house
                house.start(engines)
            for house in houses.values():
                house.wait()
            yield houses
        finally:
            for house in houses.values():
                house.stop()


def _database(server: Any, name: str) -> str:
    server.psql(f"CREATE DATABASE {name}")
    return make_url(server.get_uri()).set(database=name).render_as_string(hide_password=False)
