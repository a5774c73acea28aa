"""An action that needs no approval costs two durable commits: one to hold it, one to settle it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import event

from bot.model import ReservationState
from tests.support import authority as support
from tests.support.authority import World


async def test_an_allowed_refund_takes_two_commits_of_the_ledger(tmp_path: Path) -> None:
    support.prepare(tmp_path)
    world = World(tmp_path)
    await world.authority.start()
    await world.sign_in("c1", "C-1001")
    written: list[int] = []
    writes: list[str] = []

    def statement(_c: object, _k: object, text: str, *_rest: object) -> None:
        if text.split(None, 1)[0] in ("INSERT", "UPDATE", "DELETE"):
            writes.append(text)

    def commit(_connection: object) -> None:
        if writes:
            written.append(len(writes))
            writes.clear()

    event.listen(world.database.engine(), "before_cursor_execute", statement)
    event.listen(world.database.engine(), "commit", commit)
    done = await world.refund("O-20002")
    world.close()
    assert done.state is ReservationState.SETTLED, done
    assert len(written) == 2, written
