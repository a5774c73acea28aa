"""How far an action is rolled out is changed in the text, also where the file says nothing yet."""

from __future__ import annotations

import pytest

from bot.authority.editing import BadValue, changed, fields
from bot.authority.limits import lint_text
from bot.authority.rollout_stage import Rollout, Stage
from tests.support.authority import LIMITS
from tests.support.limits_text import GOOD

SHOP = LIMITS.read_text(encoding="utf-8")
PATH = "actions.refund_order.rollout"
STEPS = {
    "off": Rollout(Stage.OFF),
    "shadow": Rollout(Stage.SHADOW),
    "percent 10": Rollout(Stage.PERCENT, 10),
    "percent 0": Rollout(Stage.PERCENT, 0),
    "live": Rollout(),
}


def stage(text: str) -> Rollout:
    limits = lint_text(text).limits
    assert limits is not None, str(lint_text(text))
    return limits.actions["refund_order"].rollout


def value(text: str) -> str:
    return next(field.value for field in fields(text) if field.path == PATH)


@pytest.mark.parametrize("step", STEPS)
def test_every_stage_can_be_written_and_is_read_back(step: str) -> None:
    after = changed(SHOP, {PATH: step})
    assert stage(after) == STEPS[step]
    assert value(after) == step


@pytest.mark.parametrize("first", STEPS)
@pytest.mark.parametrize("then", STEPS)
def test_from_every_stage_to_every_other(first: str, then: str) -> None:
    after = changed(changed(GOOD, {PATH: first}), {PATH: then})
    assert (stage(after), value(after)) == (STEPS[then], then)
    assert changed(after, {PATH: then}) == after


def test_where_the_file_says_nothing_one_line_is_added_and_every_other_stays() -> None:
    before, after = SHOP.splitlines(), changed(SHOP, {PATH: "shadow"}).splitlines()
    (added,) = [line for line in after if line not in before]
    assert added == "    rollout: shadow"
    after.remove(added)
    assert after == before


def test_live_where_the_file_says_nothing_changes_nothing() -> None:
    assert value(SHOP) == "live"
    assert changed(SHOP, {PATH: "live"}) == SHOP


def with_rollout(written: str) -> str:
    return GOOD.replace("  refund_order:\n", f"  refund_order:\n{written}\n", 1)


@pytest.mark.parametrize(
    ("written", "then"),
    [
        ("    rollout: off            # not yet", "    rollout: {percent: 5}            # not yet"),
        ("    rollout: {percent: 40, salt: may}  # a", "    rollout: {percent: 5, salt: may}  # a"),
        (
            "    rollout:  # step by step\n      percent: 40\n      salt: may",
            "    rollout: {percent: 5, salt: may}",
        ),
    ],
)
def test_what_stands_there_is_replaced_with_its_salt_and_the_comment_behind_it(
    written: str, then: str
) -> None:
    before = with_rollout(written)
    assert changed(before, {PATH: "percent 5"}) == with_rollout(then)
    assert lint_text(with_rollout(then)).ok


def test_an_action_between_braces_gets_it_too() -> None:
    action = "{title: {en: a, nl: b}, summary: {en: a, nl: b}, allow_up_to: 5.00 EUR}"
    text = f"version: 1\ncurrency: EUR\nactions:\n  refund_order: {action}\n"
    assert "refund_order: {rollout: shadow, title" in changed(text, {PATH: "shadow"})


def test_lines_that_end_as_on_windows_go_on_ending_so() -> None:
    after = changed(SHOP.replace("\n", "\r\n"), {PATH: "shadow"})
    assert after.replace("\r\n", "") == changed(SHOP, {PATH: "shadow"}).replace("\n", "")


@pytest.mark.parametrize(
    "step", ["percent", "percent 101", "percent -1", "everywhere", "percent 1 0"]
)
def test_what_is_no_stage_is_refused(step: str) -> None:
    with pytest.raises(BadValue):
        changed(SHOP, {PATH: step})
