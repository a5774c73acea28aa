"""A gateway that can be taken away and brought back, for tests of the widget in a browser."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from bot.authority.service import ActionRequest
from bot.model import ReservationState
from tests.support import gateway as support
from tests.support.people import Customer
from tests.support.scripted_engine import Script, echo, says
from tests.support.staffed import Staffed
from tests.support.tabs import DeskPage

STRICT = (
    "default-src 'none'; script-src 'self' {chat}; connect-src {chat} {socket}; "
    "style-src 'self'; base-uri 'none'; require-trusted-types-for 'script'"
)


class Stage(Staffed):
    """Gateway and scripted engine with fresh data."""

    def __init__(self, prepared: Path, folder: Path) -> None:
        super().__init__(prepared, folder)
        self.answers(echo)

    def answers(self, script: Script) -> None:
        """From now on the engine says this."""
        self.engine.script = script

    def cut(self) -> None:
        """Nobody answers at the gateway's address any more; its connections end."""
        self.do(self.gateway.stop())

    def mend(self, **more: str) -> None:
        """The gateway answers again, at the same address, with the data it had."""
        gone = self.gateway
        self.gateway = self.do(
            support.start(gone.folder, self.engine, port=gone.settings.port, **more)
        )

    def conversation(self) -> str:
        """The one conversation there is."""
        from bot.storage.conversation_tables import conversations

        async def read() -> str:
            rows = await self.gateway.house.database.run(
                lambda connection: list(connection.execute(conversations.select()))
            )
            assert len(rows) == 1
            return str(rows[0].id)

        return self.do(read())

    def agent(self, *texts: str) -> DeskPage:
        """Maria takes the conversation and says this."""
        desk = self.do(DeskPage.open(self.base))
        conversation = self.conversation()
        assert self.do(desk.call("claim", conversation=conversation))["ok"]
        for number, text in enumerate(texts):
            sent = {"conversation": conversation, "client_id": f"desk-{number}", "text": text}
            assert self.do(desk.call("send", **sent))["ok"]
        return desk

    def refunding(self, order: str, item: str, text: str) -> Script:
        """What the refund action does: ask authority, then say how it went."""

        async def script(ask: Mapping[str, Any]) -> dict[str, Any]:
            request = ActionRequest(
                action="refund_order",
                conversation=ask["conversation"],
                turn=ask["turn"],
                params={"order": order, "items": (item,)},
                claims={"reason": "damaged"},
            )
            result = await self.gateway.house.authority.request(request)
            answer = says(ask, text, flow="refund_order", known={"order": order})
            answer["messages"][0]["why"] = {
                "kind": "limits",
                "title": "Damaged items",
                "detail": "Within 30 days of delivery.",
            }
            if result.reservation and result.state is ReservationState.SETTLED:
                answer["messages"][0]["claims"] = [result.reservation]
            return answer

        return script


def after(seconds: float, script: Script = echo) -> Script:
    """The same answer, but only after a while."""

    async def slow(ask: Mapping[str, Any]) -> dict[str, Any]:
        await asyncio.sleep(seconds)
        return await script(ask)

    return slow


async def asking(ask: Mapping[str, Any]) -> dict[str, Any]:
    """A question with two answers to choose from."""
    answer = says(ask, f"Is it about {ask['text'] or ask['payload']}?")
    answer["messages"][0]["options"] = [
        {"title": "Yes, it is", "payload": "/affirm"},
        {"title": "No", "payload": "/deny"},
    ]
    answer["messages"][0]["why"] = {"kind": "flow", "title": "Small talk", "detail": "You wrote."}
    return answer


def visit(page: Page, base: str, *, opened: bool = True) -> Customer:
    """Somebody in the shop, with the chat open."""
    page.goto(base)
    customer = Customer(page.context, page)
    if opened:
        customer.open_chat()
        expect(customer.log).to_contain_text("bot")
    return customer


def focused(page: Page) -> str:
    """The element that has the focus, through every shadow root, as `tag` or `tag.class`."""
    return str(
        page.evaluate(
            """() => {
                let found = document.activeElement;
                while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
                return [found.localName, ...found.classList].join('.');
            }"""
        )
    )


class HostSite:
    """Another site, with a strict content policy of its own, that embeds the chat."""

    def __init__(self, chat: str, attributes: str = "") -> None:
        policy = STRICT.format(chat=chat, socket=chat.replace("http", "ws", 1))
        page = (
            '<!doctype html><html lang="nl"><meta charset="utf-8"><title>Host</title>'
            '<link rel="stylesheet" href="/style.css"><body><main><h1>Host</h1>'
            f'<button>Hi</button></main><script src="{chat}/widget/loader.js" data-samenspel '
            f"{attributes}></script></body></html>"
        )
        files = {
            "/": ("text/html", page),
            # As unfriendly as a site can be to what it embeds.
            "/style.css": (
                "text/css",
                "* { color: red !important; font-size: 40px } div, p, span { display: none }",
            ),
        }

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = files.get(self.path)
                self.send_response(200 if found else 404)
                kind, text = found or ("text/plain", "")
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Close the site."""
        self._server.shutdown()
        self._server.server_close()


def sign_in(page: Page, name: str) -> None:
    """Choose a demo customer on the shop's page."""
    page.locator("header .account button").first.click()
    page.locator("shop-picker li button").filter(has_text=name).click()


def stored(page: Page) -> list[str]:
    """The widget's keys in localStorage."""
    keys: list[str] = page.evaluate("Object.keys(localStorage)")
    return [key for key in keys if key.startswith("samenspel:")]
