"""Who agrees, makes exceptions and does it themselves: added, changed and taken out as fields."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.authority.editing import BadValue, changed, fields
from bot.authority.limits import lint_text
from bot.authority.sentences import Speaker
from bot.model import Money
from tests.support.people_limits import (
    BLOCKS,
    FILES,
    REFUND,
    TEXT,
    TIERED,
    action,
    by_path,
    problem,
    told,
)


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_everything_about_people_is_a_field_also_what_the_file_leaves_out(text: str) -> None:
    found = by_path(text)
    assert found[f"{REFUND}.approval.by"].value == "approver, admin"
    assert found[f"{REFUND}.approval.people"].value == "1"
    assert found[f"{REFUND}.approval.tiers.1.people"].value == "2"
    assert found[f"{REFUND}.approval.tiers.1.by"].value == "approver, admin"
    assert found[f"{REFUND}.approval.tiers.2.by"].value == "admin"
    assert found[f"{REFUND}.exceptions.agent"].value == "50.00 EUR"
    assert found["actions.cancel_order.approval.expires"].value == "4h"
    assert found["actions.cancel_order.exceptions.agent"].value == ""
    assert found["actions.cancel_order.exceptions.agent"].first == "250.00 EUR"
    assert found["actions.return_order.at_desk"].value == "agent, approver, admin"


def test_what_a_page_adds_first_lies_between_the_amounts_and_asks_more_than_below_it() -> None:
    found = by_path(TEXT)
    tier = f"{REFUND}.approval.tiers.1"
    assert (found[f"{tier}.above"].value, found[f"{tier}.above"].first) == ("", "275.00 EUR")
    assert found[f"{tier}.people"].first == "2"
    assert found[f"{tier}.people"].part_of == f"{tier}.above"
    assert by_path(TIERED)[f"{REFUND}.approval.tiers.3.above"].first == "350.00 EUR"


def test_where_nobody_is_ever_asked_there_is_nothing_about_agreeing() -> None:
    paths = by_path(TEXT)
    assert "actions.return_order.approval.by" not in paths
    assert "actions.replace_item.approval.by" in paths


ADDED = {f"{REFUND}.approval.by": "approver, admin, agent"}
WIDER = {
    "another role agrees": (ADDED, ["fewer people, or others, have to agree."]),
    "a tier with more people goes": (
        {f"{REFUND}.approval.tiers.1.above": ""},
        ["fewer people, or others, have to agree."],
    ),
    "a tier of administrators goes": (
        {f"{REFUND}.approval.tiers.2.above": ""},
        ["fewer people, or others, have to agree."],
    ),
    "a tier begins higher": (
        {f"{REFUND}.approval.tiers.1.above": "260.00 EUR"},
        ["fewer people, or others, have to agree."],
    ),
    "a tier asks fewer people": (
        {f"{REFUND}.approval.tiers.1.people": "1", f"{REFUND}.approval.tiers.1.by": "approver"},
        ["fewer people, or others, have to agree."],
    ),
    "a tier asks another role": (
        {f"{REFUND}.approval.tiers.2.by": "admin, approver"},
        ["fewer people, or others, have to agree."],
    ),
    "a new tier asks less than the one below it": (
        {f"{REFUND}.approval.tiers.3.above": "290.00 EUR", f"{REFUND}.approval.tiers.3.by": "agent"}
        | {f"{REFUND}.approval.tiers.3.people": "1"},
        ["fewer people, or others, have to agree."],
    ),
    "it waits longer": (
        {f"{REFUND}.approval.expires": "5h"},
        ["a request waits longer for a person before it lapses."],
    ),
    "it waits longer where the file says nothing": (
        {"actions.cancel_order.approval.expires": "48h"},
        ["a request waits longer for a person before it lapses."],
    ),
    "another role agrees where the file says nothing": (
        {"actions.cancel_order.approval.by": "approver, admin, operator"},
        ["fewer people, or others, have to agree."],
    ),
    "a role makes exceptions for the first time": (
        {"actions.cancel_order.exceptions.admin": "10.00 EUR"},
        ["people may make larger exceptions."],
    ),
    "a role makes exceptions where no amount counts": (
        {"actions.return_order.exceptions": "admin"},
        ["people may make larger exceptions."],
    ),
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
@pytest.mark.parametrize(("changes", "words"), WIDER.values(), ids=WIDER)
def test_whatever_lets_more_through_is_recognised(
    text: str, changes: dict[str, str], words: list[str]
) -> None:
    assert told(text, changed(text, changes)) == words


@pytest.mark.parametrize(
    ("before", "change"),
    [
        ({f"{REFUND}.at_desk.agent": ""}, {f"{REFUND}.at_desk.agent": "1.00 EUR"}),
        ({"actions.return_order.at_desk": "admin"}, {"actions.return_order.at_desk": "agent"}),
        ({"actions.return_order.at_desk": ""}, {"actions.return_order.at_desk": "admin"}),
    ],
)
def test_a_role_that_does_it_by_itself_for_the_first_time_lets_more_through(
    before: dict[str, str], change: dict[str, str]
) -> None:
    without = changed(TEXT, before)
    assert told(TEXT, without) == []
    assert told(without, changed(without, change)) == [
        "people at the desk may do more by themselves."
    ]


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
@pytest.mark.parametrize(
    "changes",
    [
        {f"{REFUND}.approval.by": "admin"},
        {f"{REFUND}.approval.people": "2", f"{REFUND}.approval.tiers.1.above": ""},
        {f"{REFUND}.approval.expires": "3h"},
        {f"{REFUND}.approval.tiers.1.above": "160.00 EUR"},
        {f"{REFUND}.approval.tiers.3.above": "350.00 EUR"}
        | {f"{REFUND}.approval.tiers.3.by": "admin", f"{REFUND}.approval.tiers.3.people": "2"},
        {f"{REFUND}.exceptions.agent": "", f"{REFUND}.exceptions.admin": ""},
        {f"{REFUND}.at_desk.{role}": "" for role in ("agent", "approver", "admin")},
        {"actions.return_order.at_desk": ""},
        {"actions.cancel_order.approval.people": "2"},
    ],
)
def test_whatever_lets_less_through_needs_no_second_person(
    text: str, changes: dict[str, str]
) -> None:
    after = changed(text, changes)
    assert after != text
    assert told(text, after) == []


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_a_new_tier_stands_in_the_order_of_the_amounts(text: str) -> None:
    tier = f"{REFUND}.approval.tiers.3"
    ways = {f"{tier}.above": "270.00 EUR", f"{tier}.people": "2", f"{tier}.by": "admin"}
    tiers = action(changed(text, ways)).approval.tiers
    assert [str(one.above) for one in tiers] == ["250.00 EUR", "270.00 EUR", "300.00 EUR"]
    assert (tiers[1].agreement.by, tiers[1].agreement.people) == (("admin",), 2)


def test_one_tier_goes_and_another_comes_in_one_change() -> None:
    tier = f"{REFUND}.approval.tiers"
    after = changed(TIERED, {f"{tier}.1.above": "", f"{tier}.3.above": "200.00 EUR"})
    found = action(after).approval.tiers
    assert [str(one.above) for one in found] == ["200.00 EUR", "300.00 EUR"]
    assert "   # money\n" in after


def comments(text: str) -> list[str]:
    return [line.partition("   # ")[2] for line in text.splitlines() if "   # " in line]


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_what_is_added_and_taken_out_again_leaves_the_file_as_it_was(text: str) -> None:
    for path, field in by_path(text).items():
        if field.first and not field.value and not field.part_of and ".tiers.3" in path:
            after = changed(text, {path: field.first})
            assert changed(after, {path: ""}) == text
    path = f"{REFUND}.exceptions.approver"
    assert changed(changed(text, {path: ""}), {path: "400.00 EUR"}) == text


OPTIONAL = {one.path: one for one in fields(BLOCKS) if one.first and not one.part_of}


@settings(deadline=None, max_examples=60)
@given(st.sets(st.sampled_from(sorted(OPTIONAL)), max_size=6), st.sampled_from(sorted(FILES)))
def test_every_addition_and_removal_holds_and_keeps_the_other_comments(
    some: set[str], style: str
) -> None:
    text = FILES[style]
    mine = {path: "" if OPTIONAL[path].value else OPTIONAL[path].first for path in some}
    after = changed(text, mine)
    now = {one.path: one.value for one in fields(after)}
    for path, value in mine.items():
        if ".tiers." not in path:
            assert now[path] == value
    edges = {path: mine.get(path, one.value) for path, one in OPTIONAL.items() if ".tiers." in path}
    held = [value for path, value in now.items() if path.endswith(".above") and value]
    assert sorted(held) == sorted(value for value in edges.values() if value)
    lost = set(comments(text)) - set(comments(after))
    assert lost <= ({"small", "dear", "with a reason"} if "" in mine.values() else set())


def test_the_role_that_goes_takes_only_itself() -> None:
    after = changed(BLOCKS, {f"{REFUND}.approval.by": "admin, agent"})
    assert action(after).approval.agreement.by == ("admin", "agent")
    assert len(after.splitlines()) == len(BLOCKS.splitlines())


def test_a_line_that_is_new_stands_beside_what_it_belongs_to() -> None:
    after = changed(TEXT, {"actions.cancel_order.exceptions.approver": "80.00 EUR"})
    lines = after.splitlines()
    place = lines.index("    exceptions: {approver: 80.00 EUR}")
    assert lines[place - 1] == "    approve_up_to: 600.00 EUR"
    assert [line for line in lines if "exceptions: {approver: 80.00" not in line] == (
        TEXT.splitlines()
    )
    assert action(after, "cancel_order").exceptions == {"approver": Money(8000, "EUR")}


TIER = f"{REFUND}.approval.tiers.3"
WRONG = {
    "nobody agrees": ({f"{REFUND}.approval.by": ""}, "by: names nobody who may agree"),
    "nobody agrees above": ({f"{REFUND}.approval.tiers.2.by": ""}, "by: names nobody who may"),
    "a role that there is not": ({f"{REFUND}.approval.by": "boss"}, "unknown role 'boss'"),
    "three people": ({f"{REFUND}.approval.people": "3"}, "people: is how many have to agree"),
    "no time": ({f"{REFUND}.approval.expires": "0h"}, "expires: 0h leaves nobody time to agree"),
    "no length": ({f"{REFUND}.approval.expires": "soon"}, "'soon' is not a length of time"),
    "two tiers at one amount": ({f"{TIER}.above": "300.00 EUR"}, "300.00 EUR is not above 300.00"),
    "a tier that nothing reaches": ({f"{TIER}.above": "400.00 EUR"}, "is above 400.00 EUR"),
    "tiers that change places": (
        {f"{REFUND}.approval.tiers.1.above": "310.00 EUR"},
        "tiers go from low to high, and 300.00 EUR is not above 310.00 EUR",
    ),
    "a tier that asks the same": (
        {f"{REFUND}.approval.tiers.1.people": "1"},
        "above 250.00 EUR the same people have to agree as below it",
    ),
    "a new tier that asks the same": (
        {f"{TIER}.above": "350.00 EUR", f"{TIER}.by": "admin", f"{TIER}.people": "1"},
        "above 350.00 EUR the same people have to agree as below it",
    ),
    "a tier of nobody": ({f"{TIER}.above": "350.00 EUR", f"{TIER}.by": ""}, "by: names nobody"),
    "a tier of no amount": ({f"{TIER}.above": "much"}, "'much' is not an amount in EUR"),
    "another currency": ({f"{REFUND}.exceptions.agent": "5.00 USD"}, "is not an amount in EUR"),
    "no amount": ({"actions.cancel_order.exceptions.agent": "much"}, "'much' is not an amount"),
    "nobody by that name": ({"actions.return_order.at_desk": "boss"}, "unknown role 'boss'"),
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
@pytest.mark.parametrize(("changes", "words"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_told_at_its_field(
    text: str, changes: dict[str, str], words: str
) -> None:
    message, path = problem(changes, text)
    assert words in message
    assert path in changes


AT_A_FIELD = ("nobody agrees", "no time", "two tiers at one amount", "a tier that nothing reaches")


@pytest.mark.parametrize("case", [*AT_A_FIELD, "a tier that asks the same"])
def test_what_a_field_alone_can_get_wrong_is_told_in_the_operators_language(case: str) -> None:
    after = changed(TIERED, WRONG[case][0])
    told = lint_text(after).problems[0].told
    assert set(told) == {"en", "nl"}
    assert not any("{" in text for text in told.values())


@pytest.mark.parametrize(
    "changes",
    [
        {f"{REFUND}.approval.by": "admin]"},
        {f"{REFUND}.approval.expires": ""},
        {f"{REFUND}.approval.people": ""},
        {f"{REFUND}.exceptions.agent": "- -"},
        {f"{REFUND}.approval.tiers.3.people": "2"},
        {f"{REFUND}.approval.tiers.1.people": ""},
    ],
)
def test_a_value_that_cannot_be_written_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(BadValue):
        changed(TIERED, changes)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "An approver or an administrator agrees, within 4 hours; above €250.00 an approver "
            "or an administrator (two people); above €300.00 an administrator.",
        ),
        (
            "nl",
            "Een fiatteur of een beheerder geeft akkoord, binnen 4 uur; boven € 250,00 een "
            "fiatteur of een beheerder (twee verschillende mensen); boven € 300,00 een beheerder.",
        ),
    ],
)
def test_who_agrees_stands_in_the_sentence_about_the_action(language: str, words: str) -> None:
    limits = lint_text(TIERED).limits
    assert limits is not None
    said = Speaker(limits, language).action(limits.actions["refund_order"]).replace("\xa0", " ")
    assert words in said
    nobody = Speaker(limits, language).action(limits.actions["return_order"])
    assert "agrees" not in nobody and "akkoord" not in nobody


def test_where_no_amount_counts_an_exception_names_the_roles() -> None:
    after = changed(TEXT, {"actions.return_order.exceptions": "agent, admin"})
    found = action(after, "return_order")
    assert found.exceptions == {"agent": Money(0, "EUR"), "admin": Money(0, "EUR")}
    assert "    exceptions: [agent, admin]\n" in after
    limits = lint_text(after).limits
    assert limits is not None
    said = Speaker(limits, "en").exceptions(found)
    assert said == "Exceptions to a refusal: a human agent, an administrator."
