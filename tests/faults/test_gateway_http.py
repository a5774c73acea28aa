"""The gateway's HTTP side: staff sessions, CSRF, roles, one error shape, safe headers, files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.gateway.audit_door import PAGE
from tests.support.gateway import Gateway


class Staff:
    """Somebody's browser on the staff pages."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.csrf = ""

    async def call(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        """One request; writes carry the CSRF token unless `csrf` says otherwise."""
        headers = {"X-CSRF-Token": more.pop("csrf", self.csrf), **more.pop("headers", {})}
        async with self.session.request(
            method, f"{self.base}{path}", json=body, headers=headers, **more
        ) as answer:
            return answer.status, await answer.json(content_type=None)

    async def log_in(self, name: str, password: str) -> tuple[int, Any]:
        """Open a session."""
        status, body = await self.call("POST", "/api/session", {"name": name, "password": password})
        self.csrf = body.get("csrf", "")
        return status, body


@pytest_asyncio.fixture
async def staff(gateway: Gateway) -> AsyncIterator[Staff]:
    """A browser that nobody logged in with yet."""
    made = Staff(gateway.base)
    yield made
    await made.session.close()


async def test_logging_in_and_out(staff: Staff) -> None:
    assert (await staff.call("GET", "/api/session"))[0] == 401
    status, body = await staff.log_in("omar", "demo-omar-too")
    assert status == 200
    assert (body["name"], body["display"], body["role"]) == ("omar", "Omar", "operator")
    assert (await staff.call("GET", "/api/session"))[1] == body
    assert (await staff.call("DELETE", "/api/session"))[0] == 200
    assert (await staff.call("GET", "/api/session"))[0] == 401


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    gateway: Gateway,
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{gateway.base}/api/session", json={"name": "omar", "password": "demo-omar-too"}
        ) as answer,
    ):
        cookie = answer.headers["Set-Cookie"]
        body = await answer.text()
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert cookie.split(";")[0].split("=")[1] not in body


async def test_a_wrong_password_is_told_in_words_and_never_which_of_the_two(
    staff: Staff,
) -> None:
    wrong = await staff.log_in("omar", "not-the-password")
    nobody = await staff.log_in("nobody", "not-the-password")
    assert wrong == nobody
    assert wrong[0] == 401
    assert wrong[1]["error"]["code"] == "login_failed"


async def test_too_many_tries_are_stopped(staff: Staff) -> None:
    statuses = [(await staff.log_in("maria", "wrong-wrong"))[0] for _ in range(6)]
    assert statuses[-1] == 429
    assert (await staff.log_in("maria", "demo-maria"))[0] == 429


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "bad_field"),
        ({"name": 5, "password": "x"}, "bad_field"),
        ([1], "bad_json"),
        ({"name": "x" * 300, "password": "x"}, "bad_field"),
    ],
)
async def test_a_log_in_that_makes_no_sense_names_the_fields(
    staff: Staff, body: Any, code: str
) -> None:
    status, answer = await staff.call("POST", "/api/session", body)
    assert status == 400
    assert answer["error"]["code"] == code
    assert set(answer["error"]) == {"code", "text", "fields"}


async def test_a_form_of_another_site_is_not_taken_for_json(staff: Staff) -> None:
    async with staff.session.post(
        f"{staff.base}/api/session", data='{"name": "omar", "password": "demo-omar-too"}'
    ) as answer:
        assert answer.status == 400


async def test_the_limits_budgets_and_stops_can_be_read(staff: Staff) -> None:
    await staff.log_in("omar", "demo-omar-too")
    status, limits = await staff.call("GET", "/api/limits")
    assert status == 200
    refund = next(action for action in limits["actions"] if action["action"] == "refund_order")
    assert set(refund["sentence"]) >= {"en", "nl"}
    assert refund["lines"]
    status, budgets = await staff.call("GET", "/api/budgets")
    assert status == 200
    assert {"id", "title", "window", "scope", "cap", "posted", "pending"} <= set(
        budgets["items"][0]
    )
    assert (await staff.call("GET", "/api/switch")) == (200, {"items": []})
    status, audit = await staff.call("GET", "/api/audit?after=0")
    assert status == 200
    assert audit["ok"] is True
    for wrong in ("after=-1", "before=x", "before=-1", "after=1e3"):
        assert (await staff.call("GET", f"/api/audit?{wrong}"))[0] == 400


async def test_the_audit_is_read_from_its_newest_entry_back_to_the_first(staff: Staff) -> None:
    await staff.log_in("omar", "demo-omar-too")
    for stopped in (True, False) * (PAGE // 2):
        body = {"scope": "all", "stopped": stopped, "reason": "a drill"}
        assert (await staff.call("POST", "/api/switch", body))[0] == 200
    _, newest = await staff.call("GET", "/api/audit?before=999999999999999")
    numbers = [one["seq"] for one in newest["items"]]
    assert len(numbers) == PAGE and numbers == sorted(numbers) and numbers[0] > 1
    _, older = await staff.call("GET", f"/api/audit?before={numbers[0]}")
    assert [one["seq"] for one in older["items"]] == list(range(1, numbers[0]))
    assert (await staff.call("GET", "/api/audit?before=1"))[1]["items"] == []


async def test_the_chain_is_walked_once_a_minute_however_many_pages_are_read(
    staff: Staff, gateway: Gateway
) -> None:
    await staff.log_in("omar", "demo-omar-too")
    before = (await staff.call("GET", "/api/audit"))[1]["verified_to"]
    body = {"scope": "all", "stopped": True, "reason": "a drill"}
    await staff.call("POST", "/api/switch", body)
    assert (await staff.call("GET", "/api/audit"))[1]["verified_to"] == before
    gateway.clock.turn(seconds=61)
    assert (await staff.call("GET", "/api/audit"))[1]["verified_to"] > before


async def test_the_stop_button_needs_the_role_the_token_and_a_reason(staff: Staff) -> None:
    await staff.log_in("omar", "demo-omar-too")
    press = {"scope": "action:refund_order", "stopped": True, "reason": "onderzoek"}
    assert (await staff.call("POST", "/api/switch", press, csrf=""))[1]["error"]["code"] == "csrf"
    assert (await staff.call("POST", "/api/switch", {**press, "reason": ""}))[0] == 400
    assert (await staff.call("POST", "/api/switch", {**press, "scope": "moon"}))[0] == 400
    assert (await staff.call("POST", "/api/switch", {**press, "stopped": "yes"}))[0] == 400
    status, body = await staff.call("POST", "/api/switch", press)
    assert status == 200
    assert [(stop["scope"], stop["by"]) for stop in body["items"] if stop["stopped"]] == [
        ("action:refund_order", "omar")
    ]
    status, body = await staff.call("POST", "/api/switch", {**press, "stopped": False})
    assert [stop for stop in body["items"] if stop["stopped"]] == []


async def test_an_agent_may_look_but_not_press_nor_audit(staff: Staff) -> None:
    await staff.log_in("maria", "demo-maria")
    press = {"scope": "all", "stopped": True, "reason": "x"}
    assert (await staff.call("POST", "/api/switch", press))[0] == 403
    assert (await staff.call("GET", "/api/audit"))[0] == 403
    assert (await staff.call("GET", "/api/limits"))[0] == 200


async def test_an_approval_that_does_not_exist_is_not_found(staff: Staff) -> None:
    await staff.log_in("femke", "demo-femke")
    assert (await staff.call("GET", "/api/approvals")) == (200, {"items": []})
    assert (await staff.call("POST", "/api/approvals/none/approve", {}))[0] == 404
    status, body = await staff.call("POST", "/api/approvals/none/deny", {})
    assert (status, body["error"]["fields"].keys()) == (400, {"reason"})


@pytest.mark.parametrize(
    "path", ["/api/limits", "/api/budgets", "/api/switch", "/api/approvals", "/api/audit"]
)
async def test_nothing_of_the_staffs_is_shown_to_strangers(staff: Staff, path: str) -> None:
    status, body = await staff.call("GET", path)
    assert (status, body["error"]["code"]) == (401, "unauthorized")


async def test_an_unknown_path_of_the_api_has_the_same_error_shape(staff: Staff) -> None:
    status, body = await staff.call("GET", "/api/nothing", headers={"Accept-Language": "nl"})
    assert status == 404
    assert body["error"]["text"] == "Dit bestaat niet (meer)."


async def test_every_answer_carries_the_safe_headers(gateway: Gateway) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/healthz", "/api/session", "/privacy", "/nothing"):
            async with session.get(f"{gateway.base}{path}") as answer:
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
                assert answer.headers["X-Frame-Options"] == "DENY"


async def test_pages_allow_only_our_own_scripts_and_styles(gateway: Gateway) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{gateway.base}/privacy") as answer,
    ):
        policy = answer.headers["Content-Security-Policy"]
        page = await answer.text()
    for rule in (
        "script-src 'self'",
        "style-src 'self'",
        "require-trusted-types-for 'script'",
        "default-src 'none'",
    ):
        assert rule in policy
    assert "unsafe" not in policy
    assert "<script" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/widget/../../../samenspel.yml",
        "/widget/%2e%2e/%2e%2e/limits.yml",
        "/widget/assets/..%2f..%2fpackage.json",
        "/widget/.vite/manifest.json",
        "/widget/assets/%00",
    ],
)
async def test_no_file_outside_the_widget_is_served(gateway: Gateway, path: str) -> None:
    from yarl import URL

    async with (
        aiohttp.ClientSession() as session,
        session.get(URL(f"{gateway.base}{path}", encoded=True)) as answer,
    ):
        assert answer.status == 404


async def test_the_demo_identity_is_only_for_customers_that_exist(staff: Staff) -> None:
    status, body = await staff.call("POST", "/demo/identity", {"customer": "C-1001"})
    assert status == 200
    assert body["identity"].count(".") == 2
    assert (await staff.call("POST", "/demo/identity", {"customer": "C-0000"}))[0] == 404
    assert (await staff.call("POST", "/demo/identity", {"customer": 7}))[0] == 400
    assert (await staff.call("POST", "/demo/identity", []))[0] == 400


async def test_the_demo_lists_customers_with_their_orders(staff: Staff) -> None:
    status, body = await staff.call("GET", "/demo/customers")
    assert status == 200
    emma = next(item for item in body["items"] if item["id"] == "C-1001")
    assert emma["name"] == "Emma de Vries"
    assert {order["id"] for order in emma["orders"]} >= {"O-20001", "O-20002"}
    assert set(emma["orders"][0]) >= {"id", "title", "status", "total"}
    assert emma["bookings"][0]["id"] == "B-30001"


async def test_the_metrics_name_nobody(gateway: Gateway) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{gateway.base}/metrics") as answer,
    ):
        text = await answer.text()
    assert "samenspel_messages_total" in text or "samenspel_messages" in text
    assert "samenspel_customers_connected 0.0" in text
