"""What belongs to the customer: erasing, a copy, the reading of moods, who signs in next."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.people import Customer
from tests.support.stage import Stage, sign_in, stored, visit

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def test_erasing_leaves_nothing_in_the_browser_and_nothing_to_read_at_the_server(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("my secret is walnut-tango")
    customer.composer.fill("more")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Erase my data").click()
    page.get_by_role("dialog", name="Erase your data?").get_by_role("button", name="Erase").click()
    gone = page.locator(".gone")
    expect(gone).to_contain_text("This conversation is erased")
    expect(gone.locator("h2")).to_be_focused()
    assert [key.split(":")[-1] for key in stored(page)] == ["forgotten"]
    with sqlite3.connect(stage.gateway.folder / "samenspel.db") as database:
        assert "walnut" not in "".join(database.iterdump())

    page.get_by_role("button", name="Start a new conversation").click()
    expect(customer.composer).to_have_value("")
    expect(page.locator("li.row.customer")).to_have_count(0)


def test_erasing_in_one_tab_erases_in_the_other(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("hello")
    other = customer.second_tab()
    expect(other.bot).to_have_count(1)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Erase my data").click()
    page.get_by_role("dialog", name="Erase your data?").get_by_role("button", name="Erase").click()
    expect(page.locator(".gone")).to_be_visible()
    expect(other.page.locator(".gone")).to_be_visible()
    expect(other.page.locator("li.row.customer")).to_have_count(0)


def test_a_conversation_is_kept_as_a_text_file(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    visit(page, stage.base).say("hello")
    page.get_by_role("button", name="Menu").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this conversation").click()
    assert download.value.suggested_filename == "Conversation.txt"
    kept = download.value.path().read_text()
    assert "You: hello" in kept
    assert "Assistant (automated): echo: hello" in kept


def test_mood_reading_is_switched_off_and_stays_off(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("hello")
    page.get_by_role("button", name="Menu").click()
    mood = page.get_by_role("switch", name="Notice how I feel")
    expect(mood).to_be_checked()
    mood.click()
    expect(mood).not_to_be_checked()
    expect(page.locator("support-panel .status")).to_contain_text("I no longer look")
    page.reload()
    expect(page.locator("li.row.customer")).to_have_count(1)
    page.get_by_role("button", name="Menu").click()
    expect(mood).not_to_be_checked()


@pytest.mark.parametrize("setting", ["ask_first", "never"])
def test_where_moods_are_not_read_by_themselves_the_menu_shows_it(
    setting: str, stage: Stage, open_page: OpenPage
) -> None:
    stage.cut()
    stage.mend(empathy_mood_reading=setting)
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("hello")
    assert stage.engine.asked[-1]["mood"] is False
    page.get_by_role("button", name="Menu").click()
    mood = page.get_by_role("switch", name="Notice how I feel")
    if setting == "never":
        expect(page.get_by_role("button", name="Erase my data")).to_be_visible()
        expect(mood).to_have_count(0)
        return
    expect(mood).not_to_be_checked()
    mood.click()
    expect(mood).to_be_checked()
    page.keyboard.press("Escape")
    customer.say("hello again")
    assert stage.engine.asked[-1].get("mood", True) is True


def test_who_signs_in_next_sees_nothing_of_the_one_before(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(stage.base)
    sign_in(page, "C-1001")
    customer = Customer(page.context, page)
    customer.open_chat()
    customer.say("mijn geheim")
    customer.composer.fill("nog niet verstuurd")
    sign_in(page, "C-1004")
    expect(page.locator("li.row.customer")).to_have_count(0)
    expect(customer.composer).to_have_value("")
    assert "echo: hello" in customer.say("hello")

    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("li.row.customer")).to_have_count(0)
    assert stage.engine.asked[-1]["text"] == "hello"
