"""An exception to a refusal, made at the desk by a person with a reason, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.authority.service import ActionRequest
from bot.model import ConversationId
from tests.support.looking import flaws
from tests.support.staffed import Staffed, claim, dialog, sign_in
from tests.support.tabs import Tab

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def refused(house: Staffed) -> Tab:
    """Somebody whose refund was refused: it arrived too long ago."""
    emma = house.waiting("C-1001")
    request = ActionRequest(
        action="refund_order",
        conversation=ConversationId(emma.conversation),
        turn="too-late",
        params={"order": "O-20004", "items": ()},
        claims={"reason": "changed_mind"},
    )
    house.do(house.gateway.house.authority.request(request))
    return emma


def exceptions(page: Page) -> Any:
    """The buttons that make one."""
    return page.locator("support-brief").get_by_role("button", name="Make an exception")


def test_an_approver_makes_an_exception_with_a_reason_and_the_customer_reads_it(
    house: Staffed, open_page: OpenPage
) -> None:
    emma = refused(house)
    page = sign_in(open_page(), house.base, "femke")
    claim(page, "Emma")
    exceptions(page).click()
    expect(dialog(page)).to_contain_text("You overrule:")
    assert flaws(page) == []
    dialog(page).get_by_role("button", name="Yes").click()
    expect(dialog(page).get_by_role("alert")).to_be_visible()
    page.keyboard.type("De bezorger was een week te laat.")
    dialog(page).get_by_role("button", name="Yes").click()
    house.do(emma.until(lambda: emma.entries[-1].get("status") == "done"))
    assert "maakte een uitzondering" in emma.entries[-1]["explanation"]
    expect(exceptions(page)).to_have_count(0)
    console = sign_in(open_page(), house.base, "omar", "/console/")
    console.get_by_role("link", name="Report").click()
    report = console.locator("support-report")
    expect(report).to_contain_text("Overruled by people")
    expect(report.locator("article").first).to_contain_text("Refund an order")


def test_who_has_too_small_a_limit_reads_who_can(house: Staffed, open_page: OpenPage) -> None:
    refused(house)
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Emma")
    brief = page.locator("support-brief")
    expect(brief).to_contain_text("An exception is above your own limit. Who can: approver")
    expect(exceptions(page)).to_have_count(0)
