"""The gateway imports what it needs at its start, and no more."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("package", ["numpy", "rasa", "alembic", "holidays", "matplotlib"])
def test_a_gateway_that_starts_has_not_imported(package: str) -> None:
    program = f"import sys, bot.app; assert {package!r} not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
