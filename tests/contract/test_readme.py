"""What README and the pages of docs/ promise is there: files, targets and commands."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from bot.cli import parser

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
TARGET = re.compile(r"`make ([a-z-]+)")
COMMAND = re.compile(r"`(?:\.venv/bin/)?samenspel ([a-z]+)(?: ([a-z]+))?")


def commands() -> dict[str, set[str]]:
    """Each command of `samenspel`, with its verbs."""
    found: dict[str, set[str]] = {}
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, sub in action.choices.items():
                found[name] = {
                    verb
                    for inner in sub._actions
                    if isinstance(inner, argparse._SubParsersAction)
                    for verb in inner.choices
                }
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_make_target_exists(page: Path) -> None:
    named = set(TARGET.findall(page.read_text(encoding="utf-8")))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert {target for target in named if not re.search(rf"^{target}:", makefile, re.M)} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_exists(page: Path) -> None:
    known = commands()

    for command, verb in COMMAND.findall(page.read_text(encoding="utf-8")):
        assert command in known, command
        assert not verb or not known[command] or verb in known[command], f"{command} {verb}"


def test_every_flow_is_in_the_table_of_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    flows = [path.stem for path in (ROOT / "domain").glob("*.yml") if path.stem != "_shared"]

    assert [flow for flow in flows if f"| `{flow}` |" not in readme] == []
