"""One recorded request judged again: by the limits as they are, or as a person applies them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from bot.authority.acting import Acting
from bot.authority.decision import Needs
from bot.authority.language import Limits
from bot.authority.plan import NONE_YET, plan_of
from bot.authority.recorded import Recorded
from bot.authority.recorded_facts import (
    CONFIRMED,
    CUSTOMER,
    STOPPED,
    FactReader,
    RecordedView,
    whole,
)
from bot.authority.rollout import held_back
from bot.authority.ruling import NOT_COVERED
from bot.authority.simulated import SimulatedLedger
from bot.authority.verdict import judged
from bot.authority.view import DERIVED, View
from bot.model import Outcome

Again = tuple[Outcome, str | None, int, Needs, str | None]
"""The outcome, the line that decided, the cents, what it takes, and what would carry it out."""

_NO_CLAIMS: Mapping[str, Any] = MappingProxyType({})
_UNKNOWN: Again = (NOT_COVERED.outcome, NOT_COVERED.rule, 0, NONE_YET, None)


class Judge:
    """Judges recorded requests by the same limits, with what a simulated ledger holds."""

    def __init__(self, limits: Limits, ledger: SimulatedLedger) -> None:
        self._limits = limits
        self._ledger = ledger
        self._readers: dict[str, FactReader] = {}

    def again(self, one: Recorded) -> Again:
        """What these limits say to it."""
        limits, now, text = self._limits, one.at, one.facts
        plan = plan_of(limits, one.action)
        if plan is None:
            return _UNKNOWN
        reader = self._readers.get(one.action)
        if reader is None:
            reader = self._readers[one.action] = FactReader(plan, limits)
        changed = _changed(one.derived, len(DERIVED))
        view: View
        if changed:
            facts = _without(whole(text), changed)
            view = View(facts, now, plan.zone)
        else:
            facts = reader.read(text)
            view = RecordedView(facts, now, plan.zone, text)
        get = facts.get
        # The customer's yes was to exactly this, unless it failed for the lack of one.
        agreed = bool(get(CONFIRMED)) and '"confirm"' not in one.failed
        ruling, amount, wanted, _ = judged(
            plan,
            limits,
            facts,
            _NO_CLAIMS,
            now,
            agreed,
            get(STOPPED) is True,
            self._ledger.look,
            self._ledger.once,
            view=view,
            brief=True,
        )
        if not plan.live:
            ruling = held_back(plan.action, ruling, get(CUSTOMER))[0]
        minor = amount.minor if amount is not None else 0
        return ruling.outcome, ruling.rule, minor, wanted, plan.action.does

    def takes(self, one: Recorded) -> Needs:
        """What it took, however these limits would decide about it: it was granted."""
        plan = plan_of(self._limits, one.action)
        if plan is None:
            return NONE_YET
        facts = _without(whole(one.facts), _changed(one.derived, len(DERIVED)))
        return plan.needs(View(facts, one.at, plan.zone), one.minor, hashed=False)


class PeopleJudge:
    """Judges what people did, each by the limits as somebody in their role applies them."""

    def __init__(self, limits: Limits, ledger: SimulatedLedger) -> None:
        self._limits = limits
        self._ledger = ledger
        self._judges: dict[tuple[str, str, tuple[str, ...]], Judge | None] = {}
        self._granted: dict[str, str | None] = {}

    def granted(self, one: Recorded) -> None:
        """A refusal that a person made an exception to would have been none."""
        self._granted[one.id] = one.rule

    def again(self, one: Recorded, acting: Acting) -> Again:
        """What the limits say to this person; refused where they may nothing of the kind."""
        if acting.refused in self._granted:
            return Outcome.REFUSE, self._granted[acting.refused], 0, NONE_YET, None
        if one.action not in self._limits.actions:
            return _UNKNOWN
        key = (one.action, acting.key, acting.overruled)
        if key not in self._judges:
            theirs = acting.limits(self._limits, self._limits.actions[one.action])
            self._judges[key] = None if theirs is None else Judge(theirs, self._ledger)
        judge = self._judges[key]
        if judge is None:
            return Outcome.REFUSE, acting.key, 0, NONE_YET, None
        outcome, rule, minor, wanted, does = judge.again(one)
        return outcome, acting.line(rule), minor, wanted, does


def _without(facts: dict[str, Any], changed: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in changed}


@lru_cache(maxsize=1_000)
def _changed(text: str, known: int) -> frozenset[str]:
    """The derived facts whose function has changed since: they are worked out anew.

    Few different texts. `known`: how many there are, so that one that comes later is noticed.
    """
    found: dict[str, int] = whole(text)
    return frozenset(
        name
        for name, version in found.items()
        if name not in DERIVED or DERIVED[name].version != version
    )
