"""Headers that keep pages and answers to themselves."""

from __future__ import annotations

from aiohttp import web

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self' {socket}",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
_NOTHING_POLICY = "default-src 'none'; frame-ancestors 'none'"


def page_policy(public_url: str) -> str:
    """What our own pages may load and reach: themselves and the chat's web socket."""
    socket = "ws" + public_url.removeprefix("http")
    return PAGE_POLICY.format(socket=socket)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """On every answer, just before it goes out; an open web socket has no use for them."""
    headers = response.headers
    if isinstance(response, web.WebSocketResponse):
        return
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Content-Security-Policy", _NOTHING_POLICY)
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if not request.path.startswith("/widget/"):
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("X-Frame-Options", "DENY")
    if headers.get("Server"):
        headers["Server"] = "samenspel"
