"""The audit chain and the walls in the database: every change shows, and most cannot be made."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.authority import audit
from bot.authority.service import ChainState
from bot.storage.database import Database
from tests.support.authority import NOW, World

RECORDS = 12


@pytest.fixture(scope="module")
def chain(made_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a chain of a dozen records, without the walls that guard it."""
    folder = tmp_path_factory.mktemp("chain")
    world = World(folder, prepared=made_world)

    def work(connection):  # type: ignore[no-untyped-def]
        for number in range(RECORDS):
            audit.append(
                connection,
                at=NOW + timedelta(seconds=number),
                kind="decision",
                actor="bot",
                summary=f"step {number}",
                amount=number,
            )

    world.database.run_sync(work)
    world.close()
    with sqlite3.connect(folder / "ours.db") as raw:
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"
        ).fetchall():
            raw.execute(f"DROP TRIGGER {name}")
    return folder / "ours.db"


def verified(path: Path) -> ChainState:
    database = Database(f"sqlite:///{path}")
    state = database.read_sync(audit.verify)
    database.close_sync()
    return state


def test_a_whole_chain_is_good(chain: Path) -> None:
    state = verified(chain)
    assert state.ok and state.verified_to == RECORDS


tampering = st.one_of(
    st.tuples(st.just("flip"), st.integers(1, RECORDS), st.integers(0, 10_000)),
    st.tuples(st.just("delete"), st.integers(1, RECORDS), st.just(0)),
    st.tuples(st.just("swap"), st.integers(1, RECORDS - 1), st.just(0)),
    st.tuples(st.just("truncate"), st.integers(1, RECORDS), st.just(0)),
    st.tuples(st.just("restamp"), st.integers(1, RECORDS), st.integers(1, 1000)),
    st.tuples(st.just("actor"), st.integers(1, RECORDS), st.just(0)),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(how=tampering)
def test_every_tampering_shows(chain: Path, how: tuple[str, int, int]) -> None:
    kind, seq, more = how
    raw = sqlite3.connect(chain, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    before = raw.execute("SELECT * FROM authority_audit ORDER BY seq").fetchall()
    if kind == "flip":
        body = raw.execute("SELECT body FROM authority_audit WHERE seq=?", (seq,)).fetchone()[0]
        place = more % len(body)
        flipped = body[:place] + chr(ord(body[place]) ^ 1) + body[place + 1 :]
        raw.execute("UPDATE authority_audit SET body=? WHERE seq=?", (flipped, seq))
    elif kind == "delete":
        raw.execute("DELETE FROM authority_audit WHERE seq=?", (seq,))
    elif kind == "swap":
        raw.execute("UPDATE authority_audit SET seq=-1 WHERE seq=?", (seq,))
        raw.execute("UPDATE authority_audit SET seq=? WHERE seq=?", (seq, seq + 1))
        raw.execute("UPDATE authority_audit SET seq=? WHERE seq=-1", (seq + 1,))
    elif kind == "truncate":
        raw.execute("DELETE FROM authority_audit WHERE seq>=?", (seq,))
    elif kind == "restamp":
        at = (NOW + timedelta(days=more)).strftime("%Y-%m-%d %H:%M:%S.%f")
        raw.execute("UPDATE authority_audit SET at=? WHERE seq=?", (at, seq))
    else:
        raw.execute("UPDATE authority_audit SET actor='nobody' WHERE seq=?", (seq,))
    raw.execute("COMMIT")
    state = verified(chain)
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("DELETE FROM authority_audit")
    raw.executemany("INSERT INTO authority_audit VALUES (?,?,?,?,?,?,?)", before)
    raw.execute("COMMIT")
    raw.close()
    assert not state.ok
    assert state.first_bad is not None and state.first_bad <= seq + 1
    assert verified(chain).ok, "put back as it was"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE authority_audit SET actor = 'nobody'",
        "UPDATE authority_audit SET body = body || ' '",
        "DELETE FROM authority_audit",
        "DELETE FROM authority_audit WHERE seq = (SELECT MAX(seq) FROM authority_audit)",
        "INSERT OR REPLACE INTO authority_audit SELECT * FROM authority_audit WHERE seq = 1",
        "INSERT INTO authority_audit SELECT seq + 7, at, kind, actor, body, prev, hash "
        "FROM authority_audit WHERE seq = 1",
        "DELETE FROM limits_versions",
        "UPDATE limits_versions SET source = 'version: 1'",
        "DELETE FROM authority_budget_rows",
        "UPDATE authority_budget_rows SET pending_minor = cap_minor + 1 WHERE cap_minor > 0",
        "UPDATE authority_budget_rows SET posted_minor = posted_minor + 1000000",
        "UPDATE authority_budget_rows SET posted_count = 100 WHERE cap_count IS NOT NULL",
        "UPDATE authority_budget_rows SET pending_minor = -1",
        "INSERT INTO authority_budget_rows VALUES ('x', 'all', 0, 0, 'EUR', 100, 1, 101, 0, 0, 0)",
    ],
)
async def test_the_database_itself_refuses(world: World, statement: str) -> None:
    await world.refund("O-20002")
    with pytest.raises(IntegrityError):
        world.database.run_sync(lambda c: c.execute(text(statement)))
    assert (await world.authority.verify()).ok


async def test_a_rolling_window_is_walled_over_all_its_hours(world: World) -> None:
    await world.refund("O-20002")
    world.now += timedelta(hours=3)
    later = int(world.now.timestamp()) // 3600 * 3600
    full = (
        "INSERT INTO authority_budget_rows SELECT budget, scope, :later, span, currency, "
        "cap_minor, cap_count, :minor, 0, 0, 0 FROM authority_budget_rows "
        "WHERE budget = 'refunds_per_customer'"
    )
    with pytest.raises(IntegrityError):
        world.database.run_sync(
            lambda c: c.execute(text(full), {"later": later, "minor": 600_00 - 109_90 + 1})
        )
    world.database.run_sync(
        lambda c: c.execute(text(full), {"later": later, "minor": 600_00 - 109_90})
    )


async def test_a_lower_cap_below_what_is_spent_can_be_written(world: World) -> None:
    await world.refund("O-20002")
    lower = "UPDATE authority_budget_rows SET cap_minor = 1 WHERE cap_minor IS NOT NULL"
    world.database.run_sync(lambda c: c.execute(text(lower)))
