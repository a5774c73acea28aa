"""A gateway beside a scripted engine, in a thread, for synchronous tests of the staff's pages.

What customers do goes over real sockets; what people see is looked at in a real browser.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Page, expect

from bot.authority.service import ActionRequest
from tests.support import gateway as support
from tests.support.gateway import Gateway
from tests.support.scripted_engine import ScriptedEngine, says
from tests.support.tabs import Tab

T = TypeVar("T")
PATIENCE_S = 30.0
PASSWORDS = {
    "maria": "demo-maria",
    "sam": "demo-sam-too",
    "femke": "demo-femke",
    "omar": "demo-omar-too",
    "noor": "noor-of-the-tests",
}
LARGE = ("O-20003", "O-20003-1")
"""An order of C-1001 and its item that cost more than the bot may refund by itself."""


class Staffed:
    """A running gateway; `do` runs anything in its event loop and gives the result."""

    def __init__(self, prepared: Path, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._tabs: list[Tab] = []
        self.engine = ScriptedEngine(folder / "engine.sock")
        self.engine.script = self._script
        self.do(self.engine.start())
        self.gateway: Gateway = self.do(
            support.start(support.copied(prepared, folder), self.engine)
        )
        self.base = self.gateway.base
        self._folder = folder

    def go_down(self) -> None:
        """The gateway ends; engine and data stay."""
        self.do(self.gateway.stop())

    def come_back(self) -> None:
        """The gateway starts again where it was."""
        port = self.gateway.settings.port
        self.gateway = self.do(support.start(self._folder, self.engine, port=port))

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run in the gateway's loop and wait for it."""
        done: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return done.result(PATIENCE_S)
        except FutureTimeout:
            # Which of them hangs, and where, is all that can be learned of it afterwards.
            for task in asyncio.all_tasks(self._loop):
                task.print_stack(limit=8)
            raise

    def stop(self) -> None:
        """Close every tab, the gateway and the engine."""
        for tab in self._tabs:
            if tab.client.connected:
                self.do(tab.close())
        self.do(self.gateway.stop())
        self.do(self.engine.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_S)
        self._loop.close()

    def customer(self, name: str | None, *texts: str, locale: str = "nl") -> Tab:
        """Somebody who opens the chat, says something and asks for a person."""
        identity = self.do(self.gateway.identity(name)) if name else None
        auth = {"identity": identity} if identity else {}
        tab = self.do(Tab.open(self.base, locale=locale, **auth))
        self._tabs.append(tab)
        for text in texts:
            self.do(tab.say(text))
            self.do(self.gateway.quiet())
        return tab

    def returns(self, tab: Tab) -> Tab:
        """A customer whose connection was lost comes back to the same conversation."""
        again = self.do(Tab.open(self.base, token=tab.token))
        self._tabs.append(again)
        return again

    def waiting(self, name: str | None, *texts: str, locale: str = "nl") -> Tab:
        """The same, and then they wait for a person."""
        tab = self.customer(name, *texts, locale=locale)
        self.do(tab.call("human"))
        return tab

    def article(self, id: str, language: str) -> str:
        """What an article answers."""
        found = self.do(self.gateway.house.knowledge.article(id))
        assert found is not None
        return found.answer[language].strip()

    async def _script(self, ask: Mapping[str, Any]) -> dict[str, Any]:
        """Asks for a refund above the limit when something is broken; is angry when told so."""
        text = str(ask["text"])
        if "kapot" in text:
            request = ActionRequest(
                action="refund_order",
                conversation=ask["conversation"],
                turn=ask["turn"],
                params={"order": LARGE[0], "items": (LARGE[1],)},
                claims={"reason": "damaged"},
            )
            result = await self.gateway.house.authority.request(request)
            known = {"order": LARGE[0]}
            return says(ask, result.say[ask["locale"]], flow="refund_order", known=known)
        if "belachelijk" in text:
            signals = [{"code": "mood", "weight": 0.8, "words": "dit is belachelijk"}]
            reading = {"level": 0.85, "mood": "angry", "signals": signals}
            handoff = {"reason": "anger", "urgent": False}
            return says(ask, "Ik haal er een collega bij.", reading=reading, handoff=handoff)
        return says(ask, f"echo: {text}")


def sign_in(page: Page, base: str, name: str, path: str = "/desk/") -> Page:
    """Open a staff page and sign in with the keyboard."""
    page.goto(base + path)
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORDS[name])
    page.keyboard.press("Enter")
    expect(page.locator("support-sign-in")).to_have_count(0)
    return page


def row(page: Page, customer: str) -> Any:
    """The row of a customer in the queue."""
    return page.locator("support-queue button.row").filter(has_text=customer)


def claim(page: Page, customer: str) -> None:
    """Open a conversation and claim it."""
    row(page, customer).click()
    page.get_by_role("button", name="Claim").click()
    expect(composer(page)).to_be_focused()


def composer(page: Page) -> Any:
    """The field in which a reply or a note is written."""
    return page.locator("support-desk-composer textarea")


def dialog(page: Page) -> Any:
    """The question that is open."""
    return page.locator("support-question dialog[open]")
