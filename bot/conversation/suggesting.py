"""What a person at the desk could say or do next: from the limits, the articles and the mood.

Pure. Every text is in the customer's language, goes into the field for editing, and passes what
disclosure asks of a person's words; whatever would be held back is not suggested.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot import disclosure
from bot.authority.service import Possible
from bot.conversation.log import Entry
from bot.conversation.record import Record
from bot.disclosure import Withheld
from bot.knowledge.articles import Article
from bot.model import Author, AuthorKind, Draft, LocalText, Mode, Outcome
from bot.texts import Texts

UPSET = 0.5
MOST_OFFERS = 4
MOST_ANSWERS = 2
LIKE_ENOUGH = 0.5
LAST_MESSAGES = 3
_STEM = 5
_WORD = re.compile(r"[a-z]{4,}")


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
    articles: Iterable[Article],
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
        for article in nearest(articles, said[-LAST_MESSAGES:], language)
    ]
    found += [_offer(one, language, texts) for one in possible[:MOST_OFFERS]]
    found = [one for one in found if _may_be_said(one.text)]
    alone = any(one.outcome is not Outcome.APPROVE for one in possible)
    if record.mode is Mode.HUMAN and record.flow and alone and level < UPSET:
        found.append(Suggestion("step", texts.local("suggest.hand_back_title"), deed="hand_back"))
    return found


def nearest(articles: Iterable[Article], said: Sequence[str], language: str) -> list[Article]:
    """The articles whose questions share the telling words of what was said; none when few do."""
    shelf = [
        (article, [_words(question) for question in article.questions.get(language, ())])
        for article in articles
    ]
    spread = Counter(word for _, asked in shelf for word in set().union(*asked))
    total = len(shelf) + 1
    weigh = {word: math.log(total / (count + 0.5)) for word, count in spread.items()}

    def weight(words: frozenset[str]) -> float:
        return sum(weigh.get(word, math.log(total)) ** 2 for word in words)

    def alike(said: frozenset[str], asked: frozenset[str]) -> float:
        either = math.sqrt(weight(said) * weight(asked))
        return weight(said & asked) / either if either else 0.0

    scored = [
        (max((alike(_words(text), one) for text in said for one in asked), default=0.0), a)
        for a, asked in shelf
    ]
    best = sorted(scored, key=lambda one: -one[0])[:MOST_ANSWERS]
    return [article for score, article in best if score >= LIKE_ENOUGH]


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return frozenset(word[:_STEM] for word in _WORD.findall(plain))


def _offer(one: Possible, language: str, texts: Texts) -> Suggestion:
    key = "suggest.offer_asks" if one.outcome is Outcome.APPROVE else "suggest.offer"
    return Suggestion("offer", one.title, texts.say(key, language, what=one.text[language]))


def _may_be_said(text: str) -> bool:
    draft = Draft(Author(AuthorKind.HUMAN_AGENT, ""), text, "")
    return not isinstance(disclosure.review(draft), Withheld)


def _said(entry: Entry) -> bool:
    return entry.type == "message"
