"""Training happens when something changed that a model is made from, and only then."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rasa_ext import fingerprints, training
from tests.support.trained_model import trained_model

ROOT = Path(__file__).parents[3]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of what a model is made from."""
    for name in ("domain", "data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "config.yml", tmp_path)
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def test_training_again_does_nothing_when_nothing_changed() -> None:
    path = trained_model()
    before = path.stat().st_mtime_ns
    assert training.up_to_date()
    assert training.train() == path
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "file", ["config.yml", "domain/_shared.yml", "data/refund_order.yml", "data/emotion/nl.yml"]
)
def test_a_change_is_noticed(project: Path, file: str) -> None:
    before = training.fingerprint()
    path = project / file
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert training.fingerprint() != before
    assert not training.up_to_date()


def test_a_new_flow_and_a_renamed_file_are_noticed(project: Path) -> None:
    before = training.fingerprint()
    (project / "data" / "new_flow.yml").write_text('version: "3.1"\n')
    added = training.fingerprint()
    (project / "data" / "new_flow.yml").rename(project / "data" / "other_flow.yml")
    assert len({before, added, training.fingerprint()}) == 3


def test_the_gateways_sentences_are_no_reason_to_train(project: Path) -> None:
    before = training.fingerprint()
    (project / "data" / "texts.yml").write_text("changed: true\n")
    assert training.fingerprint() == before


def test_a_project_that_rasa_cannot_train_fails_with_a_reason(project: Path) -> None:
    (project / "config.yml").write_text("recipe: no.such.recipe\n")
    with pytest.raises(training.TrainingFailed):
        training.train()
    assert not list(project.glob("models/*.tar.gz"))


def test_examples_that_are_no_list_of_messages_fail_with_the_line(project: Path) -> None:
    (project / "data" / "emotion" / "en.yml").write_text(
        "language: en\nmoods:\n  sad: |\n    no dash here\n"
    )
    with pytest.raises(training.TrainingFailed, match="line 1"):
        training.train()


def test_the_code_that_learns_is_part_of_the_fingerprint() -> None:
    folder = ROOT / "bot" / "rasa_ext"
    assert all((folder / f"{name}.py").exists() for name in fingerprints.LEARNING)
