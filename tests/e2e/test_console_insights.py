"""What the conversations teach, as an operator sees it on the operator page, in a real browser."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot import wiring
from bot.insights.friction_list import Links
from bot.insights.service import Insights, deriving, month
from bot.model import utc_now
from tests.e2e.test_desk_accessible import WAYS
from tests.support import gateway, kept_history
from tests.support.looking import flaws
from tests.support.planted_frictions import Traffic
from tests.support.running import free_port
from tests.support.staffed import Staffed, sign_in

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def prepared_data(prepared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a month of traffic and its frictions, which each test gets a copy of."""
    folder = gateway.copied(prepared_data, tmp_path_factory.mktemp("month"))
    with ThreadPoolExecutor(1) as aside:  # Playwright's loop holds this thread
        aside.submit(lambda: asyncio.run(_a_month(folder))).result()
    return folder


async def _a_month(folder: Path) -> None:
    house = wiring.build(gateway.settings_in(folder, free_port()))
    await wiring.open(house)
    traffic = Traffic(1, utc_now() - timedelta(days=30), 30)
    kept_history.keep(house.database, traffic.conversations(2500), after=10)
    kept_history.ask(house.database, traffic.questions)
    await wiring.close(house)


def taught(house: Staffed) -> str:
    """One real conversation beside the month of traffic: its id."""
    tab = house.customer("C-1001", "mijn koffer is kapot", "dit is belachelijk")
    house.do(deriving(house.gateway.house).round())
    return tab.conversation


@pytest.fixture(scope="module")
def pictures() -> Path:
    """Where the screenshots go, to be looked at."""
    folder = Path(os.environ.get("SAMENSPEL_E2E_PICTURES", "var/pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_report_is_accessible(
    way: dict[str, Any],
    house: Staffed,
    open_page: OpenPage,
    pictures: Path,
    request: pytest.FixtureRequest,
) -> None:
    conversation = taught(house)
    page = open_page(**way)
    sign_in(page, house.base, "omar", "/console/")
    page.goto(f"{house.base}/console/insights")
    expect(page.locator("h1")).to_have_text("Where it hurts, and what it costs")
    expect(page.locator(".findings > li")).to_have_count(10)
    assert flaws(page) == []
    name = request.node.callspec.id.replace(" ", "-")
    page.screenshot(path=str(pictures / f"insights-{name}.png"), full_page=True)
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
    clash = page.locator(".findings > li").filter(
        has=page.locator("a[href$='/refund_order/allow_up_to']")
    )
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


def test_the_figures_behind_a_picture_are_reached_with_the_keyboard(
    house: Staffed, open_page: OpenPage
) -> None:
    taught(house)
    page = open_page()
    sign_in(page, house.base, "omar", "/console/")
    page.goto(f"{house.base}/console/insights")
    figures = page.locator("figure + details")
    assert figures.count() == page.locator("figure").count() >= 3
    for behind in figures.all():
        behind.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(behind.locator("table")).to_be_visible()
        page.keyboard.press("Tab")
        expect(behind.locator(".frame")).to_be_focused()
    assert flaws(page) == []


@pytest.mark.parametrize("width", [390, 1100])
def test_a_picture_is_drawn_for_the_width_of_the_screen(
    width: int, house: Staffed, open_page: OpenPage, pictures: Path
) -> None:
    taught(house)
    page = open_page(viewport={"width": width, "height": 900})
    sign_in(page, house.base, "omar", "/console/")
    page.goto(f"{house.base}/console/insights?language=nl")
    figure = page.locator("figure").first
    expect(figure.locator("svg:visible")).to_have_count(1)
    shown = figure.locator("svg:visible").bounding_box()
    assert shown is not None
    assert shown["width"] <= width
    size = figure.locator("svg:visible text").first.evaluate(
        "node => node.getBoundingClientRect().height"
    )
    assert size >= 10, "too small to read"
    page.screenshot(path=str(pictures / f"insights-nl-{width}.png"), full_page=True)


def test_on_paper_every_figure_is_there_and_nothing_to_press(
    house: Staffed, open_page: OpenPage, pictures: Path
) -> None:
    taught(house)
    page = open_page(color_scheme="dark")
    sign_in(page, house.base, "omar", "/console/")
    page.goto(f"{house.base}/console/insights")
    page.emulate_media(media="print")
    for table in page.locator("table").all():
        expect(table).to_be_visible()
    for way in page.locator("a.button, nav, summary").all():
        expect(way).not_to_be_visible()
    paper = page.pdf(path=str(pictures / "insights.pdf"), format="A4")
    assert paper.startswith(b"%PDF")
    page.screenshot(path=str(pictures / "insights-print.png"), full_page=True)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_digest_is_a_page_of_its_own(
    language: str, house: Staffed, open_page: OpenPage, tmp_path: Path, pictures: Path
) -> None:
    taught(house)
    insights, now = Insights(house.gateway.house), house.gateway.clock()
    period = month(f"{now - timedelta(days=14):%Y-%m}", now)
    assert period is not None
    told = house.do(insights.told(period, language))
    title = told.words.say("digest.title", month=told.words.month(period.since))
    file = tmp_path / "digest.html"
    file.write_text(
        told.html(Links.at(house.base), title=title, lead=told.words.say("digest.lead")), "utf-8"
    )
    page = open_page()
    page.goto(file.as_uri())
    expect(page.locator("h1")).to_have_text(title)
    done = {"en": "What was done about it", "nl": "Wat eraan gedaan is"}[language]
    expect(page.get_by_role("heading", name=done)).to_be_visible()
    assert page.locator(".findings > li").count() >= 5
    assert flaws(page) == []
    page.screenshot(path=str(pictures / f"digest-{language}.png"), full_page=True)


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
