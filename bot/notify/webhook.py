"""Hands a JSON message to another system: signed, with an id by which it knows a repetition.

The signature is `v1=` and the hexadecimal HMAC-SHA256 over the timestamp, a full stop and the body.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import aiohttp

from bot.notify.errors import Final, Retryable
from bot.settings import Webhooks

# It is there already: what a repetition of the same id is told by a careful receiver.
_KNOWN = 409
# Worth another try although they begin with a 4.
_PASSING = frozenset({401, 403, 404, 408, 421, 423, 425, 429})


class Webhook:
    """The one address of the settings; one connection a message."""

    def __init__(self, settings: Webhooks) -> None:
        self._settings = settings

    @property
    def is_set(self) -> bool:
        """Whether there is somebody to tell."""
        return self._settings.url is not None

    async def post(self, id: str, payload: Mapping[str, Any], now: datetime) -> None:
        """Deliver once more or for the first time. Raises Retryable or Final."""
        body = json.dumps(dict(payload), ensure_ascii=False, separators=(",", ":")).encode()
        timestamp = str(int(now.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "X-Samenspel-Id": id,
            "X-Samenspel-Timestamp": timestamp,
            "X-Samenspel-Signature": signature(self._settings.secret or "", timestamp, body),
        }
        within = aiohttp.ClientTimeout(total=self._settings.timeout_s)
        try:
            async with (
                aiohttp.ClientSession(timeout=within) as session,
                session.post(
                    self._settings.url or "", data=body, headers=headers, allow_redirects=False
                ) as answer,
            ):
                status = answer.status
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            raise Retryable("webhook_unreachable") from error
        if 200 <= status < 300 or status == _KNOWN:
            return
        if status >= 500 or status in _PASSING:
            raise Retryable(f"webhook_{status}")
        raise Final(f"webhook_{status}")


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What the receiver computes too, and compares in constant time."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={signed.hexdigest()}"
