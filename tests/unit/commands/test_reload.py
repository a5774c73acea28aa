"""What `samenspel run --dev` does after a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.reload import affected, stamps


@pytest.mark.parametrize(
    ("changed", "work"),
    [
        ("data/refund_order.yml", {"train"}),
        ("domain/refund_order.yml", {"train"}),
        ("config.yml", {"train"}),
        ("data/knowledge/shops.yml", {"train"}),
        ("actions/refund_order.py", {"engine"}),
        ("data/texts.yml", {"engine", "gateway"}),
        ("limits.yml", {"engine", "gateway"}),
    ],
)
def test_a_change_reaches_what_reads_the_file(changed: str, work: set[str]) -> None:
    before = {Path(changed): 1.0, Path("data/other.yml"): 1.0}
    after = {Path(changed): 2.0, Path("data/other.yml"): 1.0}

    assert affected(before, after) == work


def test_no_change_is_no_work() -> None:
    same = {Path("data/other.yml"): 1.0}

    assert affected(same, same) == frozenset()


def test_a_new_file_and_a_removed_one_are_changes(tmp_path: Path) -> None:
    (tmp_path / "actions").mkdir()
    file = tmp_path / "actions/new.py"
    empty = stamps(tmp_path)
    file.write_text("")
    filled = stamps(tmp_path)

    assert affected(empty, filled) == {"engine"}
    assert affected(filled, empty) == {"engine"}
