"""Changing limits on the operator page: fields, effect, reason, versions and a second person."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_console_ui import operator
from tests.support.looking import flaws
from tests.support.staffed import Staffed

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]


def editor(house: Staffed, open_page: OpenPage) -> Page:
    """The limits page of the operator, in Dutch."""
    page = operator(house, open_page(locale="nl-NL"))
    page.goto(f"{house.base}/console/#limits")
    page.get_by_role("button", name="NL").click()
    expect(page.locator("support-limits-editor fieldset").first).to_be_visible()
    return page


def change(page: Page, sentence: str, value: str) -> None:
    """Write something else into a field of refunds."""
    refunds = page.get_by_role("group", name="Een bestelling terugbetalen")
    refunds.locator("support-field").filter(has_text=sentence).locator("input").fill(value)


def test_a_lower_amount_is_looked_at_and_applied_with_a_reason(
    house: Staffed, open_page: OpenPage
) -> None:
    page = editor(house, open_page)
    change(page, "Als een medewerker akkoord geeft, tot en met", "399,00")
    page.get_by_role("button", name="Bekijk het effect").click()
    expect(page.get_by_text("Dit laat niets extra door")).to_be_visible()

    page.get_by_role("button", name="Toepassen").click()
    expect(page.get_by_text("Geef een reden op.")).to_be_visible()
    page.get_by_label("Reden", exact=True).fill("voorzichtiger in de feestmaand")
    page.get_by_role("button", name="Toepassen").click()

    expect(page.get_by_text("Versie 2 is van kracht sinds")).to_be_visible()
    row = page.locator("support-versions").get_by_role("row").filter(has_text="feestmaand")
    expect(row).to_contain_text("van kracht")
    expect(page.locator("support-limits")).to_contain_text("399,00")


def test_what_lets_more_through_waits_for_somebody_else(
    house: Staffed, open_page: OpenPage
) -> None:
    page = editor(house, open_page)
    change(page, "Als een medewerker akkoord geeft, tot en met", "401,00")
    page.get_by_role("button", name="Bekijk het effect").click()
    page.get_by_role("button", name="Haal ze eruit").click()
    expect(page.get_by_text("een tweede persoon moet akkoord geven:")).to_be_visible()
    page.get_by_label("Reden", exact=True).fill("meer armslag")
    page.get_by_role("button", name="Toepassen").click()

    expect(page.get_by_text("Versie 2 wacht op een tweede persoon.")).to_be_visible()
    row = page.locator("support-versions").get_by_role("row").filter(has_text="meer armslag")
    expect(row.get_by_role("button", name=re.compile("Akkoord"))).to_have_count(0)
    row.get_by_role("button", name=re.compile("Intrekken")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reden").fill("toch niet")
    dialog.get_by_role("button", name="Intrekken").click()
    expect(row).to_contain_text("ingetrokken")


def test_what_people_may_do_above_the_limits_is_a_field_too_and_more_of_it_needs_two(
    house: Staffed, open_page: OpenPage
) -> None:
    page = editor(house, open_page)
    change(page, "Een medewerker mag een uitzondering op een weigering maken", "60,00")
    page.get_by_role("button", name="Bekijk het effect").click()
    expect(page.get_by_text("een tweede persoon moet akkoord geven:")).to_be_visible()
    expect(page.locator(".preview li")).to_have_text(
        "Een bestelling terugbetalen: mensen mogen grotere uitzonderingen maken."
    )
    page.get_by_label("Reden", exact=True).fill("de desk is voorzichtig genoeg")
    page.get_by_role("button", name="Toepassen").click()
    expect(page.get_by_text("Versie 2 wacht op een tweede persoon.")).to_be_visible()

    change(page, "Een medewerker mag een uitzondering op een weigering maken", "40,00")
    page.get_by_role("button", name="Bekijk het effect").click()
    expect(page.get_by_text("Dit laat niets extra door")).to_be_visible()
    page.get_by_label("Reden", exact=True).fill("eerst minder")
    page.get_by_role("button", name="Toepassen").click()
    expect(page.get_by_text("Versie 3 is van kracht sinds")).to_be_visible()
    source = house.do(house.gateway.house.authority.source())
    assert "agent: 40.00 EUR" in source


def test_an_amount_that_does_not_fit_is_told_at_its_field(
    house: Staffed, open_page: OpenPage
) -> None:
    page = editor(house, open_page)
    change(page, "Als een medewerker akkoord geeft, tot en met", "veel")
    expect(page.get_by_text("Schrijf een bedrag met twee decimalen")).to_be_visible()
    expect(page.get_by_role("button", name="Bekijk het effect")).to_be_disabled()


def test_an_action_is_rolled_out_step_by_step_without_the_file(
    house: Staffed, open_page: OpenPage
) -> None:
    page = editor(house, open_page)
    trips = page.get_by_role("group", name="Een reis verzetten")
    stage = trips.locator("support-field").filter(has_text="Hoe ver het is ingevoerd")
    expect(stage.get_by_role("combobox")).to_have_value("live")
    stage.get_by_role("combobox").select_option("percent")
    share = stage.get_by_role("spinbutton", name="Deel van de klanten in procent")
    expect(share).to_have_value("10")
    share.fill("")
    expect(stage).to_contain_text("van 0 tot en met 100")
    expect(page.get_by_role("button", name="Bekijk het effect")).to_be_disabled()
    share.fill("25")
    page.get_by_role("button", name="Bekijk het effect").click()
    expect(page.get_by_text("Dit laat niets extra door")).to_be_visible()
    page.get_by_label("Reden", exact=True).fill("eerst een kwart")
    page.get_by_role("button", name="Toepassen").click()

    expect(page.get_by_text("Versie 2 is van kracht")).to_be_visible()
    card = page.locator("support-limits article").filter(has_text="Een reis verzetten")
    expect(card.locator(".sentence")).to_contain_text("Voor 25% van de klanten")
    expect(share).to_have_value("25")
    source = house.do(house.gateway.house.authority.source())
    assert "    rollout: {percent: 25}\n" in source


def test_what_was_written_and_taken_back_is_gone_from_the_fields(
    house: Staffed, open_page: OpenPage
) -> None:
    page = editor(house, open_page)
    change(page, "Als een medewerker akkoord geeft, tot en met", "veel")
    change(page, "Een verzoek wacht", "9")
    page.get_by_role("button", name="Mijn wijzigingen terugdraaien").click()
    refunds = page.get_by_role("group", name="Een bestelling terugbetalen")
    approve = refunds.locator("support-field").filter(has_text="Als een medewerker akkoord geeft")
    expect(approve.locator("input")).to_have_value("400,00")
    expect(page.get_by_text("Schrijf een bedrag met twee decimalen")).to_have_count(0)


def test_a_problem_with_a_field_leads_to_it(house: Staffed, open_page: OpenPage) -> None:
    page = editor(house, open_page)
    change(page, "De bot doet dit meteen tot en met", "450,00")
    page.get_by_role("button", name="Bekijk het effect").click()
    summary = page.locator("support-limits-editor .summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    refunds = page.get_by_role("group", name="Een bestelling terugbetalen")
    field = refunds.locator("support-field").filter(has_text="Als een medewerker akkoord geeft")
    expect(field.locator("input")).to_be_focused()
    expect(field.locator("input")).to_have_attribute("aria-invalid", "true")


def add(page: Page, action: str, what: str) -> Locator:
    """Add one of the things that an action does not say yet."""
    group = page.get_by_role("group", name=action, exact=True)
    group.get_by_label("Wat je kunt toevoegen").select_option(label=what)
    group.get_by_role("button", name="Toevoegen").click()
    return group


def test_a_role_gets_exceptions_by_the_keyboard_and_they_are_taken_out_again(
    house: Staffed, open_page: OpenPage
) -> None:
    page = editor(house, open_page)
    trips = page.get_by_role("group", name="Een reis verzetten", exact=True)
    trips.get_by_label("Wat je kunt toevoegen").focus()
    page.keyboard.type("uitzonderingen door een fiatteur")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    field = trips.locator("support-field").filter(has_text="Een fiatteur mag een uitzondering")
    amount = field.get_by_role("textbox")
    expect(amount).to_be_focused()
    expect(amount).to_have_value("600,00")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("80,00")
    expect(page.get_by_text("1 wijziging")).to_be_visible()
    page.get_by_role("button", name="Bekijk het effect").click()
    expect(page.locator(".preview li")).to_have_text(
        "Een reis verzetten: mensen mogen grotere uitzonderingen maken."
    )
    expect(page.locator(".preview pre")).to_contain_text("+    exceptions: {approver: 80.00 EUR}")
    page.get_by_label("Reden", exact=True).fill("na de staking")
    page.get_by_role("button", name="Toepassen").click()
    expect(page.get_by_text("Versie 2 wacht op een tweede persoon.")).to_be_visible()

    refunds = page.get_by_role("group", name="Een bestelling terugbetalen", exact=True)
    refunds.get_by_role("button", name="Eruit halen: uitzonderingen door een medewerker").click()
    back = refunds.get_by_role("button", name="Terugzetten: uitzonderingen door een medewerker")
    expect(back).to_be_focused()
    page.get_by_role("button", name="Bekijk het effect").click()
    expect(page.get_by_text("Dit laat niets extra door")).to_be_visible()
    page.get_by_label("Reden", exact=True).fill("eerst een fiatteur")
    page.get_by_role("button", name="Toepassen").click()
    expect(page.get_by_text("Versie 3 is van kracht sinds")).to_be_visible()
    card = page.locator("support-limits article").filter(has_text="Een bestelling terugbetalen")
    expect(card.locator(".sentence")).to_contain_text("weigering: een fiatteur tot en met")
    source = house.do(house.gateway.house.authority.source())
    left = "    exceptions: {approver: 400.00 EUR, admin: 400.00 EUR}   # to a refusal"
    assert left in source


def test_who_agrees_and_above_which_amount_is_changed_without_the_file(
    house: Staffed, open_page: OpenPage
) -> None:
    page = editor(house, open_page)
    refunds = add(
        page,
        "Een bestelling terugbetalen",
        "een bedrag waarboven anderen, of meer mensen, akkoord geven",
    )
    tier = refunds.locator("support-field").filter(has_text="Een ander akkoord is nodig boven")
    expect(tier.get_by_role("textbox")).to_be_focused()
    refunds.get_by_role("button", name="Eruit halen: uitzonderingen door een beheerder").click()
    assert flaws(page) == []
    refunds.get_by_role("button", name="Terugzetten: uitzonderingen door een beheerder").click()
    tier.get_by_role("textbox").fill("400,00")
    above = refunds.get_by_role("group", name="Wie akkoord mag geven boven dat bedrag")
    above.get_by_label("fiatteur").uncheck()
    expect(page.get_by_text("1 wijziging")).to_be_visible()
    page.get_by_role("button", name="Bekijk het effect").click()
    expect(tier).to_contain_text("Neem een bedrag onder €\u00a0400,00.")

    tier.get_by_role("textbox").fill("300,00")
    agree = refunds.get_by_role("group", name="Wie akkoord mag geven:")
    agree.get_by_label("fiatteur").uncheck()
    agree.get_by_label("beheerder").uncheck()
    page.get_by_role("button", name="Bekijk het effect").click()
    who = refunds.locator("support-field").filter(has_text="Wie akkoord mag geven:")
    expect(who).to_contain_text("Zo mag niemand akkoord geven.")
    agree.get_by_label("beheerder").check()
    page.get_by_role("button", name="Bekijk het effect").click()
    expect(page.get_by_text("Dit laat niets extra door")).to_be_visible()

    agree.get_by_label("fiatteur").check()
    agree.get_by_label("medewerker").check()
    page.get_by_role("button", name="Bekijk het effect").click()
    expect(page.locator(".preview li")).to_have_text(
        "Een bestelling terugbetalen: minder mensen, of anderen, moeten akkoord geven."
    )
    agree.get_by_label("medewerker").uncheck()
    page.get_by_role("button", name="Bekijk het effect").click()
    page.get_by_label("Reden", exact=True).fill("vier ogen bij grote bedragen")
    page.get_by_role("button", name="Toepassen").click()
    expect(page.get_by_text("Versie 2 is van kracht sinds")).to_be_visible()
    source = house.do(house.gateway.house.authority.source())
    assert (
        "approval: {by: [approver, admin], expires: 4h, "
        "tiers: [{above: 300.00 EUR, by: [admin], people: 2}]}\n" in source
    )


def test_a_new_line_is_put_down_and_taken_back_before_anything_is_applied(
    house: Staffed, open_page: OpenPage
) -> None:
    page = editor(house, open_page)
    trips = add(page, "Een reis verzetten", "uitzonderingen door een beheerder")
    trips.get_by_role("button", name="Eruit halen: uitzonderingen door een beheerder").click()
    expect(trips.get_by_label("Wat je kunt toevoegen")).to_be_focused()
    expect(page.get_by_text("Er is nog niets gewijzigd.")).to_be_visible()
