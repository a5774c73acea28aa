"""Why something did not go out, each with a stable code."""

from __future__ import annotations


class NotifyError(Exception):
    """Base of everything that can go wrong on the way out; `code` may stand in logs."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Retryable(NotifyError):
    """It did not work now; the same thing may work later."""


class Final(NotifyError):
    """It will never work: no such mailbox, or the other side says that it does not want it."""


class NotWanted(NotifyError):
    """Nobody needs it any more, so it was not sent."""

    def __init__(self) -> None:
        super().__init__("not_wanted")
