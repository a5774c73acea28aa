"""A copy of everything: one archive that a program can read, and that says itself what is in it."""

from __future__ import annotations

import argparse
import json
import stat
import zipfile
from pathlib import Path

import jsonschema
import pytest

from bot.commands import customer
from bot.conversation.photos import Photos
from bot.model import CustomerId
from bot.privacy import exporting, finding
from tests.support.gateway import Gateway, settings_in
from tests.support.running import free_port
from tests.support.tabs import Tab


async def test_the_archive_is_as_its_schema_says_and_only_its_owner_reads_it(
    gateway: Gateway, tmp_path: Path
) -> None:
    tab = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"))
    await tab.say("waar blijft mijn walnoot?")
    await tab.answered("echo: waar blijft mijn walnoot?")
    await tab.call("mood", {"on": False})
    stranger = await Tab.open(gateway.base, identity=await gateway.identity("C-1002"))
    await stranger.say("geheim van een ander")
    await stranger.answered("echo: geheim van een ander")
    whose = await finding.find(gateway.house, CustomerId("C-1001"))
    target = tmp_path / "copy.zip"

    photos = Photos(gateway.folder / "attachments")
    await exporting.write(gateway.rooms, whose, photos, target)

    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as copy:
        files = {name: copy.read(name).decode() for name in copy.namelist()}
    schema = json.loads(files["schema.json"])
    for name, definition in schema["$defs"].items():
        jsonschema.validate(json.loads(files[name]), definition)
    about = json.loads(files["about.json"])
    assert (about["format"], about["customer"]) == (exporting.FORMAT, "C-1001")
    assert about["tables"]["customer_preferences"]["rows"] == 1
    assert "walnoot" in files["data/entries.json"]
    (read,) = [text for name, text in files.items() if name.startswith("conversations/")]
    assert "waar blijft mijn walnoot?" in read and "a bot, not a person" in read
    assert json.loads(files["shop/customer.json"])["name"] == "Emma de Vries"
    assert "geheim van een ander" not in "".join(files.values())
    assert "token_hash" not in files["data/conversations.json"]
    readme = files["README.txt"]
    assert "Everything that Reisgoed keeps" in readme and "Alles wat Reisgoed" in readme
    await tab.close()
    await stranger.close()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ({"verb": "export", "id": "C-1001", "to": "/nowhere/at/all.zip"}, 2, "there is no folder"),
        ({"verb": "export", "id": "C-9999", "to": "copy.zip"}, 1, "nobody is known"),
        ({"verb": "erase", "id": "C-9999", "yes": True}, 1, "nobody is known"),
        ({"verb": "erase", "id": "C-1001", "yes": False}, 1, "say --yes"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_exit_code(
    prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    words: dict[str, str | bool], code: int, said: str,
) -> None:  # fmt: skip
    from tests.support.gateway import copied

    settings = settings_in(copied(prepared, tmp_path), free_port())
    given = {**words, "to": str(tmp_path / str(words.get("to", "")))}
    if str(words.get("to", "")).startswith("/"):
        given["to"] = words["to"]
    assert customer.run(settings, argparse.Namespace(**given)) == code
    assert said in capsys.readouterr().err
