"""Reads what the bot says from the domain, so that a report can quote it. Needs no Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot import yaml_text
from bot.model import LocalText
from bot.texts import LANGUAGES

FOLDER = Path("domain")
_BLANK = re.compile(r"\{[^{}]*\}")


def load(folder: Path = FOLDER) -> dict[str, LocalText]:
    """The first text of every response in each language, its blanks as dots.

    Nothing where there is no domain: a gateway can run without one.
    """
    found: dict[str, LocalText] = {}
    for path in sorted(folder.glob("*.yml")):
        document = yaml_text.read(path.read_text(encoding="utf-8"))
        for name, variations in (document.get("responses") or {}).items():
            found[name] = _spoken(variations)
    return found


def _spoken(variations: list[Mapping[str, Any]]) -> LocalText:
    found: dict[str, str] = {}
    for one in variations:
        named = {c["name"]: c["value"] for c in one.get("condition") or []}
        text = _BLANK.sub("…", str(one.get("text") or "")).strip()
        for language in [named["language"]] if "language" in named else LANGUAGES:
            if text:
                found.setdefault(str(language), text)
    return found
