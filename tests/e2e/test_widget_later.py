"""Nobody there, in the widget: being called, with the keyboard, and the way back from an e-mail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.looking import flaws
from tests.support.stage import Stage, visit

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def test_who_waits_asks_to_be_called_with_the_keyboard_alone(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    visit(page, stage.base)
    page.get_by_role("button", name="Talk to a person").click()
    opener = page.get_by_role("button", name="Let us reach you later")
    expect(page.locator("support-waiting")).to_contain_text("We cannot say yet how long it takes.")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="How can we reach you?")
    expect(dialog).to_be_visible()
    number = dialog.get_by_label("Telephone number")
    number.focus()
    page.keyboard.type("call me")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("does not look like a telephone number")
    assert flaws(page) == []
    number.fill("06 12345678")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator("support-message-list")).to_contain_text("number that ends in •••78")
    expect(opener).to_be_focused()


def test_escape_closes_the_form_and_leaves_the_chat_open(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    visit(page, stage.base)
    page.get_by_role("button", name="Talk to a person").click()
    page.get_by_role("button", name="Let us reach you later").click()
    dialog = page.get_by_role("dialog", name="How can we reach you?")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("support-panel")).to_be_visible()


def test_the_link_of_an_e_mail_opens_the_chat_and_leaves_no_ticket_behind(
    stage: Stage, open_page: OpenPage
) -> None:
    first = open_page()
    visit(first, stage.base).say("hello")
    link, _ = stage.gateway.rooms.returning.link(stage.conversation())  # type: ignore[arg-type]
    page = open_page()
    page.goto(f"{stage.base}/back/#{link.partition('#')[2]}")
    expect(page.locator("support-panel")).to_be_visible()
    expect(page.locator("li.row.customer")).to_contain_text("hello")
    assert page.evaluate("location.hash") == ""
    stale = open_page()
    stale.goto(f"{stage.base}/back/#a.b.c")
    expect(stale.get_by_role("status")).to_contain_text("This link has run out.")
