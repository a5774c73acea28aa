"""Intervals on small numbers, and when one share is surely larger than another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insights.shares import Share, more, wilson


@given(of=st.integers(1, 10_000), data=st.data())
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(
    of: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(0, of))
    low, high = wilson(part, of)
    assert 0 <= low <= part / of <= high <= 1


def test_of_nothing_everything_is_possible() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval == (0.0, 1.0)


def test_wilson_as_the_books_have_it() -> None:
    assert wilson(8, 10) == pytest.approx((0.490, 0.943), abs=0.001)


def test_few_cases_are_not_surely_more() -> None:
    assert more(Share(3, 10), Share(10, 100)) == 0.0
    assert more(Share(300, 1000), Share(100, 1000)) > 0.1
    assert more(Share(100, 1000), Share(300, 1000)) == 0.0


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_of_two_shares_at_most_one_is_surely_more(a: int, b: int, c: int, d: int) -> None:
    one, other = Share(min(a, b), b), Share(min(c, d), d)
    assert not (more(one, other) > 0 and more(other, one) > 0)
