"""How often proof was asked, given, and changed the outcome: is it worth its friction?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.authority.canonical import digest
from bot.authority.judged import Judged
from bot.authority.language import Limits
from bot.authority.proof import FACT
from bot.model import Outcome

GRANTED = (Outcome.ALLOW, Outcome.APPROVE)


@dataclass(frozen=True)
class ProofReport:
    """One rule that asks for proof. `after` is what came of the requests with proof."""

    action: str
    rule: str
    requests: int
    asked: int
    given: int
    granted: int
    refused: int
    left: int

    @property
    def believed(self) -> int:
        """Requests of this action that were decided without asking for proof."""
        return self.requests - self.asked


def proof_rules(limits: Limits) -> dict[str, tuple[str, ...]]:
    """The rules of each action that ask for proof; actions without any are left out."""
    found = {
        action.id: tuple(
            rule.id
            for rule in action.rules
            if rule.otherwise is Outcome.ASK and FACT in rule.when.facts()
        )
        for action in limits.actions.values()
    }
    return {action: rules for action, rules in found.items() if rules}


def proof_report(
    judged: Iterable[Judged], rules: Mapping[str, tuple[str, ...]]
) -> tuple[ProofReport, ...]:
    """Per action and rule over `case.proof` (`rules`: the rules of each action), oldest first.

    A request is one action on one object in one conversation, however often it was decided. Asked
    and not given, and nothing later: the customer left it (`left`), or went to a person.
    """
    stories: dict[str, list[Judged]] = {}
    for one in judged:
        if one.action in rules:
            key = digest([one.conversation, one.action, one.object])
            stories.setdefault(key, []).append(one)
    found = []
    for action, names in rules.items():
        mine = [story for story in stories.values() if story[0].action == action]
        for name in names:
            asked = [story for story in mine if any(_asks(one, name) for one in story)]
            ends = [story[-1] for story in asked if story[-1].facts.get(FACT) is True]
            found.append(
                ProofReport(
                    action=action,
                    rule=name,
                    requests=len(mine),
                    asked=len(asked),
                    given=len(ends),
                    granted=sum(end.outcome in GRANTED for end in ends),
                    refused=sum(end.outcome not in GRANTED for end in ends),
                    left=len(asked) - len(ends),
                )
            )
    return tuple(found)


def _asks(one: Judged, rule: str) -> bool:
    return one.outcome is Outcome.ASK and one.rule == rule
