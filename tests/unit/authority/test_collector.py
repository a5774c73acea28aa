"""The collector of cycles is back as it was, however the work ended and whoever shared it."""

from __future__ import annotations

import gc

import pytest

from bot.authority.collector import RARELY, collecting_rarely


def test_the_thresholds_return_when_the_work_fails() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError), collecting_rarely():
        assert gc.get_threshold() == RARELY
        raise ValueError
    assert gc.get_threshold() == before


def test_the_last_of_two_puts_back_what_the_first_found() -> None:
    before = gc.get_threshold()
    first, second = collecting_rarely(), collecting_rarely()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold() == RARELY
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before
