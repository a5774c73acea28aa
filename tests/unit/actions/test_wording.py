"""Amounts and days as people write them in each language."""

from datetime import date, datetime, timezone

import pytest

from actions import wording
from bot.model import Money

LATE_EVENING = datetime(2026, 11, 26, 23, 30, tzinfo=timezone.utc)
DOMAIN = {
    "responses": {
        "utter_button_yes": [
            {"text": "Yes, {name}", "condition": [{"name": "language", "value": "en"}]},
            {"text": "Ja, {name}", "condition": [{"name": "language", "value": "nl"}]},
        ]
    }
}


@pytest.mark.parametrize(
    ("amount", "language", "text"),
    [
        (Money(4995, "EUR"), "en", "€49.95"),
        (Money(4995, "EUR"), "nl", "€\xa049,95"),
        (Money(123_456, "EUR"), "en", "€1,234.56"),
        (Money(123_456, "EUR"), "nl", "€\xa01.234,56"),
        (Money(500, "EUR"), "fr", "€5.00"),
    ],
)
def test_an_amount_is_written_the_way_of_the_language(
    amount: Money, language: str, text: str
) -> None:
    assert wording.money(amount, language) == text


def test_a_day_is_the_day_in_the_shop_not_in_greenwich() -> None:
    assert wording.day(LATE_EVENING, "en") == "Friday 27 November"
    assert wording.day(LATE_EVENING, "nl") == "vrijdag 27 november"
    assert wording.clock_time(LATE_EVENING, "nl") == "00:30"


def test_a_date_without_a_time_stays_that_date() -> None:
    assert wording.day(date(2026, 12, 1), "nl") == "dinsdag 1 december"


def test_words_are_in_the_language_asked_for_or_in_one_that_there_is() -> None:
    said = {
        language: wording.words(DOMAIN, "utter_button_yes", language, name="Emma")
        for language in ("en", "nl", "fr")
    }

    assert said == {"en": "Yes, Emma", "nl": "Ja, Emma", "fr": "Yes, Emma"}


def test_a_text_that_nobody_wrote_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="utter_button_no"):
        wording.words(DOMAIN, "utter_button_no", "en")


@pytest.mark.parametrize(
    ("minutes", "language", "text"),
    [
        (135, "en", "2 hours and 15 minutes"),
        (135, "nl", "2 uur en 15 minuten"),
        (60, "nl", "1 uur"),
        (20, "en", "20 minutes"),
        (1500, "nl", "25 uur"),
    ],
)
def test_a_length_of_time_is_told_in_hours_and_minutes(
    minutes: int, language: str, text: str
) -> None:
    assert wording.span(minutes, language) == text
