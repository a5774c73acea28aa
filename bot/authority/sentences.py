"""The limits as sentences that an operator reads: every line of the file in words.

These words are for staff: they name amounts and budgets, which customers never see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.authority.agreement import Agreement
from bot.authority.conditions import (
    ORDERED,
    Age,
    All,
    Any_,
    Compare,
    Condition,
    Known,
    Not,
    Quantified,
)
from bot.authority.expressions import (
    Arithmetic,
    Count,
    Expression,
    FactValue,
    FieldValue,
    Literal,
    Lookup,
    Now,
    Share,
    Sum,
)
from bot.authority.kinds import Fact, Kind
from bot.authority.language import Action, Budget, Limits, Rule
from bot.authority.sentence_words import WORDS
from bot.authority.spans import Span
from bot.authority.wording import fill_one, spoken
from bot.model import LocalText, Outcome


class Speaker:
    """Says parts of one file in one language; a language without words of its own gets English."""

    def __init__(self, limits: Limits, language: str) -> None:
        self._limits = limits
        self.language = language
        self._words = WORDS.get(language, WORDS["en"])

    def _say(self, key: str, *parts: str) -> str:
        return self._words[key].format(*parts)

    def rule(self, rule: Rule) -> str:
        """One rule: its own title, or its condition in words."""
        if rule.title:
            return rule.title.get(self.language) or next(iter(rule.title.values()))
        said = self.condition(rule.when)
        if rule.only_if is not None:
            whole = self._say("only_if", self.condition(rule.only_if), said)
        else:
            whole = self._say("rule", said)
        whole = whole[0].upper() + whole[1:]
        return f"{whole} {self._say('otherwise', self.outcome(rule.otherwise))}"

    def outcome(self, outcome: Outcome) -> str:
        """What an outcome means."""
        return self._words[outcome.value]

    def action(self, action: Action) -> str:
        """The tiers of an action, whose yes it takes, and how far it is rolled out."""
        parts = (self._tiers(action), self._agreed(action), self._rollout(action))
        return " ".join(part for part in parts if part)

    def exceptions(self, action: Action) -> str:
        """Who may make an exception to a refusal, up to how much; nothing when nobody may."""
        who = [
            self._words[f"role_{role}"]
            if action.amount is None
            else self._say("exception_by", self._words[f"role_{role}"], self.value(most))
            for role, most in action.exceptions.items()
        ]
        return self._say("exceptions", ", ".join(who)) if who else ""

    def at_desk(self, action: Action) -> str:
        """Who at the desk may do it by themselves, up to how much; nothing when nobody may."""
        who = [
            self._words[f"role_{role}"]
            if most is None
            else self._say("exception_by", self._words[f"role_{role}"], self.value(most))
            for role, most in action.at_desk.items()
        ]
        return self._say("at_desk", ", ".join(who)) if who else ""

    def _agreed(self, action: Action) -> str:
        """Who agrees, in how much time, and who above which amount; where anybody is asked."""
        asked = any(rule.otherwise is Outcome.APPROVE for rule in action.rules)
        if action.approve_up_to is None and not asked:
            return ""
        approval = action.approval
        said = self._say("agreed", self._people(approval.agreement), self.span(approval.expires))
        for tier in approval.tiers:
            who = self._people(tier.agreement)
            said += self._say("agreed_above", self.value(tier.above), who)
        return f"{said[0].upper()}{said[1:]}."

    def _people(self, agreement: Agreement) -> str:
        who = self._words["or"].join(self._words[f"role_{role}"] for role in agreement.by)
        return who if agreement.people == 1 else self._say("two_people", who)

    def _rollout(self, action: Action) -> str:
        stage = action.rollout.stage.value
        return "" if stage == "live" else self._say(f"rollout_{stage}", str(action.rollout.percent))

    def _tiers(self, action: Action) -> str:
        if action.allow_up_to is None:
            return self._say("no_amount")
        said = self._say("tiers", self.value(action.allow_up_to))
        if action.approve_up_to is not None:
            said += self._say("tiers_approve", self.value(action.approve_up_to))
        return said + self._say("tiers_above", self.outcome(action.above))

    def budget(self, budget: Budget) -> str:
        """One budget as a sentence."""
        caps = []
        if budget.cap is not None:
            caps.append(self._say("cap", self.expression(budget.cap)))
        if budget.max_count is not None:
            caps.append(self._say("count_cap", str(budget.max_count)))
        window = budget.window.name.partition(" ")
        when = (
            self._say("rolling", self.span(Span(elapsed=timedelta(seconds=budget.window.span))))
            if window[0] == "rolling"
            else self._words[window[0]]
        )
        who = self._say("each", self.fact(budget.per)) if budget.per else self._words["all"]
        title = budget.title.get(self.language) or budget.id
        return self._say("budget", title, self._words["and"].join(caps), when, who)

    def once(self, action: Action) -> str:
        """That it happens once, or that only one is open at a time, and for what."""
        kinds = (("once", action.once_per), ("one_open", action.one_open_per))
        return " ".join(
            self._say(key, self._objects(names, action)) for key, names in kinds if names
        )

    def _objects(self, names: tuple[str, ...], action: Action) -> str:
        known = [f"request.{name}" if name in action.params else name for name in names]
        *first, last = [self.fact(name, action) for name in known]
        return self._words["and"].join([", ".join(first), last] if first else [last])

    def confirm(self) -> str:
        """That the customer says yes first."""
        return self._words["confirm"]

    def condition(self, condition: Condition) -> str:
        """A condition in words."""
        if isinstance(condition, Compare):
            return self._compare(condition)
        if isinstance(condition, Age):
            way = "ahead" if condition.ahead else "ago"
            time = self.expression(condition.time)
            return self._say(f"{way}_{condition.operator}", time, self.span(condition.span))
        if isinstance(condition, Known):
            return self._say("known", self.expression(condition.value))
        if isinstance(condition, Not):
            opposite = _opposite(condition.part)
            if opposite is not None:
                return self.condition(opposite)
            return self._say("not", self._nested(condition.part))
        if isinstance(condition, (All, Any_)):
            join = self._words["and" if isinstance(condition, All) else "or"]
            return join.join(self._nested(part) for part in condition.parts)
        assert isinstance(condition, Quantified)
        items, where = self.expression(condition.items), self.condition(condition.where)
        return self._say(condition.quantifier, items, where)

    def _nested(self, condition: Condition) -> str:
        said = self.condition(condition)
        return f"({said})" if isinstance(condition, (All, Any_)) else said

    def _compare(self, compare: Compare) -> str:
        left = self.expression(compare.left)
        right = ", ".join(self.expression(part) for part in compare.right)
        timed = compare.left.kind is Kind.TIME and compare.operator in ORDERED
        said = self._say(f"time_{compare.operator}" if timed else compare.operator, left, right)
        if compare.operator == "is" and compare.left.kind is Kind.BOOL:
            content = compare.right[0]
            if isinstance(content, Literal):
                said = left if content.content else self._say("not", left)
        if compare.relies_on:
            said += self._say("claim", compare.relies_on)
        return said

    def expression(self, expression: Expression) -> str:
        """A value in words."""
        if isinstance(expression, Literal):
            return self.value(expression.content)
        if isinstance(expression, FactValue):
            return self.fact(expression.name)
        if isinstance(expression, FieldValue):
            return expression.name.replace("_", " ")
        if isinstance(expression, Now):
            return self._words["now"]
        if isinstance(expression, Arithmetic):
            parts = [self.expression(part) for part in expression.parts]
            if expression.operation in ("min", "max"):
                return self._say(expression.operation, ", ".join(parts))
            return f" {self._words[expression.operation]} ".join(parts)
        if isinstance(expression, Count):
            return self._say("count", self.expression(expression.items))
        if isinstance(expression, Share):
            return self._say(
                "percent", self.expression(expression.percent), self.expression(expression.of)
            )
        if isinstance(expression, Sum):
            return self._say("sum", self.expression(expression.items), expression.field)
        assert isinstance(expression, Lookup)
        keys = ", ".join(self.expression(key) for key in expression.keys)
        return self._say("table", expression.table, keys)

    def fact(self, name: str, action: Action | None = None) -> str:
        """The name of a fact as people say it."""
        known: Fact | None = self._limits.facts.get(name)
        if known is None and action is not None:
            known = action.params.get(name.removeprefix("request."))
        title = known.title.get(self.language) if known else None
        return title or name.removeprefix("request.").replace("_", " ").replace(".", " ")

    def span(self, span: Span) -> str:
        """A length of time in words."""
        if span.days:
            return self._say("days", str(span.days))
        seconds = span.seconds
        for key, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
            if seconds % size == 0 and seconds >= size and not (key == "days" and seconds == 86400):
                return self._say(key, str(seconds // size))
        return self._say("seconds", str(seconds))

    def filled(self, text: str, value_of: Callable[[str], Any]) -> str:
        """A text of the file with its placeholders filled in."""
        return fill_one(text, self.language, value_of, self._limits.zone)

    def value(self, value: Any) -> str:
        """A value of a fact in words."""
        if isinstance(value, bool):
            return self._words["yes" if value else "no"]
        return spoken(value, self.language, self._limits.zone)


def _opposite(condition: Condition) -> Condition | None:
    """`not: a is b` reads better as `a is not b`."""
    turned = {"is": "is_not", "is_not": "is", "in": "not_in", "not_in": "in"}
    if isinstance(condition, Compare) and condition.operator in turned:
        return replace(condition, operator=turned[condition.operator])
    return None


def rule_line(limits: Limits, rule: Rule) -> LocalText:
    """One rule in every language of the file."""
    return {language: Speaker(limits, language).rule(rule) for language in limits.languages}
