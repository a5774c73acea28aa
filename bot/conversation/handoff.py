"""The brief: what a person who takes over needs to know, so that nothing is asked twice.

`assemble` is pure; the gateway collects what goes in.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.authority.exceptions import ExceptionOffer
from bot.authority.service import DecisionRecord, Possible
from bot.conversation.log import Entry
from bot.conversation.record import Record
from bot.conversation.suggesting import suggest
from bot.customers import Booking, Order, Picture
from bot.knowledge.index import NO_ARTICLES, Index
from bot.model import ConversationId, LocalText, Reading, Signal
from bot.storage.conversation_tables import readings
from bot.texts import LANGUAGES, Texts

RECENT_READINGS = 3
MOST_WORDS = 8


@dataclass(frozen=True)
class Heard:
    """What the engine made of one message: how it sounded, and what it is about."""

    reading: Reading
    flow: str | None
    known: Mapping[str, str]


def heard(connection: Connection, conversation: ConversationId) -> list[Heard]:
    """Every reading of a conversation, oldest first."""
    rows = connection.execute(
        select(readings).where(readings.c.conversation == conversation).order_by(readings.c.offset)
    ).all()
    return [
        Heard(
            Reading(
                row.level,
                row.mood,
                tuple(Signal(s["code"], s["weight"], s["words"]) for s in json.loads(row.signals)),
            ),
            row.flow,
            json.loads(row.known),
        )
        for row in rows
    ]


def assemble(
    record: Record,
    *,
    entries: Sequence[Entry],
    heard: Sequence[Heard],
    decisions: Sequence[DecisionRecord],
    possible: Sequence[Possible],
    picture: Picture | None,
    texts: Texts,
    articles: Index = NO_ARTICLES,
    exceptions: Collection[ExceptionOffer] = (),
    names: Mapping[str, str] | None = None,
    mood_on: bool = True,
) -> dict[str, Any]:
    """The brief in its wire form; `names` are those of the people who asked for something."""
    feel = {"read": mood_on, **_feel(heard)}
    granted = {one.decision: one for one in exceptions}
    return {
        "want": _want(record, heard, texts),
        "feel": feel,
        "tried": [_tried(one, granted.get(one.id), names or {}) for one in decisions],
        "promised": [_promised(entry) for entry in _newest_receipts(entries)],
        "possible": [
            {
                "action": one.action,
                "text": dict(one.text),
                "outcome": one.outcome.value,
                "amount": one.amount.to_json() if one.amount else None,
                "title": dict(one.title),
            }
            for one in possible
        ],
        "suggestions": [
            {"kind": one.kind, "title": dict(one.title), "text": one.text, "deed": one.deed}
            for one in suggest(
                record,
                entries=entries,
                level=feel["level"],
                possible=possible,
                articles=articles,
                texts=texts,
            )
        ],
        "customer": picture_json(picture, texts, mood_on=mood_on) if picture else None,
        "language": record.language,
        "reason": record.reason or "",
    }


def _want(record: Record, heard: Sequence[Heard], texts: Texts) -> dict[str, Any]:
    flow = record.flow or ""
    key = f"brief.{flow}" if texts.has(f"brief.{flow}") else "brief.unknown"
    known: dict[str, str] = {}
    for one in heard:
        known.update(one.known)
    objects = ", ".join(known[name] for name in ("order", "booking") if known.get(name))
    text: LocalText = texts.local(key)
    if objects:
        text = {
            language: texts.say(
                "brief.about_object", language, want=text[language].strip(), object=objects
            )
            for language in LANGUAGES
        }
    return {"flow": flow, "text": {name: said.strip() for name, said in text.items()}}


def _feel(heard: Sequence[Heard]) -> dict[str, Any]:
    recent = heard[-RECENT_READINGS:]
    words: list[str] = []
    for one in reversed(recent):
        for signal in one.reading.signals:
            if signal.words.strip() and signal.words not in words:
                words.append(signal.words)
    last = recent[-1].reading if recent else Reading(0.0, "neutral")
    return {
        "level": max((one.reading.level for one in recent), default=0.0),
        "mood": last.mood,
        "words": words[:MOST_WORDS],
        "signals": [{"code": s.code, "weight": s.weight, "words": s.words} for s in last.signals],
    }


def _tried(
    decision: DecisionRecord, offer: ExceptionOffer | None, names: Mapping[str, str]
) -> dict[str, Any]:
    text = {
        language: _joined(
            decision.summary.get(language, ""),
            decision.line.get(language) or decision.why.get(language, ""),
        )
        for language in LANGUAGES
    }
    return {
        "at": _time(decision.at),
        "text": text,
        "outcome": decision.outcome.value,
        "by": names.get(decision.actor),
        "exception": offer and _exception(offer),
    }


def _exception(offer: ExceptionOffer) -> dict[str, Any]:
    """What a person could grant in spite of a refusal, and who may."""
    return {
        "decision": offer.decision,
        "digest": offer.digest,
        "summary": dict(offer.summary),
        "lines": [dict(line) for line in offer.lines],
        "amount": offer.amount.to_json(),
        "by": {role: most.to_json() for role, most in offer.by.items()},
    }


def _joined(summary: str, why: str) -> str:
    return f"{summary}: {why}" if summary and why else summary or why


def _newest_receipts(entries: Sequence[Entry]) -> list[Entry]:
    """Where each promise stands now: of several receipts about the same thing, the last one."""
    newest: dict[object, Entry] = {}
    for entry in entries:
        if entry.type == "receipt":
            about = entry.body.get("about") or entry.offset
            newest.pop(about, None)
            newest[about] = entry
    return list(newest.values())


def _promised(entry: Entry) -> dict[str, Any]:
    body = entry.body
    return {
        "text": body.get("explanation", ""),
        "status": body.get("status", ""),
        "amount": body.get("amount"),
        "reference": body.get("reference", ""),
    }


def picture_json(picture: Picture, texts: Texts, *, mood_on: bool) -> dict[str, Any]:
    """The customer's picture in its wire form."""
    who, history = picture.record, picture.history
    return {
        "record": {"id": who.id, "name": who.name, "tier": who.tier, "language": who.language}
        if who
        else None,
        "orders": [_order(order) for order in picture.orders],
        "bookings": [_booking(booking) for booking in picture.bookings],
        "vouchers": [
            {"code": v.code, "amount": v.amount.to_json(), "expires_at": _time(v.expires_at)}
            for v in picture.vouchers
        ],
        "refunds": [
            {
                "reference": refund.reference,
                "order": refund.order,
                "amount": refund.amount.to_json(),
                "at": _time(refund.at),
            }
            for refund in picture.refunds
        ],
        "earlier": [
            {
                "conversation": one.conversation,
                "at": _time(one.at),
                "text": _about(one.flow, texts),
                "with_person": one.with_person,
                "solved_by": one.solved_by,
            }
            for one in history.earlier
        ],
        "promises": [
            {
                "kind": one.kind,
                "text": _about(one.kind, texts),
                "amount": one.amount.to_json() if one.amount else None,
                "since": _time(one.since),
            }
            for one in history.promises
        ],
        "mood_on": mood_on,
    }


def _about(flow: str | None, texts: Texts) -> dict[str, str]:
    """What a conversation or a promise is about, as staff read it."""
    key = f"brief.{flow}"
    found = texts.local(key if flow and texts.has(key) else "brief.unknown")
    return {language: text.strip() for language, text in found.items()}


def _order(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "title": {
            language: ", ".join(item.title.get(language, "") for item in order.items)
            for language in LANGUAGES
        },
        "status": order.status,
        "placed_at": _time(order.placed_at),
        "promised_by": _time(order.promised_by),
        "delivered_at": _time(order.delivered_at),
        "paid": order.paid.to_json(),
        "refunded": order.refunded.to_json(),
    }


def _booking(booking: Booking) -> dict[str, Any]:
    return {
        "id": booking.id,
        "title": dict(booking.trip.title),
        "status": booking.status,
        "departs_at": _time(booking.trip.departs_at),
        "passengers": booking.passengers,
        "paid": booking.paid.to_json(),
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
