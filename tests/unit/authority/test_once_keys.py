"""Keys that are not hashed tell requests apart exactly as those of the ledger do."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.authority.language import Limits
from bot.authority.limits import lint_text
from bot.authority.plan import plan_of
from bot.authority.view import View
from tests.support.authority import LIMITS

NOW = datetime(2026, 6, 15, tzinfo=timezone.utc)
TEXT = LIMITS.read_text(encoding="utf-8").split("\nexamples:")[0] + "\n"
words = st.text('ab"[],:', max_size=4)
values = words | st.integers(0, 3) | st.lists(words, max_size=3).map(tuple)


@cache
def shipped() -> Limits:
    limits = lint_text(TEXT).limits
    assert limits is not None
    return limits


@settings(deadline=None)
@given(st.lists(st.tuples(values, values), min_size=2, max_size=2))
def test_two_requests_share_a_key_hashed_or_not(asked: list[tuple[object, object]]) -> None:
    limits = shipped()
    shared = []
    for hashed in (True, False):
        kept: list[set[str]] = []
        for plan in (plan_of(limits, name) for name in sorted(limits.actions)):
            if plan is None or not (plan.once or plan.open):
                continue
            facts = [fact for keys in (plan.once, plan.open) if keys for fact in keys.facts]
            for one in asked:
                view = View(dict(zip(facts, one, strict=False)), NOW, plan.zone)
                kept.append(set(plan.needs(view, 1, hashed=hashed).once))
        assert len(kept) > 2
        shared.append([[len(mine & other) for other in kept] for mine in kept])
    assert shared[0] == shared[1]
