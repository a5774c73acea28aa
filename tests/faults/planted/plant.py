"""Plant faults in copies of the package and run the tests that have to notice them.

`python -m tests.faults.planted.plant FOLDER` plants every fault, two at a time, and prints one JSON
line for each. It runs apart from pytest, loads the libraries once and forks for every fault.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults.planted.faults import FAULTS, Edit, Fault

ROOT = Path(__file__).parents[3]
AT_ONCE = 2
COPIED = ("bot", "tests/support", "tests/unit/authority", "tests/unit/storage")
FILES = ("limits.yml", "pyproject.toml", "tests/conftest.py")
WARM = (
    "sqlalchemy",
    "alembic.command",
    "hypothesis",
    "pytest_asyncio",
    "yaml",
    "argon2",
    "aiohttp",
)
NOT_WANTED = shutil.ignore_patterns("__pycache__", "_standin", "static")


@dataclass(frozen=True)
class Ran:
    """What pytest said: 0 passed, 1 failed; anything else means that it did not run as planned."""

    fault: str
    status: int
    output: str


class DoesNotApply(Exception):
    """The text that a fault would change is not there exactly once."""


def copy_to(folder: Path) -> None:
    """The package and the tests, as they are, into a folder of their own."""
    for name in (*COPIED, "tests/faults/authority"):
        shutil.copytree(ROOT / name, folder / name, ignore=NOT_WANTED)
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)


def apply(edits: Sequence[Edit], folder: Path) -> None:
    """Change the copy; DoesNotApply when a text is not there exactly once."""
    for edit in edits:
        path = folder / edit.path
        source = path.read_text(encoding="utf-8")
        if source.count(edit.old) != 1:
            raise DoesNotApply(f"{edit.path} has {source.count(edit.old)} times: {edit.old}")
        path.write_text(source.replace(edit.old, edit.new), encoding="utf-8")


def plant(fault: Fault, tests: Sequence[str]) -> Ran:
    """Run the tests with the fault in place, in this process, which is used up by it."""
    with tempfile.TemporaryDirectory(prefix="planted") as name:
        folder = Path(name)
        copy_to(folder)
        try:
            apply(fault.edits, folder)
        except DoesNotApply as error:
            return Ran(fault.id, -1, str(error))
        for module in [one for one in sys.modules if one.partition(".")[0] in ("bot", "tests")]:
            del sys.modules[module]
        sys.path[:] = [str(folder), *(one for one in sys.path if Path(one or ".") != ROOT)]
        os.environ["PYTHONPATH"] = str(folder)
        os.chdir(folder)
        importlib.invalidate_caches()
        import pytest

        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            status = int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *tests]))
        os.chdir("/")
        import bot.authority

        if not str(bot.authority.__file__).startswith(name):
            return Ran(fault.id, -1, f"it ran {bot.authority.__file__}")
        return Ran(fault.id, status, said.getvalue()[-3000:])


def main(faults: Sequence[tuple[Fault, Sequence[str]]]) -> None:
    """Fork for each fault, two at a time; the children write their line themselves."""
    for module in WARM:
        importlib.import_module(module)
    running = 0
    for fault, tests in faults:
        if running == AT_ONCE:
            os.wait()
            running -= 1
        if os.fork() == 0:
            try:
                ran = plant(fault, tests)
            except BaseException as error:
                ran = Ran(fault.id, -1, repr(error))
            os.write(1, json.dumps(asdict(ran)).encode() + b"\n")
            os._exit(0)
        running += 1
    for _ in range(running):
        os.wait()


if __name__ == "__main__":
    nothing = Fault("nothing planted", "", (), "")
    every = sorted({fault.test for fault in FAULTS})
    wanted = sys.argv[1:]
    main(
        [
            (fault, tests)
            for fault, tests in [(nothing, every), *((one, [one.test]) for one in FAULTS)]
            if not wanted or fault.id in wanted
        ]
    )
