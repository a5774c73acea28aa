"""What a person at the desk could say or do next: from the limits, the articles and the mood.

Pure. Every text is in the customer's language, goes into the field for editing, and passes what
disclosure asks of a person's words; whatever would be held back is not suggested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot import disclosure
from bot.authority.service import Possible
from bot.conversation.log import Entry
from bot.conversation.record import Record
from bot.disclosure import Withheld
from bot.knowledge.index import Index
from bot.model import Author, AuthorKind, Draft, LocalText, Mode, Outcome
from bot.texts import Texts

UPSET = 0.5
MOST_OFFERS = 4
MOST_ANSWERS = 2
LAST_MESSAGES = 3


@dataclass(frozen=True)
class Suggestion:
    """A reply to begin with, or a deed such as handing back; `title` is for who reads it."""

    kind: str
    title: LocalText
    text: str = ""
    deed: str = ""


def suggest(
    record: Record,
    *,
    entries: Sequence[Entry],
    level: float,
    possible: Sequence[Possible],
    articles: Index,
    texts: Texts,
) -> list[Suggestion]:
    """The next steps worth a click, the kindest first."""
    language = record.language
    answered = any(one.author.kind is AuthorKind.HUMAN_AGENT for one in entries if _said(one))
    found = []
    if level >= UPSET and not answered:
        text = texts.say("suggest.acknowledge", language)
        found.append(Suggestion("reply", texts.local("suggest.acknowledge_title"), text))
    said = [
        str(one.body.get("text", ""))
        for one in entries
        if _said(one) and one.author.kind is AuthorKind.CUSTOMER
    ]
    found += [
        Suggestion("answer", article.title, article.answer[language].strip())
        for article in articles.nearest(said[-LAST_MESSAGES:], MOST_ANSWERS)
    ]
    found += [_offer(one, language, texts) for one in possible[:MOST_OFFERS]]
    found = [one for one in found if _may_be_said(one.text)]
    alone = any(one.outcome is not Outcome.APPROVE for one in possible)
    if record.mode is Mode.HUMAN and record.flow and alone and level < UPSET:
        found.append(Suggestion("step", texts.local("suggest.hand_back_title"), deed="hand_back"))
    return found


def _offer(one: Possible, language: str, texts: Texts) -> Suggestion:
    key = "suggest.offer_asks" if one.outcome is Outcome.APPROVE else "suggest.offer"
    return Suggestion("offer", one.title, texts.say(key, language, what=one.text[language]))


def _may_be_said(text: str) -> bool:
    draft = Draft(Author(AuthorKind.HUMAN_AGENT, ""), text, "")
    return not isinstance(disclosure.review(draft), Withheld)


def _said(entry: Entry) -> bool:
    return entry.type == "message"
