"""Every planted fault makes a test fail, and the page about them says which."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.faults.planted.faults import FAULTS, Fault
from tests.faults.planted.plant import ROOT, Ran

PAGE = ROOT / "docs/proofs/planted-faults.md"
WITHIN_S = 400


@cache
def ran() -> dict[str, Ran]:
    """Everything is planted once, by a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.planted.plant"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=WITHIN_S,
        check=True,
    )
    lines = [Ran(**json.loads(line)) for line in done.stdout.splitlines()]
    return {one.fault: one for one in lines}


@pytest.mark.slow
def test_with_nothing_planted_all_these_tests_pass() -> None:
    clean = ran()["nothing planted"]
    assert clean.status == 0, clean.output


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id.replace(" ", "_"))
def test_a_planted_fault_is_noticed(fault: Fault) -> None:
    found = ran()[fault.id]
    assert found.status == 1, found.output
    assert "1 failed" in found.output, found.output


def row(fault: Fault) -> str:
    """How the page tells of a fault."""
    file, _, name = fault.test.rpartition("::")
    return f"| {fault.id} | {fault.would} | `{name}` in `{file}` |"


def test_the_page_names_every_fault_and_the_test_that_notices_it() -> None:
    table = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    assert table[1:] == [row(fault) for fault in FAULTS]
    assert len({fault.id for fault in FAULTS}) == len(FAULTS) >= 20


def test_the_tests_named_are_there() -> None:
    for fault in FAULTS:
        file, _, name = fault.test.rpartition("::")
        text = Path(ROOT / file).read_text(encoding="utf-8")
        assert f"def {name.partition('[')[0]}(" in text, fault.test
