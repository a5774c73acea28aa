"""`samenspel check` names what is wrong with texts, flows and limits."""

from __future__ import annotations

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
    }.items():
        (root / path).parent.mkdir(exist_ok=True)
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
    }.items():
        (root / path).write_text(text)

    assert problems(root) == [
        "domain/return_order.yml: utter_cancel_order_done stands in domain/cancel_order.yml too"
    ]


def test_a_gateway_sentence_that_claims_to_be_human_is_named(tmp_path: Path) -> None:
    texts = tmp_path / "texts.yml"
    texts.write_text("texts: {chat: {hello: {en: I am a human., nl: Ik ben een mens.}}}")

    assert len(check.text_problems(texts)) == 2


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
