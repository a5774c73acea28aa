"""`samenspel audit verify`: it reads only, needs nothing else, and names the first bad record."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bot import cli
from bot.authority import audit
from bot.authority.audit_checkpoints import Checkpoints
from bot.authority.audit_signed import LINES
from bot.model import utc_now
from bot.storage.database import Database

ROOT = Path(__file__).parents[3]
RECORDS = 8


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds nothing but a database with a trail, and its checkpoints."""
    database = Database(f"sqlite:///{tmp_path / 'ours.db'}")
    database.upgrade_sync()

    def work(connection):  # type: ignore[no-untyped-def]
        for number in range(RECORDS):
            audit.append(connection, at=utc_now(), kind="k", actor="bot", summary=f"{number}")

    database.run_sync(work)
    checkpoints = Checkpoints(
        database=database, folder=tmp_path / "audit", secret="s" * 40, clock=utc_now
    )
    asyncio.run(checkpoints.look())
    database.close_sync()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verify(kept: Path, *more: str) -> int:
    return cli.main(["audit", "verify", "--database", f"sqlite:///{kept / 'ours.db'}", *more])


def tamper(kept: Path, *statements: str) -> None:
    """As somebody with the database file would."""
    with sqlite3.connect(kept / "ours.db") as raw:
        for wall in ("insert", "update", "delete"):
            raw.execute(f"DROP TRIGGER audit_wall_{wall}")
        for statement in statements:
            raw.execute(statement)


def test_a_whole_trail_is_told_with_its_end(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(kept, "--checkpoint", str(kept / "audit" / LINES)) == 0
    said = capsys.readouterr().out
    assert f"verified to entry {RECORDS}" in said
    assert "1 checkpoints agree" in said


def test_without_a_checkpoint_it_says_what_it_cannot_see(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(kept) == 0
    assert "no checkpoints to compare with" in capsys.readouterr().out


def test_the_first_bad_record_is_named(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(kept, "UPDATE authority_audit SET actor = 'nobody' WHERE seq IN (5, 7)")
    assert verify(kept) == 1
    assert "broken after entry 4: record 5" in capsys.readouterr().out
    assert verify(kept, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["first_bad"], found["verified_to"]) == (False, 5, 4)


def test_a_trail_that_was_cut_off_shows_only_against_the_checkpoint(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(
        kept,
        "DELETE FROM authority_audit WHERE seq > 6",
        "UPDATE authority_audit_head SET count = 6,"
        " head = (SELECT hash FROM authority_audit WHERE seq = 6)",
    )
    assert verify(kept) == 0
    assert verify(kept, "--checkpoint", str(kept / "audit" / LINES)) == 1
    assert "record 7 is missing" in capsys.readouterr().out


def test_a_changed_checkpoint_is_told(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = kept / "audit" / LINES
    lines.write_text(lines.read_text().replace('"stream":"authority"', '"stream":"authoritY"'))
    assert verify(kept, "--checkpoint", str(lines)) == 1
    assert "checkpoint 1 was changed" in capsys.readouterr().out


def test_it_changes_nothing(kept: Path) -> None:
    before = (kept / "ours.db").read_bytes()
    assert verify(kept) == 0
    assert (kept / "ours.db").read_bytes() == before


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (("--database", "sqlite:////nowhere/ours.db"), "there is no database in"),
        (("--database", "ours.db"), "this is no address"),
        (("--checkpoint", "nowhere.jsonl"), "the checkpoints cannot be read"),
    ],
)
def test_what_cannot_be_read_is_told_and_is_not_a_broken_trail(
    kept: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], reason: str
) -> None:
    assert verify(kept, *more) == 2
    assert reason in capsys.readouterr().err


def test_a_file_that_is_no_database_is_told(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (kept / "ours.db").write_text("no database" * 1000)
    assert verify(kept) == 2
    assert "the database cannot be read" in capsys.readouterr().err


def test_it_needs_no_engine_no_gateway_and_no_settings(kept: Path) -> None:
    script = (
        "import sys; from bot import cli;"
        f"code = cli.main(['audit', 'verify', '--database', 'sqlite:///{kept / 'ours.db'}']);"
        "heavy = {'rasa', 'aiohttp', 'socketio', 'sklearn'} & set(sys.modules);"
        "sys.exit(code or sorted(heavy) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=kept,
        env={"PYTHONPATH": str(ROOT), "SQLALCHEMY_SILENCE_UBER_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
