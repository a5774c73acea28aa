"""What an operator can see and do on the operator page, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.staffed import Staffed, dialog, sign_in

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def operator(house: Staffed, page: Page, name: str = "omar") -> Page:
    """Somebody who opened the operator page; its figures are there."""
    sign_in(page, house.base, name, "/console/")
    expect(page.locator("support-budgets table")).to_be_visible()
    return page


def budget(page: Page, title: str) -> list[str]:
    """The cells of one budget, from "used" to "times"."""
    row = page.locator("support-budgets tbody tr").filter(has_text=title).first
    return [text.replace("\u00a0", " ") for text in row.locator("td").all_inner_texts()]


def test_budgets_show_what_is_used_and_what_waits_as_text(
    house: Staffed, open_page: OpenPage
) -> None:
    house.customer("C-1001", "mijn koffer is kapot")
    page = operator(house, open_page())
    bar, used, waiting, cap, times, _ = budget(page, "Refunds")
    assert (used, waiting, cap, times) == ("€0.00", "€249.00", "€3,000.00", "1")
    assert "8%" in bar
    page.get_by_role("button", name="NL, Nederlands").click()
    assert budget(page, "Terugbetalingen")[2:4] == ["€ 249,00", "€ 3.000,00"]
    expect(page.locator("support-budgets caption")).to_contain_text("Budgetten")


def test_the_limits_in_force_are_sentences_in_both_languages(
    house: Staffed, open_page: OpenPage
) -> None:
    page = operator(house, open_page())
    page.get_by_role("link", name="Limits").click()
    card = page.locator("support-limits article").filter(has_text="Refund an order")
    expect(card.locator(".sentence")).to_contain_text("Up to €150.00 at once")
    expect(card.locator("li").first).to_be_visible()
    expect(page.locator("support-limits .version")).to_contain_text("limits.yml")
    page.get_by_role("button", name="NL, Nederlands").click()
    expect(page.locator("support-limits .sentence").first).to_contain_text("€ 150,00")
    page.reload()
    expect(page.locator("h1")).to_have_text("Limieten die nu gelden")


def test_one_click_and_a_reason_stop_an_action_and_it_is_in_the_audit(
    house: Staffed, open_page: OpenPage
) -> None:
    page = operator(house, open_page())
    page.get_by_role("button", name="Stop: Refund an order").click()
    expect(dialog(page)).to_contain_text("The bot makes no refunds until resumed.")
    dialog(page).get_by_role("button", name="Stop").click()
    expect(dialog(page).locator("[role=alert]")).to_contain_text("Give a reason")
    page.keyboard.type("Provider pays twice")
    dialog(page).get_by_role("button", name="Stop").click()
    refunds = page.locator("support-stops li").filter(has_text="Refund an order")
    expect(refunds).to_contain_text("The bot makes no refunds until resumed.")
    expect(refunds).to_contain_text("Stopped by omar")
    expect(refunds).to_contain_text("Provider pays twice")
    emma = house.customer("C-1001", "mijn koffer is kapot")
    assert all(entry["type"] != "receipt" for entry in emma.entries)
    assert budget(page, "Refunds")[2] == "€0.00"
    page.get_by_role("link", name="Audit").click()
    newest = page.locator("support-audit tbody tr").filter(has_text="Provider pays twice")
    expect(newest).to_contain_text("omar")
    page.get_by_role("link", name="Today").click()
    page.get_by_role("button", name="Resume: Refund an order").click()
    page.keyboard.type("Fixed")
    dialog(page).get_by_role("button", name="Resume").click()
    expect(refunds).to_contain_text("Running")


def test_the_stop_button_stops_everything_and_everybody_sees_it(
    house: Staffed, open_page: OpenPage
) -> None:
    page = operator(house, open_page())
    page.get_by_role("button", name="Stop everything").click()
    page.keyboard.type("Drill")
    dialog(page).get_by_role("button", name="Stop everything").click()
    expect(page.locator("support-stops .head")).to_contain_text("no refunds, no changes")
    other = operator(house, open_page(), "femke")
    expect(other.locator("support-stops .head")).to_contain_text("Stopped by omar")
    expect(other.locator("support-stops button")).to_have_count(0)
    page.get_by_role("button", name="Resume everything").click()
    page.keyboard.press("Escape")
    expect(page.locator("support-stops .head")).to_contain_text("Stopped by omar")


def test_the_audit_is_a_table_that_sorts_and_filters(house: Staffed, open_page: OpenPage) -> None:
    house.customer("C-1001", "mijn koffer is kapot")
    page = operator(house, open_page())
    page.get_by_role("link", name="Audit").click()
    numbers = page.locator("support-audit td.seq")
    expect(numbers.first).not_to_have_text("1")
    entry = page.get_by_role("columnheader", name="Entry")
    expect(entry).to_have_attribute("aria-sort", "descending")
    entry.get_by_role("button").click()
    expect(entry).to_have_attribute("aria-sort", "ascending")
    expect(numbers.first).to_have_text("1")
    page.get_by_role("columnheader", name="Who").get_by_role("button").click()
    expect(entry).to_have_attribute("aria-sort", "none")
    page.get_by_label("Filter").fill("limits")
    expect(numbers).to_have_count(1)
    expect(page.locator("support-audit caption")).to_contain_text("1 of")
    expect(page.locator("support-audit .chain")).to_contain_text("Chain verified to entry")
    page.get_by_label("Filter").fill("")
    page.get_by_label("Kind", exact=True).select_option("limits")
    expect(numbers).to_have_count(1)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV").click()
    lines = saved.value.path().read_text().splitlines()
    assert lines[0] == "Entry,When,Kind,Who,What"
    assert len(lines) == 2
    page.get_by_role("button", name="NL").click()
    told = page.locator("support-audit td.what").first
    expect(told).to_contain_text("Versie 1 van de limieten is van kracht, zoals het bestand")


def test_an_approver_decides_on_the_operator_page_too(house: Staffed, open_page: OpenPage) -> None:
    emma = house.customer("C-1001", "mijn koffer is kapot")
    page = operator(house, open_page(), "femke")
    page.locator("support-approval").get_by_role("button", name="Approve").click()
    dialog(page).get_by_role("button", name="Yes, approve €249.00").click()
    house.do(emma.until(lambda: emma.entries[-1].get("status") == "done"))
    expect(page.locator("support-approvals")).to_contain_text("Nothing waits for a decision")
    expect(page.locator("support-budgets tbody tr").first).to_contain_text("€249.00")


def test_roles_see_only_the_buttons_that_they_may_press(
    house: Staffed, open_page: OpenPage
) -> None:
    house.customer("C-1001", "mijn koffer is kapot")
    page = operator(house, open_page())
    expect(page.locator("support-approval button")).to_have_count(0)
    expect(page.get_by_role("button", name="Stop everything")).to_be_visible()
    agent = operator(house, open_page(), "maria")
    expect(agent.locator("support-stops button")).to_have_count(0)
    agent.get_by_role("link", name="Audit").click()
    expect(agent.locator("main")).to_contain_text("for operators, approvers and administrators")


def test_figures_that_cannot_be_read_again_are_marked_as_old(
    house: Staffed, open_page: OpenPage
) -> None:
    page = operator(house, open_page())
    house.go_down()
    page.evaluate("location.hash = 'limits'")
    expect(page.locator(".notice.bad")).to_contain_text("could not be read again")
    house.come_back()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".notice.bad")).to_have_count(0)


def test_a_session_that_ended_shows_the_sign_in_page(house: Staffed, open_page: OpenPage) -> None:
    page = operator(house, open_page())
    page.context.clear_cookies()
    page.get_by_role("link", name="Limits").click()
    expect(page.locator("support-sign-in")).to_contain_text("You are signed out.")
    expect(page.locator("support-limits")).to_have_count(0)


def test_a_budget_that_only_counts_names_no_amount(house: Staffed, open_page: OpenPage) -> None:
    page = operator(house, open_page())
    used = budget(page, "Invoices mailed again per customer")
    assert "what was paid" not in used
    assert "what was paid" in budget(page, "Never more than was paid for an order")


def test_the_page_fits_a_narrow_screen(house: Staffed, open_page: OpenPage) -> None:
    page = operator(house, open_page(viewport={"width": 320, "height": 640}))
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320
    expect(page.get_by_role("link", name="Audit")).to_be_in_viewport()
