"""What was kept long enough goes by itself, each kind after its own time, by a moved clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.authority.service import ActionRequest
from bot.conversation.photos import Photos
from bot.model import ConversationId, ReservationState
from bot.privacy.retention import Retention
from bot.storage.authority_tables import decisions, reservations
from bot.storage.conversation_tables import conversations, entries, feedback, readings
from bot.storage.database import Database
from bot.storage.knowledge_tables import unanswered
from bot.storage.notify_tables import reach
from bot.storage.people_tables import proof_tries
from bot.storage.remark_tables import remarks
from tests.support.gateway import Gateway
from tests.support.scripted_engine import says
from tests.support.tabs import Tab

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"


@pytest.fixture(params=["sqlite", "postgres"])
def more_settings(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """A file, and a server."""
    if request.param == "sqlite":
        yield {}
        return
    pytest.importorskip("pgserver", reason="no PostgreSQL: the wheel pgserver is missing")
    from tests.faults.racing.servers import postgres

    with postgres() as url:
        yield {"database_url": url}


def photos_of(gateway: Gateway) -> Photos:
    return Photos(gateway.folder / "attachments")


def retention(gateway: Gateway, owner: str = "one") -> Retention:
    return Retention(gateway.rooms, photos_of(gateway), owner=owner)


async def talked(gateway: Gateway, words: str, customer: str = "C-1002") -> ConversationId:
    """A conversation with something of every kind in it; a payment where there is one to make."""

    async def script(ask: Mapping[str, Any]) -> dict[str, Any]:
        signals = [{"code": "mood", "weight": 0.2, "words": words}]
        reading = {"level": 0.4, "mood": "sad", "signals": signals}
        return says(ask, f"echo: {ask['text']}", reading=reading, known={"order": "O-20005"})

    gateway.engine.script = script
    tab = await Tab.open(gateway.base, identity=await gateway.identity(customer))
    await tab.say(words)
    await tab.answered(f"echo: {words}")
    await tab.call("feedback", {"score": 1, "text": words})
    made = ConversationId(tab.conversation)
    photos_of(gateway).save(made, PNG)
    now = gateway.clock()

    def work(connection: Connection) -> None:
        about = {"conversation": made, "at": now, "language": "nl", "text": words}
        connection.execute(insert(unanswered).values(turn=f"{made}:q", **about))
        connection.execute(insert(remarks).values(turn=f"{made}:r", kind="feedback", **about))
        connection.execute(
            insert(reach).values(conversation=made, email="a@b.example", left_at=now)
        )
        connection.execute(
            insert(proof_tries).values(conversation=made, number="O-1", at=now, proven=False)
        )

    await gateway.house.database.run(work)
    await tab.close()
    return made


async def all_of(gateway: Gateway, table: Any, conversation: str) -> list[Any]:
    query = select(table).where(table.c.conversation == conversation)
    return list(await gateway.house.database.read(lambda c: c.execute(query).all()))


async def words_left(gateway: Gateway, conversation: str) -> set[str]:
    """Which kinds of data of a conversation still hold something."""
    left = set()
    if any(row.body.find("walnoot") >= 0 for row in await all_of(gateway, entries, conversation)):
        left.add("conversations")
    if any(row.signals != "[]" for row in await all_of(gateway, readings, conversation)):
        left.add("moods")
    for name, table in {"feedback": feedback, "remarks": remarks, "questions": unanswered}.items():
        if any(row.text for row in await all_of(gateway, table, conversation)):
            left.add(name)
    for name, table in {"contact": reach, "tries": proof_tries}.items():
        if await all_of(gateway, table, conversation):
            left.add(name)
    if photos_of(gateway).every(ConversationId(conversation)):
        left.add("photos")
    return left


EVERYTHING = {
    *("conversations", "moods", "feedback", "remarks", "questions", "contact", "tries", "photos"),
}


async def test_each_kind_goes_after_its_own_time(gateway: Gateway) -> None:
    old = await talked(gateway, "walnoot")
    gone: dict[int, set[str]] = {}
    before = EVERYTHING
    assert await words_left(gateway, old) == before
    for days in (1, 3, 31, 91, 181, 366):
        gateway.clock.ahead = gateway.clock.ahead.__class__(days=days)
        await retention(gateway).round()
        await gateway.quiet()
        left = await words_left(gateway, old)
        gone[days], before = before - left, left
    assert gone == {
        1: set(),
        3: {"tries"},
        31: {"contact"},
        91: {"moods"},
        181: {"photos"},
        366: {"conversations", "feedback", "remarks", "questions"},
    }
    # After a month without the numbers and addresses in it, after a year without anything.
    assert gateway.engine.forgotten == [old, old]


async def test_what_was_used_lately_and_what_somebody_is_busy_with_is_kept(
    gateway: Gateway,
) -> None:
    old = await talked(gateway, "walnoot")
    gateway.clock.turn(days=300)
    new = await talked(gateway, "walnoot", "C-1003")
    await gateway.house.database.run(
        lambda c: c.execute(
            update(conversations).where(conversations.c.id == old).values(mode="human")
        )
    )
    gateway.clock.turn(days=100)
    await retention(gateway).round()
    assert "conversations" in await words_left(gateway, old)
    assert "conversations" in await words_left(gateway, new)


async def test_whose_a_payment_was_goes_after_seven_years_and_the_payment_stays(
    gateway: Gateway,
) -> None:
    made = await talked(gateway, "walnoot", "C-1001")
    done = await gateway.house.authority.request(
        ActionRequest("refund_order", made, f"{made}:1", {"order": "O-20002", "items": ()},
                      {"reason": "damaged"})
    )  # fmt: skip
    assert done.state is ReservationState.SETTLED and done.amount is not None
    for days, known in ((2_556, True), (2_558, False)):
        gateway.clock.ahead = gateway.clock.ahead.__class__(days=days)
        await retention(gateway).round()
        await gateway.quiet()
        (decision,) = await all_of(gateway, decisions, made)
        (held,) = await all_of(gateway, reservations, made)
        assert (decision.customer == "C-1001", held.customer == "C-1001") == (known, known)
        assert ("C-1001" in decision.facts) is known
        assert (held.actual_minor, held.state) == (done.amount.minor, "settled")
    assert (await gateway.house.authority.verify()).ok


async def test_the_round_is_once_a_day_and_by_one_process(gateway: Gateway) -> None:
    old = await talked(gateway, "walnoot")
    gateway.clock.turn(days=3)
    one, two = retention(gateway), retention(gateway, "two")
    assert (await one.round())["tries"] == 1
    await talked(gateway, "walnoot", "C-1003")
    gateway.clock.turn(hours=23)
    assert not await two.round()
    gateway.clock.turn(days=31)
    # What each left to be reached by, and what is cut out of the conversations of both.
    assert (await two.round())["contact"] == 4
    assert not await one.round()
    assert "conversations" in await words_left(gateway, old)


async def test_a_round_over_many_conversations_empties_the_log_once_and_leaves_no_word(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied = []
    really = Database.overwrite

    async def counted(self: Database, *, whole: bool = False) -> bool:
        emptied.append(whole)
        return await really(self, whole=whole)

    monkeypatch.setattr(Database, "overwrite", counted)
    for customer in ("C-1001", "C-1002", "C-1003"):
        await talked(gateway, "walnoot", customer)
    gateway.clock.turn(days=366)
    emptied.clear()
    done = await retention(gateway).round()
    await gateway.quiet()
    assert done["photos"] == 3
    assert emptied == [False]
    if gateway.house.database.is_sqlite:
        held = [path.name for path in gateway.folder.rglob("*") if path.is_file()
                and b"walnoot" in path.read_bytes()]  # fmt: skip
        assert held == []
