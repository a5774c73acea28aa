"""`samenspel check`: settings, limits, texts and flows are fit to run; every problem is named."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bot.authority import limits
from bot.commands import slices
from bot.commands.check_tone import tone_problems
from bot.connectors import http
from bot.disclosure import Reason, Withheld, claimed_effects, review
from bot.knowledge.articles import KnowledgeError, load
from bot.model import Author, AuthorKind, Draft, utc_now
from bot.settings import Settings
from bot.texts import Texts, TextsError, blanks

# The group of sentences that customers read as the bot's; the others are the system's own.
BY_THE_BOT = "chat."
VALIDATE_WITHIN_S = 300


def run(settings: Settings) -> int:
    """Check everything and print the result of each part; 1 when anything is wrong."""
    root = Path.cwd()
    parts: tuple[tuple[str, list[str]], ...] = (
        ("settings", []),  # read and checked before we came here
        ("limits", limit_problems(Path(settings.limits_file))),
        *(
            [("connectors", connector_problems(settings.connectors_file))]
            if settings.connectors_file
            else []
        ),
        ("texts of the gateway", text_problems(root / "data" / "texts.yml")),
        ("tone", tone_problems(root, settings)),
        ("flows", list(flow_problems(root, settings.languages))),
        ("knowledge", knowledge_problems(root / "data" / "knowledge")),
        ("Rasa's own validation", rasa_problems(root)),
    )
    for name, problems in parts:
        print(f"{name}: {'good' if not problems else f'{len(problems)} to mend'}", flush=True)
        for problem in problems:
            print(f"  {problem}")
    for warning in knowledge_warnings(root / "data" / "knowledge", utc_now().date()):
        print(f"warning: {warning}")
    return 1 if any(problems for _, problems in parts) else 0


def limit_problems(path: Path) -> list[str]:
    """What `samenspel limits lint` would say, one problem a line."""
    return [str(problem) for problem in limits.lint(path).problems]


def connector_problems(path: Path) -> list[str]:
    """What is wrong in the file that describes the shop's systems."""
    try:
        http.load(path, os.environ)
    except http.DescriptionError as error:
        return list(error.problems)
    return []


def text_problems(path: Path) -> list[str]:
    """Sentences that miss a language or a blank, or that claim to be human."""
    try:
        texts = Texts.load(path)
    except TextsError as error:
        return str(error).splitlines()
    return [
        f"{path.name}: {key}: {language}: suggests that a person writes this"
        for key, sentence in texts.sentences.items()
        if key.startswith(BY_THE_BOT)
        for language, text in sentence.items()
        if suggests_human(text, language)
    ]


def knowledge_problems(folder: Path) -> list[str]:
    """Articles that miss an owner, a language or a source, or say what a bot may not say."""
    try:
        articles = load(folder)
    except KnowledgeError as error:
        return str(error).splitlines()
    said = [
        (f"{article.file}: {article.id}: {language}", text, language)
        for article in articles
        for language, text in article.answer.items()
    ]
    return [
        *(
            f"{where}: suggests that a person writes this"
            for where, text, language in said
            if suggests_human(text, language)
        ),
        *(
            f"{where}: says that something was paid, changed or given"
            for where, text, _ in said
            if claimed_effects(text)
        ),
    ]


def knowledge_warnings(folder: Path, today: date) -> list[str]:
    """Articles that their owner should have looked at again; the bot still answers from them."""
    try:
        articles = load(folder)
    except KnowledgeError:
        return []
    return [
        f"{article.file}: {article.id}: {article.owner} should have reviewed it by "
        f"{article.review_by}"
        for article in articles
        if article.overdue(today)
    ]


def flow_problems(root: Path, languages: tuple[str, ...]) -> Iterator[str]:
    """Flows that miss a part, rules out of reach, and responses that lack a language or lie."""
    domains = {path.stem: slices.read(path) for path in sorted((root / "domain").glob("*.yml"))}
    yield from slices.missing_parts(root, domains)
    yield from slices.unreachable(root, domains)
    seen: dict[str, str] = {}
    for flow, domain in domains.items():
        for name, variations in (domain.get("responses") or {}).items():
            if name in seen:
                yield f"domain/{flow}.yml: {name} stands in domain/{seen[name]}.yml too"
            seen[name] = flow
            yield from _response_problems(f"domain/{flow}.yml: {name}", variations, languages)


def _response_problems(
    where: str, variations: list[dict[str, Any]], languages: tuple[str, ...]
) -> Iterator[str]:
    told = {_language(variation) for variation in variations}
    for language in languages:
        if language not in told and None not in told:
            yield f"{where}: no variation in {language}"
    if told and told != {None} and not set(languages) <= told:
        missing = sorted(set(languages) - told)
        yield f"{where}: the text in {', '.join(missing)} falls back to another language"
    for variation in variations:
        text = str(variation.get("text") or "")
        if suggests_human(text, _language(variation) or languages[0]):
            yield f"{where}: suggests that a person writes this: {text!r}"


def _language(variation: dict[str, Any]) -> str | None:
    for condition in variation.get("condition") or []:
        if condition.get("name") == "language":
            return str(condition["value"])
    return None


def suggests_human(text: str, language: str) -> bool:
    """Whether disclosure would hold this bot text back because it claims to be human."""
    filled = text.format(**dict.fromkeys(blanks(text), "40"))
    verdict = review(Draft(Author(AuthorKind.BOT, "bot"), filled, language))
    return isinstance(verdict, Withheld) and verdict.reason is Reason.HUMAN_CLAIM


def rasa_problems(root: Path) -> list[str]:
    """What `rasa data validate` finds, as its last lines; empty when it is content."""
    command = [
        *(sys.executable, "-m", "rasa", "data", "validate", "--domain", "domain"),
        *("--data", "data", "--config", "config.yml", "--fail-on-warnings"),
    ]
    done = subprocess.run(
        command,
        cwd=root,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        timeout=VALIDATE_WITHIN_S,
        check=False,
    )
    if done.returncode == 0:
        return []
    return [line for line in (done.stdout + done.stderr).splitlines() if line.strip()][-20:]
