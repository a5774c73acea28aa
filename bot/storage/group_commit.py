"""Transactions that wait for SQLite's one writer share a commit: as durable, and cheaper.

A commit waits for the disk; what is decided meanwhile would wait behind it, one by one. Here one
thread takes all that wait, does them in order inside one transaction, each undone by itself when
it raises, and answers only after the commit ("group commit", DeWitt et al., SIGMOD 1984).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy.engine import Connection

from bot.storage.errors import DatabaseBusy
from bot.storage.prepared import savepoint

MOST = 32
"""So many share a commit: the first of them waits for the work of the others."""

Work = Callable[[Connection], Any]


@dataclass
class _Waiting:
    """Work on its way, the moment until which it is worth doing, and where its answer goes."""

    work: Work
    deadline: float
    answer: Future[Any] = field(default_factory=Future)

    def begins(self) -> bool:
        """Whether to do it: not when the caller left or was kept waiting too long."""
        if not self.answer.set_running_or_notify_cancel():
            return False
        if self.deadline < time.monotonic():
            self.answer.set_exception(
                DatabaseBusy("the database was busy longer than the time-out")
            )
            return False
        return True


class GroupCommit:
    """Does work in order on a thread of its own.

    `transaction` opens one, given the deadline for it; `telling` turns a driver's error into ours.
    """

    def __init__(
        self,
        transaction: Callable[[float], AbstractContextManager[Connection]],
        telling: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._transaction = transaction
        self._telling = telling
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="database-write", daemon=True)
        self._thread.start()

    def submit(self, work: Work, deadline: float) -> Future[Any]:
        """Have work done; the answer comes after its commit. `deadline`: by the monotonic clock."""
        waiting = _Waiting(work, deadline)
        self._queue.put(waiting)
        return waiting.answer

    def close(self) -> None:
        """Do what waits, then end."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            group = [self._queue.get()]
            while len(group) < MOST:
                try:
                    group.append(self._queue.get_nowait())
                except Empty:
                    break
            going = None not in group
            begun = [waiting for waiting in group if waiting is not None and waiting.begins()]
            if begun:
                self._together(begun)

    def _together(self, group: list[_Waiting]) -> None:
        """One transaction. Nobody is answered before its commit, and all are when it fails."""
        tell: list[Callable[[], None]] = []
        try:
            with self._transaction(max(waiting.deadline for waiting in group)) as connection:
                if len(group) == 1:
                    answer = group[0].work(connection)
                    tell.append(partial(group[0].answer.set_result, answer))
                else:
                    tell += [self._beside_others(connection, waiting) for waiting in group]
        except BaseException as error:
            for waiting in group:
                waiting.answer.set_exception(error)
        else:
            for each in tell:
                each()

    def _beside_others(self, connection: Connection, waiting: _Waiting) -> Callable[[], None]:
        """How to tell what came of it: what it did is undone when it raises, the others go on.

        An error waits for the commit as well: it may be about what another of the group wrote.
        """
        try:
            with self._telling(), savepoint(connection):
                return partial(waiting.answer.set_result, waiting.work(connection))
        except Exception as error:
            if not connection.connection.dbapi_connection.in_transaction:
                raise  # SQLite gave the whole transaction up, as it does when the disk is full
            return partial(waiting.answer.set_exception, error)
