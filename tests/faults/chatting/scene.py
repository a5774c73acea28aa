"""The real rooms of a gateway on one connection, in which a conversation takes a few milliseconds.

Router, gate, log, agenda, desk and outbox are the real ones, and so are the ledger's tables. Only
the engine's wire and the commit are ours: the engine says what the story says, and each
conversation is rolled back when it was judged.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import insert, update
from sqlalchemy.engine import Connection

from bot import wiring
from bot.authority.spelling import spelled
from bot.conversation import log, rooms
from bot.conversation.engine import BadAnswer
from bot.conversation.errors import ConversationError
from bot.conversation.log import Entry
from bot.conversation.modes import Taker
from bot.conversation.rooms import Rooms
from bot.conversation.visitor import GUEST
from bot.disclosure import EFFECTS_OF_ACTION, Effect
from bot.model import ConversationId, Outcome, StaffId
from bot.settings import Settings
from bot.storage.authority_tables import decisions, outbox_rows, requests, reservations
from bot.storage.prepared import inserting
from bot.texts import Texts
from tests.faults.chatting.judge import Judge
from tests.faults.chatting.story import Saying, Step
from tests.support.gateway import ROOT, environment_for

T = TypeVar("T")
BEGIN = datetime(2026, 11, 23, 10, 0, tzinfo=timezone.utc)
TAKERS = {"maria": Taker(StaffId("maria"), "Maria"), "sam": Taker(StaffId("sam"), "Sam")}
FINAL = ("settled", "released")


class OneConnection:
    """In place of a database's own `run` and `read`: everything in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def run(self, work: Callable[[Connection], T]) -> T:
        """What it did is undone when it raises, as in a transaction of its own."""
        self._connection.exec_driver_sql("SAVEPOINT step")
        try:
            result = work(self._connection)
        except BaseException:
            self._connection.exec_driver_sql("ROLLBACK TO step")
            raise
        finally:
            self._connection.exec_driver_sql("RELEASE step")
        return result

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Look."""
        return work(self._connection)


class Scene:
    """Plays stories one after the other."""

    def __init__(self, made: Rooms, connection: Connection) -> None:
        self._rooms = made
        self._connection = connection
        self.now = BEGIN
        self._heard: list[dict[str, Any]] = []
        self._asked: list[tuple[Mapping[str, Any], asyncio.Future[dict[str, Any]]]] = []
        self._answers: dict[str, dict[str, Any]] = {}

    async def play(self, steps: Sequence[Step], language: str = "nl") -> Judge:
        """One conversation from its beginning to its end, judged as it is told."""
        self._asked.clear()
        self._said: dict[str, Saying] = {}
        self._books: dict[str, tuple[str, str]] = {}
        self.now, self._language = BEGIN, language
        self.judge, self._heard = Judge(self._said), []
        begun = self._connection.begin()
        try:
            opened = await self._rooms.conversations.open(GUEST, token=None, locale=language)
            self._here = opened.record.id
            for step in steps:
                self.now += timedelta(seconds=2)
                with contextlib.suppress(ConversationError):
                    await self._do(step)
                await self._calm()
            await self._rest()
            fresh = log.read_public(self._connection, self._here)
            self.judge.compare(self._heard, [entry.for_customer() for entry in fresh])
        finally:
            begun.rollback()
        return self.judge

    async def hear(self, _: ConversationId, entries: Sequence[Entry]) -> None:
        """What every open tab is told, at the moment it is told."""
        done = self._done()
        for entry in entries:
            if entry.public is not None:
                wire = entry.for_customer()
                self._heard.append(wire)
                settled = self._books.get(wire.get("about", ""), ("", ""))[1] == "settled"
                self.judge.read(wire, done, settled)

    async def post(self, name: str, body: Mapping[str, Any], within_s: float) -> Any:
        """The engine's side of the wire: a turn waits until the story answers it."""
        if name != "turn":
            return {"ok": True}
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._asked.append((body, answer))
        return await answer

    async def _do(self, step: Step) -> None:
        made, here = self._rooms, self._here
        if step.who == "customer":
            await self._customer(step)
        elif step.who == "bot":
            self._answer(step)
        elif step.who == "clock":
            self.now += timedelta(minutes=31)
            if step.what == "lease":
                await made.people.end_leases()
        elif step.who == "books":
            self._write_books(step)
            if step.what == "receipt":
                await made.outbox.drain()
        elif step.what in ("reply", "note"):
            send = made.people.send if step.what == "reply" else made.people.note
            text = self._marked("h" if step.what == "reply" else "n", step.sayings[0])
            await send(here, TAKERS[step.who], client_id=text, text=text)
        else:
            await getattr(made.people, step.what)(here, TAKERS[step.who])

    async def _customer(self, step: Step) -> None:
        talk, here = self._rooms.conversations, self._here
        if step.what == "write":
            text = self._marked("c", step.sayings[0])
            await talk.send(here, client_id=text[-20:], text=text)
        elif step.what == "choose":
            await talk.send(here, client_id=f"x{self.now.timestamp()}", payload=step.value)
        else:
            await {"human": talk.ask_person, "bot": talk.leave_queue, "close": talk.close}[
                step.what
            ](here)

    def _answer(self, step: Step) -> None:
        """What the engine says to the oldest question; nothing was asked: nothing is said."""
        while self._asked:
            body, answer = self._asked.pop(0)
            if answer.done():
                continue
            if step.what == "fails":
                answer.set_exception(BadAnswer("as the story says"))
            else:
                answer.set_result(self._wire(step, body["turn"]))
            return

    def _wire(self, step: Step, turn: str) -> dict[str, Any]:
        messages = [
            {
                "text": self._marked("b", saying),
                "claims": self._claims(saying),
                "options": [{"title": "Ja", "payload": "/affirm"}],
                "utter": "utter_scripted",
            }
            for saying in step.sayings
        ]
        handoff = {"reason": step.value, "urgent": False} if step.value else None
        return {"turn": turn, "language": self._language, "messages": messages, "handoff": handoff}

    def _claims(self, saying: Saying) -> list[str]:
        """What a promise names: all of its kind, settled or not, or others that are settled."""
        if not saying.claims or saying.promises is None:
            return []
        about = [
            id
            for id, (action, state) in self._books.items()
            if (saying.promises in EFFECTS_OF_ACTION[action]) == (saying.claims == "own")
            and (saying.claims == "own" or state == "settled")
        ]
        return about or ["no-such-record"]

    def _marked(self, letter: str, saying: Saying) -> str:
        mark = f"{letter}{len(self._said)}"
        self._said[mark] = saying
        return f"{saying.text} #{mark}"

    def _write_books(self, step: Step) -> None:
        """What authority would write: held, on its way, done, not done, in doubt."""
        if step.what == "reserve":
            id = f"{self._here}-{len(self._books)}"
            self._books[id] = (step.value, "reserved")
            waits = step.number % 2 == 0
            outcome = Outcome.APPROVE if waits else Outcome.ALLOW
            _reserve(self._connection, id, self._here, step.value, outcome, self.now)
        elif self._books:
            id = sorted(self._books)[step.number % len(self._books)]
            action, state = self._books[id]
            if step.what == "receipt":
                _receipt(self._connection, id, self._here, action, step.value, self.now)
            elif state not in FINAL:
                self._books[id] = (action, step.value)
                self._connection.execute(
                    update(reservations).where(reservations.c.id == id).values(state=step.value)
                )

    def _done(self) -> set[Effect]:
        return {
            effect
            for action, state in self._books.values()
            if state == "settled"
            for effect in EFFECTS_OF_ACTION[action]
        }

    async def _calm(self) -> None:
        """Until the worker waits for the engine, or has nothing to do."""
        for _ in range(2000):
            waiting = any(not answer.done() for _, answer in self._asked)
            if waiting or not self._rooms.turns.busy(self._here):
                return
            await asyncio.sleep(0)
        raise AssertionError("the worker neither asks nor ends")

    async def _rest(self) -> None:
        """Everything that is still asked gets an answer."""
        plain = Step("bot", "answer", (Saying("Fijne dag!"),))
        while self._rooms.turns.busy(self._here):
            self._answer(plain)
            await asyncio.sleep(0)
            await self._calm()


@asynccontextmanager
async def opened(prepared: Path, folder: Path) -> AsyncIterator[Scene]:
    """A scene on a copy of prepared data."""
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    scene: Scene | None = None

    def clock() -> datetime:
        return scene.now if scene is not None else BEGIN

    house = wiring.build(Settings.load(None, environment_for(folder, 1)), clock)
    with house.database.engine().connect() as connection:
        one = OneConnection(connection)
        # Everybody in the house holds this one database: its two ways in are exchanged in place.
        vars(house.database).update(run=one.run, read=one.read)
        made = rooms.build(house, Texts.load(ROOT / "data" / "texts.yml"))
        scene = Scene(made, connection)
        (engine,) = vars(made.engine)["_engines"].values()
        vars(engine).update(_post=scene.post)
        made.live.listen(scene.hear)
        try:
            yield scene
        finally:
            await made.turns.stop(0.1)
    await wiring.close(house)


_TEXTS = (
    *("params", "claims", "facts", "failed", "trace", "say", "operator", "why", "line"),
    *("explain", "shown", "summary", "derived"),
)
_DECISION = inserting(decisions, *(c.name for c in decisions.columns if c.name != "seq"))
_RESERVATION = inserting(reservations, *(c.name for c in reservations.columns))
_REQUEST = inserting(requests, *(c.name for c in requests.columns))
_KEPT = {
    **dict.fromkeys(c.name for c in (*decisions.columns, *reservations.columns)),
    **dict.fromkeys(_TEXTS, "{}"),
    "failed": "[]",
    "trace": "[]",
    "actor": "bot",
    "channel": "chat",
    "digest": "",
    "amount_minor": 1000,
    "currency": "EUR",
    "limits_version": 1,
    "limits_sha256": "",
    "final": 0,
    "stage": "live",
    "epoch": 0,
    "tries": 0,
    "state": "reserved",
}


def _reserve(
    connection: Connection,
    id: str,
    conversation: ConversationId,
    action: str,
    outcome: Outcome,
    now: datetime,
) -> None:
    row = {
        **_KEPT,
        "id": id,
        "turn": id,
        "conversation": conversation,
        "action": action,
        "does": action,
        "outcome": outcome.value,
        "decision": id,
        "at": now,
        "created_at": now,
    }
    _DECISION.change(
        connection, {c.name: row[c.name] for c in decisions.columns if c.name != "seq"}
    )
    _RESERVATION.change(connection, {c.name: row[c.name] for c in reservations.columns})
    asked = {"id": id, "content": "", "decision": id, "reservation": id, "approval": None}
    _REQUEST.change(connection, {**asked, "at": now})


def _receipt(
    connection: Connection,
    id: str,
    conversation: ConversationId,
    action: str,
    status: str,
    now: datetime,
) -> None:
    body = {
        "action": action,
        "reference": id,
        "explanation": {"en": "As asked.", "nl": "Zoals gevraagd."},
        "amount": None,
        "to": None,
        "expected": None,
        "at": now,
    }
    connection.execute(
        insert(outbox_rows).values(
            conversation=conversation,
            reservation=id,
            status=status,
            receipt=spelled(body),
            created_at=now,
        )
    )
