"""The TensorFlow stand-in: Rasa starts without TensorFlow, and says so when it is needed."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

samenspel_tf_standin = pytest.importorskip("samenspel_tf_standin", reason="not installed")

SOURCE = Path(__file__).parents[2] / "bot/rasa_ext/_standin"


@pytest.fixture
def framework(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A framework that is surely not installed: the tests must hold beside TensorFlow too."""
    monkeypatch.setattr(samenspel_tf_standin, "ROOTS", ("absent_framework",))
    yield "absent_framework"
    for name in [name for name in sys.modules if name.startswith("absent_framework")]:
        del sys.modules[name]


def run_as(module: str, source: str) -> dict[str, Any]:
    """Run the source as if it stood in this module."""
    names: dict[str, Any] = {"__name__": module}
    exec(source, names)
    return names


def test_rasa_may_import_name_and_subclass_what_is_not_there(framework: str) -> None:
    names = run_as(
        "rasa.utils.layers",
        f"import {framework} as tf\n"
        f"from {framework}.python.keras import Model\n"
        "class Layer(tf.keras.layers.Dense): pass\n"
        "def call(tensor: tf.Tensor, other: 'tf.Ragged') -> tf.Tensor: pass\n",
    )

    assert isinstance(names["tf"], ModuleType)
    assert isinstance(names["Layer"], type)
    assert isinstance(names["Model"], type)


def test_an_import_by_name_from_rasa_is_answered_too(framework: str) -> None:
    source = f"import importlib; found = importlib.import_module('{framework}.keras')"
    assert isinstance(run_as("rasa.shared", source)["found"], ModuleType)


@pytest.mark.parametrize("module", ["sklearn.base", "rasa_sdk.executor", "rasalike", "__main__"])
def test_everyone_else_finds_nothing(framework: str, module: str) -> None:
    with pytest.raises(ModuleNotFoundError):
        run_as(module, f"import {framework}")


def test_using_it_raises_and_names_the_extra(framework: str) -> None:
    tf = run_as("rasa.core", f"import {framework} as tf")["tf"]

    with pytest.raises(samenspel_tf_standin.TensorFlowNotInstalled) as raised:
        tf.keras.Model(3)

    assert "absent_framework.keras.Model" in str(raised.value)
    assert "--extra tensorflow" in str(raised.value)


def test_a_subclass_of_it_cannot_be_made_either(framework: str) -> None:
    names = run_as("rasa.core", f"import {framework} as tf\nclass Own(tf.keras.Model): pass")

    with pytest.raises(samenspel_tf_standin.TensorFlowNotInstalled):
        names["Own"]()


def test_the_missing_framework_is_no_import_error() -> None:
    assert not issubclass(samenspel_tf_standin.TensorFlowNotInstalled, ImportError)


def test_the_real_framework_wins(
    framework: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"{framework}.py").write_text("REAL = True\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    assert run_as("rasa.core", f"import {framework} as tf")["tf"].REAL is True


def test_it_costs_a_start_of_python_no_import_but_sys() -> None:
    program = "import sys; had = set(sys.modules); import samenspel_tf_standin as s; s.install()\n"
    program += "print(sorted(set(sys.modules) - had))"
    # -S: without site-packages and their .pth files, or the module would be there already
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "['samenspel_tf_standin']"


@pytest.mark.parametrize("name", ["samenspel_tf_standin.py", "zz_samenspel_tf_standin.pth"])
def test_the_installed_copy_is_the_one_in_the_sources(name: str) -> None:
    installed = Path(samenspel_tf_standin.__file__).parent / name
    assert installed.read_text() == (SOURCE / name).read_text(), "run `make env`"


@pytest.mark.slow
def test_rasas_agent_can_be_imported() -> None:
    program = "import rasa.core.agent, rasa.core.policies.ted_policy, sys\n"
    program += "print(sys.modules['tensorflow'].__spec__.loader)"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
