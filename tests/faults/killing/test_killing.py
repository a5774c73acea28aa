"""Gateway and engine are killed under load: every promise to the customers is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.killing.kills import killed

GATEWAY, ENGINE = 7, 3
ANSWERED = 0.3
"""A part of the turns that has to end with an answer, or the engine was not under load."""


@pytest.mark.e2e
@pytest.mark.slow
async def test_kills_at_random_moments_lose_nothing_double_nothing_and_pay_once(
    tmp_path: Path,
) -> None:
    run, verdict = await killed(tmp_path, gateway=GATEWAY, engine=ENGINE)
    assert (run.gateway, run.engine) == (GATEWAY, ENGINE)
    assert verdict.ok, verdict.faults
    assert run.answered >= run.turns * ANSWERED, run
    assert verdict.messages > 30 and verdict.effects > 0, verdict
