"""The file that describes a connector: what is wrong in it is told with line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.connectors.http import DescriptionError, load

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "connector.yml"
TOKEN = {"SHOP_TOKEN": "a-token"}


def mistakes(tmp_path: Path, old: str, new: str) -> tuple[str, ...]:
    """What is said about the example after one change."""
    text = EXAMPLE.read_text("utf-8")
    assert old in text
    path = tmp_path / "shop.yml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(DescriptionError) as found:
        load(path, TOKEN)
    return found.value.problems


def test_the_example_of_the_documentation_is_good_and_short() -> None:
    plan = load(EXAMPLE, TOKEN)
    assert "payments.refund" in plan.calls
    assert "a-token" not in repr(plan)
    assert len(EXAMPLE.read_text("utf-8").splitlines()) <= 45


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version: 1", "version: 2", "shop.yml:1: the version has to be 1"),
        ("https://api.shop.example", "http://api.shop.example", "http would send"),
        ("https://api", "https://me:secret@api", "a password in the address"),
        ("${SHOP_TOKEN}", "${OTHER_TOKEN}", "shop.yml:3: OTHER_TOKEN is not set"),
        ("shop.customer:", "shop.client:", "'shop.client' is no call"),
        ("orders/{id}", "orders/{number}", "{number} is not known here (id)"),
        ("orders/{id}", "orders/{reservation}", "{reservation} is not known here (id)"),
        ('"{reservation}", lines', '"{customer.name}", lines', "{customer.name} is not known"),
        ("    post: /ownership", "    fetch: /ownership", "'fetch' is not known"),
        ("post: /ownership", "post: ownership", "the path has to begin with /"),
        ('post: "/orders/{params.order}/refunds"', "get: /refunds", "get changes nothing"),
        ("  payments.lookup:", "  payments.look:", "payments.refund without payments.lookup"),
        ("means: retry", "means: later", "an answer needs its meaning"),
        ("status: 422", "status: many", "an answer needs its status"),
        (", name: declined", "", "a definite no needs a name"),
        ("timeout_s: 10", "timeout_s: 100", "100 does not fit (1 to 60)"),
        ("timeout_s: 10", "timeout_s: 1.5", "1.5 is not a whole number"),
        ("    promised_by: delivery.promised\n", "", "order.promised_by is missing"),
        ("done: delivered, missing", "done: arrived, missing", "'arrived' has no meaning"),
        ("minor: total.cents", "cents: total.cents", "an amount needs its number"),
        ("  refund: {", "  repayment: {", "'repayment' is no record"),
        ("records:", "records: [", "shop.yml:"),
        ("version: 1", "version: 1\nversion: 1", "'version' is here twice"),
        ("at: orders}", "at: orders, every: 1}", "'every' is not known"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_do(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    problems = mistakes(tmp_path, old, new)
    assert any(said in problem for problem in problems), problems
    assert all(problem.startswith("shop.yml:") and problem.endswith(")") for problem in problems)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8").replace("version: 1", "version: 3")
    path = tmp_path / "shop.yml"
    path.write_text(text.replace("means: retry", "means: later"))
    with pytest.raises(DescriptionError) as found:
        load(path, {})
    assert len(found.value.problems) == 3


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DescriptionError, match="cannot be read"):
        load(tmp_path / "nowhere.yml", {})
