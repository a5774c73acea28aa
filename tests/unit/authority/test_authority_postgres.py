"""The same ledger on a real PostgreSQL: guards, locks and walls hold there too."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.authority.by_person import Doer, Wish
from bot.conversation import record
from bot.conversation.deeds import Deeds
from bot.conversation.errors import NotHolder
from bot.customers import Customers
from bot.model import ConversationId, Mode, Money, Outcome, ReservationState, StaffId
from tests.support.acting import FEMKE, MARIA, does, excepts
from tests.support.authority import World
from tests.support.exception_race import made_once


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    pgserver = pytest.importorskip(
        "pgserver", reason="no PostgreSQL: the wheel pgserver is missing"
    )
    # A socket's address has no room for pytest's long folder names.
    folder = tempfile.mkdtemp(prefix="pg", dir="/tmp")
    server = pgserver.get_server(f"{folder}/data", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture
async def world(server_url: str, made_world: Path, tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path, prepared=made_world, url=server_url)
    made.database.run_sync(
        lambda c: c.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    )
    await made.database.upgrade()
    await made.authority.start()
    await made.sign_in("c1", "C-1001")
    yield made
    made.close()


async def test_money_moves_once_and_the_books_agree(world: World) -> None:
    done = await world.refund("O-20002", turn="1")
    assert done.state is ReservationState.SETTLED
    assert await world.refund("O-20002", turn="1") == done
    assert (await world.refund("O-20002", turn="2")).outcome is Outcome.REFUSE
    books = world.books()
    assert books.moved == books.held("settled") == 109_90
    assert (await world.authority.verify()).ok


async def test_two_people_at_once_make_one_exception(world: World) -> None:
    await made_once(world, "O-20004")


async def test_an_approval_and_a_lost_answer_end_as_on_sqlite(world: World) -> None:
    await world.refund("O-20003")
    (approval,) = await world.authority.approvals()
    world.backend.faults.set("payments", "timeout_after_success")
    result = await world.authority.approve(approval.id, by=StaffId("anna"), role="approver")
    assert result.state is ReservationState.IN_DOUBT
    world.now += timedelta(minutes=1)
    await world.authority.recover()
    books = world.books()
    assert books.moved == books.held("settled") == 249_00
    assert books.budget("refunds_per_day") == (0, 249_00)


async def test_the_same_request_from_several_processes_at_once_pays_once(world: World) -> None:
    others = [World(world.folder, url=str(world.database.url), owner=f"p{n}") for n in range(4)]
    results = await asyncio.gather(
        *(other.refund("O-20002", turn="1") for other in others), return_exceptions=True
    )
    for other in others:
        other.close()
    assert len({getattr(result, "reservation", result) for result in results}) == 1
    assert world.books().moved == 109_90


async def test_different_requests_at_once_share_one_budget_without_going_over(
    world: World,
) -> None:
    for number, customer in (("O-20002", "C-1001"), ("O-20014", "C-1008"), ("O-20017", "C-1012")):
        await world.sign_in(f"of-{number}", customer)
    source = Path(__file__).parents[3].joinpath("limits.yml").read_text(encoding="utf-8")
    lower = source.split("\ntests:")[0].replace("cap: 3000.00 EUR", "cap: 120.00 EUR")
    await world.authority.apply(lower, by=StaffId("olga"), reason="a small day")
    others = [World(world.folder, url=str(world.database.url), owner=f"p{n}") for n in range(3)]
    await asyncio.gather(
        *(
            other.refund(number, conversation=f"of-{number}")
            for other, number in zip(others, ("O-20002", "O-20014", "O-20017"), strict=True)
        )
    )
    for other in others:
        other.close()
    books = world.books()
    assert books.moved == books.held("settled") == sum(books.budget("refunds_per_day"))
    assert 0 < books.moved <= 120_00


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE authority_audit SET actor = 'nobody'",
        "DELETE FROM authority_audit",
        "UPDATE authority_budget_rows SET posted_minor = posted_minor + 1000000",
        "DELETE FROM authority_budget_rows",
        "UPDATE limits_versions SET source = 'x'",
    ],
)
async def test_the_database_itself_refuses_here_too(world: World, statement: str) -> None:
    await world.refund("O-20002")
    with pytest.raises(DBAPIError):
        world.database.run_sync(lambda c: c.execute(text(statement)))


async def test_the_same_limits_reproduce_what_people_did(world: World) -> None:
    assert (await world.refund("O-20004")).outcome is Outcome.REFUSE
    assert await excepts(world, FEMKE)
    await does(world, MARIA, "O-20002")
    waiting = await does(world, MARIA, "O-20003")
    assert waiting.approval is not None
    await world.authority.deny(waiting.approval, by=FEMKE.id, role=FEMKE.role, reason="no")
    assert (await does(world, FEMKE, "O-20003")).outcome is Outcome.ALLOW
    report = await world.authority.what_if(await world.authority.source())
    assert (report.requests, report.unjudged, report.changed) == (5, 0, 0)
    assert report.paid_after == Money(world.books().moved, "EUR")


async def test_a_person_acts_once_and_only_while_the_conversation_is_theirs(world: World) -> None:
    c1, maria = ConversationId("c1"), Doer(StaffId("maria"), "agent", "Maria")
    held = {"mode": Mode.HUMAN.value, "holder": maria.id}

    def claimed(connection: Connection) -> None:
        record.create(connection, c1, token_hash="x", language="nl", customer=None, now=world.now)
        record.change(connection, c1, **held)

    await world.database.run(claimed)
    customers = Customers(database=world.database, connectors=world.connectors, clock=world.clock)
    deeds = Deeds(world.database, world.authority, customers)
    assert (await deeds.form(c1, maria))["deeds"]
    wish = Wish(c1, "refund_order", {"order": "O-20002", "items": []}, {"reason": "damaged"})
    look = await deeds.look(wish, maria)
    digest, seen = look.result.digest, look.seen
    results = await asyncio.gather(
        *(deeds.carry_out(wish, maria, digest=digest, seen=seen) for _ in range(4))
    )
    assert len({result.reservation for result in results}) == 1
    assert len(world.books().provider) == 1
    large = Wish(c1, "refund_order", {"order": "O-20005", "items": []}, {"reason": "damaged"})
    look = await deeds.look(large, maria)
    await world.database.run(lambda c: record.change(c, c1, holder="sam"))
    with pytest.raises(NotHolder):
        await deeds.carry_out(large, maria, digest=look.result.digest, seen=look.seen)
    assert len(world.books().provider) == 1
