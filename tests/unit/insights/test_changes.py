"""What was done about a friction: the limits, the articles and what the bot says, told in words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.insights import changes, digest
from bot.insights.digest import Done
from bot.insights.since_then import _said
from bot.insights.tally import Period
from bot.insights.words import FILE, Words
from bot.knowledge import articles as shelf
from bot.knowledge.articles import Article
from bot.storage.authority_tables import limits_versions
from bot.storage.database import Database
from bot.texts import LANGUAGES, Texts

NOON = datetime(2026, 11, 2, 12, tzinfo=timezone.utc)
PERIOD = Period(NOON - timedelta(days=1), NOON + timedelta(days=10), NOON + timedelta(days=10))
ARTICLES = list(shelf.load(Path("data/knowledge")))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'samenspel.db'}")
    made.upgrade_sync()
    yield made
    made.close_sync()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """What the bot is made of, to be changed."""
    for folder in ("domain", "data"):
        shutil.copytree(folder, tmp_path / folder, ignore=shutil.ignore_patterns("messages"))
    return tmp_path


def note(database: Database, root: Path, articles: list[Article], days: int) -> int:
    seen = changes.look(articles, root)
    return database.run_sync(lambda c: changes.note(c, seen, NOON + timedelta(days=days)))


def done(database: Database) -> list[Done]:
    return database.read_sync(lambda c: digest.done(c, PERIOD))


def say(found: list[Done], language: str) -> list[str]:
    titles = {"order_status": {"en": "Where an order is", "nl": "Waar een bestelling is"}}
    return list(_said(found, Words(Texts.load(FILE), language, "EUR", titles, {})))


def test_the_first_look_is_no_change_and_the_same_again_neither(
    database: Database, root: Path
) -> None:
    assert note(database, root, ARTICLES, 0) > len(ARTICLES)
    assert note(database, root, ARTICLES, 1) == 0
    assert done(database) == []


def test_articles_that_are_rewritten_reviewed_new_or_gone_are_told(
    database: Database, root: Path
) -> None:
    first, second, third, last = ARTICLES[:4]
    note(database, root, [first, second, third], 0)
    better = replace(first, answer={**first.answer, "en": "It is so."})
    looked_at = replace(second, review_by=date(2028, 1, 5))
    note(database, root, [better, looked_at, last], 2)

    found = done(database)

    assert sorted((one.what, one.name) for one in found) == sorted(
        [
            ("article_changed", first.id),
            ("article_reviewed", second.id),
            ("article_gone", third.id),
            ("article_new", last.id),
        ]
    )
    dutch = " ".join(say(found, "nl"))
    assert f"4 november 2026: het artikel ‘{first.title['nl']}’" in dutch
    assert f"{second.owner} heeft het artikel" in dutch
    assert "5 januari 2028" in dutch


def test_what_the_bot_says_is_told_by_flow_and_for_all_flows_together(
    database: Database, root: Path
) -> None:
    note(database, root, ARTICLES, 0)
    for file in ("domain/order_status.yml", "data/texts.yml"):
        with (root / file).open("a", encoding="utf-8") as lines:
            lines.write("# said better\n")
    note(database, root, ARTICLES, 1)

    assert say(done(database), "en") == [
        "3 November 2026: what the bot asks or says was changed in: Where an order is",
        "3 November 2026: the sentences that the chat has everywhere were changed",
    ]


def test_limits_stand_among_them_in_the_order_of_time(database: Database, root: Path) -> None:
    note(database, root, ARTICLES[1:], 0)
    note(database, root, ARTICLES, 1)
    version = {"version": 2, "sha256": "0" * 64, "source": "", "author": "omar"}
    version |= {"reason": "too low", "written_at": NOON, "applied_at": NOON + timedelta(days=2)}
    database.run_sync(lambda c: c.execute(insert(limits_versions).values(**version)))

    found = done(database)

    assert [one.what for one in found] == ["article_new", "limits"]
    assert say(found, "en")[1] == "4 November 2026: version 2 of the limits, by omar: too low"


def test_a_process_without_the_bots_files_takes_nothing_away(
    database: Database, root: Path, tmp_path: Path
) -> None:
    note(database, root, ARTICLES, 0)
    assert note(database, tmp_path / "elsewhere", ARTICLES, 1) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_that_can_be_noted_has_words(language: str) -> None:
    texts = Texts.load(FILE)
    whats = (changes.NEW, changes.CHANGED, changes.GONE)
    keys = [f"{kind}_{what}" for kind in (changes.ARTICLE, changes.FLOW) for what in whats]
    for key in [*keys, "article_reviewed", "texts_changed", "limits"]:
        assert texts.local(f"done.{key}")[language]
