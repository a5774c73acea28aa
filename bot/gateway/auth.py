"""Checks who a customer is by the identity token that the host site signed, and issues demo ones.

The algorithm is the one in the settings, never the one a token names. A token that cannot be
taken makes a guest, who is told so; it never stops a conversation.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone

import jwt

from bot.conversation.visitor import GUEST, Visitor
from bot.model import Clock, CustomerId
from bot.settings import Identity

_SUBJECT_MAX = 64
# Clocks of two machines differ a little; what was issued later than this is no honest token.
_CLOCK_SLACK = timedelta(seconds=60)


class IdentityCheck:
    """Verifies identity tokens with the one key and algorithm of the settings."""

    def __init__(self, identity: Identity, clock: Clock) -> None:
        self._algorithm = identity.algorithm
        self._key = identity.secret if identity.algorithm == "HS256" else identity.public_key
        self._clock = clock
        self._longest = timedelta(seconds=identity.max_age_s)

    def visitor(self, token: str | None) -> Visitor:
        """Who this is. An expired or wrong token gives a guest with the problem named."""
        if token is None:
            return GUEST
        key = hashlib.sha256(token.encode()).hexdigest()
        if not self._key:
            return Visitor(problem="invalid", key=key)
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[self._algorithm],
                options={
                    "require": ["exp", "sub"],
                    # Times are judged below, by the one clock of the house.
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                    "verify_aud": False,
                },
            )
            subject, expires = claims["sub"], _moment(claims["exp"])
            begins = _moment(claims["nbf"]) if "nbf" in claims else None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, OSError):
            return Visitor(problem="invalid", key=key)
        now = self._clock()
        if (
            not isinstance(subject, str)
            or not 0 < len(subject) <= _SUBJECT_MAX
            or (begins is not None and begins > now + _CLOCK_SLACK)
        ):
            return Visitor(problem="invalid", key=key)
        if expires <= now:
            return Visitor(CustomerId(subject), expires, "expired", key)
        # A host site that signs for years does not make a chat know its customer for years.
        return Visitor(CustomerId(subject), min(expires, now + self._longest), None, key)


def demo_identity(identity: Identity, customer: CustomerId, now: datetime) -> str:
    """What the demo shop's page hands to its widget: signed like a real host site would."""
    claims = {"sub": customer, "iat": now, "exp": now + timedelta(seconds=identity.max_age_s)}
    return jwt.encode(claims, identity.secret or "", algorithm="HS256")


def _moment(seconds: object) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise ValueError("a time in a token is a number")
    return datetime.fromtimestamp(seconds, timezone.utc)
