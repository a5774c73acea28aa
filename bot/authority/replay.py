"""What other limits would have decided about the recorded requests, in their order.

Pure over what it is given: facts as they were recorded, a simulated ledger, the limits. It says
what the engine would have decided, not how people would have behaved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.authority.decision import Question
from bot.authority.language import Limits
from bot.authority.recorded import Ending, Recorded
from bot.authority.simulated import SimulatedLedger
from bot.authority.verdict import needs, verdict
from bot.authority.view import DERIVED
from bot.model import Outcome

GRANTS = (Outcome.ALLOW, Outcome.APPROVE)


@dataclass(frozen=True)
class Replayed:
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
    ledger, left = SimulatedLedger(), list(reversed(endings))
    for one in earlier:
        _end(ledger, left, one.seq)
        ledger.hold(one.id, Outcome(one.outcome), needs(limits, question_of(one)))
    used, once = ledger.used, ledger.once
    for one in requests:
        if left:
            _end(ledger, left, one.seq)
        found = verdict(limits, question_of(one), used, once)
        outcome, rule = found.outcome, found.rule
        if outcome in GRANTS:
            if limits.actions[one.action].does is None:
                outcome, rule = Outcome.HANDOVER, "nothing_does_it"
            else:
                ledger.hold(one.id, outcome, found.needs)
        yield Replayed(one, outcome, rule, found.amount.minor if found.amount else 0)


def question_of(one: Recorded) -> Question:
    """The request with its facts. A derived fact whose function has changed is worked out anew."""
    facts = one.facts
    changed = [
        name
        for name, version in one.derived.items()
        if name not in DERIVED or DERIVED[name].version != version
    ]
    if changed:
        facts = {name: value for name, value in facts.items() if name not in changed}
    return Question(
        action=one.action,
        params={},
        claims={},
        facts=facts,
        now=one.at,
        confirmed=one.confirmed or None,
        stopped=one.stopped,
    )


def _end(ledger: SimulatedLedger, left: list[Ending], seq: int) -> None:
    while left and left[-1].after < seq:
        ending = left.pop()
        ledger.end(ending.decision, ending.keeps)
