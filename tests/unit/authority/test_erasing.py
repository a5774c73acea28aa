"""What is personal in a decision goes when the customer says so; what was done stays."""

from __future__ import annotations

from sqlalchemy import select

from bot.authority.erasing import erase_private
from bot.authority.service import ActionRequest
from bot.connectors.demo.tables import orders
from bot.model import ConversationId, Digest, ReservationState, StaffId
from bot.storage.authority_tables import audit_trail, decisions, reservations
from tests.support.authority import World

STREET, POSTCODE = "Dorpsstraat 12, Utrecht", "3512 JE"
C7 = ConversationId("c7")


def asked(confirmed: str | None = None, turn: str = "1") -> ActionRequest:
    params = {"order": "O-20013", "address": STREET, "postcode": POSTCODE}
    digest = Digest(confirmed) if confirmed else None
    return ActionRequest("change_address", C7, f"c7:{turn}", params, confirmed=digest)


async def written(world: World) -> str:
    """Everything that our own books hold."""
    found = []
    for table in (decisions, reservations, audit_trail):
        rows = await world.database.read(lambda c, table=table: c.execute(select(table)).all())  # type: ignore[misc]
        found += [str(tuple(row)) for row in rows]
    return "\n".join(found)


async def changed(world: World) -> None:
    await world.sign_in("c7", "C-1007")
    shown = await world.authority.request(asked())
    done = await world.authority.request(asked(str(shown.digest), turn="2"))
    assert done.state is ReservationState.SETTLED


async def test_an_address_is_erased_from_decisions_and_reservations(world: World) -> None:
    await changed(world)
    assert "Dorpsstraat" in await written(world)
    await world.database.run(lambda c: erase_private(c, C7))
    left = await written(world)
    assert "Dorpsstraat" not in left and POSTCODE not in left
    assert "O-20013" in left


async def test_the_audit_trail_never_held_it_and_stays_whole(world: World) -> None:
    await changed(world)
    rows = await world.database.read(lambda c: c.execute(select(audit_trail.c.body)).all())
    assert rows and not [row.body for row in rows if "Dorpsstraat" in row.body]
    await world.database.run(lambda c: erase_private(c, C7))
    assert (await world.authority.verify()).ok


async def test_what_is_not_finished_keeps_what_it_needs(world: World) -> None:
    await world.sign_in("c7", "C-1007")
    shown = await world.authority.request(asked())
    world.backend.faults.set("shop", "retryable", None)
    await world.authority.request(asked(str(shown.digest), turn="2"))
    await world.database.run(lambda c: erase_private(c, C7))
    world.backend.faults.clear()
    world.now = world.now.replace(hour=12)
    await world.authority.recover()
    query = select(orders.c.ships_to).where(orders.c.id == "O-20013")
    there = world.backend.database.read_sync(lambda c: c.execute(query).scalar_one())
    assert there == f"{STREET}, {POSTCODE}"


async def test_another_conversation_keeps_its_own(world: World) -> None:
    await changed(world)
    await world.database.run(lambda c: erase_private(c, ConversationId("c1")))
    assert "Dorpsstraat" in await written(world)


async def test_numbers_in_a_persons_reason_never_enter_the_trail(world: World) -> None:
    reason = "bel 0612345678, mail a@b.example, O-20013 is te duur"
    await world.authority.stop("all", by=StaffId("olga"), reason=reason)
    (record,) = (await world.authority.audit())[-1:]
    assert record.details["reason"] == "bel [phone], mail [email], O-20013 is te duur"
    assert "0612345678" not in record.summary
    assert (await world.authority.verify()).ok
