"""The way back to TensorFlow, for `make prove ARGS="--parts tensorflow"`: the engine beside it.

In an environment of its own, with the extra: DIET and TED train and answer, and everything that
the tests ask of the engine holds as it does without TensorFlow.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / ".tools" / "tensorflow" / "bin" / "python"
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
TESTS = ("tests/unit/test_standin.py", "tests/unit/engine", "tests/unit/tracker")


def tensorflow() -> bool:
    """Make the environment if it is not there, and run the tests of the engine in it."""
    print(f"== tensorflow: {' '.join(TESTS)}", flush=True)
    made = subprocess.run(["make", "tensorflow-env"], cwd=ROOT, check=False)
    if made.returncode:
        return False
    quiet = {**os.environ, **QUIET}
    command = [str(PYTHON), "-m", "pytest", "-q", *TESTS]
    return subprocess.run(command, cwd=ROOT, env=quiet, check=False).returncode == 0
