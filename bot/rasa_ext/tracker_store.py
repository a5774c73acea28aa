"""Where the engine keeps what was said: every event once, in Rasa's own table, which can forget.

A turn costs the same however long the conversation is. Live trackers stay in memory, a save only
appends, and a load reads the last checkpoint and what follows it (bot/rasa_ext/window.py).
"""

from __future__ import annotations

import json
import logging
import re
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SerializedTrackerAsText, SQLTrackerStore, TrackerStore
from rasa.shared.constants import DEFAULT_SENDER_ID
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import bindparam as given
from sqlalchemy.engine import Connection

from bot.rasa_ext import window
from bot.rasa_ext.live_trackers import Live, LiveTrackers
from bot.rasa_ext.window import Length
from bot.redaction import AT_ONCE, marked
from bot.storage.database import Database, take_turn
from bot.storage.prepared import Prepared, inserting

logger = logging.getLogger(__name__)

_metadata = sa.MetaData()
_events: sa.Table = SQLTrackerStore.SQLEvent.__table__.to_metadata(_metadata)
# The number of an event that was erased is never that of another one.
_events.dialect_options["sqlite"]["autoincrement"] = True
sa.Index("ix_events_of_conversation", _events.c.sender_id, _events.c.id)
_checkpoints = sa.Table(
    "checkpoints",
    _metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("first_event", sa.Integer, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)
_COLUMNS = ("sender_id", "type_name", "timestamp", "intent_name", "action_name", "data")
_of_one = _events.c.sender_id == given("conversation")
_last = Prepared(sa.select(sa.func.max(_events.c.id).label("id")).where(_of_one))
_checkpoint = Prepared(
    sa.select(_checkpoints.c.first_event, _checkpoints.c.data).where(
        _checkpoints.c.sender_id == given("conversation")
    )
)
_since = Prepared(
    sa.select(_events.c.id, _events.c.data)
    .where(_of_one, _events.c.id >= given("first"))
    .order_by(_events.c.id)
)
_nth_last = Prepared(
    sa.select(_events.c.id)
    .where(_of_one)
    .order_by(_events.c.id.desc())
    .limit(1)
    .offset(given("place", type_=sa.Integer))
)
_append = inserting(_events, *_COLUMNS)
_forget_events = Prepared(sa.delete(_events).where(_of_one))
_forget_checkpoint = Prepared(
    sa.delete(_checkpoints).where(_checkpoints.c.sender_id == given("conversation"))
)
_set_checkpoint = inserting(_checkpoints, "sender_id", "first_event", "data")


# Most words hold nothing that could be one.
_MAY_HOLD = re.compile(r"@|\d(?:[ .,/-]?\w){6}|\d{4}")


class StaleTracker(RuntimeError):
    """Somebody else went on with this conversation: what was changed here is not written."""


class ConversationStore(TrackerStore, SerializedTrackerAsText):
    """SQLite in write-ahead mode, or PostgreSQL: a crash loses no finished turn.

    `at` is a file or the address of a database. On SQLite what is erased is overwritten.
    """

    def __init__(
        self,
        at: Path | str,
        domain: Any = None,
        event_broker: Any = None,
        length: Length = Length(),  # noqa: B008 it is frozen
        kept_out: Collection[str] = AT_ONCE,
    ) -> None:
        super().__init__(domain, event_broker)
        self.database = Database(f"sqlite:///{at}" if isinstance(at, Path) else at)
        self.database.run_sync(_make_tables)
        # A connection that made tables runs every later statement slower.
        self.database.engine().dispose()
        self._live = LiveTrackers()
        self._length = length
        self._kept_out = kept_out

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the latest session, or its window; None when nothing was said."""
        live = await self._current(sender_id)
        return live.tracker if live is not None else None

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The tracker with every event of all sessions; a copy."""
        rows = await self.database.read(lambda c: _rows(c, conversation_id, 0))
        if not rows:
            return None
        return self._tracker(conversation_id, [_event(row.data) for row in rows])

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new. Raises StaleTracker when another process went on meanwhile."""
        name = tracker.sender_id or DEFAULT_SENDER_ID
        live = self._live.get(name)
        if live is None or live.tracker is not tracker:
            live = await self._taken_over(name, tracker)
        new = list(tracker.events)[live.written :]
        if not new:
            return
        try:
            await self._write(name, live, new)
        except BaseException:
            self._live.drop(name)
            raise
        self._live.keep(live)
        # Others hear only what is written; that they cannot hear it is no trouble of the customer.
        if self.event_broker is not None:
            try:
                await self._stream_new_events(self.event_broker, new, name)
            except Exception:
                logger.exception("events_not_published count=%s", len(new))

    async def keys(self) -> Iterable[str]:
        """Every conversation that something is kept of."""
        query = sa.select(_events.c.sender_id).distinct()
        return list(await self.database.read(lambda c: c.execute(query).scalars().all()))

    async def forget(self, conversation: str) -> None:
        """Delete everything that is kept of the conversation."""
        self._live.drop(conversation)
        values = {"conversation": conversation}

        def work(connection: Connection) -> None:
            _forget_events.change(connection, values)
            _forget_checkpoint.change(connection, values)

        await self.database.run(work)
        if not await self.database.overwrite():
            logger.warning("log_not_emptied conversation=%s", conversation)

    def drop(self, conversation: str) -> None:
        """Let go of the live tracker: a turn that failed may have changed it half."""
        self._live.drop(conversation)

    def close(self) -> None:
        """Let go of the file."""
        self._live.clear()
        self.database.close_sync()

    async def _current(self, name: str) -> Live | None:
        """The live tracker if it is that of the last written event, else a new one."""
        live = self._live.get(name)

        def work(connection: Connection) -> tuple[int | None, list[Event]]:
            last = _last.first(connection, {"conversation": name}).id
            if last is None or (live is not None and live.last == last):
                return last, []
            return last, _recent(connection, name)

        last, events = await self.database.read(work)
        if last is None:
            self._live.drop(name)
            return None
        if live is None or live.last != last:
            events = events[window.since_session(events) :]
            live = Live(self._tracker(name, events), len(events), last)
            self._live.keep(live)
        return live

    async def _taken_over(self, name: str, tracker: DialogueStateTracker) -> Live:
        """A tracker that was made elsewhere goes on from what is written."""
        self._live.drop(name)
        known = await self._current(name)
        return Live(tracker, known.written if known else 0, known.last if known else 0)

    async def _write(self, name: str, live: Live, new: Sequence[Event]) -> None:
        events = list(live.tracker.events)
        begin = window.since_session(events)
        cut = None
        if not begin:
            slots = self.domain.slots
            cut = window.shortened(name, events, slots, self._length)
        last = await self.database.run(
            lambda connection: _written(
                connection, name, live.last, new, cut, len(events), self._kept_out
            )
        )
        kept = events[begin:] if cut is None else [*cut.checkpoint, *events[cut.dropped :]]
        live.tracker.events = deque(kept)
        live.written, live.last = len(kept), last

    def _tracker(self, name: str, events: list[Event]) -> DialogueStateTracker:
        return DialogueStateTracker.from_events(name, events, self.domain.slots)


def _make_tables(connection: Connection) -> None:
    """Several engines may start at once, on a database that is empty still."""
    take_turn(connection, "tracker:tables")
    _metadata.create_all(connection)


def _written(
    connection: Connection,
    name: str,
    known: int,
    new: Sequence[Event],
    cut: window.Window | None,
    count: int,
    kept_out: Collection[str],
) -> int:
    """Append in one transaction; the row of the last event."""
    values = {"conversation": name}
    take_turn(connection, f"tracker:{name}")
    if (_last.first(connection, values).id or 0) != known:
        raise StaleTracker(f"another process went on with {name}")
    for one in new:
        _append.change(connection, _row(name, one, kept_out))
    if cut is not None:
        place = count - cut.dropped - 1
        first = _nth_last.first(connection, {**values, "place": place}).id
        data = json.dumps([_less(each.as_dict(), kept_out) for each in cut.checkpoint])
        _forget_checkpoint.change(connection, values)
        _set_checkpoint.change(connection, {"sender_id": name, "first_event": first, "data": data})
    return int(_last.first(connection, values).id)


def _recent(connection: Connection, name: str) -> list[Event]:
    """The checkpoint, and every event after it."""
    found = _checkpoint.first(connection, {"conversation": name})
    first = found.first_event if found is not None else 0
    before = json.loads(found.data) if found is not None else []
    after = (_event(row.data) for row in _rows(connection, name, first))
    return [*(_made(each) for each in before), *after]


def _rows(connection: Connection, name: str, first: int) -> list[Any]:
    return _since.all(connection, {"conversation": name, "first": first})


_SAID = ("text", "value", "parse_data", "entities")


def _less(data: dict[str, Any], kept_out: Collection[str]) -> dict[str, Any]:
    """An event without what is not kept; what is going on remembers it until it ends."""
    return {
        name: _marked(value, kept_out) if name in _SAID else value for name, value in data.items()
    }


def _marked(value: Any, kept_out: Collection[str]) -> Any:
    if isinstance(value, str):
        return marked(value, kept_out) if _MAY_HOLD.search(value) else value
    if isinstance(value, dict):
        return {name: _marked(part, kept_out) for name, part in value.items()}
    if isinstance(value, list):
        return [_marked(part, kept_out) for part in value]
    return value


def _row(name: str, one: Event, kept_out: Collection[str]) -> dict[str, Any]:
    data = _less(one.as_dict(), kept_out)
    return {
        "sender_id": name,
        "type_name": one.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": (data.get("parse_data") or {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _event(text: str) -> Event:
    return _made(json.loads(text))


_kinds: dict[str, type[Event]] = {}


def _made(data: dict[str, Any]) -> Event:
    """The event of its kind. Rasa looks through the tree of all kinds for each of them."""
    name = data["event"]
    if name not in _kinds:
        kind = Event.resolve_by_type(name)
        if kind is None:
            raise ValueError(f"there are no events of the kind {name!r} any more")
        _kinds[name] = kind
    made = _kinds[name]._from_parameters(data)
    if made is None:
        raise ValueError(f"an event of the kind {name!r} cannot be read")
    return made
