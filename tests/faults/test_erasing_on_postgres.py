"""The same erasure on PostgreSQL: a dump of the database holds nothing of the customer."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.authority.service import ActionRequest
from bot.conversation.photos import Photos
from bot.model import ConversationId, CustomerId
from bot.privacy import erasing, finding
from bot.rasa_ext.tracker_store import ConversationStore
from tests.support.gateway import Gateway
from tests.support.scripted_engine import says
from tests.support.tabs import DeskPage, Tab

CUSTOMER = "C-1007"
STREET, POSTCODE = "Kwikstaartlaan 417, Beekbergen", "7361 QZ"
PERSONAL = (CUSTOMER, STREET, POSTCODE, "olifantspot", "zebravink", "0612345987", "meisjesnaam")


@pytest.fixture
def more_settings() -> Iterator[dict[str, str]]:
    """The conversations, the ledger and the engine's record lie on a server."""
    pytest.importorskip("pgserver", reason="no PostgreSQL: the wheel pgserver is missing")
    from tests.faults.racing.servers import postgres

    with postgres() as url:
        yield {"database_url": url}


def dump(url: str) -> str:
    """The whole database as text."""
    import pgserver

    tool = Path(pgserver.__file__).parent / "pginstall" / "bin" / "pg_dump"
    return subprocess.run(
        [tool, "--data-only", url], check=True, capture_output=True, text=True, timeout=60
    ).stdout


async def change_address(gateway: Gateway, ask: Mapping[str, Any]) -> None:
    """What the action does: show the address, then change it on a yes."""
    authority = gateway.house.authority
    params = {"order": "O-20013", "address": STREET, "postcode": POSTCODE}
    wish = ("change_address", ConversationId(ask["conversation"]))
    shown = await authority.request(ActionRequest(*wish, f"{ask['turn']}:1", params))
    await authority.request(
        ActionRequest(*wish, f"{ask['turn']}:2", params, confirmed=shown.digest)
    )


async def remember(url: str, conversation: str) -> None:
    """What an engine records of a conversation."""
    store = ConversationStore(url, Domain.empty())
    tracker = DialogueStateTracker.from_events(conversation, [])
    tracker.update(UserUttered("mijn olifantspot is stuk"))
    await store.save(tracker)
    store.close()


async def test_a_dump_after_the_erasure_holds_nothing_of_the_customer(gateway: Gateway) -> None:
    async def script(ask: Mapping[str, Any]) -> dict[str, Any]:
        await change_address(gateway, ask)
        return says(ask, f"ik stuur het naar {STREET}")

    gateway.engine.script = script
    tab = await Tab.open(gateway.base, identity=await gateway.identity(CUSTOMER))
    await tab.say("mijn olifantspot naar mijn meisjesnaam")
    await tab.answered(f"ik stuur het naar {STREET}")
    await tab.call("feedback", {"score": 1, "text": "zebravink@voorbeeld.example"})
    await tab.call("human")
    desk = await DeskPage.open(gateway.base)
    about = {"conversation": tab.conversation, "client_id": "n"}
    assert (await desk.call("claim", conversation=tab.conversation))["ok"]
    assert (await desk.call("note", text="bel 0612345987", **about))["ok"]
    await remember(gateway.settings.engine.tracker_url, tab.conversation)
    url = gateway.settings.database_url
    before = dump(url)
    assert [value for value in PERSONAL if value not in before] == []

    whose = await finding.find(gateway.house, CustomerId(CUSTOMER))
    photos = Photos(gateway.folder / "attachments")
    found = await erasing.erase(gateway.rooms, whose, photos, instead="erased-1")

    after = dump(url)
    assert [value for value in PERSONAL if value in after] == []
    assert (found.unfinished, found.engine_waits, found.overwritten) == (0, 0, True)
    assert found.done["money"] == 2 and found.done["engine"] >= 1
    assert gateway.engine.forgotten == [tab.conversation]
    assert (await gateway.house.authority.verify()).ok
    again = await erasing.erase(gateway.rooms, whose, photos, instead="erased-2")
    assert sum(again.done.values()) == 0
    await desk.close()
    await tab.close()
