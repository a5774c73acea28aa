"""The limits as a person at the desk applies them when they do something by themselves.

Their own limit stands in the place of the bot's tiers. Rules, gates, budgets, once-keys and the
stop button are the same for everybody; how far the bot is rolled out is about the bot alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.authority.conditions import Compare, literals
from bot.authority.expressions import Literal
from bot.authority.kinds import Fact
from bot.authority.language import Action, Limits
from bot.authority.rollout_stage import Rollout
from bot.model import LocalText, Money, Outcome

CLAIM = "claim."


@dataclass(frozen=True)
class Deed:
    """Something that a role may do: up to which amount, and what has to be filled in for it.

    `most` is None where no amount counts. `claims` are what the customer says about it.
    """

    action: str
    title: LocalText
    most: Money | None
    params: Mapping[str, Fact]
    claims: Mapping[str, Fact]


def deeds(limits: Limits, role: str) -> tuple[Deed, ...]:
    """What the limits let this role do by themselves, in the order of the file."""
    return tuple(
        Deed(action.id, action.title, action.at_desk[role], action.params, _claims(limits, action))
        for action in limits.actions.values()
        if role in action.at_desk and action.does is not None
    )


def theirs(limits: Limits, action: Action, role: str, name: str, *, confirm: bool) -> Limits:
    """The limits for this person; `name` is who the customer reads did it.

    `confirm`: only what they saw is carried out; without it the judgement alone is asked for.
    """
    most = action.at_desk[role]
    top = action.approve_up_to
    said = {key: _named(limits.texts[key], name) for key in ("by_person", "by_person_waits")}
    changed = replace(
        action,
        explain=said["by_person"],
        confirm=confirm,
        rollout=Rollout(),
        allow_up_to=most,
        approve_up_to=top if top is not None and most is not None and top > most else None,
        above=Outcome.HANDOVER,
    )
    return replace(
        limits,
        actions={**limits.actions, action.id: changed},
        texts={**limits.texts, "approve": said["by_person_waits"]},
    )


def agreed_to(limits: Limits, name: str) -> Limits:
    """The limits for what a person asked and a second one agrees to: up to the highest tier."""
    action = limits.actions.get(name)
    if action is None:
        return limits
    tiers = [one for one in (action.allow_up_to, action.approve_up_to) if one is not None]
    changed = replace(
        action,
        confirm=True,
        rollout=Rollout(),
        allow_up_to=max(tiers, key=lambda one: one.minor) if tiers else None,
        approve_up_to=None,
    )
    return replace(limits, actions={**limits.actions, name: changed})


def _claims(limits: Limits, action: Action) -> dict[str, Fact]:
    """The claims that the rules read, each with the words that one of them names, and `other`."""
    found = {}
    for fact in sorted(action.reads()):
        if fact.startswith(CLAIM):
            known = limits.facts[fact]
            compared = _compared(action, fact)
            values = tuple(one for one in known.values if one in compared)
            found[fact.removeprefix(CLAIM)] = replace(known, values=values)
    return found


def _compared(action: Action, fact: str) -> set[object]:
    conditions = [one for rule in action.rules for one in (rule.when, rule.only_if) if one]
    return {"other"} | {
        word.content
        for condition in conditions
        for test, _, _ in literals(condition)
        if isinstance(test, Compare) and fact in test.left.facts()
        for word in test.right
        if isinstance(word, Literal)
    }


def _named(text: LocalText, name: str) -> LocalText:
    plain = name.replace("{", "").replace("}", "")
    return {code: part.replace("{colleague}", plain) for code, part in text.items()}
