"""`samenspel insights`: a page in a file, and wrong use told in one line."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot import cli
from bot.storage.database import Database
from tests.support import kept_history
from tests.support.planted_frictions import Traffic

ROOT = Path(__file__).parents[3]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAMENSPEL_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SAMENSPEL_DEMO", "true")
    monkeypatch.setenv("SAMENSPEL_LIMITS_FILE", str(ROOT / "limits.yml"))
    monkeypatch.setenv("SAMENSPEL_CONFIG", str(ROOT / "samenspel.yml"))
    return tmp_path


def test_a_house_without_conversations_gets_an_honest_page(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = house / "report.html"
    assert cli.main(["insights", "report", "--html", str(file), "--language", "nl"]) == 0
    assert "0 conversations, 0 frictions" in capsys.readouterr().out
    assert "Niemand vroeg erom" in file.read_text(encoding="utf-8")


def test_the_digest_of_a_month_says_which(house: Path) -> None:
    file = house / "digest.html"
    assert cli.main(["insights", "digest", "--month", "2026-10", "--html", str(file)]) == 0
    assert "For the customer council: October 2026" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ["report", "--since", "soon"],
        ["digest", "--month", "may"],
        ["report", "--language", "fr"],
    ],
)
def test_wrong_use_is_told(
    house: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["insights", *words, "--html", str(house / "x.html")]) == 2
    assert words[-1] in capsys.readouterr().err


def test_the_facts_go_elsewhere_without_saying_whose_they_are(house: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    database = Database(f"sqlite:///{house / 'samenspel.db'}")
    database.upgrade_sync()
    traffic = Traffic(1, datetime(2026, 1, 1, tzinfo=timezone.utc), 30)
    kept_history.keep(database, traffic.conversations(300))
    database.close_sync()

    assert cli.main(["insights", "export", "--parquet", str(house / "facts")]) == 0

    tables = {
        name: parquet.read_table(house / "facts" / f"{name}.parquet")
        for name in ("conversations", "steps", "rulings", "handoffs")
    }
    assert tables["conversations"].num_rows >= 300
    assert set(tables["steps"].column("fact").to_pylist()) == set(
        tables["conversations"].column("id").to_pylist()
    )
    assert str(tables["conversations"].schema.field("started_at").type) == "timestamp[us, tz=UTC]"
    for table in tables.values():
        assert not {"customer", "conversation", "object"} & set(table.column_names)
        for column in table.column_names:
            assert not any(
                str(v).startswith(("C-", "g1-")) for v in table.column(column).to_pylist()
            )
