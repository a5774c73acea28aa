"""The way back into a conversation from an e-mail: a signed ticket in, a token of its own out.

A ticket names one conversation and runs out soon. It is no token: what opens the conversation is
never written into an address, and the link carries the ticket behind a #, where no server log and
no other site sees it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

import jwt
from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from bot.conversation.errors import BadToken, ConversationError
from bot.conversation.receiving import alive
from bot.model import Clock, ConversationId
from bot.storage.database import Database
from bot.storage.notify_tables import return_tokens

# As long as a closed conversation can be opened again with its context.
TOKEN_HOLDS = timedelta(days=7)
_PURPOSE = "return"


class Returning:
    """Makes tickets and takes them."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        token_key: str,
        new_token: Callable[[], str],
        holds: timedelta,
        public_url: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._token_key = token_key.encode()
        # Of its own, so that a ticket is good for nothing else and nothing else for a ticket.
        self._key = hmac.new(self._token_key, _PURPOSE.encode(), hashlib.sha256).digest()
        self._new_token = new_token
        self._holds = holds
        self._public_url = public_url

    def link(self, conversation: ConversationId) -> tuple[str, datetime]:
        """Where a customer comes back, and until when that works."""
        until = self._clock() + self._holds
        claims = {"sub": conversation, "aud": _PURPOSE, "exp": until}
        return f"{self._public_url}/back/#{jwt.encode(claims, self._key, algorithm='HS256')}", until

    async def come_back(self, ticket: str) -> str:
        """A token for the ticket's conversation. Raises BadToken, also when it was erased."""
        try:
            claims = jwt.decode(
                ticket,
                self._key,
                algorithms=["HS256"],
                audience=_PURPOSE,
                # The time is judged below, by the one clock of the house.
                options={"require": ["exp", "sub"], "verify_exp": False},
            )
            conversation, ends = ConversationId(str(claims["sub"])), float(claims["exp"])
        except (jwt.PyJWTError, ValueError, TypeError):
            raise BadToken() from None
        now = self._clock()
        if ends <= now.timestamp():
            raise BadToken()
        token = self._new_token()

        def work(connection: Connection) -> None:
            alive(connection, conversation)
            connection.execute(delete(return_tokens).where(return_tokens.c.expires <= now))
            connection.execute(
                insert(return_tokens).values(
                    token_hash=token_hash(self._token_key, token),
                    conversation=conversation,
                    expires=now + TOKEN_HOLDS,
                )
            )

        try:
            await self._database.run(work)
        except ConversationError:
            raise BadToken() from None
        return token


def token_hash(key: bytes, token: str) -> str:
    """What is stored of a token: without our key not even a guessed token can be compared."""
    return hmac.new(key, token.encode(), hashlib.sha256).hexdigest()
