"""The engine imports Rasa without what only its channels, stores and plots need."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml

from bot.rasa_ext.deferred import LATER

ROOT = Path(__file__).parents[3]
WITH_TENSORFLOW = any(one.metadata["Name"] == "tensorflow" for one in distributions())
LEFT = """\
import sys
from bot.rasa_ext import deferred
deferred.import_rasa()
"""
THERE = f"there = sorted(set({LATER}) & set(sys.modules))\nassert not there, there\n"


def run(program: str, folder: Path = ROOT, *, before: str = "") -> None:
    """Run a program in a Python of its own that imports as the engine does; it has to succeed."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", before + LEFT + program],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.skipif(WITH_TENSORFLOW, reason="TensorFlow imports some of it for itself")
def test_an_engine_that_has_read_a_message_has_imported_none_of_it(tmp_path: Path) -> None:
    run(f"""
import asyncio
from pathlib import Path
from bot.rasa_ext.server import load_turns, warm_up
from tests.support.talking import settings_in
turns = load_turns(settings_in(Path({str(tmp_path)!r})))
asyncio.run(warm_up(turns))
{THERE}""")


@pytest.mark.parametrize("before", ["", "import boto3, matplotlib\n"])
def test_only_rasa_holds_something_that_stands_in(before: str) -> None:
    program = """
from types import ModuleType
for name, module in list(sys.modules.items()):
    if name.partition(".")[0] not in deferred.ASKERS:
        for key, value in list(vars(module).items()):
            assert type(value) is not deferred._Later, (name, key)
            assert type(value) is not deferred._Stand, (name, key)
"""
    run(program, before=before)


def test_whoever_imports_it_afterwards_gets_the_real_one() -> None:
    run("""
import rasa.core.agent
import sklearn.linear_model
from matplotlib import colors
assert sklearn.linear_model.LogisticRegression(C=2.0).C == 2.0
assert colors.to_rgb("white") == (1.0, 1.0, 1.0)
""")


def test_what_is_called_looked_into_or_compared_with_is_the_real_one() -> None:
    run("""
from rasa.core.channels import channel
from rasa.utils import plotting
from rasa.utils.tensorflow import model_data
assert not isinstance(3, channel.Blueprint)
assert "sanic" not in sys.modules and "sklearn" not in sys.modules
assert model_data.train_test_split([1, 2, 3, 4], test_size=1, random_state=0)[1] == [3]
assert plotting.matplotlib.__version__.startswith("3")
made = channel.Blueprint("one")
import sanic
assert type(made) is sanic.Blueprint and isinstance(made, channel.Blueprint)
assert not isinstance(3, channel.Blueprint)
""")


def test_a_channel_that_cannot_be_made_says_what_it_needs_and_where_it_works() -> None:
    run("""
from rasa.core.channels.telegram import TelegramOutput
try:
    TelegramOutput("token")
except deferred.LeftOut as error:
    assert "aiogram.Bot" in str(error) and "`rasa run`" in str(error)
else:
    raise AssertionError("made")
""")


def test_rasas_own_commands_import_everything() -> None:
    program = "import sys, rasa.__main__\n"
    program += "from rasa.core.channels.telegram import TelegramOutput\n"
    program += "assert TelegramOutput.__mro__[1].__module__ == 'aiogram.bot.bot'\n"
    program += "assert 'bot.rasa_ext.deferred' not in sys.modules\n"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


LIGHT = {
    "recipe": "default.v1",
    "assistant_id": "light",
    "language": "en",
    "pipeline": [
        {"name": "WhitespaceTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "LogisticRegressionClassifier"},
    ],
    "policies": [{"name": "RulePolicy"}],
}
DATA = """\
version: "3.1"
nlu:
- {intent: greet, examples: "- hello\\n- hi there\\n- good day\\n- hey"}
- {intent: bye, examples: "- bye\\n- see you\\n- good night\\n- so long"}
rules:
- {rule: one, steps: [{intent: greet}, {action: utter_hi}]}
"""
DOMAIN = 'version: "3.1"\nintents: [greet, bye]\nresponses: {utter_hi: [{text: hi}]}\n'


def test_a_pipeline_of_scikit_learns_trains_and_answers_in_the_engines_process(
    tmp_path: Path,
) -> None:
    for name, text in (("domain", DOMAIN), ("data", DATA), ("config", yaml.safe_dump(LIGHT))):
        place = tmp_path if name == "config" else tmp_path / name
        place.mkdir(exist_ok=True)
        (place / f"{name}.yml").write_text(text)
    run(
        """
import asyncio
from bot.rasa_ext import training
from rasa.core.agent import Agent
agent = Agent.load(training.train())
(answer,) = asyncio.run(agent.handle_text("hello", sender_id="one"))
assert answer["text"] == "hi", answer
""",
        tmp_path,
    )
