"""The widget and the shop for everybody's eyes: axe, zoom, forced colours, calm motion."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.looking import flaws
from tests.support.people import Customer
from tests.support.scripted_engine import echo
from tests.support.stage import Stage, after, asking, visit

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
WAYS: list[dict[str, Any]] = [
    {"color_scheme": "light", "locale": "en-GB"},
    {"color_scheme": "dark", "locale": "nl-NL"},
    {
        "color_scheme": "light",
        "locale": "nl-NL",
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
    },
]
NAMES = ["light-en", "dark-nl", "phone-nl"]


@pytest.fixture(scope="module")
def pictures() -> Path:
    """Where the screenshots go, to be looked at."""
    folder = Path(os.environ.get("SAMENSPEL_E2E_PICTURES", "var/pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def words(way: Mapping[str, Any], english: str, dutch: str) -> str:
    """The one that is on the screen."""
    return dutch if way["locale"] == "nl-NL" else english


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_the_shop_has_nothing_that_axe_objects_to(
    way: Mapping[str, Any], stage: Stage, open_page: OpenPage, pictures: Path
) -> None:
    page = open_page(**way)
    page.goto(stage.base)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert flaws(page) == []
    page.locator("header .account button").first.click()
    expect(page.locator("shop-picker li")).not_to_have_count(0)
    assert flaws(page) == []
    page.locator("shop-picker li button").filter(has_text="C-1001").click()
    expect(page.locator("shop-mine li")).not_to_have_count(0)
    assert flaws(page) == []
    page.screenshot(path=str(pictures / "shop.png"), full_page=True)


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_a_whole_conversation_has_nothing_that_axe_objects_to(
    way: Mapping[str, Any],
    stage: Stage,
    open_page: OpenPage,
    pictures: Path,
    request: pytest.FixtureRequest,
) -> None:
    name = request.node.callspec.id
    page = open_page(**way)
    page.goto(stage.base)
    page.locator("header .account button").first.click()
    page.locator("shop-picker li button").filter(has_text="C-1001").click()
    page.locator(".languages button").nth(1 if way["locale"] == "nl-NL" else 0).click()
    customer = Customer(page.context, page)
    customer.open_chat()
    expect(customer.log).to_contain_text("bot")
    assert flaws(page) == []

    def write(text: str) -> None:
        customer.composer.fill(text)
        page.locator(".send").click()

    stage.answers(asking)
    write("O-20002")
    expect(customer.options).to_have_count(2)
    page.locator("details.why summary").last.click()
    assert flaws(page) == []
    page.screenshot(path=str(pictures / f"widget-{name}-question.png"))

    stage.answers(stage.refunding("O-20002", "O-20002-1", "€ 89,95"))
    write("it broke")
    expect(customer.receipt("done")).to_be_visible()
    stage.answers(stage.refunding("O-20003", "O-20003-1", "…"))
    write("this too")
    expect(customer.receipt("waiting")).to_be_visible()
    assert flaws(page) == []
    page.screenshot(path=str(pictures / f"widget-{name}-receipts.png"))

    stage.answers(after(3.0, echo))
    write("hello?")
    expect(page.locator("support-answering .dots")).to_have_count(1)
    assert flaws(page) == []
    expect(customer.bot.last).to_have_text("echo: hello?")

    page.get_by_role("button", name=words(way, "Talk to a person", "Praat met een mens")).click()
    expect(page.locator("support-waiting")).to_be_visible()
    assert flaws(page) == []
    page.screenshot(path=str(pictures / f"widget-{name}-waiting.png"))
    desk = stage.agent("Hi!")
    expect(page.locator("li.row.human_agent .bubble")).to_be_visible()
    customer.composer.fill("a" * 3_990)
    page.get_by_role("button", name="Menu").click()
    assert flaws(page) == []
    page.screenshot(path=str(pictures / f"widget-{name}-menu.png"))
    stage.do(desk.close())

    close = words(way, "End the conversation", "Gesprek beëindigen")
    page.get_by_role("button", name=close).first.click()
    expect(page.locator("support-dialog#close dialog")).to_be_visible()
    assert flaws(page) == []
    page.locator("support-dialog#close button.main").click()
    expect(page.locator("support-feedback")).to_be_visible()
    assert flaws(page) == []
    page.screenshot(path=str(pictures / f"widget-{name}-end.png"))


def test_a_message_that_is_not_sent_has_nothing_that_axe_objects_to(
    stage: Stage, open_page: OpenPage, pictures: Path
) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    stage.cut()
    customer.write("are you there?")
    expect(page.locator("li.row.pending.waiting")).to_be_visible()
    assert flaws(page) == []
    page.screenshot(path=str(pictures / "widget-offline.png"))
    stage.mend()


def test_at_400_percent_zoom_everything_can_be_reached_without_scrolling_sideways(
    stage: Stage, open_page: OpenPage, pictures: Path
) -> None:
    page = open_page(viewport={"width": 320, "height": 256})
    page.goto(stage.base)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    stage.answers(asking)
    customer = visit(page, stage.base)
    customer.say("parcels")
    page.screenshot(path=str(pictures / "widget-zoom.png"))
    for found in (
        customer.composer,
        page.locator(".send"),
        page.get_by_role("button", name="Talk to a person"),
        customer.options.first,
        customer.bot.last,
        page.get_by_role("button", name="Menu"),
    ):
        found.scroll_into_view_if_needed()
        expect(found).to_be_in_viewport()
    panel = page.locator("support-panel")
    assert panel.evaluate("node => node.scrollWidth <= node.clientWidth")


def test_text_of_twice_the_size_still_fits(stage: Stage, open_page: OpenPage) -> None:
    stage.answers(asking)
    page = open_page()
    page.add_init_script(
        "addEventListener('DOMContentLoaded',"
        " () => { document.documentElement.style.fontSize = '200%'; })"
    )
    customer = visit(page, stage.base)
    customer.say("parcels")
    size = customer.bot.last.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert size >= 28
    panel = page.locator("support-panel")
    assert panel.evaluate("node => node.scrollWidth <= node.clientWidth")
    expect(customer.composer).to_be_in_viewport()
    expect(customer.options.last).to_be_visible()


def test_in_forced_colours_bubbles_and_buttons_have_edges(
    stage: Stage, open_page: OpenPage, pictures: Path
) -> None:
    stage.answers(asking)
    page = open_page(forced_colors="active")
    visit(page, stage.base).say("parcels")
    edge = """node => {
        const style = getComputedStyle(node);
        const drawn = parseFloat(style.borderTopWidth) > 0;
        return drawn && style.borderTopColor !== style.backgroundColor;
    }"""
    for name in (".bubble", ".replies button", ".send", "support-composer .field"):
        assert page.locator(name).last.evaluate(edge), name
    page.screenshot(path=str(pictures / "widget-forced-colours.png"))


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_for_who_asked_for_calm(
    motion: str, stage: Stage, open_page: OpenPage
) -> None:
    stage.answers(after(1.0))
    page = open_page(reduced_motion=motion)
    customer = visit(page, stage.base)
    customer.write("hello")
    expect(page.locator("support-answering p")).to_be_visible()
    running = page.evaluate(
        """() => {
            const roots = [document];
            const found = [];
            for (const root of roots) {
                found.push(...root.getAnimations());
                for (const node of root.querySelectorAll('*')) {
                    if (node.shadowRoot) roots.push(node.shadowRoot);
                }
            }
            return found.length;
        }"""
    )
    assert (running == 0) == (motion == "reduce")


def test_the_theme_attribute_overrides_the_system(stage: Stage, open_page: OpenPage) -> None:
    page = open_page(color_scheme="dark")
    visit(page, stage.base)
    panel = page.locator("support-panel")
    background = "node => getComputedStyle(node).backgroundColor"
    assert panel.evaluate(background) == "rgb(22, 27, 34)"
    page.locator("support-chat").evaluate("node => node.setAttribute('theme', 'light')")
    assert panel.evaluate(background) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("brand", ["#ffdd00", "#ff5a5f", "#111111", "#ffffff"])
def test_any_brand_colour_passes_axe_in_light_and_dark(
    brand: str, stage: Stage, open_page: OpenPage
) -> None:
    stage.answers(asking)
    for scheme in ("light", "dark"):
        page = open_page(color_scheme=scheme)
        page.goto(stage.base)
        page.locator("support-chat").evaluate(
            "(node, brand) => node.setAttribute('brand', brand)", brand
        )
        customer = Customer(page.context, page)
        customer.open_chat()
        customer.say("parcels")
        assert flaws(page) == [], scheme
