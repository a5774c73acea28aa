"""The customer's picture beside a conversation: what came before, what is open, what they chose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update

from bot.authority.service import ActionRequest
from bot.model import ConversationId
from bot.storage.conversation_tables import conversations
from tests.e2e.test_desk_accessible import each_way
from tests.support.looking import flaws
from tests.support.staffed import Staffed, row, sign_in
from tests.support.tabs import Tab

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def about(house: Staffed, tab: Tab, flow: str) -> None:
    """What a conversation was about, as the engine tells it."""
    house.do(
        house.gateway.house.database.run(
            lambda c: c.execute(
                update(conversations)
                .where(conversations.c.id == tab.conversation)
                .values(flow=flow)
            )
        )
    )


def refund(house: Staffed, tab: Tab, order: str) -> None:
    """Money back, as the bot asks for it."""
    here = ConversationId(tab.conversation)
    wish = ActionRequest(
        "refund_order", here, f"{here}:77", {"order": order, "items": ()}, {"reason": "damaged"}
    )
    house.do(house.gateway.house.authority.request(wish))


def came_back(house: Staffed) -> Tab:
    """Emma, who has been here before: a refund that waits for a yes, one that was made."""
    before = house.customer("C-1001", "hallo", "mijn koffer is kapot")
    about(house, before, "refund_order")
    refund(house, before, "O-20002")
    earlier = house.waiting("C-1001", "ik wil een andere datum")
    about(house, earlier, "rebook_trip")
    house.do(earlier.call("close"))
    return house.waiting("C-1001", "daar ben ik weer")


def shown(page: Page) -> Locator:
    row(page, "daar ben ik weer").click()
    picture = page.locator("support-picture")
    expect(picture).to_contain_text("Emma de Vries")
    return picture


def test_the_picture_tells_what_is_open_what_came_before_and_what_was_given(
    house: Staffed, open_page: OpenPage
) -> None:
    tab = came_back(house)
    page = sign_in(open_page(), house.base, "maria")
    picture = shown(page)

    expect(picture.locator(".open")).to_contain_text("Wants money back for an order")
    expect(picture.locator(".open")).to_contain_text("€249.00")
    expect(picture).to_contain_text("Wants to change a trip")
    expect(picture).to_contain_text("O-20003")
    expect(picture).to_contain_text("Refund")
    expect(picture).not_to_contain_text("andere datum")
    headings = picture.get_by_role("heading", level=4).all_inner_texts()
    assert headings[0] == "Still open"

    # What the customer chooses while one looks.
    house.do(tab.call("mood", {"on": False}))
    house.do(tab.say("nog iets"))
    expect(picture).to_contain_text("Moods are not read in this conversation.")
    feel = page.locator("support-brief section[aria-labelledby=feel]")
    expect(feel).to_contain_text("Moods are not read in this conversation.")
    expect(feel.locator(".scale")).to_have_count(0)
    page.get_by_role("button", name="NL, Nederlands").click()
    expect(picture).to_contain_text("In dit gesprek wordt niet op stemming gelet.")
    expect(picture).to_contain_text("Staat nog open")


def test_a_refund_made_while_one_looks_is_in_the_picture_at_once(
    house: Staffed, open_page: OpenPage
) -> None:
    tab = house.waiting("C-1001", "daar ben ik weer")
    page = sign_in(open_page(), house.base, "maria")
    picture = shown(page)
    order = picture.locator("li").filter(has_text="O-20002")
    expect(order).not_to_contain_text("refunded")

    refund(house, tab, "O-20002")

    expect(order).to_contain_text("refunded")


@each_way
def test_the_picture_is_accessible(
    way: dict[str, Any], house: Staffed, open_page: OpenPage
) -> None:
    came_back(house)
    for locale in ("en-GB", "nl-NL"):
        page = sign_in(open_page(locale=locale, **way), house.base, "maria")
        picture = shown(page)
        expect(picture).to_contain_text({"en-GB": "Still open", "nl-NL": "Staat nog open"}[locale])
        assert flaws(page) == []
