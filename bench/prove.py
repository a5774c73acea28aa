"""The proofs at full size: `make prove`, with ARGS="--requests N --kills N --conversations N".

Stopped half-way (Ctrl-C, a reboot) race and talk go on where they were with the same command. A
run of at least a million requests and a thousand kills is kept in docs/proofs/last-full-run.json.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.killing import kills
from bench.talking import FULL_CONVERSATIONS, conversations
from bench.tensorflow import tensorflow
from tests.faults.racing.course import Course
from tests.faults.racing.page import FULL_KILLS, FULL_REQUESTS, KEPT, PAGE, with_table
from tests.faults.racing.race import Race, RaceFailed, Run, place_in
from tests.faults.racing.referee import Referee
from tests.faults.racing.servers import postgres

ROOT = Path(__file__).parents[1]
PARTS = {
    "laws": ["tests/unit/authority/test_ledger_laws.py", "tests/unit/authority/laws"],
    "crashes": ["tests/faults/authority"],
    "faults": ["tests/faults/planted"],
    "trackers": ["tests/unit/tracker"],
    "pairs": ["tests/conversations/test_pairs_of_wishes.py"],
    "left": ["tests/conversations/test_leaving_and_correcting.py"],
    "asked": ["tests/conversations/test_never_ask_twice.py"],
}


def main(given: Sequence[str] | None = None) -> int:
    """Run the parts that were asked for; 0 when every one of them holds."""
    asked = _arguments().parse_args(given)
    held = True
    times: dict[str, float] = {}
    for part in asked.parts:
        if part in PARTS:
            began = time.monotonic()
            held &= _tests(part)
            times[part] = round(time.monotonic() - began)
    if "talk" in asked.parts:
        held &= conversations(asked.conversations, seed=asked.seed, fresh=asked.fresh)
    if "kills" in asked.parts:
        held &= kills(seed=asked.seed)
    if "tensorflow" in asked.parts:
        held &= tensorflow()
    if "race" in asked.parts:
        held &= _race(asked, times)
    print("Everything holds." if held else "NOT everything holds: see above.", flush=True)
    return 0 if held else 1


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make prove", description=__doc__)
    parser.add_argument("--requests", type=int, default=FULL_REQUESTS)
    parser.add_argument("--kills", type=int, default=FULL_KILLS)
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hours", type=float, default=6.0, help="give up the race after so long")
    parser.add_argument("--fresh", action="store_true", help="begin race and talk anew")
    parser.add_argument("--conversations", type=int, default=FULL_CONVERSATIONS)
    every = [*PARTS, "talk", "kills", "tensorflow", "race"]
    parser.add_argument("--parts", nargs="+", choices=every, default=every)
    return parser


def _tests(part: str) -> bool:
    """Run tests at full size."""
    print(f"== {part}: {' '.join(PARTS[part])}", flush=True)
    environment = {**os.environ, "SAMENSPEL_TEST_PROOF_SIZE": "full"}
    command = [sys.executable, "-m", "pytest", "-q", *PARTS[part]]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str | None]:
    if kind == "sqlite":
        yield None
    else:
        with postgres(folder) as url:
            yield url


def _race(asked: argparse.Namespace, times: dict[str, float]) -> bool:
    course = Course(asked.requests, asked.processes, asked.seed)
    name = f"{asked.database}-{asked.requests}-{asked.processes}-{asked.kills}-{asked.seed}"
    folder = ROOT / "var" / "prove" / name
    if asked.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    print(f"== race: {course}, {asked.kills} kills, in {folder.relative_to(ROOT)}", flush=True)
    with _database(asked.database, folder) as url:
        place = place_in(folder, url)
        if not (folder / "prepared").exists():
            place.prepare(course)
            (folder / "prepared").touch()
        try:
            tell = _teller(asked.requests)
            run = Race(place, course, asked.kills).go(
                tell, every_s=10, deadline_s=asked.hours * 3600
            )
        except KeyboardInterrupt:
            print("\nstopped; the same command goes on from here", flush=True)
            return False
        except RaceFailed as error:
            print(f"{error}\nthe same command goes on from here", flush=True)
            return False
        print("recovering, asking for every last cent, comparing the books ...", flush=True)
        verdict = Referee(place, course).judge()
    facts = {
        "requests": run.done,
        "kills": run.kills,
        "processes": asked.processes,
        "budgets_shared": [1, 2, 5],
        "seconds": round(run.seconds),
        "requests_a_second": round(run.done / max(run.seconds, 0.001)),
        "cores": os.cpu_count(),
        "verdict": {**asdict(verdict), "ok": verdict.ok},
        "other_proofs_s": times,
    }
    print(json.dumps(facts, indent=2), flush=True)
    _keep(asked.database, facts)
    if verdict.ok:
        shutil.rmtree(folder, ignore_errors=True)
    return verdict.ok and run.kills >= asked.kills


def _teller(requests: int) -> Any:
    began = time.monotonic()
    first: list[int] = []

    def tell(run: Run) -> None:
        first[:] = first or [run.done]
        rate = (run.done - first[0]) / max(1.0, time.monotonic() - began)
        left = (requests - run.done) / rate / 60 if rate else float("inf")
        print(
            f"{run.done:>9,} of {requests:,} asked, {run.kills:>5,} killed, "
            f"{rate:>5.0f} a second, {left:>5.0f} min left",
            flush=True,
        )

    return tell


def _keep(database: str, facts: dict[str, Any]) -> None:
    """A full run goes into the documentation, whatever came out; a smaller one does not."""
    if facts["requests"] < FULL_REQUESTS or facts["kills"] < FULL_KILLS:
        print("smaller than a full run: not kept in docs/proofs", flush=True)
        return
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    kept[database] = facts
    KEPT.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), kept), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
