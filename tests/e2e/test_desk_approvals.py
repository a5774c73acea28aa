"""Approvals at the desk: a yes in place, a no with its reason, and who can decide."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bot.model import StaffId
from tests.support.staffed import Staffed, dialog, row, sign_in

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def test_an_approver_says_yes_in_place_and_the_customer_gets_the_receipt(
    house: Staffed, open_page: OpenPage
) -> None:
    emma = house.customer("C-1001", "mijn koffer is kapot")
    page = sign_in(open_page(), house.base, "femke")
    row(page, "Emma").click()
    card = page.locator("support-brief support-approval")
    expect(card).to_contain_text("€249.00")
    expect(card).to_contain_text("€249.00 is above €150.00")
    card.get_by_role("button", name="Approve").press("Enter")
    expect(dialog(page).locator("h2")).to_have_text("Approve €249.00?")
    dialog(page).get_by_role("button", name="Yes, approve €249.00").click()
    house.do(emma.until(lambda: emma.entries[-1].get("status") == "done"))
    expect(card).to_have_count(0)
    expect(page.locator("support-thread .receipt.outdated")).to_have_count(1)
    promised = page.locator("support-brief section[aria-labelledby=promised] li")
    expect(promised).to_have_count(1)
    expect(promised).to_contain_text("done")


def test_a_no_needs_a_reason(house: Staffed, open_page: OpenPage) -> None:
    emma = house.customer("C-1001", "mijn koffer is kapot")
    page = sign_in(open_page(), house.base, "femke")
    page.get_by_role("button", name="Approvals").click()
    page.locator("support-approval").get_by_role("button", name="Deny").click()
    dialog(page).get_by_role("button", name="Deny").click()
    expect(dialog(page).locator("textarea")).to_be_focused()
    expect(dialog(page).locator("textarea")).to_have_attribute("aria-describedby", "error")
    page.keyboard.type("Geen schade te zien")
    dialog(page).get_by_role("button", name="Deny").click()
    house.do(emma.until(lambda: emma.entries[-1].get("status") == "refused"))
    expect(page.locator("support-approvals")).to_contain_text("Nothing waits for a decision")


def test_an_agent_whom_the_limits_name_says_yes(house: Staffed, open_page: OpenPage) -> None:
    authority = house.gateway.house.authority
    text = house.do(authority.source())
    wider = text.replace("by: [approver, admin]", "by: [agent, approver, admin]")
    made = house.do(authority.apply(wider, by=StaffId("omar"), reason="the desk knows them"))
    house.do(authority.agree(made.number, by=StaffId("noor"), role="admin"))
    emma = house.customer("C-1001", "mijn koffer is kapot")
    page = sign_in(open_page(), house.base, "maria")
    row(page, "Emma").click()
    page.locator("support-brief support-approval").get_by_role("button", name="Approve").click()
    dialog(page).get_by_role("button", name="Yes, approve €249.00").click()
    house.do(emma.until(lambda: emma.entries[-1].get("status") == "done"))


def test_somebody_who_may_not_approve_reads_who_can(house: Staffed, open_page: OpenPage) -> None:
    house.customer("C-1001", "mijn koffer is kapot")
    page = sign_in(open_page(), house.base, "maria")
    row(page, "Emma").click()
    card = page.locator("support-brief support-approval")
    expect(card).to_contain_text("Not yours to decide. Who can: approver, administrator.")
    expect(card.get_by_role("button")).to_have_count(0)
