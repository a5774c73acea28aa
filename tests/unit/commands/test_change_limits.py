"""New limits from the command line: who may, and when a second person is needed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.cli import main

ROOT = Path(__file__).parents[3]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, used by every command of the test."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SAMENSPEL_DATA_DIR", str(tmp_path / "var"))
    return tmp_path


def limits(folder: Path, old: str, new: str) -> str:
    """The project's limits with one change, as a file."""
    text = (ROOT / "limits.yml").read_text(encoding="utf-8")
    assert old in text
    file = folder / "new.yml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(file)


def typed(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))


def test_stricter_limits_are_in_force_at_once(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = limits(house, "approve_up_to: 400.00 EUR", "approve_up_to: 390.00 EUR")
    typed(monkeypatch, "demo-omar-too")

    code = main(["limits", "apply", file, "--reason", "a quiet season", "--as", "omar"])

    assert code == 0
    assert capsys.readouterr().out == "version 2 is in force\n"
    assert main(["limits", "export"]) == 0
    assert "approve_up_to: 390.00 EUR" in capsys.readouterr().out


def test_a_raised_cap_waits_for_a_second_person(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = limits(house, "cap: 2000.00 EUR", "cap: 2010.00 EUR")
    typed(monkeypatch, "demo-omar-too")

    code = main(["limits", "apply", file, "--reason", "summer", "--as", "omar"])

    assert code == 0
    assert "waits for a second person" in capsys.readouterr().out
    typed(monkeypatch, "demo-omar-too")
    assert main(["limits", "agree", "2", "--as", "omar"]) == 1
    main(["limits", "export"])
    assert "cap: 2000.00 EUR" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "password"), [("maria", "demo-maria"), ("omar", "guess")])
def test_only_an_operator_with_the_right_password_changes_limits(
    name: str,
    password: str,
    house: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = limits(house, "approve_up_to: 400.00 EUR", "approve_up_to: 390.00 EUR")
    typed(monkeypatch, password)

    code = main(["limits", "apply", file, "--reason", "x", "--as", name])

    assert code == 1
    main(["limits", "export"])
    assert "approve_up_to: 400.00 EUR" in capsys.readouterr().out


def test_a_file_with_a_mistake_never_comes_into_force(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = limits(house, "approve_up_to: 400.00 EUR", "approve_upto: 400.00 EUR")
    typed(monkeypatch, "demo-omar-too")

    code = main(["limits", "apply", file, "--reason", "x", "--as", "omar"])

    assert code == 2
    assert "approve_upto" in capsys.readouterr().err
