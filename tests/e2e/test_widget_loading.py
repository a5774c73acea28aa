"""What the widget loads, when, from where, and that no content policy stands in its way."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.support import watching
from tests.support.stage import HostSite, Stage, visit

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def requested_by(page: Page) -> list[str]:
    """Every address the page asks for from now on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    return asked


def weight(page: Page, urls: list[str]) -> int:
    """What these files weigh, gzipped."""
    bodies = [page.request.get(url).body() for url in urls]
    return sum(len(gzip.compress(body, 9)) for body in bodies)


def test_before_the_first_click_only_the_loader_is_loaded(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    asked = requested_by(page)
    page.goto(stage.base)
    page.wait_for_load_state("networkidle")
    widget = [url for url in asked if "/widget/" in url and "/assets/shop" not in url]
    assert [url for url in widget if "chat" in url or "words" in url] == []
    assert weight(page, [url for url in widget if url.endswith("loader.js")]) <= 3_000


def test_a_click_loads_at_most_35_kb_and_nothing_from_anybody_else(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(stage.base)
    asked = requested_by(page)
    customer = visit(page, stage.base)
    customer.say("hello")
    assert {url.split("/")[2] for url in asked} == {stage.base.split("/")[2]}
    chat = [url for url in asked if "/assets/chat" in url or "/assets/words" in url]
    assert len(chat) == 2
    assert weight(page, chat) <= 35_000
    assert not [url for url in asked if url.endswith((".woff2", ".png", ".jpg"))]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_site_with_a_strict_policy_and_rude_styles_can_embed_the_chat(
    scheme: str, stage: Stage, open_page: OpenPage
) -> None:
    site = HostSite(stage.base, 'data-brand="#ffdd00" data-heading="Vraag maar"')
    stage.cut()
    stage.mend(allowed_origins=site.origin)
    page = open_page(color_scheme=scheme)
    head_before = '<meta charset="utf-8"><title>Host</title>'
    customer = visit(page, site.origin)

    assert "echo: hoi" in customer.say("hoi")

    expect(page.get_by_role("dialog", name="Vraag maar")).to_be_visible()
    expect(page.get_by_role("button", name="Praat met een mens")).to_be_visible()
    bubble = customer.bot.last
    assert bubble.evaluate("node => getComputedStyle(node).fontSize") != "40px"
    assert bubble.evaluate("node => getComputedStyle(node).color") != "rgb(255, 0, 0)"
    assert head_before in page.evaluate("document.head.innerHTML")
    assert page.evaluate("document.head.querySelectorAll('style, script').length") == 0
    # Yellow takes black text.
    send = page.locator(".send")
    assert send.evaluate("node => getComputedStyle(node.closest('div')).display") == "flex"
    header = page.locator("support-panel header")
    assert header.evaluate("node => getComputedStyle(node).color") == "rgb(0, 0, 0)"
    site.close()


def test_a_site_that_is_not_allowed_gets_no_conversation(stage: Stage, open_page: OpenPage) -> None:
    site = HostSite(stage.base)
    page = open_page()
    page.goto(site.origin)
    page.locator("support-chat button[part=launcher]").click()
    expect(page.locator("support-panel .status")).to_contain_text("Verbinden")
    assert page.evaluate("localStorage.length") == 0
    site.close()


def test_the_chat_that_cannot_be_loaded_says_so_and_can_be_tried_again(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(stage.base)
    page.route("**/assets/chat-*", lambda route: route.abort())
    launcher = page.locator("support-chat button[part=launcher]")
    launcher.click()
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    expect(launcher).to_have_attribute("aria-expanded", "false")
    expect(launcher).to_have_attribute("aria-busy", "false")
    # The developer of the page reads why, and nothing else went wrong.
    assert ["dynamically imported module" in said for said in watching.seen] == [True]
    watching.seen.clear()


def test_the_widget_leaves_no_names_on_the_page(stage: Stage, open_page: OpenPage) -> None:
    site = HostSite(stage.base)
    stage.cut()
    stage.mend(allowed_origins=site.origin)
    page = open_page()
    page.route("**/widget/loader.js", lambda route: route.abort())
    page.goto(site.origin)
    names = "() => [...Object.getOwnPropertyNames(window), ...Reflect.ownKeys(Symbol).map(String)]"
    before = set(page.evaluate(names))
    page.unroute("**/widget/loader.js")
    visit(page, site.origin).say("hoi")
    assert set(page.evaluate(names)) - before == set()
    site.close()


def test_a_wrong_brand_colour_falls_back_to_the_houses_own(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    warnings: list[str] = []
    page.on("console", lambda said: warnings.append(said.text))
    page.goto(stage.base)
    chat = page.locator("support-chat")
    chat.evaluate("node => node.setAttribute('brand', 'url(javascript:alert(1))')")
    launcher = page.locator("support-chat button[part=launcher]")
    colour = "node => getComputedStyle(node).backgroundColor"
    assert launcher.evaluate(colour) == "rgb(11, 90, 99)"
    assert any("brand is no colour" in text for text in warnings)
    chat.evaluate("node => node.setAttribute('brand', '#fa0')")
    assert launcher.evaluate(colour) == "rgb(255, 170, 0)"
    assert launcher.evaluate("node => getComputedStyle(node).color") == "rgb(0, 0, 0)"
