"""A report finds what is planted in a history, the costliest first, and nothing else before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.encoder import encoder
from bot.insights.costs import Prices
from bot.insights.report import Report, Sources, make
from bot.insights.tally import Period
from bot.knowledge import articles as shelf
from bot.storage.database import Database
from tests.support import kept_history
from tests.support.planted_frictions import AGAIN, ARTICLES, HOUR, LEFT, PLANTED, Traffic

START = datetime(2026, 9, 1, tzinfo=timezone.utc)
DAYS = 60
PERIOD = Period(START, START + timedelta(days=DAYS), START + timedelta(days=DAYS + 10))
PRICES = Prices("EUR", HOUR, 200, LEFT, AGAIN)


def report_of(folder: Path, traffic: Traffic, count: int) -> Report:
    database = Database(f"sqlite:///{folder / 'history.db'}")
    database.upgrade_sync()
    kept_history.keep(database, traffic.conversations(count))
    kept_history.ask(database, traffic.questions)
    some = next(iter(shelf.load(Path("data/knowledge"))))
    articles = {
        name: replace(
            some,
            id=name,
            owner=f"{name} desk",
            review_by=date(2026, 8, 1) if name == "passport" else date(2027, 8, 1),
        )
        for name in ARTICLES
    }
    found = make(Sources(database, PRICES, articles, {"goodwill"}, encoder().encode), PERIOD)
    database.close_sync()
    return found


def is_planted(key: str, name: str) -> bool:
    return key.startswith(name) if name == "unanswered" else key == name


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_ten_are_found_and_fill_the_first_ten_places(tmp_path: Path, seed: int) -> None:
    traffic = Traffic(seed, START, DAYS)

    found = report_of(tmp_path, traffic, 12_000)

    top = [one.key for one in found.findings[:10]]
    for name in PLANTED:
        assert any(is_planted(key, name) for key in top), (name, top)
    costly = max(traffic.true, key=lambda name: traffic.true[name])
    assert is_planted(top[0], costly)
    assert all(one.examples for one in found.findings[:10])
    (unanswered,) = [one for one in found.findings[:10] if one.kind == "unanswered"]
    assert unanswered.owner == "luggage desk"
    assert len(unanswered.texts) >= 4, "the same question in other words is the same question"
    assert [one.article.id for one in found.overdue] == ["passport"]
    assert found.overdue[0].told > 100
    top_ten = reversed(found.findings[:10])
    told = {name: one for one in top_ten for name in PLANTED if is_planted(one.key, name)}
    for name, cents in traffic.true.items():
        assert 0.5 < told[name].cost.total / cents < 1.5, (name, told[name].cost, cents)


def test_ordinary_traffic_costs_next_to_nothing(tmp_path: Path) -> None:
    found = report_of(tmp_path, Traffic(4, START, DAYS, planted=False), 12_000)

    assert all(one.cost.total < 200_00 for one in found.findings)
