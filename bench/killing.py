"""Kills at full size, for `make prove ARGS="--parts kills"`: the figures go into docs/proofs."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path

from tests.faults.killing.kills import Run, killed

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "docs/proofs/last-kills-run.json"
GATEWAY, ENGINE = 140, 60


def kills(*, seed: int) -> bool:
    """Kill gateway and engine two hundred times under load; whether every promise was kept."""
    folder = ROOT / "var" / "prove" / "kills"
    shutil.rmtree(folder, ignore_errors=True)
    print(f"== kills: {GATEWAY} of the gateway, {ENGINE} of the engine", flush=True)
    run, verdict = asyncio.run(
        killed(folder, gateway=GATEWAY, engine=ENGINE, seed=seed, tell=_tell)
    )
    facts = {**asdict(run), "cores": os.cpu_count(), "verdict": {**asdict(verdict)}}
    print(json.dumps(facts, indent=2), flush=True)
    KEPT.write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return verdict.ok


def _tell(run: Run) -> None:
    done = run.gateway + run.engine
    print(f"{done:>4} of {GATEWAY + ENGINE} killed after {run.seconds:.0f} s", flush=True)
