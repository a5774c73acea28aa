"""What other limits would have decided about the recorded requests, in their order.

Pure over what it is given: facts as they were recorded, a simulated ledger, the limits. It says
what the engine would have decided, not how people would have behaved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from bot.authority.decision import Needs
from bot.authority.language import Limits
from bot.authority.plan import NONE_YET, plan_of
from bot.authority.recorded import Ending, Recorded
from bot.authority.recorded_facts import (
    CONFIRMED,
    CUSTOMER,
    STOPPED,
    FactReader,
    RecordedView,
    whole,
)
from bot.authority.rollout import held_back
from bot.authority.ruling import NOT_COVERED, Ruling
from bot.authority.simulated import SimulatedLedger
from bot.authority.verdict import judged
from bot.authority.view import DERIVED, View
from bot.model import Outcome

GRANTS = (Outcome.ALLOW, Outcome.APPROVE)
_new = tuple.__new__
_NO_CLAIMS: Mapping[str, Any] = MappingProxyType({})


class Replayed(NamedTuple):
    """One request with what was decided and what these limits would have decided."""

    recorded: Recorded
    outcome: Outcome
    rule: str | None
    minor: int


def replay(
    limits: Limits,
    requests: Iterable[Recorded],
    *,
    earlier: Iterable[Recorded] = (),
    endings: Sequence[Ending] = (),
) -> Iterator[Replayed]:
    """Judge every request again. `earlier`: granted before the period, it only fills the budgets.

    `endings` have to be in order: what the provider refused, a person denied, or cost less.
    """
    ledger = SimulatedLedger(ends={ending.decision for ending in endings})
    left = list(reversed(endings))
    judge = _Judge(limits, ledger)
    for one in earlier:
        _end(ledger, left, one.seq)
        ledger.hold(one.id, Outcome(one.outcome), judge.again(one)[2])
    for one in requests:
        if left and left[-1].after < one.seq:
            _end(ledger, left, one.seq)
        ruling, minor, wanted, does = judge.again(one)
        outcome, rule = ruling.outcome, ruling.rule
        if outcome in GRANTS:
            if does is None:
                outcome, rule = Outcome.HANDOVER, "nothing_does_it"
            else:
                ledger.hold(one.id, outcome, wanted)
        # What the constructor of a NamedTuple does, without its detour through Python.
        yield _new(Replayed, (one, outcome, rule, minor))


class _Judge:
    """Judges recorded requests by the same limits, with what a simulated ledger holds."""

    def __init__(self, limits: Limits, ledger: SimulatedLedger) -> None:
        self._limits = limits
        self._ledger = ledger
        self._readers: dict[str, FactReader] = {}

    def again(self, one: Recorded) -> tuple[Ruling, int, Needs, str | None]:
        """The ruling, the amount in cents, what it takes, and what would carry it out."""
        limits, now, text = self._limits, one.at, one.facts
        plan = plan_of(limits, one.action)
        if plan is None:
            return NOT_COVERED, 0, NONE_YET, None
        reader = self._readers.get(one.action)
        if reader is None:
            reader = self._readers[one.action] = FactReader(plan, limits)
        changed = _changed(one.derived, len(DERIVED))
        view: View
        if changed:
            facts = {name: value for name, value in whole(text).items() if name not in changed}
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
        return ruling, amount.minor if amount is not None else 0, wanted, plan.action.does


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


def _end(ledger: SimulatedLedger, left: list[Ending], seq: int) -> None:
    while left and left[-1].after < seq:
        ending = left.pop()
        ledger.end(ending.decision, ending.keeps)
