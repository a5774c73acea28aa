"""Doubts, shadow cases and the report on the operator page, in a real browser."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bot.authority.service import ActionRequest
from bot.model import ConversationId, StaffId
from bot.storage.authority_tables import reservations
from tests.e2e.test_console_ui import operator
from tests.support.staffed import Staffed, dialog

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def refund(house: Staffed, conversation: str, order: str = "O-20002") -> str:
    """A small refund that the customer of this conversation asks for."""
    request = ActionRequest(
        action="refund_order",
        conversation=ConversationId(conversation),
        turn=f"{conversation}:1",
        params={"order": order, "items": ()},
        claims={"reason": "damaged"},
    )
    result = house.do(house.gateway.house.authority.request(request))
    return str(result.reservation or "")


def shop(house: Staffed, statement: str) -> None:
    """Change something in the demo shop."""
    with sqlite3.connect(house.gateway.settings.shop_database) as database:
        database.execute(statement)


def in_doubt(house: Staffed) -> str:
    """A refund of a day ago of which the provider never said what happened."""
    emma = house.customer("C-1001", "hoi")
    shop(house, "INSERT INTO faults VALUES ('payments', 'retryable', NULL)")
    held = refund(house, emma.ready["conversation"])
    shop(house, "DELETE FROM faults")
    long_ago = house.gateway.house.clock() - timedelta(hours=21)
    mine = reservations.c.id == held
    house.do(
        house.gateway.house.database.run(
            lambda c: c.execute(reservations.update().where(mine).values(first_try_at=long_ago))
        )
    )
    return held


def judged_in_shadow(house: Staffed) -> None:
    """Refunds are only judged, and Emma asks for one."""
    authority = house.gateway.house.authority
    source = house.do(authority.source())
    shadow = source.replace("  refund_order:\n", "  refund_order:\n    rollout: shadow\n", 1)
    house.do(authority.apply(shadow, by=StaffId("omar"), reason="look first"))
    refund(house, house.customer("C-1001", "hoi").ready["conversation"])


def test_the_provider_is_asked_again_and_then_a_person_decides(
    house: Staffed, open_page: OpenPage
) -> None:
    in_doubt(house)
    page = operator(house, open_page(), "femke")
    card = page.locator("support-doubt")
    expect(card).to_contain_text("€109.90")
    card.get_by_role("button", name="Ask the provider again").click()
    expect(page.get_by_text("The provider knows nothing of it.")).to_be_visible()

    card.get_by_role("button", name="I found out").press("Enter")
    card.get_by_role("button", name="Settle it").click()
    summary = card.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Say how you found out.").click()
    expect(card.get_by_role("textbox", name="How you found out")).to_be_focused()
    card.get_by_role("radio", name="It never happened").check()
    card.get_by_role("textbox", name="How you found out").fill("the bank has nothing")
    card.get_by_role("button", name="Free the money").click()
    expect(dialog(page).locator("h2")).to_have_text("Free €109.90?")
    dialog(page).get_by_role("button", name="Free the money").click()

    expect(page.get_by_text("Freed. The customer is told")).to_be_visible()
    expect(card).to_have_count(0)
    page.get_by_role("link", name="Audit").click()
    expect(page.locator("support-audit")).to_contain_text("the bank has nothing")


def test_what_did_happen_is_settled_with_reference_and_amount(
    house: Staffed, open_page: OpenPage
) -> None:
    in_doubt(house)
    page = operator(house, open_page(locale="nl-NL"), "femke")
    page.get_by_role("button", name="NL").click()
    card = page.locator("support-doubt")
    card.get_by_role("button", name="Ik heb het uitgezocht").click()
    card.get_by_role("radio", name="Het is gebeurd").check()
    card.get_by_role("textbox", name="Kenmerk bij de aanbieder").fill("BANK-77")
    expect(card.get_by_role("textbox", name="Bedrag")).to_have_value("109,90")
    card.get_by_role("textbox", name="Bedrag").fill("200,00")
    card.get_by_role("textbox", name="Hoe je het uitzocht").fill("gezien bij de bank")
    card.get_by_role("button", name="Afronden").click()
    expect(card.get_by_role("alert")).to_contain_text("hoogstens € 109,90")
    card.get_by_role("textbox", name="Bedrag").fill("109,90")
    card.get_by_role("button", name="Afronden").click()
    dialog(page).get_by_role("button", name="Afronden").click()
    expect(page.get_by_text("Afgerond. De klant heeft de bevestiging.")).to_be_visible()


def test_an_operator_sees_a_doubt_and_leaves_it_to_who_may_decide(
    house: Staffed, open_page: OpenPage
) -> None:
    in_doubt(house)
    page = operator(house, open_page())
    expect(page.locator("support-doubt")).to_contain_text("€109.90")
    expect(page.locator("support-doubt button")).to_have_count(0)


def test_what_a_person_did_about_a_shadow_case_is_filled_in(
    house: Staffed, open_page: OpenPage
) -> None:
    judged_in_shadow(house)
    page = operator(house, open_page())
    refunds = page.locator("support-stops li").filter(has_text="Refund an order")
    expect(refunds).to_contain_text("Only judged along for now: a person does it.")
    page.get_by_role("link", name="Shadow").click()
    counts = page.locator("support-shadow tbody tr")
    expect(counts).to_contain_text("done it at once")
    expect(counts).to_contain_text("not known yet")
    case = page.locator("support-shadow-case")
    expect(case).to_contain_text("€109.90")
    case.get_by_role("button", name="Fill in what a person did").press("Enter")
    expect(case.get_by_role("combobox")).to_be_focused()
    case.get_by_role("button", name="Save").click()
    expect(case.get_by_role("alert")).to_be_focused()
    case.get_by_role("combobox").select_option("less")
    case.get_by_role("textbox", name="Amount").fill("50.00")
    case.get_by_role("textbox", name="Remark").fill("one shoe was fine")
    case.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Written down.")).to_be_visible()
    expect(case).to_contain_text("gave less, €50.00")
    expect(case).to_contain_text("by omar: one shoe was fine")
    expect(counts).to_contain_text("0%")
    page.get_by_role("checkbox", name="Only what is not known yet").check()
    expect(case).to_have_count(0)


def test_the_report_tells_who_was_believed_and_whether_gestures_are_fair(
    house: Staffed, open_page: OpenPage
) -> None:
    refund(house, house.customer("C-1001", "hoi").ready["conversation"])
    page = operator(house, open_page())
    page.get_by_role("link", name="Report").click()
    expect(page.locator("support-report")).to_contain_text("Of 1 requests 1 were believed")
    expect(page.locator("support-report")).to_contain_text("A voucher when we are late")
    page.get_by_label("Period").select_option("7d")
    expect(page.locator("support-report")).to_contain_text("After three refunds in 90 days")
