"""Limits and requests of any shape, for laws: built as values, past the loader's checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.authority.conditions import Age, All, Any_, Compare, Known, Not, Quantified
from bot.authority.decision import Question
from bot.authority.expressions import (
    OPERATIONS,
    Arithmetic,
    Count,
    FactValue,
    FieldValue,
    Literal,
    Lookup,
    Now,
    Sum,
)
from bot.authority.kinds import Kind
from bot.authority.language import Action, Budget, Limits, Rule, Variant
from bot.authority.limits import lint_text
from bot.authority.rollout_stage import Rollout
from bot.authority.spans import Span
from bot.authority.windows import parse_window
from bot.model import Money, Outcome
from tests.support.limits_text import GOOD

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
START = datetime(2026, 3, 27, 22, 30, tzinfo=timezone.utc)
"""Two days before the clocks go forward."""

KINDS: Mapping[str, Kind] = {
    "order.status": Kind.WORD,
    "order.carrier": Kind.WORD,
    "customer.id": Kind.WORD,
    "order.mine": Kind.BOOL,
    "booking.passengers": Kind.INT,
    "order.paid": Kind.MONEY,
    "order.refunded": Kind.MONEY,
    "order.promised_by": Kind.TIME,
    "order.delivered_at": Kind.TIME,
    "claim.reason": Kind.WORD,
    "request.order": Kind.WORD,
    "order.late": Kind.BOOL,
    "refund.amount": Kind.MONEY,
}
WORDS = st.sampled_from(("delivered", "shipped", "lost", 'a "quoted" \\ %s {word}', "é\n"))
NUMBERS = st.integers(min_value=-2, max_value=6)
MONEY = st.builds(
    Money, st.integers(min_value=-200, max_value=30_000), st.sampled_from(("EUR", "EUR", "USD"))
)
TIMES = st.integers(min_value=-100, max_value=100).map(lambda h: START + timedelta(hours=h))
VALUES: Mapping[Kind, st.SearchStrategy[Any]] = {
    Kind.WORD: WORDS,
    Kind.BOOL: st.booleans(),
    Kind.INT: NUMBERS,
    Kind.MONEY: MONEY,
    Kind.TIME: TIMES,
}
ITEMS = st.lists(
    st.fixed_dictionaries(
        {"id": WORDS, "status": st.one_of(WORDS, st.none()), "amount": MONEY},
        optional={"quantity": NUMBERS},
    ),
    max_size=3,
).map(tuple)
FIELDS = {"status": Kind.WORD, "amount": Kind.MONEY, "quantity": Kind.INT}
LIST = FactValue(Kind.LIST, "order.items")


def _facts_of(kind: Kind) -> list[str]:
    return [name for name, found in KINDS.items() if found is kind]


@cache
def expressions(kind: Kind, inside: bool = False) -> st.SearchStrategy[Any]:
    """Anything with a value of this kind."""
    simple: list[st.SearchStrategy[Any]] = [
        st.builds(Literal, st.just(kind), VALUES[kind]),
        st.builds(FactValue, st.just(kind), st.sampled_from(_facts_of(kind))),
    ]
    fields = [name for name, found in FIELDS.items() if found is kind]
    if inside and fields:
        simple.append(st.builds(FieldValue, st.just(kind), st.sampled_from(fields)))
    if kind is Kind.TIME:
        simple.append(st.just(Now()))
    if kind is Kind.INT:
        simple.append(st.builds(Count, st.just(LIST), st.one_of(st.none(), conditions(True))))
        rows = {"delivered": {"lost": 1, "shipped": 3}, "shipped": {"lost": 0}}
        keys = st.tuples(expressions(Kind.WORD), expressions(Kind.WORD))
        simple.append(st.builds(Lookup, st.just(kind), st.just("bags"), st.just(rows), keys))
    if kind is Kind.MONEY:
        zero = Money(0, "EUR")
        simple.append(
            st.builds(Sum, st.just(kind), st.just(LIST), st.just("amount"), st.just(zero))
        )
    base = st.one_of(simple)
    if kind not in (Kind.INT, Kind.MONEY):
        return base
    parts = st.lists(base, min_size=2, max_size=3).map(tuple)
    made = st.builds(Arithmetic, st.just(kind), st.sampled_from(OPERATIONS), parts)
    mixed = st.tuples(base, st.builds(Literal, st.just(Kind.INT), NUMBERS))
    times = st.builds(Arithmetic, st.just(kind), st.just("times"), mixed)
    return st.one_of(base, base, made, times)


@cache
def _compare(inside: bool) -> st.SearchStrategy[Any]:
    @cache
    def of(kind: Kind) -> st.SearchStrategy[Any]:
        ordered = ("at_most", "at_least", "below", "above")
        operators = ("is", "is_not", *(ordered if kind is not Kind.BOOL else ()))
        value = expressions(kind, inside)
        one = st.builds(Compare, value, st.sampled_from(operators), value.map(lambda part: (part,)))
        several = st.lists(value, min_size=1, max_size=3).map(tuple)
        some = st.builds(Compare, value, st.sampled_from(("in", "not_in")), several)
        return st.one_of(one, one, some)

    return st.sampled_from(list(VALUES)).flatmap(of)


@cache
def conditions(inside: bool = False) -> st.SearchStrategy[Any]:
    """Anything that holds, does not hold, or is not known."""
    spans = st.one_of(
        st.builds(Span, days=st.sampled_from((1, 2, 3, 4, 8, 30))),
        st.builds(Span, elapsed=st.integers(min_value=0, max_value=80).map(_hours)),
    )
    operators = st.sampled_from(("at_most", "at_least", "below", "above"))
    age = st.builds(Age, st.deferred(lambda: expressions(Kind.TIME)), operators, spans)
    ahead = st.builds(Age, expressions(Kind.TIME), operators, spans, st.just(True))
    names = st.sampled_from(sorted(KINDS)).map(lambda name: FactValue(KINDS[name], name))
    known = st.builds(Known, names)
    simple = st.one_of(st.deferred(lambda: _compare(inside)), age, ahead, known)
    quantifier = st.sampled_from(("every", "any_of", "none_of"))

    def larger(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        parts = st.lists(part, max_size=3).map(tuple)
        found = [st.builds(All, parts), st.builds(Any_, parts), st.builds(Not, part)]
        if not inside:
            where = st.deferred(lambda: conditions(True))
            found.append(st.builds(Quantified, quantifier, st.just(LIST), where))
        return st.one_of(found)

    return st.recursive(simple, larger, max_leaves=4)


def _hours(hours: int) -> timedelta:
    return timedelta(hours=hours)


OUTCOMES = [outcome for outcome in Outcome if outcome is not Outcome.ALLOW]


@lru_cache
def _base() -> Limits:
    report = lint_text(GOOD)
    assert report.limits is not None, str(report)
    return report.limits


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    """A file with one action of random rules, tiers, budgets and once-keys."""
    base = _base()
    rules = tuple(
        Rule(
            id=f"line_{place}",
            line=1,
            when=draw(conditions()),
            only_if=draw(st.one_of(st.none(), conditions())),
            otherwise=draw(st.sampled_from(OUTCOMES)),
            say={"en": "a", "nl": "b"},
            operator={},
            offer=draw(st.sampled_from(({}, {"amount": FactValue(Kind.MONEY, "order.paid")}))),
            gate=draw(st.sampled_from((False, False, False, True))),
            final=draw(st.booleans()),
        )
        for place in range(draw(st.integers(min_value=0, max_value=5)))
    )
    budgets = {
        name: Budget(
            id=name,
            line=1,
            title={"en": name, "nl": name},
            cap=draw(st.one_of(st.none(), expressions(Kind.MONEY))),
            max_count=draw(st.one_of(st.none(), NUMBERS)),
            window=draw(st.sampled_from(WINDOWS)),
            per=draw(st.sampled_from((None, "customer.id", "booking.passengers", "order.late"))),
        )
        for name in draw(st.sets(st.sampled_from(("day", "month", "order"))))
    }
    once = draw(st.lists(st.sampled_from(ONCE), unique=True, max_size=3))
    allow = draw(st.integers(min_value=0, max_value=9_000))
    above = draw(st.one_of(st.none(), st.integers(min_value=9_001, max_value=20_000)))
    action = Action(
        **{
            **vars(base.actions["refund_order"]),
            "rules": rules,
            "amount": draw(st.one_of(st.none(), expressions(Kind.MONEY))),
            "allow_up_to": Money(allow, "EUR"),
            "approve_up_to": None if above is None else Money(above, "EUR"),
            "above": draw(st.sampled_from((Outcome.HANDOVER, Outcome.REFUSE, Outcome.SILENT))),
            "budgets": tuple(budgets),
            "once_per": tuple(once),
            "confirm": draw(st.booleans()),
            "summary": (Variant(None, {"en": "{order.status}", "nl": "{refund.amount}"}),),
            "rollout": Rollout(),
        }
    )
    return Limits(**{**vars_of(base), "actions": {action.id: action}, "budgets": budgets})


ONCE = ("order", "refund.item_ids", "order.status", "booking.passengers", "order.promised_by")
WINDOWS = [
    window
    for window in map(
        parse_window, ("calendar_day", "calendar_week", "all_time", "rolling 30d", "rolling 24h")
    )
    if window is not None
]


def vars_of(base: Limits) -> dict[str, Any]:
    """The declared fields of limits, without what is kept beside them."""
    return {name: getattr(base, name) for name in Limits.__dataclass_fields__}


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A request with facts that may be missing, unknown, or of another kind than declared."""
    facts: dict[str, Any] = {}
    for name, kind in KINDS.items():
        if draw(st.integers(min_value=0, max_value=4)) and name != "request.order":
            given = kind if draw(st.integers(min_value=0, max_value=9)) else Kind.WORD
            if kind is Kind.TIME or name in ("order.late", "refund.amount"):
                given = kind
            if name in ("order.late", "refund.amount") and draw(st.booleans()):
                continue
            facts[name] = draw(st.one_of(VALUES[given], VALUES[given], st.none()))
    if draw(st.booleans()):
        facts["order.items"] = draw(ITEMS)
    return Question(
        action=draw(st.sampled_from(("refund_order", "refund_order", "refund_order"))),
        params=draw(st.dictionaries(st.sampled_from(("order", "items", "é")), WORDS, max_size=2)),
        claims=draw(st.dictionaries(st.just("reason"), st.one_of(WORDS, st.none()))),
        facts=facts,
        now=START + timedelta(hours=draw(st.integers(min_value=-60, max_value=60))),
        confirmed=draw(st.sampled_from((None, True, False))),
        stopped=draw(st.sampled_from((False, False, True))),
    )
