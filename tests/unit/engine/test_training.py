"""Training happens when something changed that a model is made from, and only then."""

from __future__ import annotations

import ast
import asyncio
import shutil
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest
import yaml

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
    "file",
    [
        *("config.yml", "domain/_shared.yml", "data/refund_order.yml", "data/emotion/nl.yml"),
        "data/emotion/moods_only/nl.yml",
    ],
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


@pytest.mark.parametrize("file", ["texts.yml", "insights.yml"])
def test_words_that_the_model_does_not_know_are_no_reason_to_train(
    project: Path, file: str
) -> None:
    before = training.fingerprint()
    (project / "data" / file).write_text("changed: true\n")
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


def imported(module: str) -> set[str]:
    """The modules of ours that a module imports, and so on, itself among them."""
    found, waiting = set[str](), [module]
    while waiting:
        name = waiting.pop()
        path = ROOT / f"{name.replace('.', '/')}.py"
        if name in found or not name.startswith("bot.") or not path.exists():
            continue
        found.add(name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                waiting += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
    return found


# What the components need beside: it finds values in a message or names things, and learns nothing.
READ_AT_START = {
    *("bot.empathy.again", "bot.empathy.loud", "bot.empathy.scribble", "bot.empathy.signals"),
    *("bot.model", "bot.weights"),
    *("bot.rasa_ext.amounts", "bot.rasa_ext.dates", "bot.rasa_ext.entities"),
    *("bot.rasa_ext.fingerprints", "bot.rasa_ext.language", "bot.rasa_ext.reasons"),
    "bot.yaml_text",
}


def test_a_changed_component_or_what_it_is_made_with_is_a_reason_to_train() -> None:
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    parts = [one["name"].rpartition(".")[0] for one in pipeline]
    needed = set().union(*(imported(part) for part in parts if part))
    seen = {f"bot.rasa_ext.{name}" for name in fingerprints.LEARNING}
    seen |= {f"bot.{path.removesuffix('.py').replace('/', '.')}" for path in fingerprints.BELOW}
    assert needed - READ_AT_START == seen


SMALL = """\
version: "3.1"
intents: [greet, bye]
responses: {utter_hi: [{text: hi}], utter_bye: [{text: bye}]}
nlu:
- {intent: greet, examples: "- hello\\n- hi there\\n- good day\\n- hey"}
- {intent: bye, examples: "- bye\\n- see you\\n- good night\\n- so long"}
stories:
- {story: one, steps: [{intent: greet}, {action: utter_hi}, {intent: bye}, {action: utter_bye}]}
"""
WITH_TENSORFLOW = any(one.metadata["Name"] == "tensorflow" for one in distributions())
# As many rounds as Rasa's own start project takes, and always from the same weights: after 20 TED
# thought all actions equally likely, and what it did was chance.
EPOCHS = {"epochs": 100, "random_seed": 7, "constrain_similarities": True}
DIET = {"name": "DIETClassifier", "entity_recognition": False, **EPOCHS}
TED = {"name": "TEDPolicy", "max_history": 3, **EPOCHS}


def small_project(folder: Path, classifier: dict[str, Any], policy: dict[str, Any]) -> None:
    """Two intents and one story, in the files that training reads."""
    (folder / "domain").mkdir()
    (folder / "data").mkdir()
    made = yaml.safe_load(SMALL)
    for name, keys in (("domain", ("intents", "responses")), ("data", ("nlu", "stories"))):
        part = {key: made[key] for key in ("version", *keys)}
        (folder / name / "all.yml").write_text(yaml.safe_dump(part))
    words = [{"name": "WhitespaceTokenizer"}, {"name": "CountVectorsFeaturizer"}]
    config: dict[str, Any] = {"recipe": "default.v1", "assistant_id": "small", "language": "en"}
    config |= {"pipeline": [*words, classifier], "policies": [policy]}
    (folder / "config.yml").write_text(yaml.safe_dump(config))


@pytest.mark.skipif(WITH_TENSORFLOW, reason="TensorFlow is installed here")
@pytest.mark.parametrize(
    ("classifier", "policy"),
    [(DIET, {"name": "RulePolicy"}), ({"name": "LogisticRegressionClassifier"}, TED)],
    ids=["DIET", "TED"],
)
def test_diet_or_ted_without_tensorflow_is_told_which_extra_to_install(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    classifier: dict[str, Any],
    policy: dict[str, Any],
) -> None:
    small_project(tmp_path, classifier, policy)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(training.TrainingFailed) as raised:
        training.train()
    assert "TensorFlow is left out of this environment" in str(raised.value)
    assert "--extra tensorflow" in str(raised.value)
    assert not list(tmp_path.glob("models/*.tar.gz"))


@pytest.mark.skipif(not WITH_TENSORFLOW, reason="TensorFlow is not installed here")
async def test_diet_and_ted_train_and_answer_with_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rasa.core.agent import Agent

    small_project(tmp_path, DIET, TED)
    monkeypatch.chdir(tmp_path)
    agent = Agent.load(str(await asyncio.to_thread(training.train)))
    assert (await agent.parse_message("hello"))["intent"]["name"] == "greet"
    (answer,) = await agent.handle_text("hello", sender_id="one")
    assert answer["text"] == "hi"
