"""What the gateway itself says to a customer: the sentences of data/texts.yml, past disclosure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from babel.dates import format_date, format_time

from bot import disclosure
from bot.disclosure import Withheld
from bot.empathy import address
from bot.model import (
    Author,
    AuthorKind,
    Draft,
    LocalText,
    Mode,
    Option,
    Receipt,
    ReservationState,
    Reviewed,
)
from bot.texts import Texts

PAYLOAD_PERSON = "gateway:person"
PAYLOAD_RETRY = "gateway:retry"
PAYLOAD_PHOTO = "gateway:photo"
"""Send a photo: offered by the bot, done by the widget; a photo then answers the question."""


class BadSentence(Exception):
    """A sentence of data/texts.yml that disclosure holds back: a mistake in that file."""

    code = "bad_sentence"


@dataclass(frozen=True)
class Voice:
    """The house's own words: who it is, and every sentence in every language."""

    texts: Texts
    company: str
    bot_name: str
    privacy_url: str
    formal: bool = False
    mood_reading: str = "opt_out"

    def addressed(self, text: str, language: str) -> str:
        """A text as the house addresses its customers."""
        return address.formal(text) if self.formal and language == "nl" else text

    @property
    def bot(self) -> Author:
        """The bot, as every message of it is signed."""
        return Author(AuthorKind.BOT, self.bot_name)

    @property
    def system(self) -> Author:
        """The house, as modes, receipts and disclosures are signed."""
        return Author(AuthorKind.SYSTEM, self.company)

    def customer_name(self, language: str) -> str:
        """What a customer's own messages are signed with."""
        return self.texts.say("names.customer", language)

    def disclosure(self, language: str, *, again: bool, moods: str) -> Reviewed:
        """That this is a bot: in full at the start, with what it does with moods; short later."""
        key = "chat.disclosure_again" if again else "chat.disclosure"
        values = {"company": self.company, "bot": self.bot_name}
        if not again:
            values["moods"] = self.texts.say(f"chat.disclosure_moods_{moods}", language)
        text = self.texts.say(key, language, **values)
        return disclosure.disclosure(self.system, text=text, url=self.privacy_url)

    def mode(
        self,
        mode: Mode,
        *,
        reason: str,
        position: int | None = None,
        expected_wait_s: int | None = None,
        back_at: datetime | None = None,
        agent: str | None = None,
        feedback: bool | None = None,
    ) -> Reviewed:
        """That somebody else talks from here on."""
        return disclosure.mode(
            self.system,
            mode,
            reason=reason,
            position=position,
            expected_wait_s=expected_wait_s,
            back_at=back_at,
            agent=agent,
            feedback=feedback,
        )

    def receipt(
        self, receipt: Receipt, language: str, state: ReservationState | None
    ) -> Reviewed | Withheld:
        """One decision about money or a booking."""
        if self.formal:
            receipt = replace(
                receipt,
                explanation=_formal(receipt.explanation),
                to=receipt.to and _formal(receipt.to),
                expected=receipt.expected and _formal(receipt.expected),
            )
        return disclosure.receipt(self.system, receipt, language, state)

    def bot_says(self, key: str, language: str, *options: Option, **values: object) -> Reviewed:
        """A sentence of the bot's own, with its blanks filled in."""
        return self._reviewed(self.bot, key, language, options, values)

    def when(self, moment: datetime, now: datetime, language: str) -> str:
        """A moment as people say it; both as the clock at the desk shows them."""
        time = format_time(moment.time(), "H:mm", locale=language)
        days = (moment.date() - now.date()).days
        if days in (0, 1):
            key = "chat.when_today" if days == 0 else "chat.when_tomorrow"
            return self.texts.say(key, language, time=time)
        day = format_date(moment.date(), "EEEE d MMMM", locale=language)
        return self.texts.say("chat.when_day", language, day=day, time=time)

    def house_says(self, key: str, language: str, **values: object) -> Reviewed:
        """A sentence of the house: signed by the system, in every mode."""
        return self._reviewed(self.system, key, language, (), values)

    def no_answer(self, language: str, *, busy: bool = False) -> Reviewed:
        """That no answer comes, because of a fault or of too much to do, with the two ways on."""
        return self.bot_says(
            "chat.engine_busy" if busy else "chat.engine_down",
            language,
            Option(self.texts.say("chat.option_person", language), PAYLOAD_PERSON),
            Option(self.texts.say("chat.option_retry", language), PAYLOAD_RETRY),
        )

    def instead_of(self, withheld: Withheld, language: str) -> Reviewed:
        """The honest sentence that goes out in place of a message that was held back."""
        return self.bot_says(f"held_back.{withheld.reason.value}", language)

    def local(self, key: str) -> LocalText:
        """A sentence in every language, for the desk."""
        return self.texts.local(key)

    def say(self, key: str, language: str, values: Mapping[str, object] | None = None) -> str:
        """A sentence that goes back as an answer to one event, such as an error."""
        return self.texts.say(key, language, **(values or {}))

    def _reviewed(
        self,
        author: Author,
        key: str,
        language: str,
        options: tuple[Option, ...],
        values: Mapping[str, object],
    ) -> Reviewed:
        text = self.texts.say(key, language, **values)
        made = disclosure.review(Draft(author, text, language, options=options, utter=key))
        if isinstance(made, Withheld):
            raise BadSentence(f"{key} ({language}) is held back: {made.reason.value}")
        return made


def _formal(text: LocalText) -> LocalText:
    return {name: address.formal(said) if name == "nl" else said for name, said in text.items()}
