"""The cookie of a person who works with it, and the language of their browser."""

from __future__ import annotations

from datetime import datetime
from http.cookies import CookieError, SimpleCookie

from aiohttp import web

from bot.texts import DEFAULT, LANGUAGES

NAME = "samenspel_session"


def session_token(header: str) -> str | None:
    """The session's token out of a Cookie header."""
    try:
        found = SimpleCookie(header).get(NAME)
    except CookieError:
        return None
    return found.value if found and found.value else None


def set_session(
    response: web.StreamResponse, token: str, *, expires: datetime, now: datetime, secure: bool
) -> None:
    """Out of reach of scripts, and never sent along by another site."""
    response.set_cookie(
        NAME,
        token,
        max_age=max(0, int((expires - now).total_seconds())),
        httponly=True,
        samesite="Strict",
        secure=secure,
        path="/",
    )


def drop_session(response: web.StreamResponse, *, secure: bool) -> None:
    """Take the cookie away."""
    response.del_cookie(NAME, path="/", httponly=True, samesite="Strict", secure=secure)


def language_of(accept: str) -> str:
    """The first language of an Accept-Language header that we speak."""
    for part in accept.split(","):
        language = part.split(";")[0].strip().split("-")[0].lower()
        if language in LANGUAGES:
            return language
    return DEFAULT
