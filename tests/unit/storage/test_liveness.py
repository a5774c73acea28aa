"""Who lives is known by a lock that ends with the process, however it ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.storage.liveness import Liveness

PROGRAM = """
import sys
from pathlib import Path
from bot.storage.liveness import Liveness
living = Liveness(Path(sys.argv[1]))
living.live(sys.argv[2])
print("here", flush=True)
sys.stdin.read()
"""


@contextmanager
def process(folder: Path, name: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that lives under this name."""
    other = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "here\n"
    yield other
    other.kill()
    other.wait()


def test_a_process_is_gone_when_it_was_killed_and_not_before(tmp_path: Path) -> None:
    mine = Liveness(tmp_path)
    mine.live("me")
    with process(tmp_path, "P-1") as first, process(tmp_path, "P-2"):
        assert mine.gone() == frozenset()
        first.kill()
        first.wait()
        assert mine.gone() == {"P-1"}
        mine.forget({"P-1"})
        assert mine.gone() == frozenset()
    assert mine.gone() == {"P-2"}


def test_who_closed_is_gone_for_the_others_and_may_come_back(tmp_path: Path) -> None:
    mine, other = Liveness(tmp_path), Liveness(tmp_path)
    mine.live("me")
    mine.live("me")
    assert other.gone() == frozenset()
    mine.close()
    assert other.gone() == {"me"}
    mine.live("me")
    assert other.gone() == frozenset()


def test_of_another_machine_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "another-machine").mkdir()
    (tmp_path / "another-machine" / "P-9").touch()
    assert Liveness(tmp_path).gone() == frozenset()
    assert Liveness(tmp_path / "nowhere").gone() == frozenset()
