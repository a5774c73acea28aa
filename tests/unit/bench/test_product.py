"""The product beside stock Rasa: what is said, what is made of it, and what both sides are."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench import product, stock_rasa
from bench.figures import Figure
from bench.product_figures import Found, Load, Round, engines, figures, gateway
from bench.product_script import STEPS, Names, Words, scripts, templates
from bench.slow_shop import TAKES_S, SlowShop
from bot.connectors import http
from bot.model import CustomerId


def one_round(alone_ms: float, *, seconds: float = 10.0, start_s: float = 4.0) -> Round:
    return Round(
        start_s=start_s,
        alone_ms=[alone_ms, alone_ms, 9_000.0],
        messages=100,
        seconds=seconds,
        cpu_s=2.0,
        mb=300.0,
        turn_ms=50.0,
        pairs_ms=[(150.0, 200.0), (150.0, 210.0), (150.0, 900.0)],
    )


def found(ours: Sequence[Round], stock: Sequence[Round]) -> Found:
    stage = {"received": 0.001, "waiting": 0.0, "receipts": 0.0, "disclosure": 0.0005,
             "log": 0.001, "delivery": 0.0, "engine": 0.020, "loading": 0.0,
             "understanding": 0.010, "deciding": 0.004, "action": 0.002, "saving": 0.002,
             "authority": 0.001, "connector": 0.0, "whole": 0.0225}  # fmt: skip
    return Found(
        list(ours), list(stock), [stage], [True, True, True, False],
        [Load(100, 10.0, 5.0)], [Load(100, 6.0, 5.5)],
    )  # fmt: skip


def named(rows: Sequence[Figure], name: str) -> Figure:
    return next(row for row in rows if row.name == name)


def test_each_round_gives_a_ratio_and_their_median_stands_in_the_table() -> None:
    ours = [one_round(20.0), one_round(30.0), one_round(30.0)]
    stock = [one_round(100.0), one_round(100.0), one_round(60.0)]
    row = named(figures(found(ours, stock), cores=2), "answer to one customer, p50")
    assert (row.ours, row.peer, row.ratio, row.spread) == (30.0, 100.0, 0.3, (0.2, 0.5))
    assert row.met


def test_more_messages_are_better_and_a_later_start_is_worse() -> None:
    ours, stock = [one_round(1.0, seconds=2.0, start_s=6.0)], [one_round(1.0)]
    rows = figures(found(ours, stock), cores=2)
    assert named(rows, "messages answered, 32 at once").ratio == 5.0
    assert named(rows, "messages answered, 32 at once").met
    assert named(rows, "start to the first answer").met is False


def test_a_second_message_may_take_the_rest_of_the_first_and_a_turn_of_its_own() -> None:
    rows = figures(found([one_round(1.0)], [one_round(1.0)]), cores=2)
    row = named(rows, "second message, against the rest of the first and a turn of its own")
    assert row.ours == pytest.approx(210 / 200)
    assert row.met


def test_what_the_engine_takes_is_no_share_of_the_gateway() -> None:
    own, way = gateway(found([], []).stages)
    assert own.ours == pytest.approx(2.5)
    assert way.ours == pytest.approx(2.0)


@pytest.mark.parametrize(("cores", "with_a_goal"), [(2, "ms"), (4, "a second")])
def test_two_engines_are_held_to_their_throughput_only_where_there_are_cores_for_it(
    cores: int, with_a_goal: str
) -> None:
    few = found([], [])
    rows = engines(few.one, few.two, cores=cores)
    assert [row.unit for row in rows if row.goal is not None] == [with_a_goal]
    assert {row.unit: row.ratio for row in rows} == pytest.approx({"a second": 5 / 3, "ms": 1.1})


def test_nobody_says_the_same_words_twice_and_every_step_is_said_as_often() -> None:
    said = Counter(text for script in scripts() for text in script)
    assert set(said.values()) == {1}
    taken = Words().take(len(STEPS), steps=2)
    steps = [next(i for i, step in enumerate(zip(*scripts(), strict=True)) if text in step)
             for script in taken for text in script]  # fmt: skip
    assert set(Counter(steps).values()) == {2}


@pytest.mark.parametrize("size", [product.SHORT, product.FULL])
def test_there_are_words_enough_for_a_whole_run(size: product.Size) -> None:
    assert len(scripts()) >= size.scripts
    assert len(Words().pairs(size.rounds * size.seconds)) == size.rounds * size.seconds


def test_an_answer_is_known_by_its_response_whatever_was_filled_in() -> None:
    names = Names({"utter_left": ["Left."], "utter_day": ["Comes on {day}. Or not?"]})
    assert names.of("Comes on Monday. Or not?") == "utter_day"
    assert names.of("Comes on Monday") == "Comes on Monday"
    assert "utter_goodbye" in templates()


def test_without_tensorflow_nothing_is_measured_and_it_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock_rasa, "PYTHON", tmp_path / "python")
    told: list[str] = []
    assert product.run(False, told.append) == []
    assert "NOT MEASURED" in told[0] and "make tensorflow-env" in told[0]


def test_nothing_of_ours_is_in_what_stock_rasa_is_told(tmp_path: Path) -> None:
    for told in (stock_rasa.CONFIG, stock_rasa.CREDENTIALS, stock_rasa.endpoints(tmp_path, 1)):
        assert "bot." not in str(told)


async def test_the_slow_shop_takes_its_time_to_say_that_there_is_no_booking(tmp_path: Path) -> None:
    with SlowShop() as shop:
        connectors = http.build(shop.described_in(tmp_path / "shop.yml"))
        began = time.monotonic()
        assert await connectors.bookings.bookings_of(CustomerId("C-1")) == ()
        assert time.monotonic() - began >= TAKES_S
        await connectors.close()
