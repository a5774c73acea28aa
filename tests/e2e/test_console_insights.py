"""What the conversations teach, as an operator sees it on the operator page, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.insights.service import deriving
from tests.e2e.test_desk_accessible import WAYS
from tests.support import kept_history
from tests.support.looking import flaws
from tests.support.planted_frictions import Traffic
from tests.support.staffed import Staffed, sign_in

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def taught(house: Staffed) -> str:
    """A month of traffic with its frictions, and one real conversation: its id."""
    tab = house.customer("C-1001", "mijn koffer is kapot", "dit is belachelijk")
    gateway = house.gateway
    house.do(deriving(gateway.house).round())
    traffic = Traffic(1, gateway.clock() - timedelta(days=30), 30)
    kept_history.keep(gateway.house.database, traffic.conversations(2500), after=10)
    kept_history.ask(gateway.house.database, traffic.questions)
    return tab.conversation


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_report_is_accessible(way: dict[str, Any], house: Staffed, open_page: OpenPage) -> None:
    conversation = taught(house)
    page = open_page(**way)
    sign_in(page, house.base, "omar", "/console/")
    page.goto(f"{house.base}/console/insights")
    expect(page.locator("h1")).to_have_text("Where it hurts, and what it costs")
    expect(page.locator(".findings > li")).to_have_count(10)
    assert flaws(page) == []
    page.goto(f"{house.base}/console/insights/conversation/{conversation}")
    expect(page.locator(".thread")).to_contain_text("mijn koffer is kapot")
    assert flaws(page) == []


def test_from_the_operator_page_to_a_clash_to_a_higher_limit(
    house: Staffed, open_page: OpenPage
) -> None:
    taught(house)
    page = open_page()
    sign_in(page, house.base, "omar", "/console/")
    page.get_by_role("link", name="Insights").click()
    clash = page.locator(".findings li").filter(has_text="refund_order.allow_up_to")
    expect(clash).to_contain_text("A limit that honest customers run into")
    clash.get_by_role("link", name="Try a higher limit").click()
    expect(page.locator("h1")).to_contain_text("What a higher limit would have done")
    fields = page.locator("#fields ~ .frame tbody tr").first
    expect(fields).to_contain_text("150.00 EUR")
    expect(fields).to_contain_text("225.00 EUR")
    expect(page.locator("main")).to_contain_text("The 1 requests of the last 30 days")
    assert flaws(page) == []
    page.get_by_role("link", name="Change the limits").click()
    expect(page.locator("support-limits .version")).to_be_visible()


def test_the_words_are_dutch_when_asked(house: Staffed, open_page: OpenPage) -> None:
    taught(house)
    page = open_page()
    sign_in(page, house.base, "omar", "/console/")
    page.goto(f"{house.base}/console/insights")
    page.get_by_role("link", name="NL", exact=True).click()
    expect(page.locator("h1")).to_have_text("Waar het wringt, en wat het kost")
    page.get_by_role("link", name="7 dagen").click()
    expect(page.locator("[aria-current]").first).to_have_text("7 dagen")


def test_only_who_may_read_sees_it(house: Staffed, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{house.base}/console/insights")
    expect(page).to_have_url(f"{house.base}/console/")
    sign_in(page, house.base, "maria", "/console/")
    assert page.request.get(f"{house.base}/console/insights").status == 403
    missing = page.request.get(f"{house.base}/console/insights/conversation/none")
    assert missing.status == 403
