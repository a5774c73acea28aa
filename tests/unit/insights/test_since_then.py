"""What came and what went since the period before, as a customer council reads it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from bot.encoder import encoder
from bot.insights.costs import Prices
from bot.insights.digest import Done
from bot.insights.report import Sources, make
from bot.insights.since_then import changed
from bot.insights.tally import Period
from bot.insights.words import FILE, Words
from bot.knowledge import articles as shelf
from bot.storage.database import Database
from bot.texts import Texts
from tests.support import kept_history
from tests.support.planted_frictions import Traffic

FIRST = datetime(2026, 9, 1, tzinfo=timezone.utc)
SECOND, THIRD = FIRST + timedelta(days=30), FIRST + timedelta(days=60)
ARTICLES = {one.id: one for one in shelf.load(Path("data/knowledge"))}


def told(folder: Path, *, planted_before: bool, planted_now: bool, done: list[Done]) -> str:
    database = Database(f"sqlite:///{folder / 'history.db'}")
    database.upgrade_sync()
    last = 0
    for seed, start, planted in ((1, FIRST, planted_before), (2, SECOND, planted_now)):
        # Who comes back in the last days would come back in the next month.
        traffic = Traffic(seed, start, 23, planted=planted)
        last = kept_history.keep(database, traffic.conversations(2500), after=last)
        kept_history.ask(database, traffic.questions)
    sources = Sources(database, Prices("EUR", 4200, 200, 1500, 600), ARTICLES, {}, encoder().encode)
    report = make(sources, Period(SECOND, THIRD, THIRD + timedelta(days=10)))
    database.close_sync()
    words = Words(Texts.load(FILE), "en", "EUR", {"rebook_trip": {"en": "Move a trip"}}, ARTICLES)
    return changed(report, words, done)


def test_a_friction_that_was_mended_is_told_beside_what_was_done(tmp_path: Path) -> None:
    act = Done(SECOND, "limits", name="2", by="omar", reason="too low")
    found = told(tmp_path, planted_before=True, planted_now=False, done=[act])

    assert "Move a trip: left at a question: which departure: no longer there" in found
    assert "New since the period before" not in found
    assert "1 October 2026: version 2 of the limits, by omar: too low" in found


def test_a_friction_that_came_is_told_and_that_nothing_was_done(tmp_path: Path) -> None:
    found = told(tmp_path, planted_before=False, planted_now=True, done=[])

    assert "New since the period before: Move a trip: left at a question" in found
    assert "which departure: no longer there" not in found
    assert "Nothing was changed in this period" in found
