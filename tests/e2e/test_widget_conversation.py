"""A conversation in the widget: without a connection, in two tabs, for two people, at its end."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.people import Customer
from tests.support.scripted_engine import says
from tests.support.stage import Stage, after, sign_in, stored, visit

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
LONG_MS = 20_000


def test_what_is_written_without_a_connection_waits_visibly_and_arrives_once_in_order(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("zero")
    stage.cut()
    expect(page.locator("support-panel .status")).to_contain_text("No connection")

    for text in ("one", "two", "three"):
        customer.write(text)
    waiting = page.locator("li.row.pending.waiting")
    expect(waiting).to_have_count(3)
    expect(waiting.first).to_contain_text("Will be sent as soon as there is a connection")

    stage.mend()
    expect(page.locator("li.row.pending")).to_have_count(0, timeout=LONG_MS)
    expect(page.locator("support-panel .status")).to_be_hidden()
    written = page.locator("li.row.customer .bubble").all_text_contents()
    assert written == ["zero", "one", "two", "three"]
    expect(customer.bot.last).to_have_text("echo: three", timeout=LONG_MS)


def test_unsent_messages_and_the_draft_survive_a_reload(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("zero")
    shell = page.content()
    assert "support-chat" in shell
    stage.cut()
    customer.write("one")
    customer.composer.fill("half a sen")
    stage.mend()
    customer.reload()
    expect(customer.composer).to_have_value("half a sen")
    expect(page.locator("li.row.customer .bubble")).to_have_text(["zero", "one"], timeout=LONG_MS)
    expect(page.locator("li.row.pending")).to_have_count(0)


def test_the_chat_that_was_open_is_open_on_the_next_page_without_taking_the_focus(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("hello")
    page.reload()
    expect(page.locator("support-panel")).to_be_visible()
    expect(page.locator("li.row.customer .bubble")).to_have_text("hello")
    assert page.evaluate("document.activeElement.localName") != "support-chat"


def test_two_tabs_show_the_same_conversation(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("hello")
    other = customer.second_tab()
    expect(other.bot).to_have_text(["echo: hello"])
    other.say("from the other tab")
    expect(customer.bot).to_have_text(["echo: hello", "echo: from the other tab"])
    assert customer.entries() == other.entries()


def test_news_is_counted_in_the_launcher_and_the_title_until_it_is_read(
    stage: Stage, open_page: OpenPage
) -> None:
    stage.answers(after(1.5))
    page = open_page()
    customer = visit(page, stage.base)
    customer.write("hello")
    expect(page.locator("li.row.customer")).to_have_count(1)
    page.keyboard.press("Escape")
    launcher = page.locator("support-chat button[part=launcher]")
    expect(launcher).to_have_accessible_name("Open chat, 1 unread message")
    assert page.title() == "(1) Reisgoed: gear and trips"

    page.reload()
    expect(launcher).to_have_accessible_name("Open chat, 1 unread message")
    launcher.click()
    expect(launcher).to_have_accessible_name("Close chat")
    expect(page).to_have_title("Reisgoed: gear and trips")
    page.keyboard.press("Escape")
    expect(launcher).to_have_accessible_name("Open chat")


def test_a_reader_who_scrolled_up_keeps_their_place_and_is_told_of_new_messages(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    for number in range(7):
        customer.say(f"message {number}")
    stage.answers(after(1.0))
    customer.write("the last one")
    expect(page.locator("li.row.customer")).to_have_count(8)
    log = page.locator(".log")
    log.hover()
    page.mouse.wheel(0, -500)
    page.wait_for_timeout(200)
    place = log.evaluate("node => node.scrollTop")

    jump = page.get_by_role("button", name="1 new message")
    expect(jump).to_be_visible()
    assert log.evaluate("node => node.scrollTop") == place
    jump.click()
    expect(jump).to_be_hidden()
    expect(customer.bot.last).to_be_in_viewport()


def test_the_bot_is_seen_answering_at_once_and_a_long_wait_is_told(
    stage: Stage, open_page: OpenPage
) -> None:
    stage.answers(after(8.0))
    page = open_page()
    customer = visit(page, stage.base)
    customer.write("hello")
    answering = page.locator("support-answering")
    expect(answering).to_contain_text("The assistant is answering", timeout=1_000)
    page.wait_for_timeout(400)
    assert "longer" not in answering.inner_text()
    expect(answering).to_contain_text("This takes a little longer than usual", timeout=7_000)
    expect(customer.bot).to_have_text(["echo: hello"], timeout=5_000)
    expect(answering).to_have_text(re.compile(r"^\s*$"))


def test_too_many_messages_are_sent_a_little_later_and_none_is_lost(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    for number in range(22):
        customer.write(f"message {number}")
    expect(page.locator("li.row.pending.waiting").first).to_contain_text(
        "You are quick!", timeout=LONG_MS
    )
    expect(page.locator("li.row.pending.failed")).to_have_count(0)
    expect(page.locator("li.row.customer")).to_have_count(22)
    written = page.locator("li.row.customer .bubble").all_text_contents()
    assert written == [f"message {number}" for number in range(22)]

    stage.cut()
    stage.mend(chat_messages_per_minute="1000")
    expect(page.locator("li.row.pending")).to_have_count(0, timeout=LONG_MS)
    assert page.locator("li.row.customer .bubble").all_text_contents() == written


def test_a_text_over_the_limit_is_told_before_it_is_sent(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    customer.composer.fill("a" * 4_001)
    customer.composer.press("Enter")
    count = page.locator("support-composer .count")
    expect(count).to_contain_text("1 character too many")
    expect(count).to_contain_text("4,000 characters at most")
    expect(customer.composer).to_have_attribute("aria-invalid", "true")
    expect(page.locator("li.row.customer")).to_have_count(0)
    customer.composer.press("Backspace")
    customer.composer.press("Enter")
    expect(page.locator("li.row.customer")).to_have_count(1)


def test_text_is_shown_as_text(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    nasty = (
        "<img src=x onerror=alert(1)> <b>bold</b> 👩‍👧 javascript:alert(1) https://example.com/x."
    )
    customer.say(nasty)
    expect(page.locator("li.row.customer .bubble")).to_have_text(nasty)
    expect(customer.bot).to_have_text(f"echo: {nasty}")
    assert page.locator(".bubble img, .bubble b").count() == 0
    links = page.locator(".bubble a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://example.com/x")
    expect(links).to_have_attribute("rel", "noopener noreferrer")


def test_a_receipt_shows_amount_destination_time_reference_and_reason_in_the_language(
    stage: Stage, open_page: OpenPage
) -> None:
    stage.answers(stage.refunding("O-20002", "O-20002-1", "Je geld is terugbetaald."))
    page = open_page(locale="nl-NL")
    page.goto(stage.base)
    sign_in(page, "C-1001")
    customer = Customer(page.context, page)
    customer.open_chat()
    customer.say("mijn rugzak is stuk")
    card = customer.receipt("done")
    for part in ("Terugbetaling", "Gedaan", "€ 89,95", "Gaat naar", "Wanneer", "Kenmerk", "RF-"):
        expect(card).to_contain_text(part)
    expect(card.locator("p")).not_to_be_empty()
    why = page.locator("details.why").last
    why.locator("summary").click()
    expect(why).to_contain_text("Within 30 days of delivery.")


def test_what_waits_for_approval_is_not_shown_as_done_and_is_marked_once_it_is(
    stage: Stage, open_page: OpenPage
) -> None:
    stage.answers(stage.refunding("O-20003", "O-20003-1", "Een collega kijkt mee."))
    page = open_page(locale="nl-NL")
    page.goto(stage.base)
    sign_in(page, "C-1001")
    customer = Customer(page.context, page)
    customer.open_chat()
    customer.say("mijn koffer is stuk")
    expect(customer.receipt("waiting")).to_contain_text("Wacht op goedkeuring")
    expect(page.locator("support-receipt")).not_to_contain_text("Gedaan")

    async def approve() -> None:
        authority = stage.gateway.house.authority
        (open_one,) = await authority.approvals()
        await authority.approve(open_one.id, by=open_one_by(), role="approver")
        await stage.gateway.rooms.outbox.drain()

    stage.do(approve())
    expect(customer.receipt("done")).to_contain_text("Gedaan")
    expect(customer.receipt("waiting")).to_contain_text("Zie het vervolg hieronder")


def open_one_by() -> Any:
    """Somebody who may approve."""
    from bot.model import StaffId

    return StaffId("femke")


def test_asking_for_a_person_tells_the_place_in_the_queue_and_the_way_back(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    page.get_by_role("button", name="Talk to a person").click()
    waiting = page.locator("support-waiting")
    expect(waiting).to_contain_text("You are next in line.")
    expect(waiting).to_contain_text("You may leave: the answer is kept here for you.")
    expect(page.locator("support-panel .names p")).to_have_text("Waiting for a colleague")

    waiting.get_by_role("button", name="Back to the assistant").click()
    expect(waiting).to_have_count(0)
    assert "echo: hello" in customer.say("hello")

    page.get_by_role("button", name="Talk to a person").click()
    expect(waiting).to_be_visible()
    desk = stage.agent("Hi, this is Maria.")
    expect(waiting).to_have_count(0)
    expect(page.locator("support-panel .names p")).to_have_text("You are talking with Maria")
    expect(page.locator("li.row.human_agent .bubble")).to_have_text("Hi, this is Maria.")
    customer.composer.press_sequentially("thank you")
    stage.do(desk.close())


def test_a_person_can_be_asked_for_without_a_connection(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    visit(page, stage.base)
    stage.cut()
    expect(page.locator("support-panel .status")).to_contain_text("No connection")
    page.get_by_role("button", name="Talk to a person").click()
    expect(page.get_by_role("button", name="Asking for a person…")).to_be_disabled()
    stage.mend()
    expect(page.locator("support-waiting")).to_be_visible(timeout=LONG_MS)


def test_after_the_end_one_tap_tells_how_it_felt(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("hello")
    end(page)
    feedback = page.locator("support-feedback")
    feedback.get_by_role("button", name="Good").click()
    expect(feedback).to_contain_text("Thank you")
    page.wait_for_timeout(300)
    with sqlite3.connect(stage.gateway.folder / "samenspel.db") as database:
        assert database.execute("SELECT score FROM feedback").fetchall() == [(5,)]
    assert not [key for key in stored(page) if key.endswith(":token")]

    page.get_by_role("button", name="Start a new conversation").click()
    expect(page.locator("li.row.customer")).to_have_count(0)
    expect(customer.log).to_contain_text("a bot, not a person")
    assert "echo: again" in customer.say("again")


def test_who_was_angry_is_not_asked_how_it_felt(stage: Stage, open_page: OpenPage) -> None:
    async def angry(ask: Mapping[str, Any]) -> dict[str, Any]:
        return says(ask, "I am asking a colleague.", handoff={"reason": "anger", "urgent": False})

    stage.answers(angry)
    page = open_page()
    visit(page, stage.base).say("this is outrageous")
    expect(page.locator("support-waiting")).to_be_visible()
    end(page)
    expect(page.get_by_role("button", name="Start a new conversation")).to_be_visible()
    expect(page.locator("support-feedback")).to_have_count(0)


def test_a_conversation_that_a_person_closed_goes_on_when_the_customer_writes(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("hello")
    desk = stage.agent("Solved!")
    closing = desk.call("close", conversation=stage.conversation())
    assert stage.do(closing)["ok"]
    expect(page.locator("support-feedback")).to_be_visible()
    assert "echo: one more thing" in customer.say("one more thing")
    expect(page.locator("support-feedback")).to_have_count(0)
    stage.do(desk.close())


def test_the_language_is_switched_in_the_menu_and_by_the_page(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("hello")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Nederlands").last.click()
    expect(page.get_by_role("button", name="Praat met een mens")).to_be_visible()
    expect(page.locator("li.row.bot .author")).to_have_text("Assistent (automatisch)")
    expect(page.locator("support-panel")).to_have_attribute("lang", "nl")
    page.reload()
    expect(page.get_by_role("button", name="Praat met een mens")).to_be_visible()
    page.locator(".languages").get_by_role("button", name="Nederlands").click()
    page.locator(".languages").get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Talk to a person")).to_be_visible()


def end(page: Page) -> None:
    """End the conversation through the menu."""
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="End the conversation").click()
    question = page.get_by_role("dialog", name="End this conversation?")
    question.get_by_role("button", name="End conversation").click()
    expect(page.locator("li.row.mode").last).to_contain_text("The conversation was closed")
