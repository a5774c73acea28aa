"""Ten thousand random attacks on the audit trail and its checkpoints: every one is found."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.authority.audit_chain import START, Mark, Row, link, walk
from bot.authority.audit_signed import (
    BadCheckpoint,
    checked,
    hash_of,
    line_of,
    lines_of,
    signing_key,
)
from bot.authority.canonical import dumps
from tests.support.authority import NOW

RECORDS, EVERY, ATTACKS = 40, 10, 10_000
KEY, OTHER_KEY = signing_key("k" * 40), signing_key("o" * 40)


@dataclass(frozen=True)
class Books:
    """What lies in the database and in the file beside it."""

    rows: tuple[Row, ...]
    head: tuple[int, str]
    lines: tuple[str, ...]

    def problem(self) -> str | None:
        """What `samenspel audit verify` finds."""
        try:
            marks = checked(lines_of("".join(f"{line}\n" for line in self.lines)), KEY.public_key())
        except BadCheckpoint as error:
            return str(error)
        return walk(self.rows, self.head, marks).problem


def _record(seq: int, previous: str, summary: str, seconds: int = 0) -> Row:
    at = NOW + timedelta(seconds=seq + seconds)
    body = dumps(
        {
            "seq": seq,
            "at": at,
            "kind": "decision",
            "actor": "bot",
            "summary": summary,
            "details": {"amount": seq},
        }
    )
    return Row(seq, at.isoformat(), "decision", "bot", body, previous, link(previous, body))


def _chain(summaries: Sequence[str], seconds: Sequence[int] = ()) -> tuple[Row, ...]:
    rows: list[Row] = []
    for seq, summary in enumerate(summaries, start=1):
        later = seconds[seq - 1] if seconds else 0
        rows.append(_record(seq, rows[-1].hash if rows else START, summary, later))
    return tuple(rows)


def _end(rows: Sequence[Row]) -> tuple[int, str]:
    return (rows[-1].seq, rows[-1].hash) if rows else (0, START)


def _signed(rows: Sequence[Row], key: object = KEY) -> tuple[str, ...]:
    lines: list[str] = []
    for row in rows[EVERY - 1 :: EVERY]:
        mark = Mark(row.seq, row.hash, NOW + timedelta(minutes=row.seq))
        lines.append(line_of(mark, hash_of(lines[-1]) if lines else START, key))  # type: ignore[arg-type]
    return tuple(lines)


SUMMARIES = tuple(f"refund {number}" for number in range(1, RECORDS + 1))
ROWS = _chain(SUMMARIES)
WHOLE = Books(ROWS, _end(ROWS), _signed(ROWS))


def _flipped(text: str, draw: random.Random) -> str:
    place = draw.randrange(len(text))
    return text[:place] + chr(ord(text[place]) ^ (1 << draw.randrange(5))) + text[place + 1 :]


def _flip(draw: random.Random) -> Books:
    place = draw.randrange(RECORDS)
    row, column = ROWS[place], draw.choice(Row._fields)
    value = getattr(row, column)
    other = value ^ (1 << draw.randrange(6)) if column == "seq" else _flipped(str(value), draw)
    changed = Row(**{**row._asdict(), column: other})
    return replace(WHOLE, rows=(*ROWS[:place], changed, *ROWS[place + 1 :]))


def _delete(draw: random.Random) -> Books:
    place, count = draw.randrange(RECORDS), draw.randint(1, 5)
    return replace(WHOLE, rows=ROWS[:place] + ROWS[place + count :])


def _swap(draw: random.Random) -> Books:
    one, two = draw.sample(range(RECORDS), 2)
    rows = list(ROWS)
    # The contents change places; the numbers stay where they are, so that no gap shows.
    rows[one] = ROWS[two]._replace(seq=ROWS[one].seq)
    rows[two] = ROWS[one]._replace(seq=ROWS[two].seq)
    return replace(WHOLE, rows=tuple(rows))


def _truncate(draw: random.Random) -> Books:
    """The end is cut off and the head put right, as somebody with the database would."""
    rows = ROWS[: draw.randrange(RECORDS)]
    return replace(WHOLE, rows=rows, head=_end(rows))


def _restamp(draw: random.Random) -> Books:
    """Records get other times, and everything behind them new hashes."""
    seconds = [0] * RECORDS
    for place in range(draw.randrange(RECORDS), RECORDS):
        seconds[place] = draw.choice((-1, 1)) * draw.randint(1, 86_400)
    rows = _chain(SUMMARIES, seconds)
    return replace(WHOLE, rows=rows, head=_end(rows))


def _rewrite(draw: random.Random) -> Books:
    """One record says something else, and the chain is made anew from there."""
    summaries = list(SUMMARIES)
    place = draw.randrange(RECORDS)
    summaries[place] = _flipped(summaries[place], draw)
    rows = _chain(summaries)
    return replace(WHOLE, rows=rows, head=_end(rows))


def _insert(draw: random.Random) -> Books:
    """A record that never happened, with a chain that is made anew behind it."""
    summaries = list(SUMMARIES)
    summaries.insert(draw.randrange(RECORDS), f"refund {draw.randrange(10**6)}")
    rows = _chain(summaries)
    return replace(WHOLE, rows=rows, head=_end(rows))


def _append_badly(draw: random.Random) -> Books:
    row = _record(RECORDS + 1, _flipped(ROWS[-1].hash, draw), "refund")
    return replace(WHOLE, rows=(*ROWS, row), head=_end([row]))


def _behead(draw: random.Random) -> Books:
    count, end = WHOLE.head
    if draw.random() < 0.5:
        return replace(WHOLE, head=(count + draw.choice((-1, 1)) * draw.randint(1, 9), end))
    return replace(WHOLE, head=(count, _flipped(end, draw)))


def _checkpoint(draw: random.Random) -> Books:
    """The file: a letter, a line left out, two lines swapped, a line again, another key."""
    lines = list(WHOLE.lines)
    place = draw.randrange(len(lines))
    how = draw.randrange(5)
    if how == 0:
        lines[place] = _flipped(lines[place], draw)
    elif how == 1:
        # The last line cannot be missed from within the file; see the bound below.
        del lines[place if place < len(lines) - 1 else 0]
    elif how == 2:
        one, two = draw.sample(range(len(lines)), 2)
        lines[one], lines[two] = lines[two], lines[one]
    elif how == 3:
        lines.insert(place, lines[draw.randrange(len(lines))])
    else:
        lines = list(_signed(ROWS, OTHER_KEY))
    return replace(WHOLE, lines=tuple(lines))


def _forge(draw: random.Random) -> Books:
    """A whole new history with checkpoints that fit it, signed by a key that is not ours."""
    books = _rewrite(draw)
    return replace(books, lines=_signed(books.rows, OTHER_KEY))


KINDS: tuple[Callable[[random.Random], Books], ...] = (
    _flip,
    _delete,
    _swap,
    _truncate,
    _restamp,
    _rewrite,
    _insert,
    _append_badly,
    _behead,
    _checkpoint,
    _forge,
)


def test_untouched_books_hold() -> None:
    assert WHOLE.problem() is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__.strip("_"))
def test_every_random_attack_is_found(kind: Callable[[random.Random], Books]) -> None:
    draw = random.Random(f"{kind.__name__} of the audit trail")
    for _ in range(-(-ATTACKS // len(KINDS))):
        books = kind(draw)
        assert books != WHOLE
        assert books.problem(), books


def test_what_is_newer_than_the_last_checkpoint_can_be_written_anew_unseen() -> None:
    """The bound: a checkpoint vouches for what was there when it was made."""
    longer = _chain((*SUMMARIES, "refund 41", "refund 42"))
    assert replace(WHOLE, rows=longer, head=_end(longer)).problem() is None
    other = _chain((*SUMMARIES, "refund 41", "something else"))
    assert replace(WHOLE, rows=other, head=_end(other)).problem() is None
    assert replace(WHOLE, rows=longer[:41], head=_end(longer[:41])).problem() is None


def test_cutting_the_file_and_the_trail_together_is_seen_only_with_a_copy_elsewhere() -> None:
    rows = ROWS[: RECORDS - EVERY]
    cut = Books(rows, _end(rows), WHOLE.lines[:-1])
    assert cut.problem() is None
    assert replace(cut, lines=WHOLE.lines).problem() is not None


def test_whoever_has_the_database_and_the_key_can_write_another_history() -> None:
    other = _chain([*SUMMARIES[:-1], "something else"])
    assert Books(other, _end(other), _signed(other)).problem() is None
