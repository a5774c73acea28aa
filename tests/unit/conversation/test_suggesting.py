"""What a person at the desk is offered to say or do next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from bot import disclosure
from bot.authority.service import Possible
from bot.conversation.log import Entry
from bot.conversation.suggesting import suggest
from bot.disclosure import Withheld
from bot.knowledge import articles
from bot.knowledge.index import Index
from bot.model import Author, AuthorKind, Draft, Mode, Money, Outcome
from tests.unit.conversation.test_brief import NOW, TEXTS, WAITING

ARTICLES = articles.load(Path(__file__).parents[3] / "data" / "knowledge")
REFUND = Possible(
    action="refund_order",
    params={"order": "O-1"},
    object="O-1",
    outcome=Outcome.ALLOW,
    amount=Money(12900, "EUR"),
    text={"en": "refund €129.00 to your card", "nl": "€ 129,00 terugbetalen op je kaart"},
    title={"en": "Refund an order", "nl": "Een bestelling terugbetalen"},
)


def _said(text: str, kind: AuthorKind = AuthorKind.CUSTOMER) -> Entry:
    return Entry(WAITING.id, 1, 1, NOW, "message", Author(kind, "x"), {"text": text})


def _suggested(**more: Any) -> list[Any]:
    usual: dict[str, Any] = {
        "entries": [],
        "level": 0.0,
        "possible": [],
        "texts": TEXTS,
    }
    record = more.pop("record", WAITING)
    usual["articles"] = Index(ARTICLES, record.language)
    return suggest(record, **{**usual, **more})


def test_what_the_limits_allow_is_offered_in_the_language_of_the_customer() -> None:
    dutch = _suggested(possible=[REFUND])
    assert [one.text for one in dutch] == [
        "Dit kan ik voor je doen: € 129,00 terugbetalen op je kaart. Wil je dat?"
    ]
    english = _suggested(possible=[REFUND], record=replace(WAITING, language="en"))
    assert english[0].text.startswith("I can do this for you: refund")


def test_what_a_colleague_has_to_agree_to_is_not_promised() -> None:
    asks = _suggested(possible=[replace(REFUND, outcome=Outcome.APPROVE)])
    assert "aan een collega voorleggen" in asks[0].text


def test_somebody_upset_is_first_told_that_they_were_read_and_only_once() -> None:
    found = _suggested(entries=[_said("dit is belachelijk")], level=0.8, possible=[REFUND])
    assert (found[0].kind, found[1].kind) == ("reply", "offer")
    answered = [_said("belachelijk"), _said("Ik lees mee", AuthorKind.HUMAN_AGENT)]
    assert "reply" not in [one.kind for one in _suggested(entries=answered, level=0.8)]


def test_handing_back_is_suggested_when_calm_and_the_bot_may_finish_it() -> None:
    held = replace(WAITING, mode=Mode.HUMAN)
    assert [one.deed for one in _suggested(record=held, possible=[REFUND])] == ["", "hand_back"]
    assert [one.deed for one in _suggested(record=held, possible=[REFUND], level=0.9)] == ["", ""]
    assert "hand_back" not in [one.deed for one in _suggested(possible=[REFUND])]


def test_every_article_can_be_said_by_a_person_without_being_held_back() -> None:
    author = Author(AuthorKind.HUMAN_AGENT, "Maria")
    held = [
        article.id
        for article in ARTICLES
        for text in article.answer.values()
        if isinstance(disclosure.review(Draft(author, text, "")), Withheld)
    ]
    assert held == []
