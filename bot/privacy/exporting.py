"""Writes everything that is kept of a customer into one archive: JSON with a schema, and photos.

Beside what programs read, every conversation stands in it as the customer saw it.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Float, Integer, Table
from sqlalchemy.engine import Connection

from bot.conversation import log
from bot.conversation.errors import UnknownConversation
from bot.conversation.photos import Photos, media_type_of
from bot.conversation.record import load
from bot.conversation.rooms import Rooms
from bot.conversation.transcript import transcript
from bot.model import CustomerId
from bot.storage import tracker_events
from bot.storage.personal import PERSONAL, Whose
from bot.storage.tables import UtcDateTime
from bot.texts import LANGUAGES, Texts
from bot.wiring import House

FORMAT, VERSION = "samenspel-customer-export", 1
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
# Text columns that hold JSON; they are written as what they hold.
JSON = frozenset(
    {"body", "signals", "known", "params", "claims", "facts", "failed", "trace", "say", "operator"}
    | {"why", "line", "explain", "shown", "summary", "offer", "derived", "rules", "receipt"}
    | {"to", "expected"}
)
_SCHEMA = "https://json-schema.org/draft/2020-12/schema"


async def write(rooms: Rooms, whose: Whose, photos: Photos, to: Path) -> list[str]:
    """Write the archive, readable by its owner only; the names of the files in it."""
    house, texts = rooms.house, rooms.texts
    rows = await house.database.read(lambda c: _rows(c, whose))
    engine = await asyncio.to_thread(_engine, house.settings.engine.tracker_url, whose)
    shop = await _shop(house, whose)
    told = await house.database.read(lambda c: _as_seen(c, whose, rooms))
    return await asyncio.to_thread(
        _archive, to, whose, house.clock(), texts, house.settings.brand.name,
        rows, engine, shop, told, photos,
    )  # fmt: skip


def _as_seen(connection: Connection, whose: Whose, rooms: Rooms) -> dict[str, str]:
    """Each conversation in words; of one that was erased there is nothing to read."""
    opening = rooms.house.settings.desk.opening
    found: dict[str, str] = {}
    for conversation in whose.conversations:
        try:
            seen = load(connection, conversation)
        except UnknownConversation:  # decided on without a chat
            continue
        if seen.erased_at is None:
            entries = log.read_public(connection, conversation, after=0)
            found[conversation] = transcript(entries, seen.language, rooms.voice, opening)
    return found


def _rows(connection: Connection, whose: Whose) -> dict[str, list[dict[str, Any]]]:
    found = {one.table.name: one.rows(connection, whose) for one in PERSONAL}
    return {
        table: [{name: _opened(name, value) for name, value in row.items()} for row in rows]
        for table, rows in found.items()
    }


def _opened(name: str, value: Any) -> Any:
    if name in JSON and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _engine(url: str, whose: Whose) -> dict[str, Any]:
    return {
        conversation: found
        for conversation in whose.conversations
        if (found := tracker_events.recorded(url, conversation).get(conversation))
    }


async def _shop(house: House, whose: Whose) -> dict[str, Any]:
    """What the systems of record say of them, as the bot and the desk see it."""
    customer, ports = CustomerId(str(whose.customer)), house.connectors
    return {
        "customer": await ports.shop.customer(customer),
        "orders": await ports.shop.orders_of(customer),
        "bookings": await ports.bookings.bookings_of(customer),
        "vouchers": await ports.vouchers.vouchers_of(customer),
        "refunds": await ports.payments.refunds_of(customer),
    }


def _archive(
    to: Path,
    whose: Whose,
    now: datetime,
    texts: Texts,
    company: str,
    rows: Mapping[str, list[dict[str, Any]]],
    engine: Mapping[str, Any],
    shop: Mapping[str, Any],
    told: Mapping[str, str],
    photos: Photos,
) -> list[str]:
    kinds = {one.table.name: one.kind for one in PERSONAL}
    files: dict[str, bytes] = {
        "README.txt": _readme(texts, company, whose, now).encode(),
        "about.json": _json(
            {
                "format": FORMAT,
                "version": VERSION,
                "customer": whose.customer,
                "conversations": whose.conversations,
                "made_at": now,
                "tables": {name: {"kind": kinds[name], "rows": len(rows[name])} for name in rows},
            }
        ),
        "schema.json": _json(schema()),
        "engine/events.json": _json(engine),
    }
    files.update({f"data/{name}.json": _json(found) for name, found in rows.items()})
    files.update({f"conversations/{id}.txt": text.encode() for id, text in told.items()})
    files.update({f"shop/{name}.json": _json(found) for name, found in shop.items()})
    for conversation in whose.conversations:
        for path in photos.every(conversation):
            data = path.read_bytes()
            ending = _ENDINGS.get(media_type_of(data) or "", "bin")
            files[f"photos/{conversation}/{path.name}.{ending}"] = data
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(packed.getvalue())
    return list(files)


def _readme(texts: Texts, company: str, whose: Whose, now: datetime) -> str:
    parts = []
    for language in LANGUAGES:
        parts.append(
            texts.say(
                "own_data.readme",
                language,
                company=company,
                customer=whose.customer,
                day=f"{now:%Y-%m-%d}",
            )
        )
        parts.append(
            "\n".join(f"- {kind}: {texts.say(f'own_data.{kind}', language)}" for kind in kinds())
        )
    return "\n\n".join(parts) + "\n"


def kinds() -> list[str]:
    """Every kind of data that is kept of a customer, in the order of the list of tables."""
    return list(dict.fromkeys([*(one.kind for one in PERSONAL), "engine", "shop"]))


def schema() -> dict[str, Any]:
    """What stands in the files, as a JSON Schema with one definition a file."""
    return {
        "$schema": _SCHEMA,
        "title": f"{FORMAT} {VERSION}",
        "$defs": {
            f"data/{one.table.name}.json": _of_table(one.table, one.left_out) for one in PERSONAL
        },
    }


def _of_table(table: Table, left_out: Iterable[str]) -> dict[str, Any]:
    columns = [column for column in table.columns if column.name not in left_out]
    return {
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": [column.name for column in columns],
            "properties": {column.name: _of_column(column) for column in columns},
        },
    }


def _of_column(column: Any) -> dict[str, Any]:
    if column.name in JSON:
        return {}
    kind, more = "string", {}
    if isinstance(column.type, Boolean):
        kind = "boolean"
    elif is_number(column):
        kind = "integer"
    elif isinstance(column.type, Float):
        kind = "number"
    elif isinstance(column.type, UtcDateTime):
        more = {"format": "date-time"}
    return {"type": [kind, "null"] if column.nullable else kind, **more}


def is_number(column: Any) -> bool:
    """Whether whole numbers stand in it; of a serial one the type depends on the database."""
    kind = getattr(column.type, "impl", column.type)
    return isinstance(kind, Integer)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in an export")
