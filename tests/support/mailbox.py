"""A real mail server on a real port, which can misbehave."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """What arrived, and what the server does with the next letters."""

    received: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """How the next ones are answered: an SMTP line, or `slow`, `hang_up`, `hang_up_after`."""
    refuse_to: str = ""
    port: int = 0
    tries: int = 0
    _server: asyncio.Server | None = None

    async def start(self, tls: ssl.SSLContext | None = None) -> None:
        """Listen on a free port."""

        def connection() -> Any:
            return SMTP(
                self, enable_SMTPUTF8=True, tls_context=tls, require_starttls=tls is not None
            )

        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(connection, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Nobody answers any more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def handle_RCPT(
        self, server: Any, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        if self.refuse_to:
            self.tries += 1
            return self.refuse_to
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Session, envelope: Envelope) -> str:
        """Take a letter, or do something worse."""
        self.tries += 1
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "hang_up":
            server.transport.abort()
            return "250 OK"
        if answer == "slow":
            await asyncio.sleep(2.5)
            return "451 Too late"
        if answer.startswith(("4", "5")):
            return answer
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        self.received.append(message_from_bytes(raw, policy=policy.default))
        if answer == "hang_up_after":
            server.transport.abort()
        return "250 OK"


def text_of(letter: EmailMessage, kind: str = "plain") -> str:
    """What one reads."""
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())
