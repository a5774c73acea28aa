"""An approval that needs two people, at the desk and on the operator page, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bot.model import StaffId
from tests.support import staffed
from tests.support.staffed import Staffed, dialog, sign_in

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def two_people_needed(house: Staffed) -> None:
    """Refunds above what the bot does alone need two people; Noor is one of them."""
    authority, staff = house.gateway.house.authority, house.gateway.house.staff
    source = house.do(authority.source())
    stricter = source.replace("approval: {by: [approver, admin]", "approval: {people: 2")
    house.do(authority.apply(stricter, by=StaffId("omar"), reason="two pairs of eyes"))
    house.do(staff.add("noor", role="admin", password=staffed.PASSWORDS["noor"], display="Noor"))


def test_the_first_yes_is_shown_and_the_second_one_carries_it_out(
    house: Staffed, open_page: OpenPage
) -> None:
    two_people_needed(house)
    emma = house.customer("C-1001", "mijn koffer is kapot")
    first = sign_in(open_page(), house.base, "femke", "/desk/")
    first.get_by_role("button", name="Approvals").click()
    card = first.locator("support-approval")
    expect(card).to_contain_text("0 of 2 agreed")
    card.get_by_role("button", name="Agree as the first of two").click()
    expect(dialog(first)).to_contain_text("nothing is paid or changed until another person agrees")
    dialog(first).get_by_role("button", name="Yes, agree to €249.00").click()

    expect(
        first.get_by_text(
            "Your yes is on record. It is carried out when another person agrees as well.",
            exact=True,
        )
    ).to_be_visible()
    expect(card).to_contain_text("1 of 2 agreed")
    expect(card).to_contain_text("You have agreed. Now somebody else has to.")
    expect(card.get_by_role("button", name="Agree")).to_have_count(0)
    assert emma.entries[-1].get("status") != "done"

    second = sign_in(open_page(locale="nl-NL"), house.base, "noor", "/console/")
    second.get_by_role("button", name="NL").click()
    card = second.locator("support-approval")
    expect(card).to_contain_text("1 van 2 akkoord")
    expect(card).to_contain_text("femke")
    expect(card).to_contain_text("€ 249,00 is meer dan € 150,00")
    card.get_by_role("button", name="Akkoord als tweede en uitvoeren").click()
    dialog(second).get_by_role("button", name="Ja, € 249,00 goedkeuren").click()

    expect(second.get_by_text("Goedgekeurd en uitgevoerd.")).to_be_visible()
    house.do(emma.until(lambda: emma.entries[-1].get("status") == "done"))
