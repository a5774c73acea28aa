"""How a process writes its log: an event with its fields and the request, and nobody's data.

A line names an event and ids. What went wrong is told by the kind of error and the places in the
code: the words of an error may hold what a customer wrote, so only a DEBUG log has them.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import datetime, timezone
from types import TracebackType
from typing import Any

from bot import tracing
from bot.redaction import RedactingFormatter, marked

TEXT, JSON = "text", "json"
_Error = tuple[type[BaseException], BaseException, TracebackType | None]
_BETWEEN = {
    True: "The above exception was the direct cause of the following exception:",
    False: "During handling of the above exception, another exception occurred:",
}


def set_up(level: str, form: str) -> None:
    """Let everything in this process log to standard error in one form."""
    handler = logging.StreamHandler(sys.stderr)
    told = level == "DEBUG"
    handler.setFormatter(Json(told) if form == JSON else Text(told))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("aiohttp.access", "alembic", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


class Text(RedactingFormatter):
    """One line for a person: when, how bad, who, what, and of which request."""

    def __init__(self, words: bool = False) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._words = words

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, with the request behind it where the line itself does not name it."""
        if not self._words:
            record.message = _without_words(record)
        line, request = super().formatMessage(record), tracing.current()
        return f"{line} request={request}" if request and request not in line else line

    def formatException(self, ei: Any) -> str:
        """Where it went wrong, and with which kind of error."""
        return told(ei, words=self._words)


class Json(logging.Formatter):
    """One object a line, for a machine."""

    def __init__(self, words: bool = False) -> None:
        super().__init__()
        self._words = words

    def format(self, record: logging.LogRecord) -> str:
        """When, how bad, who, what with its fields, and of which request."""
        event, fields = taken_apart(record)
        if not self._words and not fields:
            event = _without_words(record)
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, timezone.utc).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "event": event,
            **fields,
        }
        if (request := tracing.current()) is not None:
            line["request"] = request
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = told(record.exc_info, words=self._words)
        return marked(json.dumps(line, ensure_ascii=False, default=str))


def _without_words(record: logging.LogRecord) -> str:
    """asyncio puts the words of an error into the lines behind its first."""
    message = record.getMessage()
    return message.splitlines()[0] if record.name == "asyncio" and message else message


def taken_apart(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    """`turn_ended turn=%s end=%s` as an event and its fields; anything else is an event alone."""
    words = str(record.msg).split(" ")
    given = record.args if isinstance(record.args, tuple) else ()
    if all("=" in word for word in words[1:]) and str(record.msg).count("%") == len(given):
        left, fields = list(given), {}
        event = words[0] % _some(words[0], left)
        for word in words[1:]:
            name, _, form = word.partition("=")
            if form:
                fields[name] = left.pop(0) if form in ("%s", "%d") else form % _some(form, left)
        if not left:
            return event, fields
    return record.getMessage(), {}


def _some(form: str, left: list[Any]) -> tuple[Any, ...]:
    return tuple(left.pop(0) for _ in range(form.count("%")))


def told(error: Any, *, words: bool) -> str:
    """An error with what led to it: places in the code and kinds, and its words if wanted."""
    kind, value, places = error
    if kind is None or value is None:
        return ""
    before = ""
    cause = value.__cause__ or (None if value.__suppress_context__ else value.__context__)
    if cause is not None:
        earlier = told((type(cause), cause, cause.__traceback__), words=words)
        before = f"{earlier}\n\n{_BETWEEN[value.__cause__ is not None]}\n\n"
    code = getattr(value, "code", None)
    what = f": {value}" if words else f" code={code}" if isinstance(code, str) else ""
    lines = "".join(traceback.format_tb(places))
    return f"{before}Traceback (most recent call last):\n{lines}{kind.__qualname__}{what}"
