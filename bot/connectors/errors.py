"""What a connector can say instead of an answer."""

from __future__ import annotations


class ConnectorError(Exception):
    """A system of record gave no answer; `code` is stable, `detail` is for operators."""

    code = "connector"

    def __init__(self, code: str | None = None, detail: str = "") -> None:
        self.code = code or type(self).code
        self.detail = detail
        super().__init__(f"{self.code}: {detail}" if detail else self.code)


class Retryable(ConnectorError):
    """Nothing happened; the same call with the same key may be tried again."""

    code = "unavailable"


class Final(ConnectorError):
    """Nothing happened and nothing will: a definite no."""

    code = "declined"


class OutcomeUnknown(ConnectorError):
    """It may or may not have happened. Never retried blindly, never told as done: look it up."""

    code = "outcome_unknown"
