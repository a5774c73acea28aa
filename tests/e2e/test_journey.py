"""The main job in real browsers: customers in the demo shop, people at the desk, both languages."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from babel.dates import format_date
from playwright.sync_api import Browser, expect

from tests.support.people import Agent, Customer
from tests.support.running import Running

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def pictures() -> Path:
    """Where the screenshots of the journey go, to be looked at."""
    folder = Path(os.environ.get("SAMENSPEL_E2E_PICTURES", "var/pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def visit(product: Running, browser: Browser) -> Iterator[list[Customer | Agent]]:
    """People who came in during a test; they leave at its end."""
    people: list[Customer | Agent] = []
    yield people
    for person in people:
        person.leave()


def arrive(
    people: list[Customer | Agent],
    browser: Browser,
    product: Running,
    customer: str | None,
    language: str,
) -> Customer:
    person = Customer.arrive(browser, product.base, customer, language=language)
    people.append(person)
    return person


def at_the_desk(
    people: list[Customer | Agent], browser: Browser, product: Running, name: str = "maria"
) -> Agent:
    agent = Agent.sign_in(browser, product.base, name, f"demo-{name}")
    people.append(agent)
    return agent


def shop(product: Running, question: str, *values: str) -> list[tuple[object, ...]]:
    """Ask the demo shop's own database."""
    with sqlite3.connect(f"file:{product.data_dir / 'shop.db'}?mode=ro", uri=True) as connection:
        return list(connection.execute(question, values))


def in_two_weeks(language: str) -> str:
    """A day that the demo has departures on, as somebody would write it."""
    day = datetime.now(timezone.utc) + timedelta(days=14)
    return format_date(day, "d MMMM", locale=language)


def refunds_of(product: Running, order: str) -> list[int]:
    """Cents that went back for an order."""
    rows = shop(product, "SELECT refunded_minor FROM orders WHERE id = ?", order)
    return [int(str(row[0])) for row in rows]


def test_a_customer_is_told_at_once_that_this_is_a_bot_and_what_it_may_do(
    product: Running, browser: Browser, visit: list[Customer | Agent], pictures: Path
) -> None:
    dutch = arrive(visit, browser, product, None, "nl")
    english = arrive(visit, browser, product, None, "en")

    for word in ("een bot, geen mens", "terugbetalen", "bewaard", "Praat met een mens"):
        dutch.sees(word)
    for word in ("a bot, not a person", "refund", "stored", "Talk to a person"):
        english.sees(word)
    dutch.picture(pictures / "disclosure-nl.png")


@pytest.mark.parametrize(
    ("customer", "language", "question", "sorry"),
    [
        ("C-1001", "nl", "Waar is mijn bestelling?", "het spijt ons"),
        ("C-1004", "en", "Where is my order?", "we are sorry"),
    ],
)
def test_a_late_order_gets_an_apology_and_a_voucher_unasked(
    customer: str,
    language: str,
    question: str,
    sorry: str,
    product: Running,
    browser: Browser,
    visit: list[Customer | Agent],
    pictures: Path,
) -> None:
    person = arrive(visit, browser, product, customer, language)

    person.say(question)

    person.sees(sorry)
    expect(person.receipt("done")).to_contain_text("V-")
    person.picture(pictures / f"late-{language}.png")
    vouchers = shop(
        product,
        "SELECT code FROM vouchers WHERE customer = ?",
        customer,
    )
    assert len(vouchers) == 1


@pytest.mark.parametrize(
    ("customer", "language", "message", "order", "cents", "amount"),
    [
        ("C-1001", "nl", "mijn wandelrugzak is kapot aangekomen", "O-20002", 8995, "€ 89,95"),
        (
            "C-1008",
            "en",
            "the camping stove arrived damaged, i want my money back",
            "O-20014",
            6495,
            "€64.95",
        ),
    ],
)
def test_a_damaged_item_inside_the_limit_is_refunded_at_once(
    customer: str,
    language: str,
    message: str,
    order: str,
    cents: int,
    amount: str,
    product: Running,
    browser: Browser,
    visit: list[Customer | Agent],
    pictures: Path,
) -> None:
    person = arrive(visit, browser, product, customer, language)

    person.say(message)

    receipt = person.receipt("done").last
    expect(receipt).to_contain_text("RF-")
    expect(receipt).to_contain_text("••••")
    person.picture(pictures / f"refund-{language}.png")
    assert refunds_of(product, order) == [cents]
    assert amount.replace("\u00a0", " ") in receipt.inner_text().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("customer", "language", "message", "order", "cents", "name"),
    [
        (
            "C-1001",
            "nl",
            "de grote koffer uit O-20003 is beschadigd, ik wil mijn geld terug",
            "O-20003",
            24900,
            "Emma de Vries",
        ),
        (
            "C-1002",
            "en",
            "I never received order O-20005, I want my money back",
            "O-20005",
            17790,
            "Thomas Peeters",
        ),
    ],
)
def test_a_refund_above_the_limit_waits_for_a_person_and_the_receipt_arrives(
    customer: str,
    language: str,
    message: str,
    order: str,
    cents: int,
    name: str,
    product: Running,
    browser: Browser,
    visit: list[Customer | Agent],
    pictures: Path,
) -> None:
    person = arrive(visit, browser, product, customer, language)
    answer = person.say(message)
    assert ("collega" if language == "nl" else "colleague") in answer
    expect(person.receipt("waiting").last).to_be_visible()
    assert refunds_of(product, order) == [0]

    approver = at_the_desk(visit, browser, product, "femke")
    approver.page.get_by_role("button", name="Goedkeuringen").click()
    card = approver.page.locator("support-approval").filter(has_text=name)
    expect(card).to_be_visible()
    approver.picture(pictures / f"approvals-{language}.png")
    card.get_by_role("button", name="Goedkeuren").click()
    approver.picture(pictures / f"approve-dialog-{language}.png")
    approver.confirm()

    expect(person.receipt("done").last).to_contain_text("RF-", timeout=15_000)
    person.picture(pictures / f"approved-{language}.png")
    assert refunds_of(product, order) == [cents]


def test_a_refund_outside_the_window_is_refused_with_a_reason_and_a_way_on(
    product: Running, browser: Browser, visit: list[Customer | Agent], pictures: Path
) -> None:
    person = arrive(visit, browser, product, "C-1001", "nl")

    answer = person.say("ik wil mijn geld terug voor O-20004, de jas is kapot")

    assert "30 dagen" in answer
    assert "garantie" in answer
    expect(person.options.filter(has_text="mens")).to_be_visible()
    assert refunds_of(product, "O-20004") == [0]
    person.picture(pictures / "refused-nl.png")


@pytest.mark.parametrize(
    ("customer", "language", "booking", "ask", "date", "yes"),
    [
        ("C-1001", "nl", "B-30001", "ik wil mijn reis verzetten", "naar {day}", "ja"),
        ("C-1011", "en", "B-30005", "I want to change my flight", "to {day}", "yes please"),
    ],
)
def test_yes_confirms_exactly_the_change_that_was_shown(
    customer: str,
    language: str,
    booking: str,
    ask: str,
    date: str,
    yes: str,
    product: Running,
    browser: Browser,
    visit: list[Customer | Agent],
    pictures: Path,
) -> None:
    before = shop(product, "SELECT trip FROM bookings WHERE id = ?", booking)
    person = arrive(visit, browser, product, customer, language)
    person.say(ask)
    person.say(date.format(day=in_two_weeks(language)))
    person.picture(pictures / f"rebook-options-{language}.png")
    bot_messages = person.bot.count()
    person.options.first.click()
    person.answered(bot_messages)
    assert shop(product, "SELECT trip FROM bookings WHERE id = ?", booking) == before

    person.say(yes)

    expect(person.receipt("done").last).to_contain_text("RB-")
    assert shop(product, "SELECT trip FROM bookings WHERE id = ?", booking) != before
    person.picture(pictures / f"rebook-{language}.png")


def test_a_yes_after_never_mind_changes_nothing(
    product: Running, browser: Browser, visit: list[Customer | Agent]
) -> None:
    person = arrive(visit, browser, product, "C-1004", "en")
    before = shop(product, "SELECT trip FROM bookings WHERE id = 'B-30003'")
    person.say("I want to change my flight")
    person.say(f"to {in_two_weeks('en')}")
    bot_messages = person.bot.count()
    person.options.first.click()
    person.answered(bot_messages)

    person.say("never mind")
    person.say("yes")

    assert shop(product, "SELECT trip FROM bookings WHERE id = 'B-30003'") == before


@pytest.mark.parametrize(
    ("customer", "name", "language", "messages", "reason"),
    [
        ("C-1012", "Daan Bakker", "nl", ["ik wil een mens"], "vroeg om een mens"),
        (
            "C-1006",
            "Bram Visser",
            "nl",
            [
                "Wat een waardeloze service, ik ben hier echt woedend over!",
                "Dit is belachelijk, jullie lichten me gewoon op!!",
            ],
            "boos",
        ),
        (
            "C-1007",
            "Charlotte Maes",
            "en",
            ["where is my parcel", "where is my parcel??", "I asked where my parcel is"],
            "opnieuw",
        ),
    ],
)
def test_a_person_takes_over_with_everything_known_and_hands_back(
    customer: str,
    name: str,
    language: str,
    messages: list[str],
    reason: str,
    product: Running,
    browser: Browser,
    visit: list[Customer | Agent],
    pictures: Path,
) -> None:
    person = arrive(visit, browser, product, customer, language)
    agent = at_the_desk(visit, browser, product)
    for message in messages:
        person.say(message)
    expect(person.page.locator("support-panel support-waiting")).to_be_visible()
    expect(agent.conversation_of(name)).to_contain_text(reason)

    agent.claim(name)
    expect(agent.brief).to_contain_text(name)
    for message in messages:
        expect(agent.thread).to_contain_text(message)
    agent.picture(pictures / f"desk-brief-{customer}.png")
    agent.reply("Hallo, met Maria. Ik heb alles gelezen en kijk met u mee.")
    person.sees("Ik heb alles gelezen")
    said_by_bot = person.bot.count()
    person.write("Dank u!" if language == "nl" else "Thank you!")
    expect(agent.thread).to_contain_text("Dank u!" if language == "nl" else "Thank you!")
    assert person.bot.count() == said_by_bot
    person.picture(pictures / f"with-a-person-{customer}.png")

    agent.press("Teruggeven")
    agent.confirm()

    person.sees("Je praat weer met" if language == "nl" else "You're talking with Pip again")
    answer = person.say("bedankt" if language == "nl" else "thanks")
    assert answer
    person.picture(pictures / f"handed-back-{customer}.png")


def test_a_reload_a_second_tab_and_a_lost_connection_keep_the_conversation(
    product: Running, browser: Browser, visit: list[Customer | Agent]
) -> None:
    person = arrive(visit, browser, product, "C-1013", "nl")
    person.say("ben je een bot?")
    known = person.entries()

    person.reload()
    expect(person.bot).to_have_count(1)
    assert person.entries() == known

    other = person.second_tab()
    expect(other.bot).to_have_count(1)
    assert other.entries() == known
    person.say("wordt dit bewaard?")
    expect(other.bot).to_have_count(person.bot.count())
    assert other.comes_to_agree_with(person)

    person.context.set_offline(True)
    person.write("kun je een grap vertellen?")
    person.sees("kun je een grap vertellen?")
    bot_messages = person.bot.count()
    person.context.set_offline(False)
    person.answered(bot_messages)
    assert person.entries().count("kun je een grap vertellen?") == 1


def test_a_guest_proves_an_order_once_and_is_helped(
    product: Running, browser: Browser, visit: list[Customer | Agent]
) -> None:
    person = arrive(visit, browser, product, None, "en")
    person.say("where is my order O-20019?")

    person.say("1078 GZ")

    person.sees("Power bank")
    expect(person.receipt("done")).to_contain_text("V-")


def test_what_the_bot_does_not_know_it_does_not_guess(
    product: Running, browser: Browser, visit: list[Customer | Agent], pictures: Path
) -> None:
    person = arrive(visit, browser, product, "C-1005", "nl")

    answer = person.say("hoe groot is de maan eigenlijk")

    assert "niet zeker" in answer
    assert person.options.count() >= 3
    person.picture(pictures / "unsure-nl.png")
