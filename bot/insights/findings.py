"""The frictions: what happens where more than elsewhere, and what that costs. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.insights.costs import Cost, Prices, excess
from bot.insights.examples import Example
from bot.insights.kinds import About, about
from bot.insights.shares import Share, more
from bot.insights.tally import GroupTally, Happened, LineTally, Tally, total
from bot.knowledge.articles import Article
from bot.model import LocalText

if TYPE_CHECKING:
    from bot.insights.questions import Group

LEAST = 8
"""Fewer conversations than this are no finding."""
OVERRULED = 0.3
"""A line that people overrule so often is theirs to be asked about."""
_TOLD_ELSEWHERE = ("utter_outcome_", "utter_ask_", "utter_not_understood", "utter_talk_to_human")

Tallies = Mapping[Happened, Tally]


@dataclass(frozen=True)
class Finding:
    """One friction. `hit`: how many of how many; `others`: the same share elsewhere."""

    kind: str
    flow: str
    name: str
    hit: Share
    others: Share | None
    cost: Cost
    endings: Tally
    line: LocalText = field(default_factory=dict)
    owner: str = ""
    versions: tuple[int, ...] = ()
    saved_minor: int = 0
    overruled: int = 0
    waited_s: int = 0
    said: tuple[str, ...] = ()
    texts: frozenset[str] = frozenset()
    examples: tuple[Example, ...] = ()

    @property
    def about(self) -> About:
        """What it is found at."""
        return about(self.kind, self.flow)

    @property
    def key(self) -> str:
        """The same friction has the same key in every period."""
        return f"{self.kind}:{self.flow}:{self.name}"

    def same(self, other: Finding) -> bool:
        """Whether this is the same friction; questions are told by any words in common."""
        return self.key == other.key or bool(self.texts & other.texts)


@dataclass(frozen=True)
class Seen:
    """Everything that the frictions are looked for in."""

    tallies: Tallies
    flows: Mapping[tuple[str, str], Tally]
    lines: Iterable[LineTally]
    allowed: Mapping[str, Tally]
    groups: Iterable[GroupTally]
    questions: Iterable[tuple[Group, Tally]]
    articles: Mapping[str, Article]
    today: date


def find(seen: Seen, prices: Prices) -> list[Finding]:
    """Every friction, the costliest first."""
    found = [
        *_questions_asked(seen.tallies, prices),
        *_asked_on(seen.tallies, prices),
        *_misunderstood(seen.tallies, prices),
        *_articles(seen, prices),
        *_answers(seen.tallies, prices),
        *_lines(seen, prices),
        *_coaching(seen.flows, prices),
        *_unanswered(seen, prices),
        *_unfair(seen.groups),
    ]
    worth = [one for one in found if one.hit.part >= LEAST and one.cost.total > 0]
    return sorted(worth, key=lambda one: (-one.cost.total, one.key))


def _by_name(
    tallies: Tallies, kind: str, *, often: bool = False, fell: bool = False
) -> dict[tuple[str, str], Tally]:
    """By flow and name; only those that happened often, or only those that the mood fell after."""
    found: dict[tuple[str, str], Tally] = {}
    for what, tally in tallies.items():
        if what.kind == kind and what.often >= often and what.fell >= fell:
            key = what.flow, what.name
            found[key] = found.get(key, Tally()) + tally
    return found


def _beyond(hit: Share, others: Share) -> bool:
    return hit.part >= LEAST and more(hit, others) > 0


def _rest(all_of_it: Share, mine: Share) -> Share:
    return Share(all_of_it.part - mine.part, all_of_it.of - mine.of)


def _questions_asked(tallies: Tallies, prices: Prices) -> Iterable[Finding]:
    """Where people get stuck in a question, or leave at it: of both, the costlier one."""
    asked, left = _by_name(tallies, "asked"), _by_name(tallies, "left")
    often = _by_name(tallies, "asked", often=True)
    all_stuck = Share(sum(one.n for one in often.values()), total(asked.values()).n)
    all_left = Share(total(left.values()).n, all_stuck.of)
    for key, everybody in asked.items():
        stuck, gone = often.get(key, Tally()), left.get(key, Tally())
        hit = Share(stuck.n, everybody.n)
        others = _rest(all_stuck, hit)
        found = []
        if _beyond(hit, others):
            cost = excess(stuck, everybody - stuck, prices)
            found.append(Finding("stuck", *key, hit, others, cost, stuck))
        hit = Share(min(gone.n, everybody.n), everybody.n)
        others = _rest(all_left, hit)
        if _beyond(hit, others):
            surplus = hit.part - hit.of * (others.value or 0.0)
            cost = Cost(left=round(surplus * prices.customer_left))
            found.append(Finding("dropout", *key, hit, others, cost, gone))
        if found:
            yield max(found, key=lambda one: one.cost.total)


def _asked_on(tallies: Tallies, prices: Prices) -> Iterable[Finding]:
    """The bot went on asking although they wanted a person."""
    wanted, on = _by_name(tallies, "wanted"), _by_name(tallies, "asked_on")
    everywhere = Share(total(on.values()).n, total(wanted.values()).n)
    calm = total(wanted.values()) - total(on.values())
    for key, tally in on.items():
        hit = Share(tally.n, max(tally.n, wanted.get(key, Tally()).n))
        others = _rest(everywhere, hit)
        if _beyond(hit, others):
            # A person was wanted anyway: what counts is who left, came back or was angry.
            cost = replace(excess(tally, calm, prices), people=0)
            yield Finding("asked_on", key[0], "", hit, others, cost, tally)


def _misunderstood(tallies: Tallies, prices: Prices) -> Iterable[Finding]:
    """Flows in which the bot does not understand more often than elsewhere."""
    entered, missed = _by_name(tallies, "entered"), _by_name(tallies, "fallback")
    everywhere = Share(total(missed.values()).n, total(entered.values()).n)
    for key, tally in missed.items():
        if not key[0]:
            continue
        there = entered.get(key, Tally())
        hit = Share(min(tally.n, there.n), there.n)
        others = _rest(everywhere, hit)
        if _beyond(hit, others):
            cost = excess(tally, there - tally, prices)
            yield Finding("misunderstood", key[0], "", hit, others, cost, tally)


def _articles(seen: Seen, prices: Prices) -> Iterable[Finding]:
    """Articles that anger, that have to be told twice, or whose readers come back."""
    told, twice = _by_name(seen.tallies, "article"), _by_name(seen.tallies, "repeated")
    angered = _by_name(seen.tallies, "article", fell=True)
    everybody, again = total(told.values()), total(twice.values())
    all_angry = total(angered.values())
    for key, tally in told.items():
        rest = everybody - tally
        angry = angered.get(key, Tally())
        repeated = twice.get(key, Tally())
        article = seen.articles.get(key[1])
        overdue = article is not None and article.overdue(seen.today)
        shares = (
            ("overdue" if overdue else "comes_back", tally.share("again"), rest.share("again")),
            ("angers", Share(angry.n, tally.n), Share(all_angry.n - angry.n, rest.n)),
            ("repeated", Share(repeated.n, tally.n), Share(again.n - repeated.n, rest.n)),
        )
        beyond = [one for one in shares if _beyond(one[1], one[2])]
        if not beyond:
            continue
        kind, hit, others = max(beyond, key=lambda one: more(one[1], one[2]))
        met = angry if kind == "angers" else tally
        yield Finding(
            kind,
            "",
            key[1],
            hit,
            others,
            excess(met, rest, prices),
            tally,
            line=article.title if article else {},
            owner=article.owner if article else "",
        )


def _answers(tallies: Tallies, prices: Prices) -> Iterable[Finding]:
    """Other answers after which the mood falls; refusals are told under their line."""
    said = {
        key: tally
        for key, tally in _by_name(tallies, "said").items()
        if not key[1].startswith(_TOLD_ELSEWHERE)
        and "_ask_" not in key[1]
        and key[1] not in ("utter_knowledge_question_answer", "utter_knowledge_question_unknown")
    }
    angry = {key: one for key, one in _by_name(tallies, "said", fell=True).items() if key in said}
    everywhere = Share(total(angry.values()).n, total(said.values()).n)
    everybody = total(said.values())
    for key, tally in said.items():
        fell = angry.get(key, Tally())
        hit = Share(fell.n, tally.n)
        others = _rest(everywhere, hit)
        if _beyond(hit, others):
            cost = excess(fell, everybody - tally, prices)
            yield Finding("angers", *key, hit, others, cost, tally)


def _lines(seen: Seen, prices: Prices) -> Iterable[Finding]:
    """Lines of the limits that hit honest customers; those that people overrule under that name."""
    found: dict[tuple[str, str], list[LineTally]] = {}
    for line in seen.lines:
        found.setdefault((line.action, line.rule), []).append(line)
    for (action, rule), parts in found.items():
        honest = total(part.honest for part in parts)
        rulings = sum(part.rulings for part in parts)
        base = seen.allowed.get(action, Tally())
        people = max(0, honest.handled_s - round(honest.n * base.handled_s / max(1, base.n)))
        decided = sum(part.decided for part in parts)
        beyond = excess(honest, base, prices) if base.n else Cost()
        cost = replace(
            beyond,
            people=round(people * prices.person_hour / 3600) + decided * prices.approval,
        )
        overruled = sum(part.overruled for part in parts)
        refused = Share(overruled, rulings)
        often = refused.part >= LEAST and refused.interval[0] > OVERRULED / 2
        newest = max(parts, key=lambda part: part.version)
        yield Finding(
            "overruled" if often and (refused.value or 0) >= OVERRULED else "clash",
            action,
            rule,
            Share(honest.n, rulings),
            None,
            cost,
            honest,
            line=json.loads(newest.line) if newest.line else {},
            versions=tuple(sorted({part.version for part in parts})),
            saved_minor=sum(part.saved_minor for part in parts),
            overruled=overruled + sum(part.approved for part in parts),
            waited_s=round(sum(part.waited_s for part in parts) / max(1, decided)),
        )


def _coaching(flows: Mapping[tuple[str, str], Tally], prices: Prices) -> Iterable[Finding]:
    """Flows that people solve and that come back more often than what they solve elsewhere."""
    solved = {flow: tally for (flow, by), tally in flows.items() if by == "person" and flow}
    everybody = total(solved.values())
    for flow, tally in solved.items():
        rest = everybody - tally
        hit, others = tally.share("again"), rest.share("again")
        if _beyond(hit, others):
            surplus = hit.part - hit.of * (others.value or 0.0)
            cost = Cost(again=round(surplus * prices.contact_again))
            yield Finding("coaching", flow, "", hit, others, cost, tally)


def _unanswered(seen: Seen, prices: Prices) -> Iterable[Finding]:
    """Questions that no article answers, those that mean the same together."""
    answered = total(_by_name(seen.tallies, "article").values())
    for group, tally in seen.questions:
        article = seen.articles.get(group.nearest or "")
        yield Finding(
            "unanswered",
            "",
            group.name,
            Share(tally.n, tally.n),
            None,
            excess(tally, answered, prices),
            tally,
            line=article.title if article else {},
            owner=article.owner if article else "",
            said=group.said,
            texts=group.texts,
            examples=group.examples,
        )


def _unfair(groups: Iterable[GroupTally]) -> Iterable[Finding]:
    """Groups of customers that got a gesture more rarely than the others in the same action."""
    found = list(groups)
    for one in found:
        peers = [g for g in found if (g.action, g.fact) == (one.action, one.fact) and g != one]
        rest = Share(sum(g.share.part for g in peers), sum(g.share.of for g in peers))
        withheld = Share(one.share.of - one.share.part, one.share.of)
        others = Share(rest.of - rest.part, rest.of)
        if not _beyond(withheld, others) or not rest.part:
            continue
        usual = sum(g.granted_minor for g in peers) / rest.part
        missing = withheld.part - withheld.of * (others.value or 0.0)
        yield Finding(
            "unfair",
            one.action,
            f"{one.fact}:{one.value}",
            withheld,
            others,
            Cost(owed=round(missing * usual)),
            Tally(n=one.share.of),
        )
