"""Tells which processes of this machine are gone, so that what they had begun need not wait.

Each process keeps a lock on a file of its own for as long as it lives. The system lets go of it
however the process ends, kill -9 included. A process on another machine has another folder here:
nothing is said of it, and its leases run out in their own time.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import platform
from collections.abc import Collection
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Liveness:
    """The files of the processes of this machine, since it started."""

    def __init__(self, folder: Path) -> None:
        self._parent = folder
        self._held: dict[str, int] = {}

    def live(self, name: str) -> None:
        """Be known under this name until `close` or the end of the process."""
        if name in self._held:
            return
        folder = self._folder()
        folder.mkdir(parents=True, exist_ok=True)
        # Locked before it can be seen: nobody finds it and thinks that this process is gone.
        hidden = folder / f".{name}"
        file = os.open(hidden, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        hidden.rename(folder / name)
        self._held[name] = file

    def gone(self) -> frozenset[str]:
        """The names of those that ended and are not forgotten yet."""
        folder = self._folder()
        if not folder.is_dir():
            return frozenset()
        return frozenset(
            file.name
            for file in folder.iterdir()
            if not file.name.startswith(".") and file.name not in self._held and _free(file)
        )

    def forget(self, names: Collection[str]) -> None:
        """Nothing of theirs is open any more."""
        for name in names:
            (self._folder() / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Be gone, as at the end of the process."""
        while self._held:
            _, file = self._held.popitem()
            os.close(file)

    def _folder(self) -> Path:
        with contextlib.suppress(OSError):
            return self._parent / _BOOT.read_text(encoding="ascii").strip()
        return self._parent / platform.node()


def _free(file: Path) -> bool:
    """Whether nobody holds it."""
    try:
        found = os.open(file, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(found)
    return True
