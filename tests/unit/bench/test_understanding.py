"""What understanding is compared with: everybody is asked the same, and told of the same way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import yaml

from bench import corpora, default_rasa, intents, learning, public_sets, stock
from bench.stock import OURS, Answers, Heard, beside
from bot.rasa_ext import examples

PAIRS = [("where is it", "order"), ("hello", "greet")]


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Instead of the process with TensorFlow: what it would have been asked."""
    found: list[str] = []

    def train(question: Path, answer: Path) -> None:
        found.append(question.read_text())
        texts = json.loads(found[-1])["texts"]
        heard = [{"away": False, "ranking": {"order": 0.9}, "ms": 5.0} for _ in texts]
        answer.write_text(json.dumps({"seconds": 60.0, "heard": heard}))

    monkeypatch.setattr(default_rasa, "_over_there", train)
    monkeypatch.setattr(default_rasa, "PYTHON", tmp_path)
    return found


def answers(*labels: str, away: tuple[str, ...] = (), ms: float = 1.0) -> Answers:
    """Each label is the message that is taken for it."""
    return Answers(10.0, {one: Heard(one in away, {one: 0.6, "x": 0.1}, ms) for one in labels})


def test_the_default_pipeline_is_the_one_that_rasa_would_take() -> None:
    from rasa.engine.recipes import config_files

    path = Path(next(iter(config_files.__path__))) / "default_config.yml"
    theirs = yaml.safe_load(path.read_text())["pipeline"]
    unseeded = [
        {key: value for key, value in one.items() if key != "random_seed"}
        for one in default_rasa.PIPELINE
    ]
    assert unseeded == theirs


def test_what_the_default_pipeline_said_is_kept_until_something_else_is_asked(
    trainings: list[str], tmp_path: Path
) -> None:
    def ask(texts: list[str]) -> Answers | None:
        return default_rasa.told(PAIRS, texts, print, folder=tmp_path)

    first = ask(["is it lost"])
    assert ask(["is it lost"]) == first
    assert first is not None and first.heard["is it lost"].likeliest == "order"
    assert len(trainings) == 1
    ask(["is it gone"])
    assert len(trainings) == 2


def test_without_tensorflow_the_default_pipeline_is_left_out_and_it_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(default_rasa, "PYTHON", tmp_path / "python")
    told: list[str] = []
    assert default_rasa.told(PAIRS, ["hi"], told.append, folder=tmp_path) is None
    assert "LEFT OUT" in told[0] and "make tensorflow-env" in told[0]


def test_the_short_run_trains_no_default_pipeline_but_shows_what_is_kept(
    trainings: list[str], tmp_path: Path
) -> None:
    def ask(train: bool, tell: Callable[[str], None]) -> Answers | None:
        return default_rasa.told(PAIRS, ["hi"], tell, train=train, folder=tmp_path)

    told: list[str] = []
    assert ask(False, told.append) is None
    assert "make bench-full" in told[0] and not trainings
    trained = ask(True, print)
    assert ask(False, print) == trained


def test_a_full_run_can_be_told_to_train_no_default_pipeline(
    trainings: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(default_rasa.ONLY_KEPT, "1")
    assert default_rasa.told(PAIRS, ["hi"], print, folder=tmp_path) is None
    assert not trainings


def test_to_be_turned_away_is_no_label() -> None:
    ranked = [{"name": "nlu_fallback", "confidence": 0.3}, {"name": "greet", "confidence": 0.25}]
    found = stock.heard({"intent": ranked[0], "intent_ranking": ranked}, 4.0)
    assert found == Heard(True, {"greet": 0.25}, 4.0)
    assert found.likeliest == "greet"


def test_a_message_is_right_whether_or_not_it_was_turned_away() -> None:
    found = answers("a", "b", away=("a",))
    assert found.right([("a", "a"), ("b", "c")]) == 0.5
    assert found.away(["a", "b"]) == 0.5


def test_each_peer_has_a_row_of_its_own_beside_ours() -> None:
    rows = beside("intents", {OURS: 0.8, "one": 0.7, "other": 0.9}, 10, goal=0.75)
    assert [(row.peer_name, row.peer, row.ours) for row in rows] == [
        ("one", 0.7, 0.8),
        ("other", 0.9, 0.8),
    ]
    assert all(row.met for row in rows)
    assert [row.peer for row in beside("intents", {OURS: 0.8}, 10)] == [None]


@pytest.mark.parametrize(("theirs", "met"), [(("a", "b"), False), (("a",), True)])
def test_english_may_be_a_hundredth_behind_the_default_pipeline(
    theirs: tuple[str, ...], met: bool
) -> None:
    def side(right: tuple[str, ...]) -> Answers:
        return Answers(1.0, {one: Heard(False, {one if one in right else "x": 1.0}, 1.0)
                             for one in ("a", "b")})  # fmt: skip

    exam = [("a", "a"), ("b", "b")]
    asked = intents.Exam({"en": exam, "nl": exam}, {"en": [], "nl": []})
    alone = {OURS: side(("a",)), stock.NAME: side(("a",)), default_rasa.NAME: side(theirs)}
    for rows in (intents.from_english(alone, asked), intents.from_few_english(alone, asked)):
        assert [row.met for row in rows if row.goal == -intents.BEHIND] == [met]


def test_strangers_are_counted_where_so_many_good_messages_are_turned_away() -> None:
    inside, outside = np.linspace(0.5, 1.0, 101), np.array([0.1, 0.4, 0.52, 0.9])
    assert public_sets.share_below(inside, outside, rejected=0.05) == 0.75
    assert public_sets.share_below(inside, outside, rejected=0.0) == 0.5


def test_ours_asks_more_of_intents_that_wake_somebody_up() -> None:
    least = intents.settings()["least_for"]["crisis"]
    words = {"crisis": ["I want to die", "I cannot go on"], "greet": ["hello there", "hi"],
             "thank": ["thank you", "many thanks"]}  # fmt: skip
    model = intents.learn([(text, label) for label, texts in words.items() for text in texts])
    found = intents.heard(model, ["my phone died, can I go on tomorrow", "hello there"])
    unsure, sure = found.values()
    assert not sure.away and sure.likeliest == "greet"
    assert unsure.away == (unsure.ranking[unsure.likeliest] < least)


def test_what_learning_took_is_told_for_a_thousand_messages() -> None:
    rows = learning.by_side("learning", {OURS: answers("a"), "other": answers("a")}, 500)
    assert [(row.ours, row.peer, row.met) for row in rows] == [(20.0, 20.0, True)]


def test_a_message_that_several_parts_learn_from_counts_once() -> None:
    moods = {one.text for one in examples.moods(Path("data/emotion"))}
    assert learning.learned() >= len(moods | {text for text, _ in corpora.own()})
    assert learning.learned() < 20_000
