"""One e-mail: plain text and simple HTML that say the same. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_LONGEST = 254
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class Part:
    """One paragraph, or what somebody wrote: then with who it was, and set apart."""

    text: str
    by: str = ""


@dataclass(frozen=True)
class Letter:
    """What is said to whom. `id` is the same when it is sent again, so that it is known again."""

    id: str
    to: str
    subject: str
    language: str
    parts: Sequence[Part]
    link: tuple[str, str] | None = None
    attachment: tuple[str, str] | None = None


def is_address(text: str) -> bool:
    """Whether this can be somebody's address; nothing in it can end a line."""
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None and ".." not in text


def masked(address: str) -> str:
    """Enough of an address to know one's own: `e•••@example.com`."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}"


def message(
    letter: Letter, *, sender: str, company: str, domain: str, now: datetime
) -> EmailMessage:
    """The letter as it goes over the wire."""
    made = EmailMessage()
    name, _, host = sender.partition("@")
    made["From"] = Address(_CONTROL.sub(" ", company), name, host)
    made["To"] = letter.to
    made["Subject"] = _CONTROL.sub(" ", letter.subject)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{letter.id}@{domain}>"
    made["Content-Language"] = letter.language
    # So that no holiday message comes back into a mailbox that nobody reads.
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made.set_content(_plain(letter))
    made.add_alternative(_html(letter), subtype="html")
    if letter.attachment is not None:
        filename, content = letter.attachment
        made.add_attachment(content, filename=filename)
    return made


def _plain(letter: Letter) -> str:
    lines: list[str] = []
    for part in letter.parts:
        if part.by:
            lines += [f"{part.by}:", *(f"> {line}" for line in part.text.splitlines()), ""]
        else:
            lines += [part.text, ""]
    if letter.link is not None:
        lines += [f"{letter.link[0]}:", letter.link[1], ""]
    return "\n".join(lines)


def _html(letter: Letter) -> str:
    def lines(text: str) -> str:
        return "<br>".join(html.escape(line) for line in text.splitlines())

    body = "".join(
        f"<p><strong>{html.escape(part.by)}</strong></p><blockquote>{lines(part.text)}</blockquote>"
        if part.by
        else f"<p>{lines(part.text)}</p>"
        for part in letter.parts
    )
    if letter.link is not None:
        title, address = letter.link
        body += f'<p><a href="{html.escape(address, quote=True)}">{html.escape(title)}</a></p>'
    return (
        f'<!doctype html><html lang="{html.escape(letter.language, quote=True)}">'
        f'<head><meta charset="utf-8"><title>{html.escape(letter.subject)}</title></head>'
        f"<body>{body}</body></html>"
    )
