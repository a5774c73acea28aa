"""A conversation as plain text: the disclosure, then each line with its time and author."""

from __future__ import annotations

from collections.abc import Sequence

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency

from bot.conversation.log import Entry
from bot.conversation.voice import Voice
from bot.model import AuthorKind
from bot.settings import Opening


def transcript(entries: Sequence[Entry], language: str, voice: Voice, opening: Opening) -> str:
    """Everything that the customer saw, as they saw it. Pure."""
    if not entries:
        return ""
    told = next((entry for entry in entries if entry.type == "disclosure"), None)
    day = format_date(opening.local(entries[0].at).date(), "d MMMM y", locale=language)
    head = [voice.say("transcript.title", language, {"company": voice.company, "date": day})]
    if told is not None:
        head.append(str(told.body.get("text", "")))
    lines = [
        f"[{_at(entry, language, opening)}] {_author(entry, language, voice)}: {said}"
        for entry in entries
        if entry is not told and (said := _said(entry, language, voice))
    ]
    return "\n\n".join([*head, "\n".join(lines)]) + "\n"


def _at(entry: Entry, language: str, opening: Opening) -> str:
    return str(format_datetime(opening.local(entry.at), "d MMM y, HH:mm", locale=language))


def _author(entry: Entry, language: str, voice: Voice) -> str:
    kind, name = entry.author.kind, entry.author.name
    if kind is AuthorKind.BOT:
        return voice.say("transcript.by_bot", language, {"name": name})
    if kind is AuthorKind.HUMAN_AGENT:
        return voice.say("mail.by_person", language, {"name": name})
    return name


def _said(entry: Entry, language: str, voice: Voice) -> str:
    """What stands in an entry, in words; an attachment by its kind."""
    body = entry.body
    if entry.type == "mode":
        name = {"name": body["agent"]} if body["mode"] == "human" and body.get("agent") else None
        key = "transcript.mode_human" if name else f"transcript.mode_{body['mode']}_plain"
        return voice.say(key, language, name)
    if entry.type == "receipt":
        amount = body.get("amount")
        parts = [
            voice.say(f"transcript.receipt_{body['status']}", language),
            format_currency(amount["minor"] / 100, amount["currency"], locale=language)
            if amount
            else "",
            str(body.get("to", "")),
            str(body.get("expected", "")),
            str(body.get("reference", "")),
            str(body.get("explanation", "")),
        ]
        return ", ".join(part for part in parts if part)
    text = str(body.get("text", ""))
    if body.get("attachment"):
        return voice.say("transcript.photo", language)
    return text
