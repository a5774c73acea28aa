"""The limits as sentences that an operator reads: every line of the file in words.

These words are for staff: they name amounts and budgets, which customers never see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

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
from bot.authority.spans import Span
from bot.authority.wording import fill_one, spoken
from bot.model import LocalText, Outcome

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "is": "{0} is {1}",
        "is_not": "{0} is not {1}",
        "in": "{0} is one of {1}",
        "not_in": "{0} is none of {1}",
        "contains": "{0} contains {1}",
        "at_most": "{0} is at most {1}",
        "at_least": "{0} is at least {1}",
        "time_above": "{0} is later than {1}",
        "time_below": "{0} is earlier than {1}",
        "time_at_least": "{0} is not earlier than {1}",
        "time_at_most": "{0} is not later than {1}",
        "below": "{0} is below {1}",
        "above": "{0} is above {1}",
        "ago_at_most": "{0} is at most {1} ago",
        "ago_at_least": "{0} is at least {1} ago",
        "ago_below": "{0} is less than {1} ago",
        "ago_above": "{0} is more than {1} ago",
        "ahead_at_most": "{0} is at most {1} ahead",
        "ahead_at_least": "{0} is at least {1} ahead",
        "ahead_below": "{0} is less than {1} ahead",
        "ahead_above": "{0} is more than {1} ahead",
        "known": "{0} is known",
        "not": "not: {0}",
        "exceptions": "Exceptions to a refusal: {0}.",
        "exception_by": "{0} up to {1}",
        "role_agent": "a human agent",
        "role_approver": "an approver",
        "role_admin": "an administrator",
        "and": " and ",
        "or": " or ",
        "every": "for each of {0}: {1}",
        "any_of": "for at least one of {0}: {1}",
        "none_of": "for none of {0}: {1}",
        "plus": "plus",
        "minus": "minus",
        "times": "times",
        "min": "the smallest of {0}",
        "max": "the largest of {0}",
        "count": "how many there are of {0}",
        "sum": "the total {1} of {0}",
        "percent": "{0}% of {1}",
        "table": "table {0} for {1}",
        "now": "now",
        "claim": " (on the customer's word: {0})",
        "only_if": "If {0}: {1}.",
        "rule": "{0}.",
        "allow": "the bot does it at once",
        "ask": "the bot asks the customer",
        "approve": "a person has to agree",
        "handover": "a person takes over",
        "refuse": "the bot refuses",
        "silent": "the bot says nothing about it",
        "otherwise": "Otherwise {0}.",
        "tiers": "Up to {0} at once",
        "tiers_approve": "; up to {0} when a person agrees",
        "tiers_above": "; above that {0}.",
        "no_amount": "No money is involved.",
        "two_people": "; above {0} two people",
        "two_people_always": " (two people)",
        "rollout_off": "Not switched on: a person does it.",
        "rollout_shadow": "Only judged along for now: a person does it.",
        "rollout_percent": "For {0}% of the customers; for the others a person does it.",
        "budget": "{0}: {1} {2}, for {3}.",
        "cap": "at most {0}",
        "count_cap": "at most {0} times",
        "all": "everybody together",
        "each": "{0} separately",
        "calendar_day": "a day",
        "calendar_week": "a week",
        "calendar_month": "a month",
        "calendar_year": "a year",
        "all_time": "ever",
        "rolling": "in any {0}",
        "once": "Only once for {0}.",
        "one_open": "Only one open at a time for {0}.",
        "confirm": "The customer has to say yes to exactly this first.",
        "days": "{0} days",
        "hours": "{0} hours",
        "minutes": "{0} minutes",
        "seconds": "{0} seconds",
        "yes": "yes",
        "no": "no",
    },
    "nl": {
        "is": "{0} is {1}",
        "is_not": "{0} is niet {1}",
        "in": "{0} is een van {1}",
        "not_in": "{0} is geen van {1}",
        "contains": "{0} bevat {1}",
        "at_most": "{0} is hoogstens {1}",
        "at_least": "{0} is minstens {1}",
        "time_above": "{0} is later dan {1}",
        "time_below": "{0} is eerder dan {1}",
        "time_at_least": "{0} is niet eerder dan {1}",
        "time_at_most": "{0} is niet later dan {1}",
        "below": "{0} is minder dan {1}",
        "above": "{0} is meer dan {1}",
        "ago_at_most": "{0} is hoogstens {1} geleden",
        "ago_at_least": "{0} is minstens {1} geleden",
        "ago_below": "{0} is minder dan {1} geleden",
        "ago_above": "{0} is meer dan {1} geleden",
        "ahead_at_most": "{0} is over hoogstens {1}",
        "ahead_at_least": "{0} is over minstens {1}",
        "ahead_below": "{0} is over minder dan {1}",
        "ahead_above": "{0} is over meer dan {1}",
        "known": "{0} is bekend",
        "not": "niet: {0}",
        "exceptions": "Uitzonderingen op een weigering: {0}.",
        "exception_by": "{0} tot en met {1}",
        "role_agent": "een medewerker",
        "role_approver": "een fiatteur",
        "role_admin": "een beheerder",
        "and": " en ",
        "or": " of ",
        "every": "voor elk van {0}: {1}",
        "any_of": "voor minstens een van {0}: {1}",
        "none_of": "voor geen van {0}: {1}",
        "plus": "plus",
        "minus": "min",
        "times": "maal",
        "min": "het kleinste van {0}",
        "max": "het grootste van {0}",
        "count": "hoeveel er zijn van {0}",
        "percent": "{0}% van {1}",
        "sum": "het totaal {1} van {0}",
        "table": "tabel {0} voor {1}",
        "now": "nu",
        "claim": " (op het woord van de klant: {0})",
        "only_if": "Als {0}: {1}.",
        "rule": "{0}.",
        "allow": "doet de bot het meteen",
        "ask": "vraagt de bot het aan de klant",
        "approve": "moet een medewerker akkoord geven",
        "handover": "neemt een medewerker het over",
        "refuse": "weigert de bot",
        "silent": "zegt de bot er niets over",
        "otherwise": "Anders {0}.",
        "tiers": "Tot en met {0} meteen",
        "tiers_approve": "; tot en met {0} als een medewerker akkoord geeft",
        "tiers_above": "; daarboven {0}.",
        "no_amount": "Er is geen geld mee gemoeid.",
        "two_people": "; boven {0} twee medewerkers",
        "two_people_always": " (twee medewerkers)",
        "rollout_off": "Staat niet aan: een medewerker doet het.",
        "rollout_shadow": "Kijkt voorlopig alleen mee: een medewerker doet het.",
        "rollout_percent": "Voor {0}% van de klanten; bij de anderen doet een medewerker het.",
        "budget": "{0}: {1} {2}, voor {3}.",
        "cap": "hoogstens {0}",
        "count_cap": "hoogstens {0} keer",
        "all": "iedereen samen",
        "each": "{0} apart",
        "calendar_day": "per dag",
        "calendar_week": "per week",
        "calendar_month": "per maand",
        "calendar_year": "per jaar",
        "all_time": "in totaal",
        "rolling": "per {0}",
        "once": "Maar één keer voor {0}.",
        "one_open": "Maar één tegelijk open voor {0}.",
        "confirm": "De klant moet eerst ja zeggen op precies dit voorstel.",
        "days": "{0} dagen",
        "hours": "{0} uur",
        "minutes": "{0} minuten",
        "seconds": "{0} seconden",
        "yes": "ja",
        "no": "nee",
    },
}


class Speaker:
    """Says parts of one file in one language; a language without words of its own gets English."""

    def __init__(self, limits: Limits, language: str) -> None:
        self._limits = limits
        self.language = language
        self._words = _WORDS.get(language, _WORDS["en"])

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
        """The tiers of an action as one sentence."""
        return " ".join(part for part in (self._tiers(action), self._rollout(action)) if part)

    def exceptions(self, action: Action) -> str:
        """Who may make an exception to a refusal, up to how much; nothing when nobody may."""
        who = [
            self._say("exception_by", self._words[f"role_{role}"], self.value(most))
            for role, most in action.exceptions.items()
        ]
        return self._say("exceptions", ", ".join(who)) if who else ""

    def _rollout(self, action: Action) -> str:
        stage = action.rollout.stage.value
        return "" if stage == "live" else self._say(f"rollout_{stage}", str(action.rollout.percent))

    def _tiers(self, action: Action) -> str:
        if action.allow_up_to is None:
            return self._say("no_amount")
        said = self._say("tiers", self.value(action.allow_up_to))
        if action.approve_up_to is not None:
            said += self._say("tiers_approve", self.value(action.approve_up_to))
            if action.approval.agreement.people > 1:
                said += self._say("two_people_always")
            for tier in action.approval.tiers:
                if tier.agreement.people > action.approval.agreement.people:
                    said += self._say("two_people", self.value(tier.above))
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
