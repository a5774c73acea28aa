"""What a page did that it may not: its errors, and whatever its content policy forbids."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage

_TELL_VIOLATIONS = """addEventListener('securitypolicyviolation', (event) => console.error(
  `forbidden by the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""
_OF_THE_NETWORK = ("Failed to load resource", "WebSocket connection to", "net::ERR_")
"""What the browser itself says when a server is away or says no; tests of that do it on purpose."""

seen: list[str] = []
"""Since the last test; the fixture `nothing_forbidden` looks at it and empties it."""


def watched(browser: Browser, **options: Any) -> BrowserContext:
    """A fresh browser, of whose pages everything that goes wrong is noted."""
    context = browser.new_context(**options)
    context.add_init_script(_TELL_VIOLATIONS)
    context.on("console", _note)
    context.on("weberror", lambda error: seen.append(str(error.error)))
    return context


def _note(said: ConsoleMessage) -> None:
    if said.type == "error" and not any(part in said.text for part in _OF_THE_NETWORK):
        seen.append(said.text)
