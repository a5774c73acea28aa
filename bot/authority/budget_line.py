"""One budget of an action: what a request takes from it, and in which window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from bot.authority.decision import Need
from bot.authority.expressions import FactValue, Literal
from bot.authority.language import Budget, Limits
from bot.authority.view import DERIVED, View
from bot.model import Money

_NOT_YET = (datetime.max.replace(tzinfo=timezone.utc), datetime.min.replace(tzinfo=timezone.utc), 0)
_new = tuple.__new__


class BudgetLine:
    """A budget with everything about it that is the same for all requests."""

    def __init__(self, budget: Budget, limits: Limits) -> None:
        self.name = budget.id
        self._budget = budget
        self._zone = limits.zone
        self._span = budget.window.span
        self._fixed = budget.cap.content.minor if isinstance(budget.cap, Literal) else None
        plain = isinstance(budget.cap, FactValue) and budget.cap.name not in DERIVED
        self._cap_fact = budget.cap.name if plain and isinstance(budget.cap, FactValue) else None
        self._period = _NOT_YET

    def need(self, get: Callable[[str], Any], view: View, now: datetime, minor: int) -> Need | None:
        """What a request takes from it; None when its scope or its cap is not known."""
        budget = self._budget
        per = budget.per
        scope = "all" if per is None else get(per)
        if scope is None and per in DERIVED:
            scope = view.get(per)
        cap = self._fixed
        if cap is None and budget.cap is not None:
            fact = self._cap_fact
            found = get(fact) if fact is not None else budget.cap.value(view)
            if not isinstance(found, Money):
                return None
            cap = found.minor
        if scope is None:
            return None
        # Requests come in order: the window of the last one is nearly always that of the next.
        since, until, bucket = self._period
        if not since <= now < until:
            self._period = since, until, bucket = budget.window.period(now, self._zone)
        span = self._span
        name = scope if scope.__class__ is str else str(scope)
        # What the constructor of a NamedTuple does, without its detour through Python.
        made = (self.name, name, minor, cap, budget.max_count, bucket, span, bucket - span)
        return _new(Need, made)
