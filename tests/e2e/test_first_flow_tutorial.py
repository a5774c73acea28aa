"""The tutorial "your first flow in ten minutes" is true: its commands run and its bot answers."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "tutorials" / "your-first-flow.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r'```\w+ title="([^"]+)"\n(.*?)```', PAGE, re.DOTALL))
COMMANDS = [
    line.split()[1:]
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]
TALK = re.findall(r"^\| (?!you)([^|`]+) \| `(utter_\w+)` \|$", PAGE, re.MULTILINE)
TAKES_LONG = ("run", "chat")
PROGRAM = """
import asyncio, json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from bot.rasa_ext.server import load_turns
from tests.support.talking import begin, open_copy, prepare, settings_in

async def main():
    folder = Path(sys.argv[2])
    turns = await asyncio.to_thread(load_turns, settings_in(folder / "engine"))
    await prepare(folder / "first")
    house = await open_copy(folder / "first", folder / "house")
    said = []
    for words in sys.argv[3:]:
        chat = await begin(turns, house, "C-1001", "en")
        said.append((await chat.say(words)).utters)
    print("SAID " + json.dumps(said))

asyncio.run(main())
"""

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def run(project: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, (command, done.stdout[-3000:], done.stderr[-3000:])
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, as a developer has it."""
    copy = tmp_path_factory.mktemp("first-flow") / "project"
    wanted = ("actions", "bot", "data", "domain", "tests/conversations", "tests/support")
    for name in wanted:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("config.yml", "endpoints.yml", "credentials.yml", "limits.yml", "samenspel.yml"):
        shutil.copy(ROOT / name, copy / name)
    return copy


def test_the_tutorial_has_the_four_files_and_the_commands() -> None:
    assert sorted(FILES) == [
        "actions/warranty.py",
        "data/warranty.yml",
        "domain/warranty.yml",
        "tests/conversations/test_warranty.yml",
    ]
    assert [command[0] for command in COMMANDS] == ["new", "check", "train", "run", "chat"]
    assert len(TALK) >= 2


def test_ten_minutes_later_the_bot_answers_as_the_page_says(project: Path) -> None:
    for command in COMMANDS:
        if command[0] in TAKES_LONG:
            continue
        run(project, "-m", "bot", *command)
        if command[0] == "new":
            # As it comes it is whole already.
            assert "flows: good" in run(project, "-m", "bot", "check")
            for path, text in FILES.items():
                assert (project / path).is_file(), path
                (project / path).write_text(text, encoding="utf-8")

    folder = project / "var-talk"
    told = run(project, "-c", PROGRAM, str(project), str(folder), *(you for you, _ in TALK))

    said = json.loads(next(line for line in told.splitlines() if line.startswith("SAID "))[5:])
    assert [utters[-1] for utters in said] == [wanted for _, wanted in TALK]
