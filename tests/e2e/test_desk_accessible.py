"""Nothing is wrong with the staff's pages in light, in dark and at 400 %, whatever is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_console_found_out import in_doubt, judged_in_shadow
from tests.support.looking import flaws
from tests.support.staffed import Staffed, claim, composer, dialog, row, sign_in

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
WAYS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "400 percent": {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4},
}
each_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@each_way
def test_the_desk_is_accessible(way: dict[str, Any], house: Staffed, open_page: OpenPage) -> None:
    house.customer("C-1001", "mijn koffer is kapot", "dit is belachelijk")
    house.waiting(None, "hello", locale="en")
    page = open_page(**way)
    page.goto(house.base + "/desk/")
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#summary")).to_be_focused()
    assert flaws(page) == []
    sign_in(page, house.base, "femke")
    expect(row(page, "Emma")).to_be_visible()
    assert flaws(page) == []
    claim(page, "Emma")
    page.keyboard.type("/")
    expect(page.get_by_role("option").first).to_be_visible()
    assert flaws(page) == []
    page.keyboard.press("Escape")
    page.keyboard.type("Ik heb je geld teruggestort.")
    page.keyboard.press("Enter")
    expect(page.locator("support-desk-composer [role=alert]")).to_be_visible()
    page.keyboard.press("Alt+p")
    page.keyboard.type("Een notitie")
    page.keyboard.press("Enter")
    expect(page.locator("support-thread .row.note")).to_be_visible()
    assert flaws(page) == []
    page.get_by_role("button", name="Hand back").click()
    expect(dialog(page)).to_be_visible()
    assert flaws(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Menu").click()
    assert flaws(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Approvals").click()
    page.locator("support-approval").get_by_role("button", name="Deny").click()
    dialog(page).get_by_role("button", name="Deny").click()
    expect(dialog(page).locator("[role=alert]")).to_be_visible()
    assert flaws(page) == []


@each_way
def test_the_operator_page_is_accessible(
    way: dict[str, Any], house: Staffed, open_page: OpenPage
) -> None:
    house.customer("C-1001", "mijn koffer is kapot")
    page = sign_in(open_page(**way), house.base, "omar", "/console/")
    expect(page.locator("support-budgets table")).to_be_visible()
    assert flaws(page) == []
    page.get_by_role("button", name="Stop everything").click()
    page.keyboard.type("Drill")
    assert flaws(page) == []
    dialog(page).get_by_role("button", name="Stop everything").click()
    expect(page.get_by_role("button", name="Resume everything")).to_be_visible()
    assert flaws(page) == []
    for view in ("Limits", "Report", "Audit"):
        page.get_by_role("link", name=view).click()
        expect(page.locator("h1")).to_contain_text(view)
        read = page.locator("support-limits li, support-report article, support-audit td")
        expect(read.first).to_be_visible()
        assert flaws(page) == []


@each_way
def test_finding_out_is_accessible(
    way: dict[str, Any], house: Staffed, open_page: OpenPage
) -> None:
    in_doubt(house)
    judged_in_shadow(house)
    page = sign_in(open_page(**way), house.base, "femke", "/console/")
    doubt = page.locator("support-doubt")
    doubt.get_by_role("button", name="I found out").click()
    doubt.get_by_role("radio", name="It happened").check()
    doubt.get_by_role("button", name="Settle it").click()
    expect(doubt.get_by_role("alert")).to_be_focused()
    assert flaws(page) == []
    page.get_by_role("link", name="Shadow").click()
    case = page.locator("support-shadow-case")
    case.get_by_role("button", name="Fill in").click()
    case.get_by_role("button", name="Save").click()
    expect(case.get_by_role("alert")).to_be_focused()
    assert flaws(page) == []


def test_the_desk_works_at_400_percent_zoom(house: Staffed, open_page: OpenPage) -> None:
    house.customer("C-1001", "dit is belachelijk")
    page = sign_in(open_page(viewport={"width": 320, "height": 256}), house.base, "maria")
    claim(page, "Emma")
    page.keyboard.type("Hallo")
    page.keyboard.press("Enter")
    expect(page.locator("support-thread .row.human_agent")).to_contain_text("Hallo")
    expect(composer(page)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("width", [1024, 1061, 1100, 1401])
@pytest.mark.parametrize("locale", ["nl-NL", "en-GB"])
def test_the_bar_stays_on_one_line(
    locale: str, width: int, house: Staffed, open_page: OpenPage
) -> None:
    house.customer("C-1001", "mijn koffer is kapot")
    page = open_page(locale=locale, viewport={"width": width, "height": 500})
    sign_in(page, house.base, "femke")
    expect(page.locator("support-top-bar .count")).to_have_text("1")
    # While the page connects, one word more stands there for a moment.
    bar = page.locator("support-top-bar header").element_handle()
    page.wait_for_function("header => header.offsetHeight < 60", arg=bar)
