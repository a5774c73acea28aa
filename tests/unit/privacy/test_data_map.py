"""docs/privacy.md tells the truth: every column is on the page, and what it says goes does go."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Float, Table, insert, select
from sqlalchemy.engine import Connection

from bot.authority import audit
from bot.authority.erasing import cut_person, erase_private
from bot.conversation.erasure import erase_texts
from bot.conversation.record import change
from bot.model import ConversationId, CustomerId
from bot.privacy import exporting
from bot.storage import personal
from bot.storage.database import Database
from bot.storage.migrate import every_table
from bot.storage.personal import PERSONAL, Whose
from bot.storage.tables import UtcDateTime

PAGE = Path("docs/privacy.md")
NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
MINE, CUSTOMER = ConversationId("mine"), CustomerId("C-4711")
# Where a value has to be one of a few, or a key of something else.
FIXED = {"state": "settled", "currency": "EUR", "mode": "closed", "type": "message"}
KEYS = ("conversation", "decision", "reservation", "approval", "refused", "id", "fact", "staff")


@dataclass(frozen=True)
class Line:
    """What the page says of one column."""

    personal: bool
    kept: str
    erased: str


def page() -> dict[tuple[str, str], Line]:
    """The data map by table and column."""
    found: dict[tuple[str, str], Line] = {}
    table = ""
    for text in PAGE.read_text(encoding="utf-8").partition("## The data map")[2].splitlines():
        if text.startswith("### "):
            table = text.strip("# `")
        elif table and text.startswith("| `"):
            columns, _, person, kept, erased = (part.strip() for part in text.split("|")[1:-1])
            for column in re.findall(r"`(\w+)`", columns):
                found[table, column] = Line(person == "yes", kept, erased)
    return found


MAP = page()


def engine_tables() -> list[Table]:
    """What the engine makes for itself."""
    from bot.rasa_ext.tracker_store import _metadata

    return list(_metadata.sorted_tables)


def test_every_table_and_column_stands_in_the_data_map() -> None:
    there = {
        (table.name, column.name)
        for table in [*every_table().sorted_tables, *engine_tables()]
        for column in table.columns
    }
    missing = sorted(f"{table}.{column}" for table, column in there - set(MAP))
    assert not missing, (
        f"{', '.join(missing)} stands in no line of docs/privacy.md: say there what it is for,"
        " whether it is about a person, how long it is kept and what an erasure does to it"
    )
    gone = sorted(f"{table}.{column}" for table, column in set(MAP) - there)
    assert not gone, f"docs/privacy.md describes what is not there any more: {', '.join(gone)}"


def test_each_line_says_something_that_is_known() -> None:
    from bot.settings.keys import Retention

    kept = {"always", *(name.removesuffix("_days") for name in Retention.__dataclass_fields__)}
    assert {line.kept for line in MAP.values()} <= kept
    assert {line.erased for line in MAP.values()} <= {"goes", "emptied", "cut", "stays"}
    for (table, column), line in MAP.items():
        if not line.personal:
            assert (line.kept, line.erased) in {("always", "stays")}, f"{table}.{column}"


def test_every_table_about_people_is_on_the_list_that_exports_and_erases() -> None:
    about = {table for (table, _), line in MAP.items() if line.personal}
    listed = {one.table.name for one in PERSONAL}
    others = {"staff", "staff_sessions", "login_tries", "events", "checkpoints"}
    assert about - listed == others


def test_every_kind_of_data_has_words_in_both_languages() -> None:
    from bot.texts import Texts

    texts = Texts.load(Path("data/texts.yml"))
    assert [kind for kind in exporting.kinds() if not texts.has(f"own_data.{kind}")] == []


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'filled.db'}")
    made.upgrade_sync()
    yield made
    made.close_sync()


def told(table: Table, column: Column) -> str:
    """A word that stands in this column and nowhere else."""
    return f"zq{sum(map(ord, table.name)):04d}{column.name}x{len(table.name)}"


def value(table: Table, column: Column) -> Any:
    """Something for a column, recognisable where there is room for it."""
    if column.name == "customer":
        return CUSTOMER
    if column.name == "sender_id" or (table.name, column.name) == ("conversations", "id"):
        return MINE
    if column.name == "conversation":
        return MINE
    if isinstance(column.type, UtcDateTime):
        return NOON
    if isinstance(column.type, Boolean):
        return column.name == "proven"
    if exporting.is_number(column):
        return 0  # no budget may be above its cap
    if isinstance(column.type, Float):
        return 0.5
    if column.name in FIXED:
        return FIXED[column.name]
    if column.name in KEYS:
        return _key(table, column.name)
    if column.name in exporting.JSON and table.name != "withheld":
        who = {"who": CUSTOMER} if MAP[table.name, column.name].personal else {}
        return json.dumps({"said": told(table, column), **who})
    return told(table, column)[: getattr(column.type, "length", None) or 200]


def _key(table: Table, name: str) -> str:
    """The same for a row and for those that point at it."""
    if name == "id":
        name = table.name.removeprefix("authority_").removesuffix("s")
    return f"{'decision' if name == 'refused' else name}-1"


def fill(connection: Connection) -> None:
    """One row in every table, each with words of its own."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    audit.append(connection, at=NOON, kind="decision", actor="bot", summary="refund O-1")
    for table in every_table().sorted_tables:
        if not table.name.startswith("authority_audit"):
            row = {column.name: value(table, column) for column in table.columns}
            connection.execute(insert(table).values(**row))


def erase(connection: Connection) -> None:
    """What the command does in the database."""
    whose = Whose((MINE,), CUSTOMER)
    erase_texts(connection, MINE)
    erase_private(connection, MINE)
    change(connection, MINE, token_hash=None)
    cut_person(connection, CUSTOMER, instead="erased-1")
    personal.erase(connection, whose)


def left(connection: Connection) -> dict[tuple[str, str], Any]:
    """What stands in every column after it."""
    found: dict[tuple[str, str], Any] = {}
    for table in every_table().sorted_tables:
        for row in connection.execute(select(table)):
            for column in table.columns:
                found[table.name, column.name] = row._mapping[column.name]
    return found


def test_what_the_page_says_goes_does_go_and_what_stays_stays(database: Database) -> None:
    database.run_sync(fill)
    before = database.read_sync(left)
    database.run_sync(erase)
    after = database.read_sync(left)

    for (table, column), line in MAP.items():
        if (table, column) not in before:
            continue
        now, then = after.get((table, column)), before[table, column]
        name = f"{table}.{column}"
        if line.erased == "goes":
            assert (table, column) not in after, f"{name} is still there"
        elif line.erased == "stays":
            assert now == then, f"{name} was {then!r} and is {now!r}"
        elif line.erased == "emptied":
            assert now in (None, "", "[]", "{}") or "erased" in str(now), f"{name} is {now!r}"
    assert CUSTOMER not in repr(after), [key for key, now in after.items() if CUSTOMER in repr(now)]
