"""What a human agent can do at the desk, with the keyboard and by mouse, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.staffed import Staffed, claim, composer, dialog, row, sign_in
from tests.support.tabs import Tab

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def heard_by(tab: Tab) -> list[str]:
    """What people at the desk wrote, as the customer got it."""
    return tab.texts("human_agent")


def test_sign_in_lists_mistakes_in_a_summary_that_takes_the_focus(
    house: Staffed, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(house.base + "/desk/")
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.press("Enter")
    summary = page.locator("#summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Enter your name.")
    expect(page.locator("#name")).to_have_attribute("aria-describedby", "name-error")
    page.locator("#name").fill("maria")
    page.locator("#password").fill("not this one")
    page.keyboard.press("Enter")
    expect(summary).to_contain_text("do not belong together")
    expect(summary).to_be_focused()


def test_a_claimed_conversation_is_answered_with_the_keyboard(
    house: Staffed, open_page: OpenPage
) -> None:
    emma = house.waiting("C-1001", "waar is mijn bestelling?")
    page = sign_in(open_page(), house.base, "maria")
    expect(page.locator("support-queue button.row")).to_have_count(1)
    page.keyboard.press("Alt+j")
    page.get_by_role("button", name="Claim").press("Enter")
    expect(composer(page)).to_be_focused()
    page.keyboard.type("Eerste regel")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("tweede regel")
    page.keyboard.press("Enter")
    house.do(emma.until(lambda: heard_by(emma) == ["Eerste regel\ntweede regel"]))
    expect(page.locator("support-thread .row.human_agent")).to_contain_text("tweede regel")
    expect(page.locator("support-thread .pending")).to_have_count(0)
    expect(composer(page)).to_have_value("")


def test_enter_of_an_input_method_does_not_send(house: Staffed, open_page: OpenPage) -> None:
    emma = house.waiting("C-1001")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Emma")
    page.keyboard.type("nihongo")
    composer(page).evaluate(
        """area => area.dispatchEvent(new KeyboardEvent('keydown',
             {key: 'Enter', code: 'Enter', isComposing: true, bubbles: true, composed: true}))"""
    )
    expect(composer(page)).to_have_value("nihongo")
    page.keyboard.press("Enter")
    house.do(emma.until(lambda: heard_by(emma) == ["nihongo"]))


def test_a_second_person_sees_who_has_it_and_cannot_answer(
    house: Staffed, open_page: OpenPage
) -> None:
    house.waiting("C-1001")
    maria = sign_in(open_page(), house.base, "maria")
    sam = sign_in(open_page(), house.base, "sam")
    row(sam, "Emma").click()
    claim(maria, "Emma")
    expect(row(sam, "Emma")).to_contain_text("with Maria")
    expect(sam.locator("support-desk-composer .blocked")).to_contain_text("Maria has this")
    expect(sam.get_by_role("button", name="Claim")).to_have_count(0)
    sam.get_by_role("button", name="Mine").click()
    expect(sam.locator("support-queue button.row")).to_have_count(0)
    expect(maria.get_by_role("button", name="Mine 1")).to_be_visible()


def test_a_note_is_seen_by_colleagues_and_never_by_the_customer(
    house: Staffed, open_page: OpenPage
) -> None:
    emma = house.waiting("C-1001")
    maria = sign_in(open_page(), house.base, "maria")
    sam = sign_in(open_page(), house.base, "sam")
    row(sam, "Emma").click()
    claim(maria, "Emma")
    maria.keyboard.press("Alt+p")
    maria.keyboard.type("Let op: derde klacht.")
    maria.keyboard.press("Enter")
    note = sam.locator("support-thread .row.note")
    expect(note).to_contain_text("Note by Maria, only colleagues see this")
    maria.keyboard.press("Alt+l")
    maria.keyboard.type("Hallo Emma")
    maria.keyboard.press("Enter")
    house.do(emma.until(lambda: heard_by(emma) == ["Hallo Emma"]))
    assert "derde klacht" not in str(emma.entries)


def test_drafts_are_kept_per_conversation_and_over_a_reload(
    house: Staffed, open_page: OpenPage
) -> None:
    house.waiting("C-1001")
    house.waiting("C-1003")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Emma")
    page.keyboard.type("Voor Emma")
    page.keyboard.press("Alt+p")
    page.keyboard.type("Notitie over Emma")
    claim(page, "Sophie")
    expect(composer(page)).to_have_value("")
    page.keyboard.type("Voor Sophie")
    page.reload()
    row(page, "Emma").click()
    expect(composer(page)).to_have_value("Notitie over Emma")
    page.keyboard.press("Alt+l")
    expect(composer(page)).to_have_value("Voor Emma")
    row(page, "Sophie").click()
    expect(composer(page)).to_have_value("Voor Sophie")
    expect(row(page, "Emma")).to_contain_text("draft")


def test_a_text_that_says_done_too_early_is_held_back_with_the_reason(
    house: Staffed, open_page: OpenPage
) -> None:
    emma = house.waiting("C-1001")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Emma")
    page.keyboard.type("Ik heb je geld teruggestort.")
    page.keyboard.press("Enter")
    problem = page.locator("support-desk-composer [role=alert]")
    expect(problem).to_contain_text("This text was held back")
    expect(problem).to_contain_text("the books do not show it")
    expect(composer(page)).to_have_value("Ik heb je geld teruggestort.")
    assert heard_by(emma) == []


def test_saved_replies_open_with_a_slash_and_speak_the_customers_language(
    house: Staffed, open_page: OpenPage
) -> None:
    emma = house.waiting("C-1001")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Emma")
    page.keyboard.type("/")
    options = page.get_by_role("option")
    expect(options).to_have_count(8)
    page.keyboard.press("ArrowDown")
    expect(composer(page)).to_have_attribute("aria-activedescendant", "saved-1")
    page.keyboard.type("hal")
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    expect(composer(page)).to_have_value(
        "Hallo Emma, je spreekt met Maria. Ik heb gelezen wat je schreef, dus je hoeft het niet "
        "nog eens uit te leggen. Ik zoek het nu voor je uit."
    )
    assert heard_by(emma) == []


def test_typing_is_seen_on_both_sides(house: Staffed, open_page: OpenPage) -> None:
    emma = house.waiting("C-1001")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Emma")
    page.keyboard.type("Ik kijk")
    house.do(emma.until(lambda: {"author": "human_agent", "on": True} in emma.typing))
    house.do(emma.call("typing", {"on": True}))
    expect(page.locator("support-thread .typing")).to_have_text("The customer is typing")
    house.do(emma.say("Fijn"))
    expect(page.locator("support-thread .typing")).to_have_text("")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    house.do(emma.until(lambda: emma.typing[-1] == {"author": "human_agent", "on": False}))


def test_handing_back_tells_what_the_customer_will_read(
    house: Staffed, open_page: OpenPage
) -> None:
    emma = house.waiting("C-1001")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Emma")
    page.get_by_role("button", name="Hand back").click()
    expect(dialog(page)).to_contain_text("The customer reads:")
    expect(dialog(page)).to_contain_text("Je praat weer met de automatische assistent")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Hand back")).to_be_focused()
    assert emma.modes() == ["waiting", "human"]
    page.keyboard.press("Enter")
    dialog(page).get_by_role("button", name="Hand back").click()
    house.do(emma.until(lambda: emma.modes() == ["waiting", "human", "bot"]))
    expect(row(page, "Emma")).to_have_count(0)


def test_releasing_puts_the_customer_back_in_the_queue(house: Staffed, open_page: OpenPage) -> None:
    emma = house.waiting("C-1001")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Emma")
    page.get_by_role("button", name="Release").click()
    dialog(page).get_by_role("button", name="Release").click()
    house.do(emma.until(lambda: emma.modes() == ["waiting", "human", "waiting"]))
    expect(row(page, "Emma")).to_contain_text("waiting")


def test_closing_asks_first_and_escape_means_no(house: Staffed, open_page: OpenPage) -> None:
    emma = house.waiting("C-1001")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Emma")
    page.keyboard.press("Alt+e")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    assert emma.modes() == ["waiting", "human"]
    page.keyboard.press("Alt+e")
    dialog(page).get_by_role("button", name="Close").click()
    house.do(emma.until(lambda: emma.modes()[-1] == "closed"))
    expect(page.locator("support-desk-composer .blocked")).to_have_text(
        "This conversation is closed."
    )


def test_shortcuts_leave_ordinary_typing_alone(house: Staffed, open_page: OpenPage) -> None:
    house.waiting("C-1001")
    house.waiting("C-1003")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Emma")
    page.keyboard.type("jklpe?")
    expect(composer(page)).to_have_value("jklpe?")
    expect(page.locator("support-desk-menu dialog[open]")).to_have_count(0)
    page.keyboard.press("Alt+k")
    expect(row(page, "Sophie")).to_have_attribute("aria-current", "true")
    page.locator("support-thread .log").focus()
    page.keyboard.press("Shift+?")
    expect(page.locator("support-desk-menu dialog[open]")).to_contain_text("Next conversation")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Menu").click()
    page.locator("#menu").get_by_role("button", name="Next conversation").click()
    expect(row(page, "Emma")).to_have_attribute("aria-current", "true")


def test_the_question_mark_can_be_switched_off(house: Staffed, open_page: OpenPage) -> None:
    page = sign_in(open_page(), house.base, "maria")
    page.keyboard.press("Shift+?")
    page.get_by_label("The ? key opens this list").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+?")
    expect(page.locator("support-desk-menu dialog[open]")).to_have_count(0)


def test_a_lost_connection_is_a_banner_and_loses_nothing(
    house: Staffed, open_page: OpenPage
) -> None:
    emma = house.waiting("C-1001")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Emma")
    house.go_down()
    expect(page.locator("support-desk .banner")).to_contain_text("The connection is lost")
    page.keyboard.type("Geschreven zonder verbinding")
    page.keyboard.press("Enter")
    expect(page.locator("support-thread .pending")).to_contain_text("waits for the connection")
    page.keyboard.type("En een concept")
    page.get_by_role("button", name="Try again").click()
    expect(composer(page)).to_have_value("En een concept")
    house.come_back()
    expect(page.locator("support-desk .banner")).to_have_count(0, timeout=15_000)
    expect(page.locator("support-thread .pending")).to_have_count(0)
    expect(composer(page)).to_have_value("En een concept")
    assert heard_by(house.returns(emma)) == ["Geschreven zonder verbinding"]


def test_a_session_that_ended_asks_to_sign_in_and_keeps_the_draft(
    house: Staffed, open_page: OpenPage
) -> None:
    house.waiting("C-1001")
    page = sign_in(open_page(), house.base, "maria")
    claim(page, "Emma")
    page.keyboard.type("Nog niet af")
    page.context.clear_cookies()
    page.reload()
    expect(page.locator("support-sign-in")).to_contain_text("Your session has ended")
    expect(page.locator("body")).not_to_contain_text("Emma")
    page.locator("#name").fill("maria")
    page.locator("#password").fill("demo-maria")
    page.keyboard.press("Enter")
    row(page, "Emma").click()
    expect(composer(page)).to_have_value("Nog niet af")


def test_who_waits_is_announced_politely_and_seldom(house: Staffed, open_page: OpenPage) -> None:
    page = sign_in(open_page(), house.base, "maria")
    expect(page.locator("support-queue .empty")).to_be_visible()
    page.locator("support-announcer div").evaluate(
        """live => { window.said = []; new MutationObserver(() => {
             window.said.push([performance.now(), live.textContent]);
             document.body.dataset.said = window.said.length;
           }).observe(live, {childList: true, characterData: true, subtree: true}) }"""
    )
    focused = page.evaluate("document.activeElement.tagName")
    house.waiting("C-1001")
    expect(page.locator("body")).to_have_attribute("data-said", "1")
    house.waiting("C-1003")
    house.waiting("C-1005")
    expect(page.locator("support-queue button.row")).to_have_count(3)
    expect(page.locator("body")).to_have_attribute("data-said", "2", timeout=9_000)
    said = page.evaluate("said")
    assert said[0][1] == "One more conversation is waiting."
    assert said[1][1] == "2 more conversations are waiting."
    assert said[1][0] - said[0][0] > 4_000
    assert len(said) == 2
    assert page.evaluate("document.activeElement.tagName") == focused


def test_the_brief_answers_in_five_blocks_with_the_words_that_show_the_feeling(
    house: Staffed, open_page: OpenPage
) -> None:
    house.customer("C-1001", "mijn koffer is kapot", "dit is belachelijk")
    page = sign_in(open_page(), house.base, "femke")
    expect(row(page, "Emma")).to_contain_text("Very upset")
    expect(row(page, "Emma")).to_contain_text("stays angry")
    row(page, "Emma").click()
    brief = page.locator("support-brief")
    expect(brief.locator("section")).to_have_count(6)
    expect(brief.locator("[aria-labelledby=feel]")).to_contain_text("Angry")
    expect(brief.locator("[aria-labelledby=feel] mark")).to_have_text("dit is belachelijk")
    expect(brief.locator("[aria-labelledby=promised]")).to_contain_text("€249.00")
    expect(brief.locator("[aria-labelledby=tried] li")).to_have_count(1)
    expect(brief.locator("[aria-labelledby=possible] li").first).to_be_visible()
    expect(brief.locator("[aria-labelledby=picture]")).to_contain_text("O-20003")
    page.get_by_role("button", name="NL, Nederlands").click()
    expect(brief).to_contain_text("Hoe voelt de klant zich?")
    expect(page.locator("html")).to_have_attribute("lang", "nl")


def test_html_of_a_customer_is_text(house: Staffed, open_page: OpenPage) -> None:
    house.waiting(None, "<img src=x onerror=alert(1)> <b>dik</b> 👋")
    page = sign_in(open_page(), house.base, "maria")
    expect(row(page, "Guest")).to_contain_text("<b>dik</b>")
    row(page, "Guest").click()
    expect(page.locator("support-thread .row.customer")).to_contain_text("<img src=x onerror")
    expect(page.locator("support-thread img")).to_have_count(0)


def test_an_operator_is_sent_to_the_operator_page(house: Staffed, open_page: OpenPage) -> None:
    page = sign_in(open_page(), house.base, "omar")
    expect(page.locator("support-desk .problem")).to_contain_text("Operator page")


@pytest.mark.parametrize("width", [1024, 1440])
def test_three_panes_stand_side_by_side_from_1024_pixels(
    width: int, house: Staffed, open_page: OpenPage
) -> None:
    house.waiting("C-1001")
    page = sign_in(open_page(viewport={"width": width, "height": 768}), house.base, "maria")
    row(page, "Emma").click()
    tops = page.locator("support-desk .pane").evaluate_all(
        "panes => panes.map(pane => Math.round(pane.getBoundingClientRect().top))"
    )
    assert len(tops) == 3
    assert len(set(tops)) == 1
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_narrow_screen_stacks_the_panes_and_scrolls_one_way(
    house: Staffed, open_page: OpenPage
) -> None:
    house.waiting("C-1001", "dit is belachelijk")
    page = sign_in(open_page(viewport={"width": 400, "height": 800}), house.base, "maria")
    row(page, "Emma").click()
    tops = page.locator("support-desk .pane").evaluate_all(
        "panes => panes.map(pane => pane.getBoundingClientRect().top)"
    )
    assert tops == sorted(set(tops))
    assert page.evaluate("document.documentElement.scrollWidth") == 400
