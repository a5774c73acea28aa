"""Files by somebody who had not seen the checks: each fault is found where it is, the rest pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.authority.limits import lint

CORPUS = Path(__file__).parent / "lint_corpus"
FAULTS: list[dict[str, Any]] = yaml.safe_load((CORPUS / "expected.yml").read_text("utf-8"))
VALID = sorted((CORPUS / "valid").glob("*.yml"))
NEARBY = 3


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: Path(fault["file"]).stem)
def test_a_planted_fault_is_told_where_it_is(fault: dict[str, Any]) -> None:
    report = lint(CORPUS / fault["file"])
    assert not report.ok
    near = [one for one in report.problems if abs(one.line - fault["line"]) <= NEARBY]
    assert near and all(one.remedy for one in near), f"{fault}\n{report}"


@pytest.mark.parametrize("file", VALID, ids=lambda file: file.stem)
def test_a_valid_file_is_accepted_in_silence(file: Path) -> None:
    report = lint(file)
    assert report.ok and not report.problems, str(report)


def test_the_corpus_is_complete() -> None:
    assert len(FAULTS) == len(list((CORPUS / "faulty").glob("*.yml"))) == 50
    assert len({fault["file"] for fault in FAULTS}) == 50
    assert len(VALID) == 50
