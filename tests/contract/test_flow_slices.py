"""Every flow is a whole slice, and what it says is there in both languages, for every state."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from bot import yaml_text
from bot.disclosure import NOTHING, Withheld, claimed_effects, review
from bot.model import Author, AuthorKind, Draft

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "nl")
FLOWS = sorted(path.stem for path in (ROOT / "domain").glob("*.yml") if path.stem != "_shared")
SLICES = ["_shared", *FLOWS]
# Names that the code makes out of a value: the intent that was said, the reason of a handoff.
SAID_BY_VALUE = re.compile(
    r"utter_(greet|thank|goodbye|abuse)$"
    r"|utter_small_talk_(how_are_you|joke|compliment)$"
    r"|utter_about_the_bot_(are_you_bot|is_it_stored|what_can_you_do)$"
    r"|utter_order_status_(processing|shipped|delivered|lost|cancelled)$"
    r"|utter_talk_to_human_(asked|anger|stuck|repeats|stakes|unsure|limits|error)$"
    # Said by the engine itself.
    r"|utter_(default|error|other_wish)$"
)

# Flows that move money or goods, change a record or send something.
MOVING = (
    "cancel_order",
    "cancel_trip",
    "change_address",
    "delay_compensation",
    "goodwill",
    "invoice_copy",
    "order_status",
    "rebook_trip",
    "refund_order",
    "replace_item",
    "return_order",
)

# What an order's own record says about it; the gateway looks it up there before it lets it out.
TOLD_FROM_RECORDS = ("utter_order_status_cancelled",)


def load(path: str) -> dict[str, Any]:
    """One YAML file of the project."""
    return dict(yaml_text.read((ROOT / path).read_text(encoding="utf-8")))


DOMAIN = {name: load(f"domain/{name}.yml") for name in SLICES}
DATA = {name: load(f"data/{name}.yml") for name in SLICES}
RESPONSES = {
    name: variations
    for domain in DOMAIN.values()
    for name, variations in domain.get("responses", {}).items()
}
SLOTS = {name: slot for domain in DOMAIN.values() for name, slot in domain.get("slots", {}).items()}
INTENTS = [intent for domain in DOMAIN.values() for intent in domain.get("intents", [])]


def conditions(variation: dict[str, Any]) -> dict[str, Any]:
    """Slot -> value that this variation asks for."""
    return {each["name"]: each["value"] for each in variation.get("condition", [])}


def blanks(text: str) -> set[str]:
    """The names between braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def filled(text: str) -> str:
    """The text as a customer could read it."""
    return text.format(**dict.fromkeys(blanks(text), "40 euro"))


def words_in_code(name: str) -> Iterator[re.Pattern[str]]:
    """A pattern for each text in actions/<name>.py, and for each with blanks that says enough."""
    tree = ast.parse((ROOT / f"actions/{name}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            fixed = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
            if len("".join(fixed).removeprefix("utter_")) < 3:
                continue
            parts = [
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w*"
                for part in node.values
            ]
            yield re.compile("".join(parts) + "$")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.compile(re.escape(node.value) + "$")


def states_in_code(name: str) -> Iterator[str]:
    """The responses that actions/<name>.py names in full: the first text of say, stop, words..."""
    place = {"say": 0, "stop": 0, "words": 0, "option": 0, "ask": 1}
    tree = ast.parse((ROOT / f"actions/{name}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        index = place.get(node.func.attr)
        if index is None or len(node.args) <= index:
            continue
        first = node.args[index]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_has_all_its_parts(flow: str) -> None:
    parts = [f"data/{flow}.yml", f"actions/{flow}.py", f"tests/conversations/test_{flow}.yml"]

    missing = [part for part in parts if not (ROOT / part).is_file()]

    assert missing == []


def test_no_part_belongs_to_no_flow() -> None:
    # The base that all flows share.
    base = {
        "__init__", "_shared", "address", "after_yes", "flow", "items", "moods", "subject", "talk",
        "turn", "wording",
    }  # fmt: skip

    actions = {path.stem for path in (ROOT / "actions").glob("*.py")} - base
    stories = {path.stem for path in (ROOT / "tests/conversations").glob("test_*.yml")}

    assert actions == set(FLOWS)
    assert stories == {f"test_{flow}" for flow in FLOWS} | {"test_shared"}


def test_what_a_flow_asks_of_authority_is_in_the_limits() -> None:
    limited = set(load("limits.yml")["actions"])
    asked: set[str] = set()
    for flow in FLOWS:
        code = (ROOT / f"actions/{flow}.py").read_text(encoding="utf-8")
        asked |= set(re.findall(r'self\.(?:request|after_yes)\(\s*talk,\s*"(\w+)"', code))

    assert asked == {*MOVING, "satisfaction_refund"} - {"order_status"}
    assert asked <= limited


@pytest.mark.parametrize("section", ["responses", "slots", "intents", "entities", "actions"])
def test_nothing_is_declared_in_two_files(section: str) -> None:
    seen: dict[str, list[str]] = {}
    for name, domain in DOMAIN.items():
        for declared in domain.get(section, []):
            key = next(iter(declared)) if isinstance(declared, dict) else declared
            seen.setdefault(key, []).append(name)

    assert {key: files for key, files in seen.items() if len(files) > 1} == {}


@pytest.mark.parametrize("response", sorted(RESPONSES))
def test_a_response_has_every_language_for_every_mood(response: str) -> None:
    spoken = [conditions(variation) for variation in RESPONSES[response]]
    ways = {(said.get("mood"), said.get("pace")) for said in spoken}

    assert (None, None) in ways
    for way in ways:
        told = [s["language"] for s in spoken if (s.get("mood"), s.get("pace")) == way]
        assert sorted(told) == list(LANGUAGES)


@pytest.mark.parametrize("response", sorted(RESPONSES))
def test_a_response_has_the_same_blanks_everywhere(response: str) -> None:
    found = {frozenset(blanks(variation["text"])) for variation in RESPONSES[response]}

    assert len(found) == 1


@pytest.mark.parametrize("response", sorted(RESPONSES))
def test_conditions_name_slots_and_values_that_exist(response: str) -> None:
    for variation in RESPONSES[response]:
        for slot, value in conditions(variation).items():
            assert slot in SLOTS
            assert value in SLOTS[slot].get("values", [value])


@pytest.mark.parametrize("response", sorted(RESPONSES))
def test_only_the_words_for_something_done_say_that_it_is_done(response: str) -> None:
    texts = [filled(variation["text"]) for variation in RESPONSES[response]]

    claiming = [text for text in texts if claimed_effects(text)]

    assert claiming == [] or "_done" in response or response in TOLD_FROM_RECORDS


@pytest.mark.parametrize("response", sorted(RESPONSES))
def test_no_text_says_that_a_person_is_talking(response: str) -> None:
    bot = Author(AuthorKind.BOT, "Pip")
    for variation in RESPONSES[response]:
        text = filled(variation["text"])
        if claimed_effects(text):
            continue

        assert not isinstance(review(Draft(bot, text, "en"), NOTHING), Withheld), text


@pytest.mark.parametrize("response", sorted(RESPONSES))
def test_dutch_texts_say_je(response: str) -> None:
    dutch = [v["text"] for v in RESPONSES[response] if conditions(v)["language"] == "nl"]

    assert [text for text in dutch if re.search(r"\b(u|uw)\b", text, re.IGNORECASE)] == []


def test_every_response_is_said_somewhere() -> None:
    base = [
        pattern
        for name in (
            "after_yes",
            "flow",
            "follow_up",
            "items",
            "moods",
            "talk",
            "subject",
            "_shared",
        )
        for pattern in words_in_code(name)
    ]
    unused = []
    for name, domain in DOMAIN.items():
        patterns = base + ([] if name == "_shared" else list(words_in_code(name)))
        for response in domain.get("responses", {}):
            states = (response, response.removeprefix(f"utter_{name.lstrip('_')}_"))
            said = any(pattern.match(state) for pattern in patterns for state in states)
            if not said and not SAID_BY_VALUE.match(response):
                unused.append(response)

    assert unused == []


@pytest.mark.parametrize("name", SLICES)
def test_every_state_that_the_code_names_has_words(name: str) -> None:
    flow = name.lstrip("_")

    wanted = {s if s.startswith("utter_") else f"utter_{flow}_{s}" for s in states_in_code(name)}

    assert sorted(wanted - set(RESPONSES)) == []


@pytest.mark.parametrize("flow", ["shared", *FLOWS])
def test_every_flow_can_say_why(flow: str) -> None:
    assert f"utter_{flow}_why" in RESPONSES
    assert f"utter_{flow}_why_title" in RESPONSES


@pytest.mark.parametrize("flow", MOVING)
def test_a_flow_that_moves_something_has_words_for_it(flow: str) -> None:
    assert [name for name in RESPONSES if name.startswith(f"utter_{flow}_done")] != []


@pytest.mark.parametrize(
    "outcome", ["waiting", "checking", "failed", "refused", "refused_again", "said"]
)
def test_every_outcome_has_words(outcome: str) -> None:
    assert f"utter_outcome_{outcome}" in RESPONSES


def steps_of(rule: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A rule's steps, those under `or` too."""
    for step in rule["steps"]:
        yield from step.get("or", [step])


def test_every_intent_leads_somewhere() -> None:
    led = [
        step["intent"]
        for data in DATA.values()
        for rule in data.get("rules", [])
        for step in steps_of(rule)
        if "intent" in step
    ]

    assert sorted(led) == sorted(INTENTS)


def test_every_intent_has_examples_in_its_own_slice() -> None:
    for name, domain in DOMAIN.items():
        taught = {part["intent"] for part in DATA[name].get("nlu", []) if "intent" in part}

        assert taught == set(domain.get("intents", [])) - {"nlu_fallback"}


def test_every_action_of_the_rules_exists_in_the_domain_and_in_the_code() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    named = {
        step["action"]
        for data in DATA.values()
        for rule in data.get("rules", [])
        for step in steps_of(rule)
        if "action" in step
    }
    declared = {action for domain in DOMAIN.values() for action in domain.get("actions", [])}

    assert named == declared
    # rasa_sdk registers every subclass that any test of this process has defined.
    ours = {name for name, run in executor.actions.items() if run.__module__.startswith("actions.")}
    assert declared == {name for name in ours if name.startswith("action_")}


def test_no_slot_changes_which_rule_fits() -> None:
    assert [name for name, slot in SLOTS.items() if slot.get("influence_conversation", True)] == []


def test_a_slot_of_a_flow_bears_its_name() -> None:
    for flow in FLOWS:
        own = DOMAIN[flow].get("slots", {})

        assert [name for name in own if not name.startswith(f"{flow}_")] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "actions").glob("*.py")), ids=lambda path: path.stem
)
def test_what_an_action_remembers_has_a_slot(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    set_here = {
        keyword.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "set"
        for keyword in node.keywords
        if keyword.arg
    }

    assert sorted(set_here - set(SLOTS)) == []


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_that_tells_outcomes_remembers_them(flow: str) -> None:
    code = (ROOT / f"actions/{flow}.py").read_text(encoding="utf-8")
    needed = {f"{flow}_status", f"{flow}_refused"} if "self.conclude(" in code else set()

    assert sorted(needed - set(SLOTS)) == []
