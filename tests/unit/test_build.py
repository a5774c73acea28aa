"""What the build promises: lock files that anybody can use, and one door for CI."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_python_lock_names_only_the_public_index() -> None:
    hosts = set(re.findall(r"https?://([^/\"]+)", (ROOT / "uv.lock").read_text()))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}, (
        "lock again with `uv lock --default-index https://pypi.org/simple`"
    )


def test_the_widget_lock_names_no_registry_at_all() -> None:
    assert '"resolved": "http' not in (ROOT / "widget/package-lock.json").read_text()


def test_tensorflow_is_in_the_lock_only_for_its_extra() -> None:
    rasa = re.search(r'^name = "rasa"$.*?^\]', (ROOT / "uv.lock").read_text(), re.M | re.S)
    assert rasa is not None
    assert "tensorflow" not in rasa.group()


def test_ci_goes_through_make() -> None:
    _, _, *lines = (ROOT / ".ci/run").read_text().splitlines()
    commands = [line for line in lines if not line.startswith(("#", "set -", "cd ", "export CI"))]
    assert all(command.removeprefix("exec ").startswith("make ") for command in commands)
    targets = [target for command in commands for target in command.split()]
    assert {"check", "test"} <= set(targets)
    assert not {"-k", "-i", "--keep-going", "||"} & set(targets)
