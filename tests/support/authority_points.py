"""Every place where a process can be struck: found by listening, never written down by hand.

Listens to the ledger's own database (before every statement, before and after every commit)
and to the connectors (before and after every call). What lies between two of these is
computing, which changes nothing outside the process.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import event

from bot.connectors.ports import Connectors
from bot.storage.database import Database

Blow = Callable[[], None]


def kill() -> None:
    """As the kernel would do it: at once, without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def freeze() -> None:
    """Stand still until somebody says SIGCONT; sent to this thread, so that it is this point."""
    signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)


def fill_the_disk() -> None:
    """From now on no file of this process can be written: the kernel refuses every byte."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))


@dataclass
class Points:
    """Counts the points as they pass, and strikes at one of them."""

    at: int | None = None
    blow: Blow = kill
    seen: list[str] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def listening(self, database: Database) -> Iterator[None]:
        """Pass a point at every statement and around every commit of this database."""
        engine = database.engine()
        commit = engine.dialect.do_commit

        def stated(_c: Any, _k: Any, statement: str, *_: Any) -> None:
            self.passed(_short(statement))

        def committed(driver: Any) -> None:
            self.passed("before commit")
            commit(driver)
            self.passed("after commit")

        event.listen(engine, "before_cursor_execute", stated)
        engine.dialect.do_commit = committed
        try:
            yield
        finally:
            engine.dialect.do_commit = commit
            event.remove(engine, "before_cursor_execute", stated)

    def around(self, connectors: Connectors) -> Connectors:
        """The same connectors, with a point before and after every call."""
        ports = ("shop", "bookings", "payments", "vouchers")
        watched: Any = {name: _Watched(self, name, getattr(connectors, name)) for name in ports}
        return replace(connectors, **watched)

    def passed(self, name: str) -> None:
        """One more point; the blow falls here when it is the one."""
        with self._turn:
            self.seen.append(name)
            here = len(self.seen) - 1 == self.at
        if here:
            self.blow()


class _Watched:
    """A port whose calls are points."""

    def __init__(self, points: Points, name: str, port: Any) -> None:
        self._points = points
        self._name = name
        self._port = port

    def __getattr__(self, method: str) -> Any:
        call = getattr(self._port, method)

        async def watched(*given: Any, **named: Any) -> Any:
            self._points.passed(f"before {self._name}.{method}")
            try:
                return await call(*given, **named)
            finally:
                self._points.passed(f"after {self._name}.{method}")

        return watched


def _short(statement: str) -> str:
    words = statement.split()
    if words[0] == "SELECT":
        table = words[words.index("FROM") + 1] if "FROM" in words else ""
        return sys.intern(f"SELECT {table}".strip())
    return sys.intern(" ".join(words[:3]))
