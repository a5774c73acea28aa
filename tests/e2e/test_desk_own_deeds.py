"""What a person at the desk does by themselves, with the keyboard alone, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.looking import flaws
from tests.support.staffed import Staffed, claim, row, sign_in

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def form(page: Page) -> Any:
    """The dialog in which somebody arranges something."""
    return page.locator("support-own-deed dialog[open]")


def begin(page: Page, button: str, first: str) -> None:
    """Open the form by its button and wait for its first field."""
    page.get_by_role("button", name=button).press("Enter")
    expect(form(page).get_by_label(first)).to_be_focused()


def choose(page: Page, label: str, text: str) -> None:
    """Choose in a list by writing the beginning of it, as people do with a keyboard."""
    field = form(page).get_by_label(label)
    while not field.evaluate("field => field.getRootNode().activeElement === field"):
        page.keyboard.press("Tab")
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def test_a_person_refunds_one_item_with_the_keyboard_alone_and_the_customer_reads_it(
    house: Staffed, open_page: OpenPage
) -> None:
    emma = house.waiting("C-1001", locale="nl")
    page = sign_in(open_page(locale="nl-NL"), house.base, "maria")
    row(page, "Emma").press("Enter")
    page.get_by_role("button", name="Overnemen").press("Enter")
    expect(page.locator("support-desk-composer textarea")).to_be_focused()
    begin(page, "Zelf iets regelen", "Wat wil je doen?")
    expect(form(page)).to_contain_text("jij zelf tot en met € 150,00")
    page.keyboard.press("Enter")
    choose(page, "Wat wil je doen?", "Een bestelling terug")
    page.keyboard.press("Enter")
    choose(page, "Waar gaat het over?", "O-20002")
    page.keyboard.press("Enter")
    expect(form(page).get_by_role("alert")).to_have_text("Vul dit in.")
    choose(page, "De reden die de klant geeft", "besch")
    assert flaws(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    comes_to = form(page).get_by_role("region", name="Dit kun je nu doen")
    expect(comes_to).to_be_focused()
    expect(comes_to).to_contain_text("O-20002")
    assert flaws(page) == []
    assert not [entry for entry in emma.entries if entry["type"] == "receipt"]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(form(page).get_by_role("button", name="Doen: €")).to_be_focused()
    page.keyboard.press("Enter")
    house.do(emma.until(lambda: emma.entries[-1].get("status") == "done"))
    assert emma.entries[-1]["explanation"] == "Maria heeft dit voor je geregeld."
    expect(form(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Zelf iets regelen")).to_be_focused()
    expect(page.locator(".notice")).to_contain_text("De klant heeft de bevestiging in de chat.")
    expect(page.locator("support-thread")).to_contain_text("Maria heeft dit voor je geregeld.")


def test_what_the_limits_refuse_leads_to_the_exception(house: Staffed, open_page: OpenPage) -> None:
    emma = house.waiting("C-1001", locale="en")
    page = sign_in(open_page(), house.base, "femke")
    claim(page, "Emma")
    begin(page, "Arrange something yourself", "What do you want to do?")
    choose(page, "What do you want to do?", "Refund an order")
    choose(page, "What is it about?", "O-20004")
    choose(page, "The reason the customer gives", "damaged")
    form(page).get_by_role("button", name="See what it comes to").press("Enter")
    expect(form(page)).to_contain_text("The limits say no")
    expect(form(page)).to_contain_text("at most 30 days ago")
    form(page).get_by_role("button", name="Record it and look for an exception").press("Enter")
    question = page.locator("support-question dialog[open]")
    expect(question).to_contain_text("You overrule:")
    page.keyboard.type("The courier was a week late.")
    question.get_by_role("button", name="Yes").press("Enter")
    house.do(emma.until(lambda: emma.entries[-1].get("status") == "done"))
    assert "made an exception" in emma.entries[-1]["explanation"]


def test_above_ones_own_limit_a_colleague_is_asked(house: Staffed, open_page: OpenPage) -> None:
    emma = house.waiting("C-1001", locale="en")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Emma")
    begin(page, "Arrange something yourself", "What do you want to do?")
    choose(page, "What do you want to do?", "Refund an order")
    choose(page, "What is it about?", "O-20003")
    choose(page, "The reason the customer gives", "damaged")
    form(page).get_by_role("button", name="See what it comes to").press("Enter")
    expect(form(page)).to_contain_text("A second person has to agree")
    form(page).get_by_role("button", name="Ask a colleague: €").press("Enter")
    house.do(emma.until(lambda: emma.entries[-1].get("status") == "waiting"))
    assert emma.entries[-1]["explanation"].startswith("Maria has asked for this for you.")
    expect(page.locator(".notice")).to_contain_text("It waits for a second person.")


def test_for_a_guest_the_form_says_why_not(house: Staffed, open_page: OpenPage) -> None:
    house.waiting(None, locale="en")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Guest")
    page.get_by_role("button", name="Arrange something yourself").press("Enter")
    expect(form(page).get_by_role("alert")).to_contain_text("The customer is not signed in")
    page.keyboard.press("Escape")
    expect(form(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Arrange something yourself")).to_be_focused()


@pytest.mark.parametrize(
    "way",
    [
        {"color_scheme": "dark"},
        {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4},
    ],
    ids=["dark", "400 percent"],
)
def test_the_form_is_accessible(way: dict[str, Any], house: Staffed, open_page: OpenPage) -> None:
    house.waiting("C-1001", locale="en")
    page = sign_in(open_page(**way), house.base, "maria")
    claim(page, "Emma")
    begin(page, "Arrange something yourself", "What do you want to do?")
    choose(page, "What do you want to do?", "Refund an order")
    choose(page, "What is it about?", "O-20003")
    choose(page, "The reason the customer gives", "damaged")
    form(page).get_by_role("button", name="See what it comes to").press("Enter")
    expect(form(page)).to_contain_text("A second person has to agree")
    assert flaws(page) == []
