"""`samenspel new flow` writes a flow that is whole, and never overwrites one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from bot.commands import check, new_flow


def test_a_new_flow_is_whole(tmp_path: Path) -> None:
    code = new_flow.run("cancel_order", tmp_path)

    assert code == 0
    assert list(check.flow_problems(tmp_path, ("en", "nl"))) == []
    for path in tmp_path.rglob("*.yml"):
        assert yaml.safe_load(path.read_text())
    ast.parse((tmp_path / "actions/cancel_order.py").read_text())


def test_a_flow_that_exists_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "domain/cancel_order.yml"
    mine.parent.mkdir()
    mine.write_text("mine")

    code = new_flow.run("cancel_order", tmp_path)

    assert code == 1
    assert mine.read_text() == "mine"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["", "Cancel", "cancel-order", "../up", "1st", "a__b"])
def test_a_bad_name_is_refused(name: str, tmp_path: Path) -> None:
    assert new_flow.run(name, tmp_path) == 2
    assert list(tmp_path.iterdir()) == []
