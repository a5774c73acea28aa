"""The proofs about who talks, at full size: random conversations, and kills under load.

Both go on where they were when they are stopped. What a full run found is kept in docs/proofs.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.faults.chatting.run import LIES, Tally, many

ROOT = Path(__file__).parents[1]
STATE = ROOT / "var" / "prove"
KEPT = ROOT / "docs" / "proofs" / "last-talk-run.json"
FULL_CONVERSATIONS = 100_000


def conversations(count: int, *, seed: int, fresh: bool) -> bool:
    """Random conversations with the real gate, router and log; True when none told a lie."""
    file = STATE / f"talk-{seed}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    if fresh:
        file.unlink(missing_ok=True)
    before = _earlier(file)
    print(f"== talk: {count:,} conversations, {before.conversations:,} done before", flush=True)
    began = time.monotonic()

    def tell(done: Tally) -> None:
        now = Tally()
        now.add(before)
        now.add(done)
        file.write_text(json.dumps(asdict(now)), encoding="utf-8")
        rate = done.conversations / max(0.1, time.monotonic() - began)
        left = (count - now.conversations) / rate / 60
        print(
            f"{now.conversations:>9,} of {count:,}, {sum(now.wrong.values())} wrong, "
            f"{rate:>5.0f} a second, {left:>4.0f} min left",
            flush=True,
        )

    many(count, start=before.conversations, seed=seed, tell=tell)
    total = _earlier(file)
    for number, what, where in total.examples:
        print(f"{number}: {what}: {where}", flush=True)
    if total.conversations >= FULL_CONVERSATIONS:
        keep(
            "conversations",
            {
                "conversations": total.conversations,
                "messages": total.messages,
                "by_the_bot": total.by_bot,
                "wrong": {lie: total.wrong[lie] for lie in LIES},
                "cpu_s": round(total.cpu_s),
                "cores": os.cpu_count(),
                "seed": seed,
            },
        )
    return not total.wrong


def _earlier(file: Path) -> Tally:
    if not file.exists():
        return Tally()
    kept = json.loads(file.read_text(encoding="utf-8"))
    kept["wrong"] = Counter(kept["wrong"])
    kept["examples"] = [tuple(example) for example in kept["examples"]]
    return Tally(**kept)


def keep(name: str, facts: dict[str, Any]) -> None:
    """A full run goes into the documentation, whatever came out."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    kept[name] = facts
    KEPT.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", encoding="utf-8")
