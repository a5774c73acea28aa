"""The rule of the audit chain, without a database: rows, a head, checkpoints in; a verdict out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.authority.values import ChainState

START = "0" * 64


class Row(NamedTuple):
    """One record as it stands in its table; `at` is the column's time in ISO 8601."""

    seq: int
    at: str
    kind: str
    actor: str
    body: str
    prev: str
    hash: str


@dataclass(frozen=True)
class Mark:
    """What a checkpoint says: so many records there were, and this was the last one's hash."""

    count: int
    head: str
    at: datetime


class Unreadable(Exception):
    """The next row cannot even be read."""


def link(previous: str, body: str) -> str:
    """The hash of a record: it covers the body and the hash of the record before."""
    return hashlib.sha256((previous + body).encode("utf-8", "surrogateescape")).hexdigest()


def walk(
    rows: Iterable[Row],
    head: tuple[int, str] | None,
    marks: Sequence[Mark] = (),
    start: tuple[int, str] = (0, START),
) -> ChainState:
    """Check every hash, number and copied field, the head row, and each mark after `start`."""
    count, previous = start
    wanted: dict[int, list[Mark]] = {}
    for mark in marks:
        wanted.setdefault(mark.count, []).append(mark)
    for row, problem in _checked(rows, count, previous):
        if problem is None:
            problem = _against(wanted.pop(row.seq, ()), row.hash)
        if problem is not None:
            return ChainState(False, count, previous, count + 1, problem)
        count, previous = row.seq, row.hash
    beyond = [mark for left in wanted.values() for mark in left if mark.count > start[0]]
    if beyond:
        last = max(beyond, key=lambda mark: mark.count)
        problem = (
            f"record {count + 1} is missing: the checkpoint of {last.at.isoformat()} "
            f"was made at entry {last.count}"
        )
        return ChainState(False, count, previous, count + 1, problem)
    said = head or (0, START)
    if said != (count, previous):
        problem = f"the chain ends at {count}, its head says {said[0]}"
        if said[0] == count:
            problem = f"the head does not name the hash of record {count}"
        return ChainState(False, count, previous, count + 1, problem)
    return ChainState(True, count, previous)


def _checked(rows: Iterable[Row], count: int, previous: str) -> Iterator[tuple[Row, str | None]]:
    reading = iter(rows)
    while True:
        try:
            row = next(reading)
        except StopIteration:
            return
        except (Unreadable, ValueError):
            yield Row(0, "", "", "", "", "", ""), f"record {count + 1} cannot be read"
            return
        yield row, _problem(row, previous, count + 1)
        count, previous = row.seq, row.hash


def _against(marks: Sequence[Mark], found: str) -> str | None:
    for mark in marks:
        if mark.head != found:
            return (
                f"record {mark.count} is not the one that the checkpoint of "
                f"{mark.at.isoformat()} saw: it or one before it was replaced"
            )
    return None


def _problem(row: Row, previous: str, expected: int) -> str | None:
    if row.seq != expected:
        return f"record {expected} is missing"
    if row.prev != previous:
        return f"record {expected} does not follow the one before it"
    if row.hash != link(row.prev, row.body):
        return f"record {expected} was changed"
    try:
        body = json.loads(row.body)
        copied = (body["seq"], body["kind"], body["actor"], body["at"]["at"])
    except (ValueError, KeyError, TypeError):
        return f"record {expected} cannot be read"
    if copied != (row.seq, row.kind, row.actor, row.at):
        return f"record {expected} says something else than its columns"
    return None
