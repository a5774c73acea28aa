"""`samenspel run --dev`: after a change, trains and swaps the model, or restarts what reads it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.commands.supervisor import Supervisor
from bot.settings import Settings

POLL_S = 1.0
TRAINED_FROM = ("data", "domain", "config.yml")
ENGINE_READS = ("actions", "endpoints.yml")
BOTH_READ = ("limits.yml", "samenspel.yml", "data/texts.yml")

Stamps = Mapping[Path, float]


def stamps(root: Path) -> dict[Path, float]:
    """When each file that matters was last changed."""
    found: dict[Path, float] = {}
    for name in (*TRAINED_FROM, *ENGINE_READS, *BOTH_READ):
        path = root / name
        files = (
            [path]
            if path.is_file()
            else [p for p in path.rglob("*") if p.suffix in (".yml", ".py")]
            if path.is_dir()
            else []
        )
        for file in files:
            found[file.relative_to(root)] = file.stat().st_mtime
    return found


def affected(before: Stamps, after: Stamps) -> frozenset[str]:
    """What to do after a change: train (and swap the model), restart engine, restart gateway."""
    changed = {p for p in before.keys() | after.keys() if before.get(p) != after.get(p)}
    work: set[str] = set()
    for path in changed:
        name = path.as_posix()
        if name in BOTH_READ:
            work |= {"engine", "gateway"}
        elif path.parts[0] in TRAINED_FROM:
            work.add("train")
        else:
            work.add("engine")
    return frozenset(work)


async def watch(settings: Settings, supervisor: Supervisor, *, say: Callable[[str], None]) -> None:
    """Look once a second, until cancelled. A training that fails leaves the old model running."""
    from bot.commands import train

    root = Path.cwd()
    before = await asyncio.to_thread(stamps, root)
    while True:
        await asyncio.sleep(POLL_S)
        after = await asyncio.to_thread(stamps, root)
        work = affected(before, after)
        before = after
        if not work:
            continue
        say(f"files changed: {', '.join(sorted(work))}")
        if "train" in work and (await asyncio.to_thread(train.run, settings, force=False)) != 0:
            continue
        if "train" in work and "engine" not in work:
            # It loads the new model beside the old one, so that nobody waits for it.
            supervisor.tell("engine", signal.SIGHUP)
        for name in ("engine", "gateway"):
            if name in work:
                await supervisor.restart(name)
