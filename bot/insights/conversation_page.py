"""A conversation behind a finding, read as the desk reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from bot.conversation.log import NOTE, Entry
from bot.insights.sheet import document, top
from bot.insights.words import Words


def page(
    id: str, entries: Sequence[Entry], words: Words, *, back: str, now: datetime, style: str
) -> str:
    """The whole document."""
    title = words.say("page.conversation", id=id)
    rows = "".join(_row(entry, words) for entry in entries if _said(entry, words))
    body = (
        top(title, words.say("page.conversation_lead"), words, back=back)
        + f"<ol class='thread'>{rows}</ol>"
    )
    return document(title, body, words, made=now, style=style)


def _row(entry: Entry, words: Words) -> str:
    note = f" · {words.say('page.note')}" if entry.type == NOTE else ""
    who = f"{entry.author.name}{note}"
    return (
        f"<li class='{escape(entry.author.kind.value)}'>"
        f"<p class='soft'>{escape(words.moment(entry.at))} {escape(who)}</p>"
        f"<p>{escape(_said(entry, words))}</p></li>"
    )


def _said(entry: Entry, words: Words) -> str:
    body = entry.body
    if entry.type == "mode":
        return f"→ {body.get('mode', '')}"
    if entry.type == "receipt":
        return str(body.get("explanation") or body.get("reference") or "")
    if body.get("attachment"):
        return words.say("page.photo")
    return str(body.get("text", ""))
