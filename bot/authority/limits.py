"""Load and lint a limits file: read it, check it, run its own tests; all mistakes at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.authority import action_section, sections
from bot.authority.catalogue import known_facts
from bot.authority.checks import check
from bot.authority.errors import AuthorityError
from bot.authority.file_tests import run_tests, tests_section
from bot.authority.language import ON_DEMAND, TEXTS, Limits
from bot.authority.sections import Context, known_keys, named, word, words
from bot.authority.source import Entry, Node, Problem, Problems, Scalar, Table, read

_TOP = (
    "version",
    "name",
    "currency",
    "timezone",
    "languages",
    "texts",
    "facts",
    "tables",
    "rules",
    "budgets",
    "actions",
    "examples",
    "tests",
)
FORMAT = 1
# Texts whose report is remembered: what is in force, what was before, and what is being written.
REMEMBERED = 8


@dataclass(frozen=True)
class Report:
    """What is wrong with a file; with nothing wrong, `limits` is ready to come into force.

    Of a text that is in force already `limits` is there too when the problems leave it readable.
    """

    file: str
    sha256: str
    problems: tuple[Problem, ...]
    limits: Limits | None = field(repr=False)
    tests: int = 0

    @property
    def ok(self) -> bool:
        """Whether the file may come into force."""
        return self.limits is not None and not self.problems

    def __str__(self) -> str:
        if self.limits is not None and self.ok:
            return f"{self.file}: good, {len(self.limits.actions)} actions, {self.tests} tests pass"
        return "\n".join(str(problem) for problem in self.problems)


class LimitsError(AuthorityError):
    """A limits file that may not come into force; the message holds every problem."""

    code = "bad_limits"

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(str(report))


def lint(path: Path) -> Report:
    """Read and check a file; never raises for what is in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return _unreadable(path, "there is no such file")
    except (OSError, UnicodeDecodeError) as error:
        return _unreadable(path, f"cannot be read: {error}")
    return lint_text(text, path.name)


def load(path: Path) -> Limits:
    """The limits of a file; LimitsError with every problem when it is not fit."""
    report = lint(path)
    if report.limits is None:
        raise LimitsError(report)
    return report.limits


def lint_text(text: str, file: str = "limits.yml") -> Report:
    """Check a text as if it were a file of that name."""
    report = lint_in_force(text, file)
    return report if report.ok else replace(report, limits=None)


@lru_cache(maxsize=REMEMBERED)
def lint_in_force(text: str, file: str) -> Report:
    """Check a text that is in force: a new line of the linter objects, but takes nothing away.

    Whoever upgrades goes on with the limits they have; the next change has to mend them. Nothing
    but the text decides, so the pages of the console that ask again get the same report.
    """
    problems = Problems(file)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    root = read(text, problems)
    limits = _read(root, text, sha256, problems) if root is not None else None
    readable = limits if not problems.found else None
    if readable is not None:
        check(readable, problems)
    if readable is not None and not problems.found:
        run_tests(readable, problems)
    found = tuple(sorted(problems.found, key=lambda problem: problem.line))
    return Report(file, sha256, found, readable, len(limits.tests) if limits else 0)


def _unreadable(path: Path, message: str) -> Report:
    problem = Problem(path.name, 1, message, "name a readable UTF-8 text file")
    return Report(path.name, "", (problem,), None)


def _read(root: Table, text: str, sha256: str, problems: Problems) -> Limits | None:
    currency = _currency(root.get("currency"), root.line, problems)
    languages = _languages(root.get("languages"), root.get("texts"), problems)
    context = Context(problems, currency, languages, known_facts())
    known_keys(root, _TOP, "the file", context)
    _format(root.get("version"), root.line, context)
    zone = _zone(root.get("timezone"), root.line, context)
    texts = sections.texts_section(root.get("texts"), root.line, context)
    sections.facts_section(root.get("facts"), context)
    sections.tables_section(root.get("tables"), context)
    for entry, table in named(root.get("rules"), "rules", context):
        context.shared[entry.key] = _with_id(entry.key, table)
    sections.budgets_section(root.get("budgets"), context)
    actions = {}
    for entry, table in named(root.get("actions"), "actions", context):
        action = action_section.action(entry, table, context)
        if action is not None:
            actions[entry.key] = action
            for needed, key in ON_DEMAND.items():
                if getattr(action, key) and needed not in texts:
                    where = f"in {' and '.join(context.languages)}"
                    context.wrong(
                        root.line, f"the text {needed!r} is missing {where}", TEXTS[needed]
                    )
    if not actions and not problems.found:
        context.wrong(root.line, "no action is named", "actions: {refund_order: {…}}")
    tests = tests_section(root.get("tests"), root.get("examples"), actions, context)
    return Limits(
        name=word(root.get("name"), context, "limits"),
        currency=currency,
        zone=zone,
        languages=languages,
        facts={
            **context.facts,
            **{
                f"request.{name}": fact
                for action in actions.values()
                for name, fact in action.params.items()
            },
        },
        budgets=context.budgets,
        actions=actions,
        texts=texts,
        tests=tests,
        sha256=sha256,
        source=text,
        lines=root.lines(),
    )


def _with_id(name: str, table: Table) -> Table:
    """A shared rule bears the name it is shared under."""
    if table.get("id") is not None:
        return table
    return Table(table.line, (Entry(table.line, "id", Scalar(table.line, name)), *table.entries))


def _format(node: Node | None, line: int, context: Context) -> None:
    if not isinstance(node, Scalar) or node.value != FORMAT:
        context.wrong(
            node.line if node else line, "the version of the language is not known", "version: 1"
        )


def _currency(node: Node | None, line: int, problems: Problems) -> str:
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, str) and len(value) == 3 and value.isalpha() and value.isupper():
        return value
    problems.add(node.line if node else line, "currency: is missing or unknown", "currency: EUR")
    return "EUR"


def _languages(node: Node | None, texts: Node | None, problems: Problems) -> tuple[str, ...]:
    """Those under `languages:`; left out, all that the general texts are written in."""
    if node is None:
        written = [entry.value for entry in texts.entries] if isinstance(texts, Table) else []
        spoken = {
            key: None
            for text in written
            if isinstance(text, Table)
            for key in text.lines()
            if "." not in key
        }
        return tuple(code for code in spoken if len(code) in (2, 3)) or ("en", "nl")
    found = tuple(code for code, _ in words(node, Context(problems, "EUR", (), {})))
    if not found or any(len(code) not in (2, 3) for code in found):
        problems.add(node.line, "languages: needs codes of two or three letters", "[en, nl]")
        return ("en", "nl")
    return found


def _zone(node: Node | None, line: int, context: Context) -> ZoneInfo:
    name = word(node, context) if node else ""
    try:
        if name:
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    context.wrong(
        node.line if node else line,
        "timezone: is missing or unknown",
        "a name such as Europe/Amsterdam",
    )
    return ZoneInfo("UTC")
