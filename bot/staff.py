"""The people who work with it: accounts, roles, and who is logged in."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.model import Clock, StaffId
from bot.storage.database import Database, take_turn
from bot.storage.people_tables import login_tries, staff, staff_sessions

ROLES = ("agent", "operator", "approver", "admin")
DESK_ROLES = frozenset({"agent", "approver", "admin"})
"""Who may sit at the desk."""
TRIES = 5
TRY_WINDOW = timedelta(minutes=15)
SHORTEST_PASSWORD = 10
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SKILL = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
MOST_SKILLS = 9


class StaffError(Exception):
    """Something about an account or a log-in that cannot be."""

    code = "staff"


class WrongLogin(StaffError):
    """Name and password do not belong together; never says which of the two is wrong."""

    code = "wrong_login"


class TooManyTries(StaffError):
    """Too many failed log-ins under this name; wait."""

    code = "too_many_tries"


class NotLoggedIn(StaffError):
    """No session, or one that ended."""

    code = "not_logged_in"


class BadAccount(StaffError):
    """An account that cannot be added: name, role or password."""

    code = "bad_account"


@dataclass(frozen=True)
class Person:
    """Someone who works with it."""

    id: StaffId
    display: str
    role: str


@dataclass(frozen=True)
class Login:
    """A fresh log-in: `token` goes into the cookie, `csrf` to the page; neither is stored plain."""

    person: Person
    token: str
    csrf: str
    expires: datetime

    def __repr__(self) -> str:
        return f"Login(person={self.person.id!r})"


@dataclass(frozen=True)
class StaffSession:
    """A running session, as the gateway sees it with each request."""

    person: Person
    csrf: str
    expires: datetime

    def __repr__(self) -> str:
        return f"StaffSession(person={self.person.id!r})"


@dataclass(frozen=True)
class DemoAccount:
    """An account that exists in demo mode only; its password is no secret."""

    name: str
    display: str
    role: str
    password: str
    skills: tuple[str, ...] = ()


DEMO_ACCOUNTS = (
    DemoAccount("maria", "Maria", "agent", "demo-maria", ("returns",)),
    DemoAccount("sam", "Sam", "agent", "demo-sam-too", ("travel",)),
    DemoAccount("femke", "Femke", "approver", "demo-femke", ("payments", "complaints")),
    DemoAccount("omar", "Omar", "operator", "demo-omar-too"),
)


class Staff:
    """Accounts and sessions of the people at the desk and of operators."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        session_hours: int = 10,
        token: Callable[[], str] = lambda: secrets.token_urlsafe(32),
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._lasts = timedelta(hours=session_hours)
        self._token = token
        self._hasher = hasher or PasswordHasher()
        # Hashing costs memory on purpose; this many at a time, whoever knocks.
        self._hashing = asyncio.Semaphore(2)
        self._nobody: str | None = None

    async def add(
        self, name: str, *, display: str, role: str, password: str, skills: Sequence[str] = ()
    ) -> Person:
        """Add an account. Raises BadAccount."""
        return await self._add(
            name, display=display, role=role, password=password, skills=skills, demo=False
        )

    async def _add(
        self,
        name: str,
        *,
        display: str,
        role: str,
        password: str,
        skills: Sequence[str],
        demo: bool,
    ) -> Person:
        if not _NAME.fullmatch(name):
            raise BadAccount("a name has small letters, digits, dot, dash and underscore")
        if role not in ROLES:
            raise BadAccount(f"role {role!r} does not exist; there are {', '.join(ROLES)}")
        if len(password) < SHORTEST_PASSWORD:
            raise BadAccount(f"a password has at least {SHORTEST_PASSWORD} characters")
        if len(skills) > MOST_SKILLS or not all(_SKILL.fullmatch(skill) for skill in skills):
            raise BadAccount(
                f"at most {MOST_SKILLS} skills, each of small letters, digits, dash and underscore"
            )
        hashed = await self._hash(password)
        try:
            await self._database.run(
                lambda connection: connection.execute(
                    insert(staff).values(
                        id=name,
                        display=display,
                        role=role,
                        password=hashed,
                        added_at=self._clock(),
                        active=True,
                        demo=demo,
                        skills=" ".join(skills),
                    )
                )
            )
        except IntegrityError as error:
            raise BadAccount(f"there is already an account {name!r}") from error
        return Person(StaffId(name), display, role)

    async def open_demo(self) -> None:
        """Make the demo accounts, or open them again."""
        there = await self._database.run(self._reopen_demo)
        for account in DEMO_ACCOUNTS:
            if account.name in there:
                continue
            try:
                await self._add(
                    account.name,
                    display=account.display,
                    role=account.role,
                    password=account.password,
                    skills=account.skills,
                    demo=True,
                )
            except BadAccount:
                # The other process, which starts at the same moment, was first.
                if account.name not in {person.id for person in await self.people()}:
                    raise

    async def close_demo(self) -> None:
        """Close the demo accounts and end their sessions: everybody can read their passwords."""

        def work(connection: Connection) -> None:
            demo = select(staff.c.id).where(staff.c.demo.is_(True))
            connection.execute(delete(staff_sessions).where(staff_sessions.c.staff.in_(demo)))
            connection.execute(update(staff).where(staff.c.demo.is_(True)).values(active=False))

        await self._database.run(work)

    def _reopen_demo(self, connection: Connection) -> set[str]:
        connection.execute(update(staff).where(staff.c.demo.is_(True)).values(active=True))
        return set(connection.execute(select(staff.c.id)).scalars())

    async def people(self) -> tuple[Person, ...]:
        """Everyone who can log in, by name."""
        rows = await self._database.read(
            lambda connection: connection.execute(
                select(staff.c.id, staff.c.display, staff.c.role)
                .where(staff.c.active.is_(True))
                .order_by(staff.c.id)
            ).all()
        )
        return tuple(Person(StaffId(row.id), row.display, row.role) for row in rows)

    async def log_in(self, name: str, password: str) -> Login:
        """Open a session. Raises WrongLogin or TooManyTries, also for names that do not exist."""
        name = name.strip().lower()[:64]
        attempt = await self._database.run(lambda connection: self._begin_try(connection, name))
        row = await self._database.read(
            lambda connection: connection.execute(
                select(staff).where(staff.c.id == name, staff.c.active.is_(True))
            ).first()
        )
        # Checking a password that cannot be right takes as long as checking a real one.
        right = await self._verify(row.password if row else await self._nobodys_hash(), password)
        if row is None or not right:
            raise WrongLogin("name or password is wrong")
        login = Login(
            person=Person(StaffId(row.id), row.display, row.role),
            token=self._token(),
            csrf=self._token(),
            expires=self._clock() + self._lasts,
        )
        renewed = (
            await self._hash(password) if self._hasher.check_needs_rehash(row.password) else None
        )
        await self._database.run(
            lambda connection: self._open_session(connection, login, attempt, renewed)
        )
        return login

    async def session(self, token: str) -> StaffSession:
        """Who this cookie belongs to. Raises NotLoggedIn."""
        row = await self._database.read(
            lambda connection: connection.execute(
                select(
                    staff.c.id,
                    staff.c.display,
                    staff.c.role,
                    staff_sessions.c.csrf,
                    staff_sessions.c.expires,
                )
                .join_from(staff_sessions, staff)
                .where(
                    staff_sessions.c.token_hash == _hashed(token),
                    staff_sessions.c.expires > self._clock(),
                    staff.c.active.is_(True),
                )
            ).first()
        )
        if row is None:
            raise NotLoggedIn("log in first")
        return StaffSession(Person(StaffId(row.id), row.display, row.role), row.csrf, row.expires)

    async def log_out(self, token: str) -> None:
        """End the session; a token that opens nothing is fine."""
        await self._database.run(
            lambda connection: connection.execute(
                delete(staff_sessions).where(staff_sessions.c.token_hash == _hashed(token))
            )
        )

    async def switch_off(self, name: str) -> None:
        """Close an account and end its sessions. Raises BadAccount when it does not exist."""

        def work(connection: Connection) -> int:
            connection.execute(delete(staff_sessions).where(staff_sessions.c.staff == name))
            changed = connection.execute(
                update(staff).where(staff.c.id == name).values(active=False)
            )
            return int(changed.rowcount)

        if not await self._database.run(work):
            raise BadAccount(f"there is no account {name!r}")

    def _begin_try(self, connection: Connection, name: str) -> int:
        now = self._clock()
        take_turn(connection, f"login/{name}")
        connection.execute(delete(login_tries).where(login_tries.c.at <= now - TRY_WINDOW))
        tries = connection.execute(
            select(func.count()).select_from(login_tries).where(login_tries.c.name == name)
        ).scalar_one()
        if tries >= TRIES:
            raise TooManyTries("too many failed log-ins; wait a quarter of an hour")
        # Counted before the check, so that many at once do not get more tries than one by one.
        added = connection.execute(insert(login_tries).values(name=name, at=now))
        return int(added.inserted_primary_key[0])

    def _open_session(
        self, connection: Connection, login: Login, attempt: int, renewed: str | None
    ) -> None:
        now = self._clock()
        connection.execute(delete(login_tries).where(login_tries.c.id == attempt))
        connection.execute(delete(staff_sessions).where(staff_sessions.c.expires <= now))
        connection.execute(
            insert(staff_sessions).values(
                token_hash=_hashed(login.token),
                staff=login.person.id,
                csrf=login.csrf,
                created_at=now,
                expires=login.expires,
            )
        )
        if renewed is not None:
            connection.execute(
                update(staff).where(staff.c.id == login.person.id).values(password=renewed)
            )

    async def _nobodys_hash(self) -> str:
        if self._nobody is None:
            self._nobody = await self._hash(secrets.token_urlsafe(16))
        return self._nobody

    async def _hash(self, password: str) -> str:
        async with self._hashing:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def _verify(self, hashed: str, password: str) -> bool:
        async with self._hashing:
            try:
                return await asyncio.to_thread(self._hasher.verify, hashed, password)
            except (VerificationError, InvalidHashError):
                return False


def skills_of(words: str) -> tuple[str, ...]:
    """What somebody knows about, as it stands in their account."""
    return tuple(words.split())


def csrf_matches(session: StaffSession, given: str | None) -> bool:
    """Whether the page that asks is ours: compared in constant time."""
    return given is not None and hmac.compare_digest(session.csrf.encode(), given.encode())


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
