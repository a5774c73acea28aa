"""The log: an event with fields and the request; of an error never the words."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest

from bot import logs, tracing

SECRET = "what Noor wrote"


class Coded(Exception):
    code = "busy"


def record(message: str, *args: Any, error: bool = False, name: str = "bot.test") -> Any:
    info = sys.exc_info() if error else None
    return logging.LogRecord(name, logging.INFO, "file", 1, message, args, info)


def as_json(*given: Any, words: bool = False, **more: Any) -> dict[str, Any]:
    return json.loads(logs.Json(words).format(record(*given, **more)))  # type: ignore[no-any-return]


def test_an_event_is_taken_apart_into_its_fields() -> None:
    told = as_json("turn_taken turn=%s flow=%s ms=%.0f ok=yes", "c1:5", None, 31.4)
    assert told["event"] == "turn_taken"
    assert (told["turn"], told["flow"], told["ms"], told["ok"]) == ("c1:5", None, "31", "yes")
    assert told["level"] == "INFO" and told["logger"] == "bot.test"


def test_an_event_may_be_named_by_what_happened() -> None:
    told = as_json("%s reservation=%s epoch=%s", "settled", "R-1", 2)
    assert (told["event"], told["reservation"], told["epoch"]) == ("settled", "R-1", 2)


@pytest.mark.parametrize("message", ["plain words of a library", "half=%s a=%d%%"])
def test_what_is_no_event_with_fields_is_told_as_it_is(message: str) -> None:
    args = ("x", 3) if "%" in message else ()
    assert as_json(message, *args)["event"] == (message % args if args else message)


def test_the_request_stands_on_every_line_once() -> None:
    with tracing.following("c1:5"):
        assert as_json("settled reservation=%s", "R-1")["request"] == "c1:5"
        assert logs.Text().format(record("settled")).endswith("settled request=c1:5")
        assert logs.Text().format(record("turn_ended turn=%s", "c1:5")).count("c1:5") == 1
    assert "request" not in as_json("settled")


@pytest.mark.parametrize("form", [logs.Text, logs.Json])
def test_of_an_error_kind_code_and_places_are_told_and_its_words_only_at_debug(form: Any) -> None:
    try:
        try:
            raise ValueError(f"no address: {SECRET}")
        except ValueError as error:
            raise Coded(f"cannot send to {SECRET}") from error
    except Coded:
        quiet = form(False).format(record("failed", error=True))
        debug = form(True).format(record("failed", error=True))
    assert SECRET not in quiet
    assert all(part in quiet for part in ("ValueError", "Coded code=busy", "test_logs.py"))
    assert debug.count(SECRET) >= 2


def test_what_asyncio_tells_of_a_lost_error_is_told_without_it() -> None:
    message = f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{SECRET}')>"
    for form in (logs.Text(), logs.Json()):
        line = form.format(record(message, name="asyncio"))
        assert SECRET not in line and "never retrieved" in line


def test_a_statement_that_fails_does_not_tell_what_was_to_be_written(tmp_path: Any) -> None:
    from sqlalchemy import text

    from bot.storage.database import Database

    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(Exception) as raised:
        database.run_sync(
            lambda c: c.execute(text("SELECT * FROM none WHERE a = :a"), {"a": SECRET})
        )
    database.close_sync()
    assert SECRET not in str(raised.value)
