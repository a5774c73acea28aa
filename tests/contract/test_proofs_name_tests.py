"""A test that a page of proofs names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRITTEN = re.compile(r"def (test_\w+)\(")
NAMED = re.compile(r"`(test_\w+)`")
PAGES = sorted((ROOT / "docs" / "proofs").glob("*.md"))


@pytest.fixture(scope="module")
def written() -> frozenset[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return frozenset(name for file in files for name in WRITTEN.findall(file.read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_test_that_a_proof_names_is_there(page: Path, written: frozenset[str]) -> None:
    assert set(NAMED.findall(page.read_text("utf-8"))) - written == set()
