"""Accounts, log-ins and sessions of the people who work with it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text

from bot.staff import (
    DEMO_ACCOUNTS,
    TRIES,
    BadAccount,
    NotLoggedIn,
    Staff,
    TooManyTries,
    WrongLogin,
    csrf_matches,
)
from bot.storage.database import Database
from bot.storage.people_tables import staff, staff_sessions

START = datetime(2026, 11, 20, 10, 30, tzinfo=timezone.utc)
PASSWORD = "long enough to use"
# Real argon2id, with little memory so that tests stay quick.
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@dataclass
class Office:
    """The staff of a real database, with a clock that a test moves."""

    database: Database
    now: datetime = START
    staff: Staff = field(init=False)

    def __post_init__(self) -> None:
        self.staff = Staff(
            database=self.database, clock=lambda: self.now, session_hours=10, hasher=QUICK
        )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    database = Database(f"sqlite:///{tmp_path / 'samenspel.db'}")
    database.upgrade_sync()
    yield Office(database)
    database.close_sync()


async def add_ann(office: Office, password: str = PASSWORD) -> None:
    await office.staff.add("ann", display="Ann", role="agent", password=password)


async def test_a_person_logs_in_and_is_known_by_the_cookie_until_log_out(office: Office) -> None:
    await add_ann(office)
    login = await office.staff.log_in(" Ann ", PASSWORD)
    session = await office.staff.session(login.token)
    assert (session.person.id, session.person.display, session.person.role) == (
        "ann", "Ann", "agent",
    )  # fmt: skip
    assert session.csrf == login.csrf != login.token
    await office.staff.log_out(login.token)
    with pytest.raises(NotLoggedIn):
        await office.staff.session(login.token)


async def test_a_session_ends_by_itself(office: Office) -> None:
    await add_ann(office)
    login = await office.staff.log_in("ann", PASSWORD)
    office.now = START + timedelta(hours=9, minutes=59)
    assert await office.staff.session(login.token)
    office.now = START + timedelta(hours=10)
    with pytest.raises(NotLoggedIn):
        await office.staff.session(login.token)


@pytest.mark.parametrize(
    ("name", "password"), [("ann", "wrong password"), ("nobody", PASSWORD), ("", ""), ("ann", "")]
)
async def test_a_wrong_name_or_password_is_told_in_the_same_words(
    office: Office, name: str, password: str
) -> None:
    await add_ann(office)
    with pytest.raises(WrongLogin) as caught:
        await office.staff.log_in(name, password)
    assert str(caught.value) == "name or password is wrong"


async def test_after_too_many_tries_the_right_password_has_to_wait_too(office: Office) -> None:
    await add_ann(office)
    for _ in range(TRIES):
        with pytest.raises(WrongLogin):
            await office.staff.log_in("ann", "wrong password")
    with pytest.raises(TooManyTries):
        await office.staff.log_in("ann", PASSWORD)
    office.now = START + timedelta(minutes=15)
    assert await office.staff.log_in("ann", PASSWORD)


async def test_a_name_that_does_not_exist_is_limited_just_the_same(office: Office) -> None:
    for _ in range(TRIES):
        with pytest.raises(WrongLogin):
            await office.staff.log_in("nobody", "wrong password")
    with pytest.raises(TooManyTries):
        await office.staff.log_in("nobody", "wrong password")


async def test_tries_at_the_same_moment_are_counted_one_by_one(office: Office) -> None:
    await add_ann(office)
    answers = await asyncio.gather(
        *(office.staff.log_in("ann", f"guess number {n}") for n in range(12)),
        return_exceptions=True,
    )
    assert len([answer for answer in answers if isinstance(answer, WrongLogin)]) == TRIES
    assert len([answer for answer in answers if isinstance(answer, TooManyTries)]) == 12 - TRIES


async def test_logging_in_again_and_again_is_no_reason_to_wait(office: Office) -> None:
    await add_ann(office)
    tokens = {(await office.staff.log_in("ann", PASSWORD)).token for _ in range(TRIES + 2)}
    assert len(tokens) == TRIES + 2


async def test_the_database_holds_neither_password_nor_token(office: Office) -> None:
    await add_ann(office)
    login = await office.staff.log_in("ann", PASSWORD)
    stored = office.database.read_sync(
        lambda c: (c.execute(select(staff)).all(), c.execute(select(staff_sessions)).all())
    )
    assert "$argon2id$" in str(stored)
    assert PASSWORD not in str(stored)
    assert login.token not in str(stored)
    assert login.token not in repr(login)


async def test_a_stronger_hash_replaces_the_old_one_at_the_next_login(office: Office) -> None:
    await add_ann(office)
    stronger = Staff(
        database=office.database,
        clock=lambda: office.now,
        hasher=PasswordHasher(time_cost=2, memory_cost=128, parallelism=1),
    )
    await stronger.log_in("ann", PASSWORD)
    hashed = office.database.read_sync(lambda c: c.execute(select(staff.c.password)).scalar_one())
    assert "m=128,t=2" in hashed
    assert await stronger.log_in("ann", PASSWORD)


@pytest.mark.parametrize(
    ("name", "role", "password"),
    [
        ("Ann B", "agent", PASSWORD),
        ("", "agent", PASSWORD),
        ("ann", "boss", PASSWORD),
        ("ann", "agent", "short"),
    ],
)
async def test_an_account_that_cannot_be_is_refused(
    office: Office, name: str, role: str, password: str
) -> None:
    with pytest.raises(BadAccount):
        await office.staff.add(name, display="Ann", role=role, password=password)
    assert await office.staff.people() == ()


async def test_a_name_is_taken_only_once(office: Office) -> None:
    await add_ann(office)
    with pytest.raises(BadAccount, match="already"):
        await add_ann(office)


async def test_a_closed_account_ends_its_sessions(office: Office) -> None:
    await add_ann(office)
    login = await office.staff.log_in("ann", PASSWORD)
    await office.staff.switch_off("ann")
    with pytest.raises(NotLoggedIn):
        await office.staff.session(login.token)
    with pytest.raises(WrongLogin):
        await office.staff.log_in("ann", PASSWORD)
    with pytest.raises(BadAccount):
        await office.staff.switch_off("nobody")


async def test_demo_accounts_come_once_close_with_their_sessions_and_open_again(
    office: Office,
) -> None:
    await asyncio.gather(office.staff.open_demo(), office.staff.open_demo())
    people = {(person.id, person.role) for person in await office.staff.people()}
    assert people == {(account.name, account.role) for account in DEMO_ACCOUNTS}
    await add_ann(office)
    logins = [
        await office.staff.log_in(account.name, account.password) for account in DEMO_ACCOUNTS
    ]
    await office.staff.close_demo()
    assert [person.id for person in await office.staff.people()] == ["ann"]
    with pytest.raises(NotLoggedIn):
        await office.staff.session(logins[0].token)
    await office.staff.open_demo()
    assert len(await office.staff.people()) == len(DEMO_ACCOUNTS) + 1


async def test_a_page_that_does_not_know_the_csrf_token_is_not_ours(office: Office) -> None:
    await add_ann(office)
    login = await office.staff.log_in("ann", PASSWORD)
    session = await office.staff.session(login.token)
    assert csrf_matches(session, login.csrf)
    assert not csrf_matches(session, None)
    assert not csrf_matches(session, "")
    assert not csrf_matches(session, login.token)


async def test_ended_sessions_are_swept_at_the_next_login(office: Office) -> None:
    await add_ann(office)
    await office.staff.log_in("ann", PASSWORD)
    office.now = START + timedelta(days=2)
    await office.staff.log_in("ann", PASSWORD)
    count = office.database.read_sync(
        lambda c: c.execute(text("SELECT count(*) FROM staff_sessions")).scalar_one()
    )
    assert count == 1
