"""Constructs 37 to 54 of the limits, each with a case that passes and one that does not."""

from __future__ import annotations

import pytest

from bot.authority.decision import Used
from bot.authority.language import Limits
from tests.support.authority import World
from tests.support.judging import SAY, ago, judge, limits_of, mistakes, money, outcome

OPEN = f"- {{id: known, when: {{session.known: true}}, {SAY}}}"
KNOWN = {"session.known": True, "customer.id": "C-1"}


async def test_construct_37_a_yes_is_to_exactly_these_details(world: World) -> None:
    trips = await world.connectors.bookings.alternatives("B-30001", None)
    asked = await world.authority.preview(world.rebooking("B-30001", trips[0].id))
    assert asked.rule == "confirm" and asked.summary["en"]
    other = world.rebooking("B-30001", trips[1].id, turn="1", confirmed=asked.digest)
    assert (await world.authority.request(other)).rule == "confirm"
    same = world.rebooking("B-30001", trips[0].id, turn="2", confirmed=asked.digest)
    assert (await world.authority.request(same)).outcome.value == "allow"


async def test_construct_38_who_asks_is_known_and_it_is_theirs(world: World) -> None:
    nobody = await world.refund("O-20002", conversation="guest")
    assert (nobody.outcome.value, nobody.rule) == ("ask", "signed_in")
    elses = await world.refund("O-20005")
    assert (elses.outcome.value, elses.rule) == ("refuse", "own_order")
    assert (await world.refund("O-20002")).outcome.value == "allow"


def test_construct_39_when_the_money_arrives_depends_on_the_method() -> None:
    limits = limits_of(
        OPEN,
        top="facts: {payment.kind: {type: enum, values: [gift_card, card]}}",
        extra="""
        confirm: true
        summary:
          - when: {payment.kind: gift_card}
            en: "pay back to your gift card, at once"
            nl: "terugbetalen op je cadeaukaart, meteen"
          - en: "pay back to your card, in 5 to 7 working days"
            nl: "terugbetalen op je kaart, in 5 tot 7 werkdagen"
        """,
    )
    gift = judge(limits, {**KNOWN, "payment.kind": "gift_card"})
    card = judge(limits, {**KNOWN, "payment.kind": "card"})
    assert gift.summary["en"].endswith("at once")
    assert card.summary["nl"].endswith("5 tot 7 werkdagen")
    assert outcome(limits, {"session.known": False, "payment.kind": "card"}) == "refuse by known"


def test_construct_40_one_bill_awaits_payment_at_a_time() -> None:
    limits = limits_of(
        f"""
        - id: one_bill
          when: {{none_of: {{list: customer.bills, where: {{status: awaiting_payment}}}}}}
          {SAY}
        """,
        top="facts: {customer.bills: {type: list, fields: {status: text}}}",
    )
    assert outcome(limits, {"customer.bills": ({"status": "paid"},)}) == "allow"
    waiting = {"customer.bills": ({"status": "paid"}, {"status": "awaiting_payment"})}
    assert outcome(limits, waiting) == "refuse by one_bill"


def test_construct_41_two_conditions_of_which_one_is_absolute() -> None:
    limits = limits_of(
        f"""
        - {{id: contract, unless: {{line.contract: ended}}, final: true, {SAY}}}
        - id: bills_paid
          when: {{every: {{list: customer.bills, where: {{status: paid}}}}}}
          {SAY}
        """,
        top="""
        facts:
          line.contract: {type: enum, values: [running, ended]}
          customer.bills: {type: list, fields: {status: text}}
        """,
    )
    paid, unpaid = ({"status": "paid"},), ({"status": "overdue"},)
    assert outcome(limits, {"line.contract": "running", "customer.bills": paid}) == "allow"
    owing = judge(limits, {"line.contract": "running", "customer.bills": unpaid})
    assert (owing.rule, owing.final) == ("bills_paid", False)
    ended = judge(limits, {"line.contract": "ended", "customer.bills": paid})
    assert (ended.rule, ended.final) == ("contract", True)


def test_construct_42_at_most_so_much_at_a_time() -> None:
    limits = limits_of(
        f"- {{id: two_gb, when: {{request.gb: {{at_most: 2, above: 0}}}}, {SAY}}}",
        extra="params: {gb: {type: int}}",
    )
    assert outcome(limits, params={"gb": 2}) == "allow"
    assert outcome(limits, params={"gb": 3}) == "refuse by two_gb"
    assert outcome(limits, params={"gb": 0}) == "refuse by two_gb"


GESTURES = """
budgets:
  gestures:
    title: {en: Gestures, nl: Gebaren}
    max_count: 3
    window: calendar_year
    per: customer.id
"""


def test_construct_43_what_was_used_this_year_counts() -> None:
    limits = limits_of(OPEN, top=GESTURES, extra="budgets: [gestures]")
    assert outcome(limits, KNOWN, used={"gestures": Used(0, 2)}) == "allow"
    assert outcome(limits, KNOWN, used={"gestures": Used(0, 3)}) == "handover by gestures"


def test_construct_43_a_rule_can_read_the_counter_and_has_its_own_words() -> None:
    limits = limits_of(
        f"""
        {OPEN}
        - {{id: seldom, when: {{budget.gestures.times: {{below: 2}}}}, {SAY}}}
        """,
        top=GESTURES,
        extra="budgets: [gestures]",
    )
    assert outcome(limits, KNOWN, used={"gestures": Used(0, 1)}) == "allow"
    assert outcome(limits, KNOWN, used={"gestures": Used(0, 2)}) == "refuse by seldom"
    assert outcome(limits, {"session.known": True}) == "refuse by seldom"


def test_construct_43_the_date_of_the_last_one_counts() -> None:
    limits = limits_of(
        f"- {{id: pause, when: {{age_of: account.extended_at, at_least: 90d}}, {SAY}}}",
        top="facts: {account.extended_at: {type: time}}",
    )
    assert outcome(limits, {"account.extended_at": ago(days=90)}) == "allow"
    assert outcome(limits, {"account.extended_at": ago(days=89)}) == "refuse by pause"


def test_construct_44_above_an_amount_a_person_has_to_agree() -> None:
    limits = limits_of(
        OPEN,
        extra="""
        amount: order.paid
        allow_up_to: 25.00 EUR
        approve_up_to: 100.00 EUR
        """,
    )
    assert outcome(limits, {**KNOWN, "order.paid": money("25.00")}) == "allow"
    assert outcome(limits, {**KNOWN, "order.paid": money("25.01")}) == "approve by allow_up_to"
    assert outcome(limits, {**KNOWN, "order.paid": money("100.01")}) == "handover by approve_up_to"


def test_construct_45_each_kind_of_credit_has_its_own_rule() -> None:
    limits = limits_of(
        f"""
        - id: interest
          only_if: {{request.kind: interest_correction}}
          when: {{bank.error: true}}
          {SAY}
        - id: fee
          only_if: {{request.kind: fee_refund}}
          when: {{age_of: fee.charged_at, at_most: 60d}}
          {SAY}
        - {{id: goodwill, unless: {{request.kind: goodwill}}, else: approve}}
        """,
        top="facts: {bank.error: {type: bool}, fee.charged_at: {type: time}}",
        extra="""
        params: {kind: {type: enum, values: [interest_correction, fee_refund, goodwill]}}
        """,
    )
    facts = {"bank.error": False, "fee.charged_at": ago(days=10)}
    assert outcome(limits, facts, params={"kind": "interest_correction"}) == "refuse by interest"
    assert outcome(limits, facts, params={"kind": "fee_refund"}) == "allow"
    assert outcome(limits, facts, params={"kind": "goodwill"}) == "approve by goodwill"


def test_construct_46_the_amount_depends_on_the_card() -> None:
    limits = limits_of(
        OPEN,
        top="tables: {retention: {regular: 5.00 EUR, silver: 20.00 EUR, gold: 50.00 EUR}}",
        extra="""
        amount: {table: retention, row: customer.tier}
        allow_up_to: 20.00 EUR
        approve_up_to: 50.00 EUR
        once_per: [customer.id]
        """,
    )
    silver = judge(limits, {**KNOWN, "customer.tier": "silver"})
    assert (silver.outcome.value, silver.amount) == ("allow", money("20.00"))
    gold = {**KNOWN, "customer.tier": "gold"}
    assert outcome(limits, gold) == "approve by allow_up_to"
    twice = dict.fromkeys(silver.needs.once, "settled")
    assert outcome(limits, gold, once=twice) == "refuse by once_per"


def test_construct_47_none_after_one_in_the_past_year() -> None:
    limits = limits_of(
        f"""
        - id: no_attempt
          when: {{none_of: {{list: customer.tries, where: {{age_of: at, at_most: 365d}}}}}}
          {SAY}
        """,
        top="facts: {customer.tries: {type: list, fields: {at: time}}}",
    )
    assert outcome(limits, {"customer.tries": ({"at": ago(days=366)},)}) == "allow"
    assert outcome(limits, {"customer.tries": ({"at": ago(days=365)},)}) == "refuse by no_attempt"


def test_construct_48_only_who_has_been_with_us_long_enough() -> None:
    limits = limits_of(
        f"- {{id: tenure, when: {{age_of: customer.since, at_least: 730d}}, {SAY}}}",
        top="facts: {customer.since: {type: time}}",
    )
    assert outcome(limits, {"customer.since": ago(days=730)}) == "allow"
    assert outcome(limits, {"customer.since": ago(days=729)}) == "refuse by tenure"


@pytest.fixture
def overlimit() -> Limits:
    return limits_of(
        f"""
        - id: relative
          when: {{request.limit: {{at_most: {{percent: 150, of: card.limit}}}}}}
          {SAY}
        - {{id: sixty_days, when: {{age_of: account.opened_at, at_least: 60d}}, {SAY}}}
        - id: no_overdraft
          when: {{none_of: {{list: account.overdrafts, where: {{age_of: at, at_most: 30d}}}}}}
          {SAY}
        """,
        top="""
        facts:
          card.id: {type: id}
          card.limit: {type: money}
          account.opened_at: {type: time}
          account.overdrafts: {type: list, fields: {at: time}}
        budgets:
          raises:
            title: {en: Raises, nl: Verhogingen}
            max_count: 1
            window: rolling 24h
            per: card.id
        """,
        extra="params: {limit: {type: money}}\nbudgets: [raises]",
    )


def test_construct_49_a_relative_cap_with_a_pace_and_a_history(overlimit: Limits) -> None:
    card = {
        "card.id": "X",
        "card.limit": money("1000.00"),
        "account.opened_at": ago(days=60),
        "account.overdrafts": ({"at": ago(days=31)},),
    }
    most, more = {"limit": money("1500.00")}, {"limit": money("1500.01")}
    assert outcome(overlimit, card, params=most) == "allow"
    assert outcome(overlimit, card, params=more) == "refuse by relative"
    twice = {"raises": Used(0, 1)}
    assert outcome(overlimit, card, params=most, used=twice) == "handover by raises"
    young = {**card, "account.opened_at": ago(days=59)}
    assert outcome(overlimit, young, params=most) == "refuse by sixty_days"
    lately = {**card, "account.overdrafts": ({"at": ago(days=30)},)}
    assert outcome(overlimit, lately, params=most) == "refuse by no_overdraft"


def test_construct_50_limits_per_period_by_kind_of_account() -> None:
    limits = limits_of(
        OPEN,
        top="""
        facts: {account.kind: {type: enum, values: [private, business]}}
        tables:
          a_day: {private: 1500.00 EUR, business: 15000.00 EUR}
        budgets:
          day:
            title: {en: Day, nl: Dag}
            cap: {table: a_day, row: account.kind}
            window: calendar_day
            per: customer.id
          month:
            title: {en: Month, nl: Maand}
            cap: 125000.00 EUR
            window: calendar_month
            per: customer.id
        """,
        extra="""
        amount: order.paid
        allow_up_to: 1000.00 EUR
        budgets: [day, month]
        """,
    )
    private = {**KNOWN, "order.paid": money("500.00"), "account.kind": "private"}
    used = {"day": Used(1000_00, 2)}
    assert outcome(limits, private, used=used) == "allow"
    used = {"day": Used(1000_01, 2)}
    assert outcome(limits, private, used=used) == "handover by day"
    assert outcome(limits, {**private, "account.kind": "business"}, used=used) == "allow"
    used = {"month": Used(124_500_01, 9)}
    assert outcome(limits, private, used=used) == "handover by month"


def test_construct_51_every_check_is_made_and_kept_even_after_one_failed() -> None:
    limits = limits_of(
        f"""
        {OPEN}
        - {{id: paid, when: {{order.paid: {{above: 0.00 EUR}}}}, {SAY}}}
        - {{id: arrived, when: {{order.status: delivered}}, {SAY}}}
        """
    )
    facts = {"session.known": False, "order.status": "delivered", "order.paid": money("1.00")}
    found = judge(limits, facts)
    assert [(step.rule, step.result) for step in found.trace] == [
        ("known", "failed"),
        ("paid", "passed"),
        ("arrived", "passed"),
    ]
    assert outcome(limits, {**facts, "session.known": True}) == "allow"


def test_construct_52_a_refusal_bears_one_reason_out_of_a_closed_list() -> None:
    limits = limits_of(
        f"""
        - {{id: account_too_young, when: {{age_of: account.opened_at, at_least: 60d}}, {SAY}}}
        - {{id: invalid_reason, when: {{request.reason: [income, travel]}}, {SAY}}}
        """,
        top="facts: {account.opened_at: {type: time}}",
        extra="params: {reason: {type: enum, values: [income, travel]}}",
    )
    reasons = {rule.id for rule in limits.actions["act"].rules}
    young = judge(limits, {"account.opened_at": ago(days=1)}, params={"reason": "income"})
    assert young.rule == "account_too_young" and young.rule in reasons
    old = {"account.opened_at": ago(days=99)}
    assert judge(limits, old, params={"reason": "boat"}).rule == "invalid_reason"
    assert judge(limits, old, params={"reason": "income"}).rule is None


POINTS = """
facts: {account.new: {type: bool, secret: true}, address.changed: {type: bool}}
tables:
  points:
    new_account: {"true": 40, "false": 0}
    address: {"true": 35, "false": 0}
"""
SCORE = """\
- id: score
  when:
    value:
      plus:
        - {table: points, row: new_account, column: account.new}
        - {table: points, row: address, column: address.changed}
    below: 60
  else: approve
"""


def test_construct_53_points_add_up_to_a_threshold_that_nobody_is_told() -> None:
    limits = limits_of(SCORE, top=POINTS)
    assert outcome(limits, {"account.new": True, "address.changed": False}) == "allow"
    risky = judge(limits, {"account.new": True, "address.changed": True})
    assert (risky.outcome.value, risky.rule) == ("approve", "score")
    assert not any(sign in risky.say["en"] for sign in ("60", "75", "point", "score"))
    told = mistakes(SCORE + '  say: {en: "as {account.new}", nl: nee}', top=POINTS)
    assert "tells the customer account.new" in told


def test_construct_54_a_threshold_inside_is_not_told() -> None:
    rule = """
    - id: supervised
      when: {order.paid: {at_most: 25.00 EUR}}
      else: approve
      say: {en: "a colleague looks at this", nl: "een collega kijkt hiernaar"}
    """
    limits = limits_of(rule)
    assert outcome(limits, {"order.paid": money("25.00")}) == "allow"
    assert outcome(limits, {"order.paid": money("25.01")}) == "approve by supervised"
    told = mistakes(rule.replace("a colleague looks", "above €25 a colleague looks"))
    assert "tells the customer the limit 25.00 EUR" in told
