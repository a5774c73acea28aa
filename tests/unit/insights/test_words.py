"""What is shown has a name in words, in both languages: nothing is called as the code calls it."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from bot import yaml_text
from bot.authority.limits import load
from bot.insights import answers
from bot.insights.costs import Cost
from bot.insights.findings import Finding
from bot.insights.kinds import KINDS, About
from bot.insights.shares import Share
from bot.insights.tally import Tally
from bot.insights.words import FILE, Words, plain
from bot.knowledge import articles as shelf
from bot.model import LocalText
from bot.texts import LANGUAGES, Texts

FLOWS = sorted(path.stem for path in Path("domain").glob("[!_]*.yml"))
TEXTS = Texts.load(FILE)
LIMITS = load(Path("limits.yml"))
CODE = re.compile(r"[a-z]+_[a-z_]+|utter")
ASKED = re.compile(r"\.ask\(\s*(f?)\"([^\"]+)\"")


def words(language: str) -> Words:
    """As the service makes them for the demo."""
    titles: dict[str, LocalText] = {
        name.removeprefix("flow."): text
        for name, text in TEXTS.sentences.items()
        if name.startswith("flow.")
    }
    titles |= {name: action.title for name, action in LIMITS.actions.items()}
    articles = {one.id: one for one in shelf.load(Path("data/knowledge"))}
    return Words(TEXTS, language, "EUR", titles, articles, answers.load())


def asked() -> set[tuple[str, str]]:
    """Every question that an action can ask, with its flow."""
    found = {("order_status", "order_number"), ("rebook_trip", "booking_number")}
    found |= {(flow, f"{flow}_{name}") for flow in FLOWS for name in ("items", "pieces", "meant")}
    blanks = {"kind.slot": ("order_number", "booking_number"), "self.flow": tuple(FLOWS)}
    blanks |= {"missing": ("proof", "evidence", "number"), "part": ("line", "postcode")}
    for path in Path("actions").glob("*.py"):
        for made, name in ASKED.findall(path.read_text(encoding="utf-8")):
            names = re.findall(r"\{([^}]+)\}", name) if made else []
            for values in product(*(blanks[one] for one in names)):
                filled = name
                for blank, value in zip(names, values, strict=True):
                    filled = filled.replace(f"{{{blank}}}", value)
                flow = next((one for one in FLOWS if filled.startswith(one)), "")
                found.add((flow, filled))
    return found


def finding(kind: str, flow: str, name: str, line: LocalText | None = None) -> Finding:
    return Finding(kind, flow, name, Share(9, 9), None, Cost(1), Tally(), line=line or {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_friction_has_words(language: str) -> None:
    for kind in KINDS:
        assert TEXTS.local(f"kind.{kind}")[language]
        assert TEXTS.local(f"says.{kind}")[language]


def test_the_questions_of_the_demo_are_known() -> None:
    found = {slot for _, slot in asked()}
    assert {"rebook_trip_trip", "refund_order_digest", "order_number_proof"} <= found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_is_called_by_its_title(flow: str, language: str) -> None:
    assert flow in words(language).titles
    assert not CODE.search(words(language).flow(flow))


def test_every_question_is_called_in_words() -> None:
    english, dutch = words("en"), words("nl")
    for flow, slot in sorted(asked()):
        one = finding("stuck", flow, slot)
        assert english.name(one) != plain(slot.removeprefix(f"{flow}_")), slot
        assert english.name(one) != dutch.name(one), slot
        assert not CODE.search(english.label(one) + dutch.label(one)), slot


def test_every_answer_is_quoted_in_the_language_of_the_page() -> None:
    english, dutch = words("en"), words("nl")
    for path in sorted(Path("domain").glob("*.yml")):
        flow = "" if path.stem.startswith("_") else path.stem
        for response in yaml_text.read(path.read_text(encoding="utf-8")).get("responses") or {}:
            one = finding("angers", flow or "small_talk", response)
            assert one.about is About.ANSWER
            for shown in (english.label(one), dutch.label(one)):
                assert not CODE.search(shown), (response, shown)
                assert "{" not in shown


def test_every_line_of_the_limits_is_told_as_its_sentence() -> None:
    from bot.authority.sentences import rule_line

    english, dutch = words("en"), words("nl")
    for action in LIMITS.actions.values():
        for rule in action.rules:
            one = finding("clash", action.id, rule.id, rule_line(LIMITS, rule))
            for shown in (english.label(one), dutch.label(one)):
                assert not CODE.search(shown), (rule.id, shown)
            assert english.label(one) != dutch.label(one)


@pytest.mark.parametrize(
    ("name", "english", "dutch"),
    [
        ("tier:gold", "customer group gold", "klantgroep goud"),
        ("language:nl", "language Dutch", "taal Nederlands"),
    ],
)
def test_groups_of_customers_have_names(name: str, english: str, dutch: str) -> None:
    assert words("en").name(finding("unfair", "goodwill", name)) == english
    assert words("nl").name(finding("unfair", "goodwill", name)) == dutch
