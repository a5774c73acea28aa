"""docs/openapi.yaml says what the gateway answers over HTTP: routes, statuses and bodies."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
from jsonschema import Draft202012Validator

from bot import yaml_text
from bot.authority.service import ActionRequest, Result
from bot.gateway import server
from bot.model import ConversationId
from bot.storage.authority_tables import reservations
from tests.contract.test_protocol_asyncapi import DOCUMENT as ASYNC_DOCUMENT
from tests.faults.test_gateway_money import LARGE, refunding
from tests.support.gateway import Gateway
from tests.support.tabs import Tab

DOCUMENT = yaml_text.read((Path(__file__).parents[2] / "docs" / "openapi.yaml").read_text())
DESCRIBED = {
    (method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods
}
PAGES = ("/widget", "/back", "/desk", "/console", "/privacy", "/socket.io")


def _schema_of(method: str, path: str, status: int) -> Mapping[str, Any] | None:
    answer = DOCUMENT["paths"][path][method.lower()]["responses"][str(status)]
    if "$ref" in answer:
        answer = DOCUMENT["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    found = answer["content"].get("application/json")
    return None if found is None else dict(found["schema"])


class _Browser:
    """Makes requests and holds every answer against the document."""

    def __init__(self, base: str, session: aiohttp.ClientSession) -> None:
        self.base = base
        self.session = session
        self.csrf = ""
        self.answered: set[tuple[str, str]] = set()

    async def call(
        self,
        method: str,
        path: str,
        status: int,
        body: Any = None,
        *,
        form: aiohttp.FormData | None = None,
        token: str = "",
        **names: str,
    ) -> Any:
        """One request that has to be answered with this status."""
        url = self.base + path.format(**names)
        headers = {"X-CSRF-Token": self.csrf, "Authorization": f"Bearer {token}"}
        async with self.session.request(
            method, url, json=body, data=form, headers=headers
        ) as answer:
            assert answer.status == status, await answer.text()
            schema = _schema_of(method, path, status)
            if status == 200:
                self.answered.add((method, path))
            if schema is None:
                return await answer.read()
            found = await answer.json()
        whole = {"components": DOCUMENT["components"], **schema}
        errors = list(Draft202012Validator(whole).iter_errors(found))
        assert not errors, "\n".join(f"{list(e.path)}: {e.message[:300]}" for e in errors)
        return found

    async def log_in(self, name: str, password: str) -> None:
        """Log in as somebody."""
        body = {"name": name, "password": password}
        self.csrf = (await self.call("POST", "/api/session", 200, body))["csrf"]


async def test_the_document_names_exactly_the_routes_that_exist(gateway: Gateway) -> None:
    app = server.build(gateway.rooms)
    routes = {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None and route.method not in ("HEAD", "OPTIONS", "*")
    }
    served = {
        (method, path) for method, path in routes if path != "/" and not path.startswith(PAGES)
    }
    assert served == DESCRIBED


async def test_every_answer_fits_the_document(gateway: Gateway) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        browser = _Browser(gateway.base, session)
        await _ask_everything(gateway, browser)
    assert browser.answered == DESCRIBED


async def _ask_everything(gateway: Gateway, browser: _Browser) -> None:
    for path in ("/healthz", "/readyz", "/metrics", "/demo/customers"):
        await browser.call("GET", path, 200)
    await browser.call("GET", "/api/session", 401)
    await browser.call("POST", "/api/session", 401, {"name": "omar", "password": "wrong-one"})
    await browser.call("POST", "/api/session", 400, {})
    await browser.call("POST", "/demo/identity", 404, {"customer": "C-0000"})
    await browser.call("POST", "/demo/identity", 200, {"customer": "C-1001"})
    await _show_a_photo(gateway, browser)
    await _come_back(gateway, browser)
    approve, deny = "/api/approvals/{id}/approve", "/api/approvals/{id}/deny"
    await _ask_for_a_refund(gateway)
    await browser.log_in("omar", "demo-omar-too")
    for path in ("/api/session", "/api/limits", "/api/budgets", "/api/switch", "/api/audit"):
        await browser.call("GET", path, 200)
    stop = {"scope": "channel:chat", "stopped": True, "reason": "test"}
    await browser.call("POST", "/api/switch", 400, {})
    await browser.call("POST", "/api/switch", 200, stop)
    await browser.call("GET", "/api/switch", 200)
    await browser.call("POST", "/api/switch", 200, {**stop, "stopped": False})
    waiting = (await browser.call("GET", "/api/approvals", 200))["items"]
    await browser.call("POST", approve, 403, {}, id=waiting[0]["id"])
    await browser.call("POST", deny, 403, {"reason": "nee"}, id=waiting[0]["id"])
    await _change_limits(browser)
    await _agree(gateway, browser)
    await _find_out(gateway, browser)
    await browser.call("DELETE", "/api/session", 200)
    await browser.log_in("femke", "demo-femke")
    waiting = (await browser.call("GET", "/api/approvals", 200))["items"]
    await browser.call("POST", deny, 400, {}, id=waiting[0]["id"])
    await browser.call("POST", deny, 200, {"reason": "nee"}, id=waiting[0]["id"])
    await browser.call("POST", approve, 409, {}, id=waiting[0]["id"])
    await _ask_for_a_refund(gateway)
    waiting = (await browser.call("GET", "/api/approvals", 200))["items"]
    await browser.call("POST", approve, 200, {"note": "ja"}, id=waiting[0]["id"])
    await browser.call("POST", approve, 404, {}, id="none")
    await browser.call("DELETE", "/api/session", 200)
    await browser.log_in("omar", "demo-omar-too")
    await _judge_in_shadow(gateway, browser)
    await gateway.engine.stop()
    await browser.call("GET", "/readyz", 503)


async def _change_limits(browser: _Browser) -> None:
    form = await browser.call("GET", "/api/limits/form", 200)
    await browser.call("GET", "/api/limits/source", 200)
    await browser.call("GET", "/api/limits/report", 200)
    lower = {
        "base": form["base"],
        "changes": {"actions.refund_order.approve_up_to": "399.00 EUR"},
        "without_tests": True,
    }
    preview, apply = "/api/limits/preview", "/api/limits/apply"
    seen = await browser.call("POST", preview, 200, lower)
    assert seen["ok"] and seen["loosens"] == [] and seen["report"]["requests"] == 1
    bad = {**lower, "changes": {"actions.refund_order.allow_up_to": "much"}}
    assert not (await browser.call("POST", preview, 200, bad))["ok"]
    await browser.call("POST", preview, 409, {**lower, "base": "old"})
    await browser.call("POST", preview, 400, {"base": form["base"]})
    await browser.call("POST", apply, 400, lower)
    await browser.call("POST", apply, 400, {**bad, "reason": "x"})
    made = await browser.call("POST", apply, 200, {**lower, "reason": "less"})
    assert made["state"] == "in_force"
    await browser.call("POST", apply, 409, {**lower, "reason": "less"})
    one, every = "/api/limits/versions/{number}", "/api/limits/versions"
    back = await browser.call("POST", f"{one}/restore", 200, {"reason": "back"}, number="1")
    assert back["state"] == "waiting"
    number = str(back["version"])
    await browser.call("POST", f"{one}/agree", 403, {}, number=number)
    gone = await browser.call("POST", f"{one}/withdraw", 200, {"reason": "no"}, number=number)
    assert gone["state"] == "withdrawn"
    await browser.call("POST", f"{one}/agree", 404, {}, number=number)
    assert len((await browser.call("GET", every, 200))["items"]) == 3
    assert "399.00 EUR" in (await browser.call("GET", one, 200, number="2"))["source"]
    await browser.call("GET", one, 404, number="77")


async def _agree(gateway: Gateway, browser: _Browser) -> None:
    """A second person, who also may approve, brings the first version back."""
    one = "/api/limits/versions/{number}"
    back = await browser.call("POST", f"{one}/restore", 200, {"reason": "back"}, number="1")
    await browser.call("DELETE", "/api/session", 200)
    await gateway.house.staff.add("ria", display="Ria", role="admin", password="ria-is-second")
    await browser.log_in("ria", "ria-is-second")
    agreed = await browser.call("POST", f"{one}/agree", 200, {}, number=str(back["version"]))
    assert (agreed["state"], agreed["approver"]) == ("in_force", "ria")


async def _judge_in_shadow(gateway: Gateway, browser: _Browser) -> None:
    form = await browser.call("GET", "/api/limits/form", 200)
    text = await gateway.house.authority.source()
    shadow = text.replace("  refund_order:\n", "  refund_order:\n    rollout: shadow\n", 1)
    changed = {"base": form["base"], "source": shadow, "reason": "look first"}
    await browser.call("POST", "/api/limits/apply", 200, changed)
    await _refund(gateway)
    (case,) = (await browser.call("GET", "/api/shadow", 200))["items"]
    path, number = "/api/shadow/{decision}", case["decision"]
    await browser.call("POST", path, 400, {"did": "danced"}, decision=number)
    await browser.call("POST", path, 200, {"did": "done"}, decision=number)
    await browser.call("POST", path, 409, {"did": "done"}, decision=number)
    await browser.call("POST", path, 404, {"did": "done"}, decision="D-NONE")


async def _find_out(gateway: Gateway, browser: _Browser) -> None:
    """What a provider never answered, a day ago."""
    held = await _refund(gateway, fault="retryable")
    assert held.reservation is not None
    long_ago = gateway.house.clock() - timedelta(hours=21)
    mine = reservations.c.id == held.reservation
    await gateway.house.database.run(
        lambda c: c.execute(reservations.update().where(mine).values(first_try_at=long_ago))
    )
    (doubt,) = (await browser.call("GET", "/api/doubts", 200))["items"]
    path, no = "/api/doubts/{reservation}", {"happened": False, "reason": "the bank has nothing"}
    again = await browser.call("POST", f"{path}/ask", 200, {}, reservation=doubt["reservation"])
    assert again["state"] == "in_doubt"
    await browser.call("POST", path, 400, {"reason": "?"}, reservation=doubt["reservation"])
    ended = await browser.call("POST", path, 200, no, reservation=doubt["reservation"])
    assert ended["state"] == "released"
    await browser.call("POST", path, 404, no, reservation=doubt["reservation"])
    await browser.call("POST", f"{path}/ask", 404, {}, reservation=doubt["reservation"])


def _change_shop(gateway: Gateway, statement: str) -> None:
    with sqlite3.connect(gateway.settings.shop_database) as shop:
        shop.execute(statement)


async def _refund(gateway: Gateway, fault: str | None = None) -> Result:
    """A small refund, asked for in a conversation of its own."""
    tab = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"))
    await tab.close()
    if fault is not None:
        _change_shop(gateway, f"INSERT INTO faults VALUES ('payments', '{fault}', NULL)")
    result = await gateway.house.authority.request(
        ActionRequest(
            "refund_order",
            ConversationId(tab.conversation),
            f"{tab.conversation}:9",
            {"order": "O-20002", "items": ()},
            {"reason": "damaged"},
        )
    )
    if fault is not None:
        _change_shop(gateway, "DELETE FROM faults")
    return result


async def _show_a_photo(gateway: Gateway, browser: _Browser) -> None:
    tab = await Tab.open(gateway.base)
    await browser.call("POST", "/chat/attachments", 401, form=_photo(b"?"), token="forged")
    await browser.call("POST", "/chat/attachments", 415, form=_photo(b"?"), token=tab.token)
    png = b"\x89PNG\r\n\x1a\n..."
    sent = await browser.call("POST", "/chat/attachments", 200, form=_photo(png), token=tab.token)
    path, mine = "/chat/attachments/{conversation}/{id}", tab.conversation
    id = sent["attachment"]["id"]
    seen = await browser.call("GET", path, 200, token=tab.token, conversation=mine, id=id)
    assert seen == png
    await browser.call("GET", path, 404, token=tab.token, conversation=mine, id="none")
    await tab.close()


async def _come_back(gateway: Gateway, browser: _Browser) -> None:
    tab = await Tab.open(gateway.base)
    link, _ = gateway.rooms.returning.link(ConversationId(tab.conversation))
    ticket = link.partition("#")[2]
    await browser.call("POST", "/chat/return", 400, {})
    await browser.call("POST", "/chat/return", 410, {"ticket": tab.token})
    assert (await browser.call("POST", "/chat/return", 200, {"ticket": ticket}))["token"]
    await tab.close()


def _photo(data: bytes) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("client_id", "photo")
    form.add_field("file", data, filename="koffer.png")
    return form


async def _ask_for_a_refund(gateway: Gateway) -> None:
    """A request that waits for somebody's yes."""
    gateway.engine.script = refunding(gateway, *LARGE, "Een collega kijkt ernaar.")
    tab = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"))
    await tab.say("mijn koffer is stuk")
    await tab.answered("Een collega kijkt ernaar.")
    await tab.close()


def test_both_documents_describe_an_approval_alike() -> None:
    inside = DOCUMENT["components"]["schemas"]["Approvals"]["properties"]["items"]["items"]
    assert inside == ASYNC_DOCUMENT["components"]["schemas"]["Approval"]
