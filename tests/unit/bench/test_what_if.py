"""The database that the what-if is measured on: real decisions, with everything that can follow."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bench import recorded_requests, what_if
from bot.authority import audit
from bot.authority.values import ChainState
from bot.storage.authority_tables import decisions, requests, reservations


def test_recorded_requests_are_reproduced_and_other_limits_change_them(tmp_path: Path) -> None:
    database = recorded_requests.build(tmp_path / "requests.db", 900)
    old = recorded_requests.limits_of(recorded_requests.text())
    same = what_if.replayed(database, old, old)
    assert (same.requests, same.changed, same.lines) == (900, 0, ())
    assert set(same.before) >= {"allow", "approve", "ask", "handover", "refuse"}
    new = recorded_requests.limits_of(what_if.stricter())
    other = what_if.replayed(database, old, new)
    assert other.changed > 100 and {line.rule for line in other.lines} >= {"in_time", "allow_up_to"}
    database.close_sync()


def test_recorded_requests_have_every_ending(tmp_path: Path) -> None:
    database = recorded_requests.build(tmp_path / "requests.db", 900)
    r = reservations.c

    def look(connection: Connection) -> tuple[dict[str, int], int, int, ChainState]:
        states = dict(connection.execute(select(r.state, func.count()).group_by(r.state)).all())
        less = select(func.count()).where(r.actual_minor < r.amount_minor)
        asked = connection.execute(select(func.count()).select_from(requests)).scalar_one()
        judged = connection.execute(select(func.count()).select_from(decisions)).scalar_one()
        chain = audit.verify(connection)
        return states, connection.execute(less).scalar_one(), judged - asked, chain

    states, less, again, chain = database.read_sync(look)
    database.close_sync()
    assert set(states) == {"settled", "released"} and min(states.values()) > 0
    assert less > 0, "nothing was settled for less"
    assert again > 0, "nothing was decided again after a yes"
    assert chain.ok, chain.problem


def test_a_short_run_is_told_as_seconds_for_a_million() -> None:
    assert what_if.Spent(2.0, 3.0).of_a_million(100_000) == what_if.Spent(20.0, 30.0)
    _, spent = what_if.timed(lambda: sum(range(1_000)))
    assert spent.processor > 0 and spent.clock > 0
