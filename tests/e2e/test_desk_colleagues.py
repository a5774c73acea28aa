"""Colleagues at the desk in a real browser: passing on, stepping away, and having enough to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.support.looking import flaws
from tests.support.staffed import Staffed, claim, composer, row, sign_in

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def transfer(page: Page) -> Any:
    """The dialog that asks to whom and why."""
    return page.locator("support-transfer dialog[open]")


def status(page: Page) -> Any:
    """The button that says how one is seen by colleagues."""
    return page.locator("support-colleagues > button, support-colleagues button").first


def test_a_conversation_is_passed_on_with_the_keyboard_and_the_colleague_sees_why(
    house: Staffed, open_page: OpenPage
) -> None:
    emma = house.waiting("C-1001")
    house.waiting("C-1003")
    sam = sign_in(open_page(), house.base, "sam")
    maria = sign_in(open_page(), house.base, "maria")
    claim(maria, "Emma")
    maria.keyboard.press("Alt+t")
    expect(transfer(maria).get_by_label("To whom?")).to_be_focused()
    transfer(maria).get_by_role("button", name="Transfer").press("Enter")
    expect(transfer(maria).get_by_role("alert")).to_have_text(
        "Choose a colleague, or what it is about."
    )
    transfer(maria).get_by_label("To whom?").select_option("to:sam")
    transfer(maria).get_by_role("button", name="Transfer").click()
    expect(transfer(maria).get_by_role("alert")).to_have_text("Write a line for your colleague.")
    maria.keyboard.type("Jij kent de vervoerder.")
    transfer(maria).get_by_role("button", name="Transfer").click()
    expect(maria.locator("support-desk .notice")).to_contain_text("Passed on.")
    house.do(emma.until(lambda: any("Sam gevraagd" in said for said in emma.texts("system"))))
    first = sam.locator("support-queue button.row").first
    expect(first).to_contain_text("Emma")
    expect(first).to_contain_text("for you, from Maria")
    first.click()
    bar = sam.locator("support-conversation-bar")
    expect(bar).to_contain_text("Maria passed this on to Sam: Jij kent de vervoerder.")
    sam.get_by_role("button", name="Claim").click()
    expect(composer(sam)).to_be_focused()
    note = sam.locator("support-thread .row.note")
    expect(note).to_contain_text("Passed on to Sam: Jij kent de vervoerder.")
    expect(row(maria, "Emma")).to_contain_text("with Sam")


def test_who_steps_away_is_offered_nothing_and_colleagues_see_it(
    house: Staffed, open_page: OpenPage
) -> None:
    house.waiting("C-1001")
    house.waiting("C-1003")
    sam = sign_in(open_page(), house.base, "sam")
    maria = sign_in(open_page(), house.base, "maria")
    status(sam).click()
    sam.get_by_role("button", name="Step away").click()
    expect(status(sam)).to_contain_text("Away")
    sam.keyboard.press("Escape")
    row(sam, "Emma").click()
    expect(sam.locator("support-conversation-bar")).to_contain_text("You are away.")
    expect(sam.get_by_role("button", name="Claim")).to_have_count(0)
    claim(maria, "Emma")
    maria.keyboard.press("Alt+t")
    option = transfer(maria).locator("option[value='to:sam']")
    expect(option).to_have_text("Sam: away")
    assert option.is_disabled()
    maria.keyboard.press("Escape")
    status(sam).click()
    sam.get_by_role("button", name="I am back").click()
    expect(sam.get_by_role("button", name="Claim")).to_have_count(0)  # Emma is with Maria
    sam.keyboard.press("Escape")
    row(sam, "Sophie").click()
    expect(sam.get_by_role("button", name="Claim")).to_be_visible()


def test_who_has_enough_to_do_is_busy_until_they_take_more(
    house: Staffed, open_page: OpenPage
) -> None:
    house.waiting("C-1001")
    house.waiting("C-1003")
    maria = sign_in(open_page(), house.base, "maria")
    claim(maria, "Emma")
    status(maria).click()
    most = maria.get_by_label("Conversations at once")
    most.fill("1")
    most.press("Enter")
    expect(status(maria)).to_contain_text("Busy")
    maria.keyboard.press("Escape")
    row(maria, "Sophie").click()
    expect(maria.locator("support-conversation-bar")).to_contain_text("as many conversations")
    status(maria).click()
    most.fill("3")
    most.press("Enter")
    expect(maria.get_by_role("button", name="Claim")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colleagues_and_passing_on_are_accessible(
    scheme: Literal["light", "dark"], house: Staffed, open_page: OpenPage
) -> None:
    house.waiting("C-1001")
    sign_in(open_page(), house.base, "sam")
    page = sign_in(open_page(color_scheme=scheme), house.base, "maria")
    status(page).click()
    expect(page.locator("support-colleagues li")).to_have_count(2)
    assert flaws(page) == []
    page.keyboard.press("Escape")
    claim(page, "Emma")
    page.keyboard.press("Alt+t")
    transfer(page).get_by_role("button", name="Transfer").click()
    expect(transfer(page).get_by_role("alert")).to_be_visible()
    assert flaws(page) == []
    transfer(page).get_by_label("To whom?").select_option("skill:travel")
    transfer(page).get_by_label("Why?").fill("Een gemiste trein")
    transfer(page).get_by_role("button", name="Transfer").click()
    expect(row(page, "Emma")).to_contain_text("for trips, from Maria")
    assert flaws(page) == []
