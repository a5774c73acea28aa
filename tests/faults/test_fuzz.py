"""Nonsense at every door: what comes in may be anything, what goes out is an answer and no leak.

The names of events and operations come from docs/asyncapi.yaml and docs/openapi.yaml; a sample of
them is sent fields of usual names with any value, or nothing that fits. On /chat another customer
stands beside, whose words may be read and whose conversation may be written by nobody else.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import yaml_text
from bot.gateway import protocol
from tests.support.gateway import Gateway
from tests.support.tabs import DeskPage, Tab

ROOT = Path(__file__).parents[2]
ASYNC = yaml_text.read((ROOT / "docs" / "asyncapi.yaml").read_text("utf-8"))
OPEN = yaml_text.read((ROOT / "docs" / "openapi.yaml").read_text("utf-8"))
CODES = set(ASYNC["components"]["schemas"]["Code"]["enum"])
SECRET = "zeer-geheim-4711"
OPERATIONS = [
    (method, path)
    for path, methods in OPEN["paths"].items()
    for method in methods
    if method in ("get", "post", "put", "delete", "patch")
]
NAMES = (
    *("client_id", "text", "payload", "offset", "score", "on", "conversation", "after", "email"),
    *("number", "at", "to", "skill", "reason", "away", "most", "approval", "note", "draft"),
    *("source", "name", "password", "ticket", "customer", "scope", "language", "values", "did"),
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-2, 6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        (
            *("", " ", "\x00", "\ud800", "x" * 5000, "../../etc", "' OR 1=1 --", "VICTIM", "TOKEN"),
            *(
                "gateway:person",
                "gateway:retry",
                "/affirm",
                "2026-13-45T99:99",
                "0001-01-01T00:00Z",
            ),
            *("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "1e999", "{}"),
        )
    ),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)
BODIES = st.one_of(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6), VALUES)
FEW = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def aimed(value: Any, victim: str) -> Any:
    """The same, with the other customer's conversation where VICTIM stands."""
    return json.loads(json.dumps(value).replace("VICTIM", victim))


async def _victim(gateway: Gateway) -> Tab:
    tab = await Tab.open(gateway.base)
    assert (await tab.say(SECRET, "secret"))["ok"]
    await tab.answered(f"echo: {SECRET}")
    return tab


@given(events=st.lists(st.tuples(st.sampled_from(protocol.CHAT_EVENTS), BODIES), max_size=10))
@FEW
async def test_whatever_a_customer_sends_is_answered_and_touches_nobody_else(
    gateway: Gateway, events: list[tuple[str, Any]]
) -> None:
    victim = await _victim(gateway)
    before = list(victim.entries)
    tab = await Tab.open(gateway.base)
    for event, body in events:
        answer = await tab.call(event, aimed(body, victim.conversation))
        assert answer["ok"] or answer["code"] in CODES - {"failed"}, (event, body, answer)
    assert SECRET not in json.dumps([tab.heard, tab.acked])
    fresh = await Tab.open(gateway.base, token=victim.token)
    assert fresh.entries == victim.entries == before
    for page in (tab, victim, fresh):
        await page.close()


@given(auth=st.dictionaries(st.sampled_from(("token", "identity", "locale", "after")), VALUES))
@FEW
async def test_whoever_connects_with_anything_gets_a_conversation_of_their_own_or_a_no(
    gateway: Gateway, auth: dict[str, Any]
) -> None:
    victim = await _victim(gateway)
    try:
        tab = await Tab.open(gateway.base, **aimed(auth, victim.conversation))
    except socketio.exceptions.ConnectionError:
        # Refused, with a code of the protocol: nothing of ours broke.
        broke = gateway.rooms.meters.registry.get_sample_value(
            "samenspel_refused_total", {"code": "failed"}
        )
        assert not broke
    else:
        assert tab.conversation != victim.conversation
        assert SECRET not in json.dumps(tab.heard)
        await tab.close()
    await victim.close()


@given(events=st.lists(st.tuples(st.sampled_from(protocol.DESK_EVENTS), BODIES), max_size=10))
@FEW
async def test_whatever_a_desk_page_sends_is_answered(
    gateway: Gateway, events: list[tuple[str, Any]]
) -> None:
    tab = await Tab.open(gateway.base)
    desk = await DeskPage.open(gateway.base)
    for event, body in events:
        sent = aimed(body, tab.conversation)
        answer = await desk.client.call(event, sent, namespace="/desk", timeout=12)
        assert answer["ok"] or answer["code"] in CODES - {"failed"}, (event, body, answer)
    await desk.close()
    await tab.close()


@pytest.mark.parametrize("who", [None, ("omar", "demo-omar-too")])
@given(
    calls=st.lists(
        st.tuples(st.sampled_from(OPERATIONS), BODIES, st.text(min_size=1, max_size=8), VALUES),
        min_size=4,
        max_size=16,
    )
)
@FEW
async def test_no_request_makes_the_gateway_fail(
    gateway: Gateway, who: tuple[str, str] | None, calls: list[tuple[Any, Any, str, Any]]
) -> None:
    headers = {}
    if who is not None:
        page = DeskPage(gateway.base)
        await page.log_in(*who)
        headers = {"Cookie": page.cookie, "X-CSRF-Token": page.csrf}
    async with aiohttp.ClientSession(headers=headers) as session:
        for (method, path), body, name, asked in calls:
            at = path
            for place in ("number", "decision", "reservation", "id", "conversation"):
                at = at.replace(f"{{{place}}}", "".join(c for c in name if c.isalnum()) or "1")
            url = f"{gateway.base}{at}"
            query = {"after": str(asked).encode("utf-8", "replace").decode()[:60]}
            sent = {} if method == "get" else {"json": body}
            async with session.request(method, url, params=query, **sent) as answer:
                text = await answer.text(errors="replace")
                allowed = answer.status < 500 or (at == "/readyz" and answer.status == 503)
                assert allowed, (method, at, query, body, text)
