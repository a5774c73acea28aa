"""People in real browsers: a customer with the widget, a human agent at the desk."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.support.watching import watched

ANSWER_WITHIN_MS = 15_000
SIGN_IN = {"en": "Sign in", "nl": "Inloggen"}


def identity_of(base: str, customer: str) -> str:
    """What the demo shop's server signs for a customer who is signed in there."""
    request = urllib.request.Request(
        f"{base}/demo/identity",
        data=json.dumps({"customer": customer}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        return str(json.load(answer)["identity"])


class Customer:
    """Somebody in the demo shop, talking through the widget."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context = context
        self.page = page

    @classmethod
    def arrive(
        cls, browser: Browser, base: str, customer: str | None, *, language: str
    ) -> Customer:
        """Open the shop in a fresh browser, sign in (or stay a guest) and open the chat."""
        context = watched(
            browser,
            locale="nl-NL" if language == "nl" else "en-GB",
            viewport={"width": 1280, "height": 860},
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(base)
        if customer:
            page.get_by_role("button", name=SIGN_IN[language]).first.click()
            page.locator("shop-picker li button").filter(has_text=customer).click()
        person = cls(context, page)
        person.open_chat()
        expect(person.log).to_contain_text("bot")
        return person

    def open_chat(self) -> None:
        """Press the launcher, unless the chat is open already."""
        if not self.page.locator("support-panel").is_visible():
            self.page.locator("support-chat button[part=launcher]").click()
        expect(self.composer).to_be_visible(timeout=ANSWER_WITHIN_MS)

    def reload(self) -> None:
        """Load the page anew; a chat that was open opens by itself."""
        self.page.reload()
        expect(self.composer).to_be_visible(timeout=ANSWER_WITHIN_MS)

    @property
    def composer(self) -> Locator:
        """Where the customer writes."""
        return self.page.locator("support-panel support-composer textarea")

    @property
    def log(self) -> Locator:
        """Everything that is shown of the conversation."""
        return self.page.locator("support-panel support-message-list ol")

    @property
    def bot(self) -> Locator:
        """The bot's messages."""
        return self.page.locator("support-message-list li.row.bot .bubble")

    @property
    def options(self) -> Locator:
        """The quick replies that can be pressed now."""
        return self.page.locator("support-panel .replies button")

    def receipt(self, status: str) -> Locator:
        """Receipt cards with this status."""
        return self.page.locator(f"support-receipt[status={status}] section")

    def say(self, text: str) -> str:
        """Send a message and wait for the bot's next one; returns the bot's newest text."""
        before = self.bot.count()
        self.composer.fill(text)
        self.composer.press("Enter")
        return self.answered(before)

    def write(self, text: str) -> None:
        """Send a message without waiting for an answer."""
        self.composer.fill(text)
        self.composer.press("Enter")

    def choose(self, title: str) -> str:
        """Press a quick reply and wait for the bot's next message."""
        before = self.bot.count()
        self.options.filter(has_text=title).first.click()
        return self.answered(before)

    def answered(self, before: int) -> str:
        """Wait until the bot said more than `before` messages and has finished."""
        expect(self.bot.nth(before)).to_be_visible(timeout=ANSWER_WITHIN_MS)
        expect(self.page.locator("support-answering .dots")).to_have_count(0)
        return self.bot.last.inner_text()

    def sees(self, text: str, *, timeout: float = ANSWER_WITHIN_MS) -> None:
        """The conversation shows this text, or will within the time."""
        expect(self.log).to_contain_text(text, timeout=timeout)

    def picture(self, path: Path) -> None:
        """A screenshot of what the customer sees."""
        self.page.screenshot(path=str(path))

    def second_tab(self) -> Customer:
        """The same browser, another tab of the same shop."""
        page = self.context.new_page()
        page.goto(self.page.url)
        other = Customer(self.context, page)
        other.open_chat()
        return other

    def entries(self) -> list[str]:
        """The rows of the conversation as text, without the times."""
        rows = self.log.locator("li.row .bubble, li.row.mode span, support-receipt h3")
        return rows.all_inner_texts()

    def comes_to_agree_with(self, other: Customer) -> bool:
        """Whether both tabs show the same, now or in a moment: one hears before the other."""
        for _ in range(ANSWER_WITHIN_MS // 100):
            if self.entries() == other.entries():
                return True
            self.page.wait_for_timeout(100)
        return False

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()


class Agent:
    """Somebody at the desk."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context = context
        self.page = page

    @classmethod
    def sign_in(
        cls, browser: Browser, base: str, name: str, password: str, *, path: str = "/desk/"
    ) -> Agent:
        """Open the desk (or the operator page) in a fresh browser and sign in."""
        context = watched(
            browser,
            locale="nl-NL",
            viewport={"width": 1440, "height": 900},
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(base + path)
        page.locator("support-sign-in #name").fill(name)
        page.locator("support-sign-in #password").fill(password)
        page.locator("support-sign-in button[type=submit]").click()
        expect(page.locator("support-sign-in")).to_have_count(0)
        return cls(context, page)

    def conversation_of(self, name: str) -> Locator:
        """The rows of the queue that carry this name."""
        return self.page.locator("support-queue button.row").filter(has_text=name)

    def claim(self, name: str) -> None:
        """Open somebody's conversation and take it over."""
        self.conversation_of(name).first.click()
        self.press("Overnemen")
        expect(self.composer).to_be_enabled()

    def press(self, name: str) -> None:
        """Press a button by its name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def confirm(self) -> None:
        """Say yes in the dialog that is open."""
        self.page.locator("support-question dialog button[type=submit]").click()

    @property
    def composer(self) -> Locator:
        """Where the agent writes."""
        return self.page.locator("support-desk-composer textarea")

    @property
    def thread(self) -> Locator:
        """The conversation that is open."""
        return self.page.locator("support-thread")

    @property
    def brief(self) -> Locator:
        """The brief beside the conversation."""
        return self.page.locator("support-brief")

    def reply(self, text: str) -> None:
        """Send a reply to the customer."""
        self.composer.fill(text)
        self.composer.press("Enter")
        expect(self.thread).to_contain_text(text)

    def picture(self, path: Path) -> None:
        """A screenshot of what the agent sees."""
        self.page.screenshot(path=str(path))

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()
