"""The report as a page: every word in both languages, a table behind every picture."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.encoder import encoder
from bot.insights.costs import Prices
from bot.insights.friction_list import Links
from bot.insights.page import page
from bot.insights.report import Report, Sources, make
from bot.insights.shares import Share
from bot.insights.tally import Period
from bot.insights.words import FILE, Words
from bot.knowledge import articles as shelf
from bot.model import Outcome
from bot.storage.database import Database
from bot.texts import Texts
from tests.support import kept_history
from tests.support.history import Story
from tests.support.planted_frictions import Traffic

START = datetime(2026, 9, 1, tzinfo=timezone.utc)
PERIOD = Period(START, START + timedelta(days=30), START + timedelta(days=40))
ARTICLES = {one.id: one for one in shelf.load(Path("data/knowledge"))}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('page') / 'history.db'}")
    database.upgrade_sync()
    traffic = Traffic(1, START, 30)
    stories = list(traffic.conversations(4000))
    for number in range(120):
        story = Story(f"<i>{number}", START + timedelta(hours=number))
        story.says("ask_kindness", ("flow", "goodwill"))
        tier = "gold" if number % 2 else "regular"
        given = number % 2 or number % 10 == 0
        outcome = Outcome.ALLOW if given else Outcome.REFUSE
        story.ruled(outcome, action="goodwill", granted=500 if given else 0, tier=tier)
        stories.append(story.material())
    kept_history.keep(database, stories)
    kept_history.ask(database, traffic.questions)
    prices = Prices("EUR", 4200, 200, 1500, 600)
    sources = Sources(database, prices, ARTICLES, {"goodwill"}, encoder().encode)
    found = make(sources, PERIOD)
    database.close_sync()
    return found


def shown(report: Report, language: str) -> str:
    words = Words(Texts.load(FILE), language, "EUR", {}, ARTICLES)
    return page(report, words, Links.at("http://x"), title="A <title>", lead="…")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_picture_has_its_table(report: Report, language: str) -> None:
    html = shown(report, language)

    assert html.count("<figure>") == 5
    assert len(re.findall(r"</figure><details>.*?<table>", html, flags=re.S)) == 5
    # One for wide screens and one for narrow ones, of which the page shows one.
    assert html.count('role="img" aria-label="') == 10


def test_each_subject_is_told_with_who_brought_it_to_an_end(report: Report) -> None:
    html = shown(report, "en")

    of_refunds = {by: one.n for (flow, by), one in report.flows.items() if flow == "refund_order"}
    assert set(of_refunds) == {"bot", "person", "nobody"}
    row = re.search(r"refund order</th><td>([\d,]+)</td>(.*?)</tr>", html)
    assert row
    assert int(row[1].replace(",", "")) == sum(of_refunds.values())
    words = Words(Texts.load(FILE), "en", "EUR", {}, ARTICLES)
    for count in of_refunds.values():
        share = Share(count, sum(of_refunds.values()))
        assert f"{words.percent(share.value)} ({words.interval(share)})" in row[2]


def test_the_page_needs_no_script_and_no_inline_style(report: Report) -> None:
    html = shown(report, "en")

    assert "<script" not in html
    assert ' style="' not in html
    assert not re.search(r"#0[0-9]0[0-9]0[0-9]", html)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_what_customers_and_staff_wrote_is_text(report: Report) -> None:
    html = shown(report, "en")

    assert "A &lt;title&gt;" in html
    assert "<i>" not in html


def test_a_group_that_gets_less_is_named_with_what_it_is_owed(report: Report) -> None:
    (unfair,) = [one for one in report.findings if one.kind == "unfair"]

    assert (unfair.flow, unfair.name) == ("goodwill", "tier:regular")
    assert unfair.cost.owed > 0
    assert "customer group regular" in shown(report, "en")


def test_figures_stand_with_their_interval_and_abandonment_beside(report: Report) -> None:
    html = shown(report, "nl")

    assert "Blijvend opgelost" in html
    assert "Afgehaakt" in html
    assert re.search(r"\d+% tot \d+%; [\d.]+ van [\d.]+", html)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_what_the_words_mean_stands_on_the_page(report: Report, language: str) -> None:
    html, texts = shown(report, language), Texts.load(FILE)

    defined = [name for name in texts.sentences if name.startswith("define.")]
    assert len(defined) == 7
    for name in defined:
        begins = texts.sentences[name][language].split(":")[0]
        assert f"<li>{begins}:" in html


def test_a_clash_leads_to_a_replay_and_to_the_conversations(report: Report) -> None:
    html = shown(report, "en")

    assert 'href="http://x/console/insights/replay/refund_order/allow_up_to"' in html
    assert 'href="http://x/console/insights/conversation/g1-' in html
