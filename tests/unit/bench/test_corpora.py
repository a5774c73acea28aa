"""What understanding is measured on: the same for everybody, and never silently missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import corpora
from bot.rasa_ext.examples import lines, read

PAIRS = [(f"{label}{number}", label) for label in ("a", "b") for number in range(20)]


def test_everybody_gets_the_same_few_examples() -> None:
    few = corpora.few(PAIRS, 3)
    assert few == corpora.few(PAIRS, 3) != corpora.few(PAIRS, 3, seed=2)
    assert [label for _, label in few] == ["a"] * 3 + ["b"] * 3


def test_a_public_set_that_is_missing_says_where_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(corpora.FOLDER, str(tmp_path))
    with pytest.raises(corpora.Missing, match=r"banking77_train.csv .*github.com/PolyAI-LDN"):
        corpora.banking(10)


def test_public_sets_are_read_from_the_folder_that_was_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("banking77_train.csv", "banking77_test.csv"):
        (tmp_path / name).write_text('text,category\n"where, is it?",card\nlost,card\n')
    monkeypatch.setenv(corpora.FOLDER, str(tmp_path))
    assert corpora.banking(None).test == [("where, is it?", "card"), ("lost", "card")]
    assert len(corpora.banking(1).train) == 1


def test_an_examination_leaves_out_what_the_bot_cannot_do_yet() -> None:
    assert {label for _, label in corpora.exam("nlu_exam", "nl", ["greet"])} == {"greet"}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_an_examination_in_several_files_is_read_to_its_end(language: str) -> None:
    paths = sorted(corpora.EXAMS.glob(f"emotion_exam_{language}*.yml"))
    blocks = [block for path in paths for block in read(path)["moods"].items()]
    found = corpora.exam("emotion_exam", language, [label for label, _ in blocks])
    assert len(paths) > 1
    assert len(found) == sum(len(lines(block, "exam")) for _, block in blocks)


def test_our_own_examples_are_told_apart_by_language() -> None:
    own = [("where is my parcel", "a"), ("waar is mijn pakje", "a"), ("20045", "a")]
    assert corpora.of_language(own, "nl") == own[1:]
