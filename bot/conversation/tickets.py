"""A ticket in another system for everybody who has to wait past closing time. No words in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.conversation import queue
from bot.conversation.record import Record
from bot.model import Clock
from bot.notify import outbox
from bot.notify.errors import NotWanted
from bot.notify.outbox import Notice
from bot.notify.service import Notify
from bot.notify.webhook import Webhook
from bot.settings import Opening, Webhooks
from bot.storage.database import Database

TICKET = "ticket"


class Tickets:
    """Looks who waits while the desk is closed; each wait gives one ticket, whoever looks."""

    def __init__(
        self,
        *,
        database: Database,
        notify: Notify,
        settings: Webhooks,
        opening: Opening,
        public_url: str,
        clock: Clock,
    ) -> None:
        self._database = database
        self._webhook = Webhook(settings)
        self._opening = opening
        self._public_url = public_url
        self._clock = clock
        notify.register(TICKET, self.send)

    async def look(self) -> None:
        """Write a ticket for each wait that has none yet; only while the desk is closed."""
        now = self._clock()
        if not self._webhook.is_set or self._opening.is_open(now):
            return
        if await self._database.read(lambda c: queue.waiting(c, now)):
            await self._database.run(lambda c: self._write(c, now))

    async def send(self, notice: Notice) -> None:
        """Hand it over. Without an address nobody wants it any more."""
        if not self._webhook.is_set:
            raise NotWanted()
        await self._webhook.post(notice.id, notice.body, self._clock())

    def _write(self, connection: Connection, now: datetime) -> None:
        for position, record in enumerate(queue.waiting(connection, now), start=1):
            since = record.waiting_since or now
            id = f"{TICKET}.{record.id}.{int(since.timestamp())}"
            body = self._body(id, record, position, since, now)
            outbox.add(
                connection,
                id=id,
                kind=TICKET,
                conversation=record.id,
                body=body,
                now=now,
                due_at=now,
            )

    def _body(
        self, id: str, record: Record, position: int, since: datetime, now: datetime
    ) -> dict[str, Any]:
        back = self._opening.opens(now)
        return {
            "id": id,
            "type": "conversation.waiting",
            "at": _time(now),
            "conversation": record.id,
            "customer": record.customer,
            "language": record.language,
            "reason": record.reason or "",
            "flow": record.flow or "",
            "urgent": record.urgent,
            "waiting_since": _time(since),
            "position": position,
            "back_at": _time(back) if back else None,
            "desk": f"{self._public_url}/desk/",
        }


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
