"""The compiled verdict says what the conditions themselves say, over any limits and any facts."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.authority.canonical import digest, dumps
from bot.authority.compiled import source_of
from bot.authority.conditions import Compare
from bot.authority.decide import decide
from bot.authority.decision import Question, Used
from bot.authority.expressions import FactValue, Literal
from bot.authority.kinds import Kind
from bot.authority.language import Limits
from bot.authority.plan import plan_of
from bot.authority.spelling import spelled
from bot.authority.verdict import Verdict, bound, judged, needs, verdict
from bot.authority.view import View
from bot.model import Digest, Outcome
from tests.support import random_limits as made
from tests.support.reference_verdict import Reference

large = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def _seen(found: Verdict) -> tuple[Any, ...]:
    return (
        found.outcome,
        found.rule,
        found.failed,
        found.trace,
        found.amount,
        found.needs,
        found.final,
        found.sees.worked_out,
    )


def _expected(found: Reference) -> tuple[Any, ...]:
    decided = found.decided
    return (
        found.outcome,
        decided[0] if decided else None,
        tuple(failure[0] for failure in found.failures),
        tuple(found.steps),
        found.amount,
        found.needs,
        bool(decided and decided[2] and decided[2].final),
        found.worked_out,
    )


@large
@given(limits=made.limits(), question=made.questions(), data=st.data())
def test_compiled_limits_say_what_the_conditions_themselves_say(
    limits: Limits, question: Question, data: st.DataObject
) -> None:
    wanted = needs(limits, question)
    use = {
        need.key: Used(data.draw(st.integers(0, 30_000)), data.draw(st.integers(0, 6)))
        for need in wanted.budgets
    }
    once = {key: "settled" for key in wanted.once if data.draw(st.booleans())}
    reference = Reference(limits, question, use, once)
    assert _seen(verdict(limits, question, use, once)) == _expected(reference)
    assert wanted == reference.needs


@large
@given(limits=made.limits(), question=made.questions(), taken=st.booleans())
def test_in_brief_outcome_and_rule_are_the_same(
    limits: Limits, question: Question, taken: bool
) -> None:
    use = (lambda need: Used(30_000, 6)) if taken else None
    whole = verdict(limits, question, use, needs(limits, question).once if taken else ())
    plan = plan_of(limits, question.action)
    assert plan is not None
    facts, now, yes = whole.sees.facts, question.now, question.confirmed is True
    # In brief once-keys are not hashed.
    once = plan.needs(View(facts, now, plan.zone), 0, hashed=False).once if taken else ()
    ruling, amount, _, _ = judged(
        plan, limits, facts, {}, now, yes, question.stopped, use, once, brief=True
    )
    assert (ruling.outcome, ruling.rule, amount) == (whole.outcome, whole.rule, whole.amount)


@large
@given(limits=made.limits(), question=made.questions())
def test_a_decision_is_its_verdict_with_words(limits: Limits, question: Question) -> None:
    found, decision = verdict(limits, question), decide(limits, question)
    assert decision.outcome is found.outcome and decision.rule == found.rule
    assert decision.trace == found.trace and decision.failed == found.failed
    assert decision.needs == found.needs and decision.offer == found.offer
    assert set(decision.say) == {"en", "nl"}


@large
@given(limits=made.limits(), question=made.questions())
def test_the_digest_of_what_was_shown_is_a_yes_and_any_other_is_not(
    limits: Limits, question: Question
) -> None:
    plan = plan_of(limits, question.action)
    assert plan is not None
    found = verdict(limits, question)
    shown, _ = bound(plan, question, found.sees, found.amount)
    agreed = verdict(limits, replace(question, confirmed=shown))
    other = verdict(limits, replace(question, confirmed=Digest(shown[::-1])))
    assert "confirm" not in agreed.failed
    assert ("confirm" in other.failed) == plan.action.confirm


def test_a_function_may_answer_what_the_budgets_hold(shipped: Limits) -> None:
    question = Question(
        "goodwill",
        {},
        {},
        {
            "session.known": True,
            "order.mine": True,
            "goodwill.our_fault": True,
            "customer.id": "C",
            "customer.vouchers": (),
        },
        made.START,
    )
    assert verdict(shipped, question).outcome is Outcome.ALLOW
    full = verdict(shipped, question, lambda need: Used(500_00, 0))
    assert (full.outcome, full.failed) == (
        Outcome.HANDOVER,
        ("kindness_per_week", "kindness_per_customer"),
    )


@large
@given(limits=made.limits(), question=made.questions(), other=made.questions())
def test_the_hash_covers_limits_question_and_trace(
    limits: Limits, question: Question, other: Question
) -> None:
    found = verdict(limits, question)
    trace = digest([[step.rule, step.result, step.outcome.value] for step in found.trace])
    written = json.loads(found.document)
    assert [written[0], written[1], written[-1]] == [limits.sha256, question.action, trace]
    assert list(written[4]) == sorted(question.facts)
    assert found.hash == hashlib.sha256(found.document).hexdigest()
    same_elsewhere = replace(question, facts=dict(reversed(list(question.facts.items()))))
    assert verdict(limits, same_elsewhere).hash == found.hash
    for name in ("params", "claims", "facts", "now", "confirmed", "stopped"):
        changed = replace(question, **{name: getattr(other, name)})
        same = getattr(other, name) == getattr(question, name)
        assert (verdict(limits, changed).hash == found.hash) == same, name
    assert verdict(replace(limits, sha256="other"), question).hash != found.hash


anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(),
        made.MONEY,
        made.TIMES,
        st.floats(allow_nan=False),
    ),
    lambda part: st.one_of(
        st.lists(part, max_size=3),
        st.lists(part, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=3), part, max_size=3),
    ),
    max_leaves=8,
)


@large
@given(anything)
def test_the_quick_spelling_is_the_canonical_one(value: Any) -> None:
    assert spelled(value) == dumps(value)


TOKEN = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
PIECES = """
judge facts claims view opened get see now zone today tier holds value minor currency Money str int
bool datetime tzinfo toordinal astimezone def return try except KeyError if else elif for in is not
and or None True False __class__ dict len days
"""
FIXED = set(PIECES.split())
NUMBERED = re.compile(r"[kftsmwe]\d+\Z")


@large
@given(limits=made.limits(), views=st.booleans())
def test_no_word_of_the_limits_is_ever_part_of_the_source(limits: Limits, views: bool) -> None:
    source, _ = source_of(limits.actions["refund_order"], limits.currency, views=views)
    words = {word for word in TOKEN.findall(source) if not NUMBERED.match(word)}
    assert words <= FIXED
    literals = [
        node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)
    ]
    assert all(literal in (None, True, False) or isinstance(literal, int) for literal in literals)
    assert not set(source) & set("'\"\\#@;`{}[]%") - set(";[]")


def test_hostile_names_stay_values(shipped: Limits) -> None:
    hostile = 'x"]) or __import__("os").abort() #'
    action = shipped.actions["goodwill"]
    rule = replace(
        action.rules[0],
        id=hostile,
        when=Compare(FactValue(Kind.WORD, hostile), "is", (Literal(Kind.WORD, hostile),)),
    )
    limits = replace(shipped, actions={"goodwill": replace(action, rules=(rule,))})
    assert hostile not in source_of(limits.actions["goodwill"], "EUR", views=True)[0]
    question = Question("goodwill", {}, {}, {hostile: hostile, "customer.id": "C"}, made.START)
    assert verdict(limits, question).trace[0].result == "passed"
    other = verdict(limits, replace(question, facts={hostile: "y", "customer.id": "C"}))
    assert other.failed[0] == hostile


class _Odd:
    """A condition of a shape that the compiler has never seen."""

    def holds(self, view: View, element: Any = None) -> bool | None:
        return bool(view.get("order.status") == "odd")

    def facts(self) -> frozenset[str]:
        return frozenset({"order.status"})


def test_a_condition_of_an_unknown_shape_is_asked_itself(shipped: Limits) -> None:
    action = shipped.actions["goodwill"]
    rules = (replace(action.rules[0], when=_Odd()),)
    limits = replace(shipped, actions={"goodwill": replace(action, rules=rules)})
    for status, result in (("odd", "passed"), ("even", "failed")):
        question = Question("goodwill", {}, {}, {"order.status": status}, made.START)
        assert verdict(limits, question).trace[0].result == result


def test_limits_that_were_changed_are_compiled_anew(shipped: Limits) -> None:
    question = Question("goodwill", {}, {}, {"customer.id": "C"}, made.START)
    verdict(shipped, question)
    action = replace(shipped.actions["goodwill"], rules=())
    changed = replace(shipped, actions={"goodwill": action})
    assert verdict(changed, question).outcome is Outcome.ALLOW
    assert verdict(shipped, question).outcome is not Outcome.ALLOW


def test_an_action_that_the_limits_do_not_name_is_refused(shipped: Limits) -> None:
    found = verdict(shipped, Question("sell_the_shop", {}, {}, {}, made.START))
    assert (found.outcome, found.rule) == (Outcome.REFUSE, "unknown_action")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=4), unique=True, min_size=1, max_size=4), st.data())
def test_keys_that_come_again_and_again_are_spelled_the_same(
    keys: list[str], data: st.DataObject
) -> None:
    for _ in range(20):
        value = {key: data.draw(st.sampled_from(SAMPLES)) for key in keys}
        assert spelled(value) == dumps(value)


SAMPLES: tuple[Any, ...] = (True, False, None, 7, "a\"'{}%s\\", "é", made.START, (1, "x"))
