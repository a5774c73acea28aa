"""Whatever is sent to the HTTP side gets an answer of its own: no crash, and nothing that leaks.

The requests are drawn from docs/openapi.yaml, some as it says and some against it.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response as Answer

from tests.support.gateway import Gateway

SCHEMA = schemathesis.openapi.from_path(str(Path(__file__).parents[2] / "docs" / "openapi.yaml"))
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]
EXAMPLES = 40 if os.environ.get("SAMENSPEL_TEST_PROOF_SIZE") == "full" else 3
INNARDS = ("Traceback", 'File "', "sqlalchemy", "sqlite3", "psycopg", "argon2", "aiohttp.", "/bot/")
REFUSALS = {400, 401, 403, 404, 405, 413, 415, 422, 429}
PEOPLE = {"nobody": None, "femke": "demo-femke", "omar": "demo-omar-too"}


class Sender:
    """One person's browser: every answer is looked at."""

    def __init__(self, gateway: Gateway, name: str) -> None:
        self.base = gateway.base
        self.secrets = [str(value) for value in vars(gateway.settings.secrets).values() if value]
        self.session = requests.Session()
        self.csrf = ""
        self.statuses: list[int] = []
        password = PEOPLE[name]
        if password is not None:
            answer = self.session.post(
                f"{self.base}/api/session", json={"name": name, "password": password}, timeout=10
            )
            self.csrf = answer.json()["csrf"]

    def send(self, case: Any) -> Answer:
        """Send one request; whoever is logged in has the page's token."""
        headers = {"X-CSRF-Token": self.csrf} if self.csrf else {}
        if self.csrf:
            case.cookies = dict(self.session.cookies)
        answer: Answer = case.call(
            base_url=self.base, session=self.session, headers=headers, timeout=10
        )
        self.statuses.append(answer.status_code)
        assert answer.status_code < 500, f"{case.method} {case.path}: {answer.text}"
        for part in (*INNARDS, *self.secrets):
            assert part not in answer.text, f"{case.method} {case.path}: {answer.text}"
        return answer


def _last(operation: Any) -> bool:
    """Whoever logs out asks nothing more."""
    return (operation.method.upper(), operation.path) == ("DELETE", "/api/session")


def _drawn(sender: Sender, *, only_refused: bool = False) -> None:
    for operation in sorted(OPERATIONS, key=_last):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _send_some(sender, operation, mode, only_refused)


def _send_some(sender: Sender, operation: Any, mode: GenerationMode, only_refused: bool) -> None:
    refused = only_refused and operation.path.startswith("/api/")

    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def every(case: Any) -> None:
        answer = sender.send(case)
        if refused:
            assert answer.status_code in REFUSALS, f"{case.method} {case.path}"
            assert set(answer.json()) == {"error"}

    with suppress(Unsatisfiable):  # what asks for nothing can only be asked as it says
        every()


@pytest.mark.parametrize("name", PEOPLE)
async def test_whatever_is_sent_gets_an_answer_without_a_crash_or_a_leak(
    name: str, gateway: Gateway
) -> None:
    sender = await asyncio.to_thread(Sender, gateway, name)
    await asyncio.to_thread(_drawn, sender, only_refused=name == "nobody")
    assert len(sender.statuses) > len(OPERATIONS) > 30
    assert 200 in sender.statuses
    assert (await gateway.house.authority.verify()).ok
