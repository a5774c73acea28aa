"""The widget with the keyboard, on touch, and as a screen reader hears it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.stage import Stage, asking, focused, visit

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_opening_puts_the_focus_into_the_composer_and_escape_gives_it_back(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(stage.base)
    launcher = page.locator("support-chat button[part=launcher]")
    expect(launcher).to_have_accessible_name("Open chat")
    expect(launcher).to_have_attribute("aria-haspopup", "dialog")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(page.locator("support-composer textarea")).to_be_focused()
    expect(launcher).to_have_attribute("aria-expanded", "true")
    expect(launcher).to_have_accessible_name("Close chat")

    page.keyboard.press("Escape")
    expect(page.locator("support-panel")).to_be_hidden()
    expect(launcher).to_be_focused()
    expect(launcher).to_have_attribute("aria-expanded", "false")


def test_beside_the_page_the_chat_traps_no_focus_and_the_order_is_header_log_replies_composer(
    stage: Stage, open_page: OpenPage
) -> None:
    stage.answers(asking)
    page = open_page()
    visit(page, stage.base).say("parcels")
    page.locator("support-panel h1").focus()
    order = []
    for _ in range(10):
        page.keyboard.press("Tab")
        order.append(focused(page))
    assert order[:3] == ["button.icon-button.opener", "button.icon-button", "div.log"]
    rest = [found for found in order[3:] if found not in ("a", "summary")]
    assert rest[:5] == ["button.button", "button.button", "textarea", "button.send", "button.link"]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.localName") != "support-chat"


def test_shift_enter_breaks_the_line_and_enter_sends(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    expect(page.locator("li.row.customer .bubble")).to_have_text("one\ntwo")
    expect(customer.composer).to_have_value("")
    expect(customer.composer).to_be_focused()


def test_enter_belongs_to_the_input_method_while_a_word_is_composed(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    devtools = page.context.new_cdp_session(page)
    devtools.send(
        "Input.imeSetComposition", {"text": "にほん", "selectionStart": 3, "selectionEnd": 3}
    )
    page.keyboard.press("Enter")
    expect(page.locator("li.row.customer")).to_have_count(0)
    devtools.send("Input.insertText", {"text": "日本"})
    page.keyboard.press("Enter")
    expect(page.locator("li.row.customer .bubble")).to_contain_text("日本")
    expect(customer.composer).to_have_value("")


def test_after_a_quick_reply_the_focus_is_in_the_composer_and_the_offer_stays_as_text(
    stage: Stage, open_page: OpenPage
) -> None:
    stage.answers(asking)
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("parcels")
    expect(page.get_by_role("group", name="Suggested answers")).to_be_visible()
    customer.options.first.focus()
    page.keyboard.press("Enter")
    expect(customer.composer).to_be_focused()
    expect(page.locator("li.row.customer .bubble").last).to_have_text("Yes, it is")
    expect(customer.bot).to_have_count(2)
    expect(page.locator(".offered").first).to_have_text("You could choose: Yes, it is · No")


def test_escape_closes_the_menu_or_the_question_and_not_the_chat(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    visit(page, stage.base)
    opener = page.get_by_role("button", name="Menu")
    opener.press("Enter")
    expect(page.get_by_role("switch", name="Notice how I feel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("switch", name="Notice how I feel")).to_be_hidden()
    expect(opener).to_be_focused()

    opener.press("Enter")
    page.get_by_role("button", name="Erase my data").press("Enter")
    question = page.get_by_role("dialog", name="Erase your data?")
    expect(question.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(page.locator("support-panel")).to_be_visible()
    assert focused(page) == "button.icon-button.opener"


def test_the_log_scrolls_with_the_keyboard(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    for number in range(6):
        customer.say(f"message {number}")
    log = page.locator(".log")
    log.focus()
    page.keyboard.press("Home")
    page.wait_for_function(
        "() => document.querySelector('support-chat').shadowRoot.querySelector('support-panel')"
        ".shadowRoot.querySelector('support-message-list').shadowRoot.querySelector('.log')"
        ".scrollTop === 0"
    )
    expect(page.get_by_role("button", name="To the latest message")).to_be_visible()


def test_new_messages_are_announced_once_with_their_author_and_the_history_is_not_live(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    live = page.locator("support-announcer [aria-live]")
    expect(live).to_have_attribute("aria-live", "polite")
    expect(live).to_have_text("")
    customer.say("hello")
    expect(live).to_contain_text("Assistant (automated): echo: hello")
    assert live.inner_text().count("echo: hello") == 1
    log = page.locator(".log")
    assert log.evaluate("node => node.closest('[aria-live], [role=log]')") is None
    assert log.evaluate("node => node.querySelectorAll('[aria-live], [role=log]').length") == 0


def test_every_row_names_its_author_in_words(stage: Stage, open_page: OpenPage) -> None:
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("hello")
    customer.say("again")
    desk = stage.agent("Hi, I am looking into it.")
    expect(page.locator("li.row.human_agent .bubble")).to_be_visible()
    stage.do(desk.close())
    for kind, label in (
        ("customer", "You"),
        ("bot", "Assistant (automated)"),
        ("human_agent", "Maria, support agent"),
    ):
        rows = page.locator(f"li.row.{kind}")
        assert rows.count() >= 1
        assert rows.locator(".author").all_text_contents() == [label] * rows.count()
    expect(page.locator("li.row.mode")).to_contain_text(["You are now talking with Maria"])
    assert page.locator("li.row time[datetime]").count() >= 6


def test_on_a_phone_the_chat_is_modal_and_the_heading_has_the_focus(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page(**PHONE)
    page.goto(stage.base)
    launcher = page.locator("support-chat button[part=launcher]")
    launcher.tap()
    expect(page.locator("support-panel h1")).to_be_focused()
    frame = page.locator("dialog[part=frame]")
    assert frame.evaluate("node => node.matches(':modal')")
    box = frame.bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    textarea = page.locator("support-composer textarea")
    assert textarea.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") >= 16

    textarea.tap()
    page.keyboard.type("one")
    page.keyboard.press("Enter")
    expect(textarea).to_have_value("one\n")
    page.locator(".send").tap()
    expect(page.locator("li.row.customer .bubble")).to_have_text("one")

    page.locator("support-panel").get_by_role("button", name="Close chat").tap()
    expect(frame).to_be_hidden()
    expect(launcher).to_be_focused()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_what_is_pressed_is_large_enough(width: int, stage: Stage, open_page: OpenPage) -> None:
    stage.answers(asking)
    page = open_page(viewport={"width": width, "height": 800})
    visit(page, stage.base).say("parcels")
    for name, least in (
        ("support-chat button[part=launcher]", 44),
        (".send", 44),
        ("support-panel header button", 24),
        (".replies button", 24),
        (".person button", 24),
        ("summary", 24),
    ):
        shown = [found for found in page.locator(name).all() if found.is_visible()]
        assert shown, name
        for box in [found.bounding_box() for found in shown]:
            assert box is not None
            assert min(box["width"], box["height"]) >= least, (name, box)
