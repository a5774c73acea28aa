"""What other limits would have decided about the recorded requests, in their order.

Pure over what it is given: facts as they were recorded, a simulated ledger, the limits. It says
what the engine would have decided, not how people would have behaved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.authority.judging_again import Judge, PeopleJudge
from bot.authority.language import Limits
from bot.authority.recorded import Ending, Recorded
from bot.authority.simulated import SimulatedLedger
from bot.model import Outcome

GRANTS = (Outcome.ALLOW, Outcome.APPROVE)
_new = tuple.__new__


class Replayed(NamedTuple):
    """One request with what was decided and what these limits would have decided.

    `outcome` is None where a person acted and their role is not on record: it cannot be judged.
    """

    recorded: Recorded
    outcome: Outcome | None
    rule: str | None
    minor: int


def replay(
    limits: Limits,
    requests: Iterable[Recorded],
    *,
    earlier: Iterable[Recorded] = (),
    endings: Sequence[Ending] = (),
    excepted: Collection[str] = (),
) -> Iterator[Replayed]:
    """Judge every request again. `earlier`: granted before the period, it only fills the budgets.

    `endings` have to be in order: what the provider refused, a person denied, or cost less.
    `excepted` are the refusals that a person made an exception to.
    """
    ledger = SimulatedLedger(ends={ending.decision for ending in endings})
    left = list(reversed(endings))
    judge, people = Judge(limits, ledger), PeopleJudge(limits, ledger)
    for one in earlier:
        _end(ledger, left, one.seq)
        _keep(ledger, judge, one)
    for one in requests:
        if left and left[-1].after < one.seq:
            _end(ledger, left, one.seq)
        acting = one.acting
        if acting is None:
            outcome, rule, minor, wanted, does = judge.again(one)
        elif acting.role is None:
            _keep(ledger, judge, one)
            yield Replayed(one, None, None, 0)
            continue
        else:
            outcome, rule, minor, wanted, does = people.again(one, acting)
        if outcome in GRANTS:
            if does is None:
                outcome, rule = Outcome.HANDOVER, "nothing_does_it"
            else:
                ledger.hold(one.id, outcome, wanted)
                if one.id in excepted:
                    people.granted(one)
        # What the constructor of a NamedTuple does, without its detour through Python.
        yield _new(Replayed, (one, outcome, rule, minor))


def _keep(ledger: SimulatedLedger, judge: Judge, one: Recorded) -> None:
    """Hold what was held, whatever these limits would say."""
    outcome = Outcome(one.outcome)
    if outcome in GRANTS:
        ledger.hold(one.id, outcome, judge.takes(one))


def _end(ledger: SimulatedLedger, left: list[Ending], seq: int) -> None:
    while left and left[-1].after < seq:
        ending = left.pop()
        ledger.end(ending.decision, ending.keeps)
