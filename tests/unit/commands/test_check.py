"""`samenspel check` names what is wrong with texts, flows and limits."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.commands import check

FLOW = """\
version: "3.1"
responses:
  utter_cancel_order_done:
    - condition: [{type: slot, name: language, value: en}]
      text: "Order {order} is cancelled."
    - condition: [{type: slot, name: language, value: nl}]
      text: "Bestelling {order} is geannuleerd."
"""


def project(root: Path, domain: str = FLOW) -> Path:
    for path, text in {
        "domain/cancel_order.yml": domain,
        "data/cancel_order.yml": 'version: "3.1"\n',
        "actions/cancel_order.py": "",
        "tests/conversations/test_cancel_order.yml": "",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def problems(root: Path) -> list[str]:
    return list(check.flow_problems(root, ("en", "nl")))


def test_a_whole_flow_has_no_problems(tmp_path: Path) -> None:
    assert problems(project(tmp_path)) == []


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "actions/cancel_order.py").unlink()

    assert problems(root) == ["cancel_order: actions/cancel_order.py is missing"]


RULES = """\
version: "3.1"
nlu:
  - intent: ask_cancel
    examples: |
      - cancel it
rules:
  - rule: cancel starts
    steps:
      - intent: ask_cancel
      - action: action_cancel_order
"""
DECLARED = FLOW + "intents: [ask_cancel]\nactions: [action_cancel_order]\n"
CODE = 'class CancelOrder(Flow):\n    flow = "cancel_order"\n'


def with_rules(root: Path, rules: str = RULES, domain: str = DECLARED, code: str = CODE) -> Path:
    project(root, domain)
    (root / "data/cancel_order.yml").write_text(rules)
    (root / "actions/cancel_order.py").write_text(code)
    return root


def test_a_rule_that_can_be_reached_is_no_problem(tmp_path: Path) -> None:
    assert problems(with_rules(tmp_path)) == []


def test_a_test_that_is_missing_is_named(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "tests/conversations/test_cancel_order.yml").unlink()

    assert problems(root) == ["cancel_order: tests/conversations/test_cancel_order.yml is missing"]


def test_rules_without_a_domain_are_half_a_flow(tmp_path: Path) -> None:
    root = with_rules(tmp_path)
    (root / "data/forgotten.yml").write_text("rules: []\n")

    assert "forgotten: domain/forgotten.yml is missing" in problems(root)


def test_a_rule_that_nothing_can_start_is_named(tmp_path: Path) -> None:
    unknown = with_rules(tmp_path, domain=DECLARED.replace("[ask_cancel]", "[]"))

    assert problems(unknown) == [
        "data/cancel_order.yml: rule 'cancel starts': can never start, "
        "because ask_cancel is in no domain file"
    ]


def test_a_rule_whose_intent_has_no_examples_is_named(tmp_path: Path) -> None:
    untaught = with_rules(
        tmp_path, rules=RULES.replace("intent: ask_cancel\n    ex", "x: y\n    ex")
    )

    assert "because ask_cancel has no examples" in problems(untaught)[0]


def test_a_second_rule_for_the_same_intent_is_named(tmp_path: Path) -> None:
    rule = RULES[RULES.index("  - rule") :]
    twice = with_rules(tmp_path, rules=RULES + rule.replace("cancel starts", "again"))

    assert "rule 'again': can never start" in problems(twice)[0]


def test_an_intent_without_a_rule_and_an_action_without_code_are_named(tmp_path: Path) -> None:
    domain = DECLARED.replace("[ask_cancel]", "[ask_cancel, ask_more]")

    found = problems(with_rules(tmp_path, domain=domain, code=""))

    assert found == [
        "data/cancel_order.yml: rule 'cancel starts': "
        "no class in actions/ is called action_cancel_order",
        "domain/cancel_order.yml: ask_more has no rule, so it leads nowhere",
    ]


def test_a_response_without_dutch_is_named(tmp_path: Path) -> None:
    english_only = FLOW[: FLOW.rindex("    - condition")]

    found = problems(project(tmp_path, english_only))

    assert found[0] == "domain/cancel_order.yml: utter_cancel_order_done: no variation in nl"


def test_a_response_that_claims_to_be_human_is_named(tmp_path: Path) -> None:
    human = FLOW.replace("Order {order} is cancelled.", "I am a real person, not a bot.")

    found = problems(project(tmp_path, human))

    assert len(found) == 1
    assert "suggests that a person writes this" in found[0]


def test_a_response_in_two_files_is_named(tmp_path: Path) -> None:
    root = project(tmp_path)
    for path, text in {
        "domain/return_order.yml": FLOW,
        "data/return_order.yml": "",
        "actions/return_order.py": "",
        "tests/conversations/test_return_order.yml": "",
    }.items():
        (root / path).write_text(text)

    assert problems(root) == [
        "domain/return_order.yml: utter_cancel_order_done stands in domain/cancel_order.yml too"
    ]


def test_a_gateway_sentence_that_claims_to_be_human_is_named(tmp_path: Path) -> None:
    texts = tmp_path / "texts.yml"
    texts.write_text("texts: {chat: {hello: {en: I am a human., nl: Ik ben een mens.}}}")

    assert len(check.text_problems(texts)) == 2


ARTICLE = """\
topic: travelling
articles:
  - id: pets
    owner: Travel desk
    review_by: 2026-11-01
    title: {en: Pets, nl: Huisdieren}
    answer: {en: Dogs may come., nl: Honden mogen mee.}
    questions: {en: [may my dog come, pets], nl: [mag mijn hond mee, dieren]}
    sources: [Travel terms]
"""


def knowledge(tmp_path: Path, text: str = ARTICLE) -> Path:
    (tmp_path / "travelling.yml").write_text(text)
    return tmp_path


def test_an_article_without_an_owner_is_named(tmp_path: Path) -> None:
    nobodys = ARTICLE.replace("    owner: Travel desk\n", "")

    found = check.knowledge_problems(knowledge(tmp_path, nobodys))

    assert found == ["travelling.yml: pets: has no `owner`"]


def test_an_article_that_claims_to_be_human_or_to_have_paid_is_named(tmp_path: Path) -> None:
    human = ARTICLE.replace("Dogs may come.", "I am a real person.")
    paid = ARTICLE.replace("Dogs may come.", "Your money has been refunded.")

    assert "suggests that a person" in check.knowledge_problems(knowledge(tmp_path, human))[0]
    assert "says that something was paid" in check.knowledge_problems(knowledge(tmp_path, paid))[0]


def test_an_overdue_article_is_a_warning_and_no_problem(tmp_path: Path) -> None:
    folder = knowledge(tmp_path)

    assert check.knowledge_problems(folder) == []
    assert check.knowledge_warnings(folder, date(2026, 11, 1)) == []
    assert check.knowledge_warnings(folder, date(2026, 11, 2)) == [
        "travelling.yml: pets: Travel desk should have reviewed it by 2026-11-01"
    ]


def test_broken_limits_are_told_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "limits.yml"
    file.write_text("version: 1\nactionz: {}\n")

    assert any("limits.yml:2" in problem for problem in check.limit_problems(file))


def test_a_broken_connector_file_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "shop.yml"
    file.write_text("version: 1\nbase_url: ftp://shop.example\n")

    assert any("shop.yml:2" in problem for problem in check.connector_problems(file))


def test_the_project_itself_has_no_problems() -> None:
    root = Path(__file__).parents[3]

    assert problems(root) == []
    assert check.text_problems(root / "data/texts.yml") == []
