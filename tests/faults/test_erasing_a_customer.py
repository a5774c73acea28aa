"""After an erasure nothing of the customer is left: not in a file, a log, a cache or an export."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.support.gateway import ROOT
from tests.support.people import identity_of
from tests.support.running import Running, start
from tests.support.tabs import DeskPage, Tab

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
CUSTOMER, NAME, ORDER = "C-1007", "Charlotte Maes", "O-20013"
STREET, POSTCODE, TOWN = "Kwikstaartlaan 417", "7361 QZ", "Beekbergen"
PHONE, EMAIL = "0612345987", "zebravink@voorbeeld.example"
COMPLAINT = "jullie bezorger heeft mijn olifantspot omver gereden"
NOTE = "Mevrouw belde over haar olifantspot"
UNKNOWN = "is het frame van de verrekijker van zilverschoon gemaakt?"
GUEST = "onder mijn meisjesnaam Pimpernel"
PHOTO = b"\x89PNG\r\n\x1a\n" + b"kaasschaaf-" + bytes(range(200))
QUESTIONS = (
    "Hoe kan ik iets terugsturen?",
    "Wat weten jullie over mij?",
    "Hoe lang duurt het bezorgen?",
    "Kan ik met iDEAL betalen?",
    "Hoe wijzig ik mijn wachtwoord?",
    "Ben jij een robot?",
)
SAID = (STREET, POSTCODE, TOWN, EMAIL, "olifantspot", "zilverschoon", "Pimpernel", "12345987")
PERSONAL = (CUSTOMER, NAME, "Maes", PHONE, "kaasschaaf", *SAID)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A product of its own, whose files are searched."""
    running = start(tmp_path_factory.mktemp("erased"))
    yield running
    running.stop()


def command(product: Running, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line, beside the running product."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env={**os.environ, "SAMENSPEL_DATA_DIR": str(product.data_dir)},
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


async def say(tab: Tab, *texts: str) -> None:
    """Write, and wait for each answer."""
    for text in texts:
        before = len(tab.texts("bot"))
        assert (await tab.say(text))["ok"]
        await tab.until(lambda before=before: len(tab.texts("bot")) > before, 30.0)  # type: ignore[misc]


async def send_photo(product: Running, tab: Tab) -> None:
    form = aiohttp.FormData()
    form.add_field("client_id", uuid.uuid4().hex)
    form.add_field("file", PHOTO, filename="olifantspot.png", content_type="image/png")
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{product.base}/chat/attachments",
            data=form,
            headers={"Authorization": f"Bearer {tab.token}"},
        ) as answer,
    ):
        assert answer.status == 200, await answer.text()


async def live_through(product: Running) -> None:
    """A customer changes an address, complains, asks, sends a photo, talks to a person, and comes
    back as a guest who proves an order."""
    tab = await Tab.open(product.base, locale="nl", identity=identity_of(product.base, CUSTOMER))
    await say(tab, "Ik wil mijn bezorgadres wijzigen", f"{STREET}, {POSTCODE} {TOWN}", "ja")
    await tab.until(lambda: "receipt" in tab.types(), 30.0)
    await say(tab, UNKNOWN, "ik heb een klacht", COMPLAINT, f"mail me op {EMAIL}")
    await send_photo(product, tab)
    await tab.call("feedback", {"score": 2, "text": f"bel {PHONE} over de olifantspot"})
    await tab.call("human")
    free = (await tab.call("reach"))["calls"][0]["from"]
    assert (await tab.call("call_back", {"number": PHONE, "at": free}))["ok"]
    desk = await DeskPage.open(product.base)
    conversation = tab.conversation
    assert (await desk.call("claim", conversation=conversation))["ok"]
    about = {"conversation": conversation, "client_id": uuid.uuid4().hex}
    assert (await desk.call("note", text=NOTE, **about))["ok"]
    about["client_id"] = uuid.uuid4().hex
    assert (await desk.call("send", text=f"Dag {NAME}, ik bel {PHONE}", **about))["ok"]
    await desk.close()
    await tab.close()
    with sqlite3.connect(f"file:{product.data_dir / 'shop.db'}?mode=ro", uri=True) as shop:
        email = shop.execute("SELECT email FROM customers WHERE id = ?", (CUSTOMER,)).fetchone()[0]
    guest = await Tab.open(product.base, locale="nl")
    await say(guest, f"waar blijft {ORDER}?", email, f"ik sta er {GUEST} in")
    await guest.close()


def files(folder: Path) -> list[Path]:
    """Every file but the shop's own database, which stands for the company's other systems."""
    return [
        path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("shop.db")
    ]


def found_in(folder: Path) -> dict[str, set[str]]:
    """Which personal value still stands in which files, plainly or as JSON spells it."""
    held: dict[str, set[str]] = {}
    for path in files(folder):
        data = path.read_bytes()
        for value in PERSONAL:
            spelled = {value.encode(), json.dumps(value)[1:-1].encode(), value.encode("utf-16-le")}
            if any(each in data for each in spelled):
                held.setdefault(value, set()).add(path.name)
    return held


def words_in(copy: zipfile.ZipFile, folders: str | tuple[str, ...]) -> str:
    """What stands in these folders of an archive."""
    names = [name for name in copy.namelist() if name.startswith(folders)]
    return b"\n".join(copy.read(name) for name in names).decode("utf-8", "replace")


async def test_who_erases_a_chat_in_its_menu_leaves_no_word_in_any_file(product: Running) -> None:
    """The database is not written anew then: what was freed is overwritten where it stood."""
    tab = await Tab.open(product.base, locale="nl")
    await say(tab, "hallo, kikkervisje hier")
    for number, question in enumerate(QUESTIONS):
        # An answer that is under way meets the erasure.
        assert (await tab.say(f"{question} Groetjes, kikkervisje{number}"))["ok"]
    assert (await tab.call("forget"))["ok"]

    def left() -> set[str]:
        return {
            path.name for path in files(product.data_dir) if b"kikkervisje" in path.read_bytes()
        }

    for _ in range(60):
        if not left():
            break
        await asyncio.sleep(0.25)
    assert left() == set()
    await tab.close()


async def test_after_an_erasure_no_file_holds_anything_of_the_customer(
    product: Running, tmp_path: Path
) -> None:
    await live_through(product)
    archive = tmp_path / "copy.zip"

    # Before: everything is kept, and the copy shows it.
    assert set(found_in(product.data_dir)) >= set(SAID)
    told = command(product, "customer", "export", CUSTOMER, "--to", str(archive))
    assert told.returncode == 0, told.stderr
    with zipfile.ZipFile(archive) as copy:
        everything = words_in(copy, "")
    assert [value for value in PERSONAL if value not in everything] == []

    refused = command(product, "customer", "erase", CUSTOMER)
    assert (refused.returncode, found_in(product.data_dir) != {}) == (1, True)
    told = command(product, "customer", "erase", CUSTOMER, "--yes")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "What stays:" in told.stdout

    # The engine that ran all the time has heard it, the files are overwritten, the log is silent.
    assert found_in(product.data_dir) == {}
    again = command(product, "customer", "export", CUSTOMER, "--to", str(archive))
    assert again.returncode == 0
    with zipfile.ZipFile(archive) as copy:
        left = words_in(copy, ("data/", "engine/", "photos/"))
    assert [value for value in PERSONAL if value in left] == []
    verified = command(product, "audit", "verify")
    assert verified.returncode == 0, verified.stdout
    product.stop()
    assert found_in(product.data_dir) == {}
