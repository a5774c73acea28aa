"""Widget, desk and operator page on a slow network, with the keyboard alone, and in two tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.support.looking import flaws, tab_stops
from tests.support.staffed import claim, composer, dialog, row, sign_in
from tests.support.stage import Stage, asking, visit

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
Name = Literal["chat", "desk", "console"]
SLOW = {"offline": False, "latency": 600, "downloadThroughput": 31_250, "uploadThroughput": 6_250}
"""Bytes a second and milliseconds of a 2G connection."""
each_page = pytest.mark.parametrize("name", ["chat", "desk", "console"])


def slowly(page: Page) -> Page:
    """The same page over 2G."""
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    return page


def opened(name: Name, page: Page, stage: Stage) -> Page:
    """The page as somebody works with it."""
    if name == "chat":
        visit(page, stage.base).say("parcels")
    elif name == "desk":
        stage.waiting("C-1001", "dit is belachelijk")
        claim(sign_in(page, stage.base, "maria"), "Emma")
    else:
        sign_in(page, stage.base, "omar", "/console/")
        expect(page.locator("support-budgets table")).to_be_visible()
    return page


@each_page
def test_every_stop_of_the_keyboard_is_seen_and_none_holds_it(
    name: Name, stage: Stage, open_page: OpenPage
) -> None:
    stage.answers(asking)
    page = opened(name, open_page(), stage)
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    stops = tab_stops(page)
    assert len(stops) > 5
    assert flaws(page) == []


def test_on_2g_a_message_is_seen_at_once_and_answered_once(
    stage: Stage, open_page: OpenPage
) -> None:
    page = slowly(open_page())
    customer = visit(page, stage.base)
    customer.write("hello")
    expect(page.locator("li.row.customer")).to_have_count(1, timeout=300)
    expect(customer.bot).to_have_text(["echo: hello"])
    customer.reload()
    expect(customer.bot).to_have_text(["echo: hello"])
    expect(page.locator("li.row.customer .bubble")).to_have_text(["hello"])


def test_on_2g_the_desk_and_the_operator_page_do_their_work(
    stage: Stage, open_page: OpenPage
) -> None:
    emma = stage.waiting("C-1001")
    page = sign_in(slowly(open_page()), stage.base, "maria")
    claim(page, "Emma")
    page.keyboard.type("Hallo")
    page.keyboard.press("Enter")
    expect(page.locator("support-thread .row.human_agent")).to_have_count(1)
    stage.do(emma.until(lambda: emma.texts("human_agent") == ["Hallo"]))
    operator = sign_in(slowly(open_page()), stage.base, "omar", "/console/")
    operator.get_by_role("button", name="Stop everything").click()
    operator.keyboard.type("Drill")
    dialog(operator).get_by_role("button", name="Stop everything").click()
    expect(operator.get_by_role("button", name="Resume everything")).to_be_visible()
    expect(dialog(operator)).to_have_count(0)


def test_two_tabs_of_one_person_at_the_desk_agree(stage: Stage, open_page: OpenPage) -> None:
    emma = stage.waiting("C-1001")
    page = sign_in(open_page(), stage.base, "maria")
    other = page.context.new_page()
    other.goto(page.url)
    claim(page, "Emma")
    page.keyboard.type("Uit het ene tabblad")
    page.keyboard.press("Enter")
    row(other, "Emma").click()
    expect(other.locator("support-thread .row.human_agent")).to_contain_text("ene tabblad")
    composer(other).fill("Uit het andere")
    composer(other).press("Enter")
    expect(page.locator("support-thread .row.human_agent").last).to_contain_text("andere")
    said = ["Uit het ene tabblad", "Uit het andere"]
    stage.do(emma.until(lambda: emma.texts("human_agent") == said))


def test_a_reload_of_the_operator_page_keeps_its_view(stage: Stage, open_page: OpenPage) -> None:
    page = opened("console", open_page(), stage)
    page.get_by_role("link", name="Audit").click()
    expect(page.locator("support-audit table")).to_be_visible()
    page.reload()
    expect(page.locator("support-audit table")).to_be_visible()
    expect(page.get_by_role("link", name="Audit")).to_have_attribute("aria-current", "page")
