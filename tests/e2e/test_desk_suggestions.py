"""What a person at the desk could say or do next: one click to use, always to be changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.support.looking import flaws
from tests.support.staffed import Staffed, claim, composer, row, sign_in

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def test_an_offer_goes_into_the_reply_behind_what_was_written_and_is_sent_by_a_person(
    house: Staffed, open_page: OpenPage
) -> None:
    sophie = house.waiting("C-1003", "hoe lang duurt de levering?")
    page = sign_in(open_page(), house.base, "maria")
    row(page, "Sophie").click()
    expect(page.locator("support-brief")).to_contain_text("What do they want?")
    expect(page.locator("support-suggestions")).to_have_count(0)
    claim(page, "Sophie")
    page.keyboard.type("Dag Sophie,")
    use = page.get_by_role("button", name="Use: Refund an order")
    use.first.press("Enter")
    expect(composer(page)).to_be_focused()
    offer = r"Dag Sophie,\nDit kan ik voor je doen: €\s129,00 terugbetalen op .+\. Wil je dat\?"
    expect(composer(page)).to_have_value(re.compile(offer))
    assert sophie.texts("human_agent") == []
    page.keyboard.type(" Groet, Maria")
    page.keyboard.press("Enter")
    house.do(sophie.until(lambda: len(sophie.texts("human_agent")) == 1))
    assert sophie.texts("human_agent")[0].endswith("Wil je dat? Groet, Maria")


def test_an_article_that_fits_the_question_is_offered_in_the_customers_language(
    house: Staffed, open_page: OpenPage
) -> None:
    house.waiting("C-1003", "hoe lang duurt de levering?")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Sophie")
    page.get_by_role("button", name="Use: How long delivery takes").click()
    expect(composer(page)).to_have_value(house.article("delivery_time", "nl"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_suggestions_are_accessible(
    scheme: Literal["light", "dark"], house: Staffed, open_page: OpenPage
) -> None:
    house.customer("C-1001", "dit is belachelijk")
    page = sign_in(open_page(color_scheme=scheme), house.base, "maria")
    claim(page, "Emma")
    first = page.locator("support-suggestions li").first
    expect(first).to_contain_text("Say first that you have read it")
    assert flaws(page) == []
