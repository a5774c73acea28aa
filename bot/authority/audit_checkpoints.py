"""Signed checkpoints of the audit trail in a file outside the database, written as it grows.

The chain alone does not show that its end was cut off, nor that it was written anew from some point
on; a checkpoint kept elsewhere does.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.engine import Connection

from bot.authority import audit
from bot.authority.audit_chain import START, Mark, walk
from bot.authority.audit_signed import (
    LINES,
    PUBLIC,
    BadCheckpoint,
    checked,
    hash_of,
    line_of,
    lines_of,
    public_pem,
    signing_key,
)
from bot.authority.values import ChainState
from bot.model import Clock
from bot.storage.database import Database

logger = logging.getLogger(__name__)

EVERY_RECORDS = 200
EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Kept:
    """The last checkpoint that is safe on disk, and why there is no newer one."""

    last: Mark | None = None
    problem: str | None = None


@dataclass(frozen=True)
class _Seen:
    """What this process found in the file when it last looked: nothing is checked twice."""

    size: int
    end: str
    last: Mark | None


class Checkpoints:
    """Writes a checkpoint when there is news; whatever fails is told and stops nothing."""

    def __init__(
        self, *, database: Database, folder: Path, secret: str | None, clock: Clock
    ) -> None:
        self._database = database
        self._folder = folder
        self._secret = secret
        self._clock = clock
        self._kept = Kept()
        self._seen: _Seen | None = None
        self._one_at_a_time = asyncio.Lock()

    @property
    def kept(self) -> Kept:
        """What the last look found."""
        return self._kept

    async def look(self, *, now_or_never: bool = False) -> Kept:
        """Write a checkpoint when enough happened since the last; at the end, of any news.

        Without a key to sign with there are none. Never raises: what went wrong is in the answer.
        """
        if not self._secret:
            return self._kept
        async with self._one_at_a_time:
            kept = await asyncio.to_thread(self._look, self._secret, now_or_never)
        if kept.problem and kept.problem != self._kept.problem:
            logger.error("audit_checkpoint_failed problem=%s", kept.problem)
        self._kept = kept
        return kept

    def _look(self, secret: str, now_or_never: bool) -> Kept:
        last = self._kept.last
        try:
            key = signing_key(secret)
            with _alone(self._folder / LINES) as file:
                seen = self._read(file, key)
                last = seen.last
                mark = self._due(last, now_or_never)
                if mark is None:
                    return Kept(last)
                line = line_of(mark, hash_of(seen.end) if seen.end else START, key)
                self._seen = None
                os.lseek(file, 0, os.SEEK_END)
                _write(file, line + "\n")
                self._seen = _Seen(os.fstat(file).st_size, line, mark)
                self._publish(key)
                return Kept(mark)
        except BadCheckpoint as error:
            return Kept(last, str(error))
        except Exception as error:
            # A full disk, a lost mount, a busy database: the next look tries again.
            return Kept(last, f"{type(error).__name__}: {error}")

    def _read(self, file: int, key: Ed25519PrivateKey) -> _Seen:
        """The end of the file, every line checked once. Raises BadCheckpoint."""
        if self._seen is not None and self._seen.size == os.fstat(file).st_size:
            return self._seen
        whole, _, torn = _read(file).rpartition("\n")
        if torn:
            # It was never acknowledged: the write before a crash or a full disk.
            logger.warning("audit_checkpoint_unfinished_line_removed")
            os.ftruncate(
                file, len((whole + "\n").encode("utf-8", "surrogateescape")) if whole else 0
            )
        lines = lines_of(whole + "\n") if whole else []
        marks = checked(lines, key.public_key())
        size = os.fstat(file).st_size
        self._seen = _Seen(size, lines[-1] if lines else "", marks[-1] if marks else None)
        return self._seen

    def _due(self, last: Mark | None, now_or_never: bool) -> Mark | None:
        """The checkpoint to write now, if any. Raises BadCheckpoint when the trail is broken."""
        state = self._database.read_sync(lambda c: news(c, last))
        if not state.ok:
            raise BadCheckpoint(state.problem or "the audit trail is broken")
        fresh = state.verified_to - (last.count if last else 0)
        now = self._clock()
        due = last is None or fresh >= EVERY_RECORDS or now - last.at >= EVERY
        if fresh == 0 or not (due or now_or_never):
            return None
        # Clocks may go back; the order of the lines may not.
        return Mark(state.verified_to, state.head, max(now, last.at) if last else now)

    def _publish(self, key: Ed25519PrivateKey) -> None:
        path, pem = self._folder / PUBLIC, public_pem(key)
        if not path.exists() or path.read_text(encoding="ascii") != pem:
            path.write_text(pem, encoding="ascii")


def news(connection: Connection, last: Mark | None) -> ChainState:
    """Walk what was added since the last checkpoint; nothing is signed that does not hold."""
    if last is None:
        return audit.verify(connection)
    rows = audit.rows(connection, after=last.count - 1)
    first = next(rows, None)
    if first is None or first.seq != last.count or first.hash != last.head:
        problem = (
            f"the trail does not hold the record {last.count} that the checkpoint "
            f"of {last.at.isoformat()} saw"
        )
        return ChainState(False, 0, START, last.count, problem)
    return walk(rows, audit.head(connection), start=(last.count, last.head))


@contextmanager
def _alone(path: Path) -> Iterator[int]:
    """The file, for one process at a time: the others come back later."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _read(file: int) -> str:
    with os.fdopen(os.dup(file), "rb") as reading:
        reading.seek(0)
        return reading.read().decode("utf-8", "surrogateescape")


def _write(file: int, text: str) -> None:
    left = text.encode()
    while left:
        left = left[os.write(file, left) :]
    os.fsync(file)
