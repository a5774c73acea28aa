"""Constructs 19 to 36 of the limits, each with a case that passes and one that does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from bot.authority.kinds import Kind
from bot.authority.view import DERIVED, View, derived_fact
from bot.model import ReservationState
from tests.support.authority import World
from tests.support.judging import SAY, judge, limits_of, mistakes, money, outcome


def test_construct_19_there_are_seats_for_everybody() -> None:
    limits = limits_of(
        f"- {{id: seats, when: {{trip.seats: {{at_least: booking.passengers}}}}, {SAY}}}"
    )
    assert outcome(limits, {"trip.seats": 3, "booking.passengers": 3}) == "allow"
    assert outcome(limits, {"trip.seats": 2, "booking.passengers": 3}) == "refuse by seats"


def test_construct_20_a_number_may_only_grow() -> None:
    limits = limits_of(
        f"- {{id: more, when: {{request.bags: {{at_least: booking.bags}}}}, {SAY}}}",
        top="facts: {booking.bags: {type: int}}",
        extra="params: {bags: {type: int}}",
    )
    assert outcome(limits, {"booking.bags": 2}, params={"bags": 3}) == "allow"
    assert outcome(limits, {"booking.bags": 2}, params={"bags": 1}) == "refuse by more"


def test_construct_21_not_after_the_fact() -> None:
    limits = limits_of(
        f"""
        - id: not_later
          only_if: {{request.insurance: true}}
          when: {{booking.insured: true}}
          final: true
          {SAY}
        """,
        top="facts: {booking.insured: {type: bool}}",
        extra="params: {insurance: {type: bool}}",
    )
    later = judge(limits, {"booking.insured": False}, params={"insurance": True})
    assert (later.outcome.value, later.final) == ("refuse", True)
    assert outcome(limits, {"booking.insured": False}, params={"insurance": False}) == "allow"


FREE_BAGS = """
facts: {booking.cabin: {type: enum, values: [basic, economy, business]}}
tables:
  free_bags:
    regular: {basic: 0, economy: 1, business: 2}
    silver: {basic: 1, economy: 2, business: 3}
    gold: {basic: 2, economy: 3, business: 4}
"""
LOOKED_UP = "{table: free_bags, row: customer.tier, column: booking.cabin}"


def test_construct_22_a_table_with_two_keys() -> None:
    limits = limits_of(
        f"- {{id: free, when: {{request.bags: {{at_most: {LOOKED_UP}}}}}, {SAY}}}",
        top=FREE_BAGS,
        extra="params: {bags: {type: int}}",
    )
    silver = {"customer.tier": "silver", "booking.cabin": "economy"}
    assert outcome(limits, silver, params={"bags": 2}) == "allow"
    assert outcome(limits, silver, params={"bags": 3}) == "refuse by free"
    assert outcome(limits, {"customer.tier": "silver"}, params={"bags": 0}) == "refuse by free"


def test_construct_22_a_hole_in_a_table_is_told() -> None:
    told = mistakes(
        f"- {{id: free, when: {{value: 1, at_most: {LOOKED_UP}}}, {SAY}}}",
        top=FREE_BAGS.replace("    gold: {basic: 2, economy: 3, business: 4}\n", ""),
    )
    assert "free_bags has nothing for gold" in told


def test_construct_23_a_unit_price() -> None:
    limits = limits_of(
        f"- {{id: some, when: {{booking.passengers: {{above: 0}}}}, {SAY}}}",
        extra="""
        amount: {plus: [{times: [30.00 EUR, booking.passengers]}, 50.00 EUR]}
        allow_up_to: 150.00 EUR
        """,
    )
    three = judge(limits, {"booking.passengers": 3})
    assert (three.outcome.value, three.amount) == ("allow", money("140.00"))
    assert outcome(limits, {"booking.passengers": 4}) == "handover by allow_up_to"


def kinds(**counts: int) -> dict[str, object]:
    return {
        "payments": tuple({"kind": kind} for kind, count in counts.items() for _ in range(count))
    }


@pytest.mark.parametrize(
    ("kind", "most"), [("certificate", 1), ("credit_card", 1), ("gift_card", 3)]
)
def test_construct_24_so_many_of_each_kind_of_payment(kind: str, most: int) -> None:
    limits = limits_of(
        "\n".join(
            f"""\
- id: {name}
  when:
    value: {{count: request.payments, where: {{kind: {name}}}}}
    at_most: {count}
  {SAY}"""
            for name, count in (("certificate", 1), ("credit_card", 1), ("gift_card", 3))
        ),
        extra="params: {payments: {type: list, fields: {kind: text}}}",
    )
    assert outcome(limits, params=kinds(**{kind: most})) == "allow"
    assert outcome(limits, params=kinds(**{kind: most + 1})) == f"refuse by {kind}"


PROFILE = "facts: {customer.payment_ids: {type: list}}"


def test_construct_25_every_payment_is_in_the_profile_already() -> None:
    limits = limits_of(
        f"""
        - id: known
          when: {{every: {{list: request.payments, where: {{id: {{in: customer.payment_ids}}}}}}}}
          {SAY}
        """,
        top=PROFILE,
        extra="params: {payments: {type: list, fields: {id: id}}}",
    )
    profile = {"customer.payment_ids": ("card_1", "gift_2")}
    mine = {"payments": ({"id": "card_1"}, {"id": "gift_2"})}
    other = {"payments": ({"id": "card_1"}, {"id": "card_9"})}
    assert outcome(limits, profile, params=mine) == "allow"
    assert outcome(limits, profile, params=other) == "refuse by known"


def test_construct_26_the_kind_of_payment_depends_on_the_action() -> None:
    limits = limits_of(
        f"- {{id: kind, when: {{payment.kind: [gift_card, credit_card]}}, {SAY}}}",
        top="facts: {payment.kind: {type: enum, values: [gift_card, credit_card, certificate]}}",
    )
    assert outcome(limits, {"payment.kind": "gift_card"}) == "allow"
    assert outcome(limits, {"payment.kind": "certificate"}) == "refuse by kind"


def test_construct_27_the_balance_covers_the_amount() -> None:
    limits = limits_of(
        f"- {{id: covers, when: {{card.balance: {{at_least: rebook.to_pay}}}}, {SAY}}}",
        top="facts: {card.balance: {type: money}}",
    )
    owed = {"rebook.to_pay": money("30.00")}
    assert outcome(limits, {**owed, "card.balance": money("30.00")}) == "allow"
    assert outcome(limits, {**owed, "card.balance": money("29.99")}) == "refuse by covers"


def test_construct_28_at_most_so_many() -> None:
    limits = limits_of(
        f"- {{id: five, when: {{value: {{count: request.passengers}}, at_most: 5}}, {SAY}}}",
        extra="params: {passengers: {type: list}}",
    )
    assert outcome(limits, params={"passengers": tuple("abcde")}) == "allow"
    assert outcome(limits, params={"passengers": tuple("abcdef")}) == "refuse by five"


def test_construct_29_what_is_left_of_a_certificate_is_lost_and_that_is_said() -> None:
    limits = limits_of(
        f"- {{id: open, when: {{certificate.left: {{above: 0.00 EUR}}}}, {SAY}}}",
        top="facts: {certificate.left: {type: money}, certificate.lost: {type: money}}",
        extra="""
        summary:
          - when: {certificate.lost: {above: 0.00 EUR}}
            en: "use {amount}; the other {certificate.lost} of it is lost"
            nl: "{amount} gebruiken; de overige {certificate.lost} vervalt"
          - {en: "use {amount}", nl: "{amount} gebruiken"}
        confirm: true
        amount: {min: [certificate.left, trip.price]}
        allow_up_to: 500.00 EUR
        """,
    )
    facts = {"certificate.left": money("80.00"), "trip.price": money("60.00")}
    asked = judge(limits, {**facts, "certificate.lost": money("20.00")})
    assert (asked.rule, asked.amount) == ("confirm", money("60.00"))
    assert asked.summary["en"] == "use €60.00; the other €20.00 of it is lost"
    nothing = {"certificate.left": money("0.00"), "certificate.lost": money("0.00")}
    assert outcome(limits, {**facts, **nothing}) == "refuse by open"


def test_construct_30_the_money_goes_back_where_it_came_from() -> None:
    limits = limits_of(
        f"""
        - id: destination
          when:
            any:
              - {{request.to: order.paid_with}}
              - {{request.to: {{in: customer.gift_cards}}}}
          {SAY}
        """,
        top="facts: {customer.gift_cards: {type: list}}",
        extra="params: {to: {type: id}}",
    )
    facts = {"order.paid_with": "card_1", "customer.gift_cards": ("gift_2",)}
    assert outcome(limits, facts, params={"to": "card_1"}) == "allow"
    assert outcome(limits, facts, params={"to": "gift_2"}) == "allow"
    assert outcome(limits, facts, params={"to": "card_9"}) == "refuse by destination"


def test_construct_31_a_status_is_exactly_that_status() -> None:
    limits = limits_of(
        f"- {{id: pending, when: {{shop.status: pending}}, {SAY}}}",
        top="facts: {shop.status: {type: text}}",
    )
    assert outcome(limits, {"shop.status": "pending"}) == "allow"
    assert outcome(limits, {"shop.status": "pending (item modified)"}) == "refuse by pending"


async def test_construct_32_once_and_never_again(world: World) -> None:
    order = await world.connectors.shop.order("O-20002")
    assert order is not None
    items = tuple(item.id for item in order.items)
    first = await world.refund("O-20002", turn="1", items=items)
    assert first.state is ReservationState.SETTLED
    again = await world.refund("O-20002", turn="2", items=items)
    assert again.outcome.value == "refuse" and "once_per" in again.failed


def test_construct_32_after_it_another_action_is_closed_too() -> None:
    limits = limits_of(
        f"- {{id: untouched, unless: {{case.done: {{contains: modify_items}}}}, {SAY}}}"
    )
    assert outcome(limits, {"case.done": ()}) == "allow"
    assert outcome(limits, {"case.done": ("modify_items",)}) == "refuse by untouched"


async def test_construct_33_all_items_are_collected_before_one_call(world: World) -> None:
    items = {item.id for item in (await world.connectors.shop.order("O-20010")).items}  # type: ignore[union-attr]
    await world.sign_in("c5", "C-1005")
    limits = limits_of(
        f"""
        - {{id: all_named, when: {{known: request.items}}, else: ask, {SAY}}}
        """,
        extra="""
        does: payments.refund
        summary: {en: "exactly {refund.items}; is that all of them?", nl: "precies {refund.items}"}
        confirm: true
        once_per: [order]
        """,
    )
    assert outcome(limits, params={"order": "O-20010"}) == "ask by all_named"
    named = {"order": "O-20010", "items": tuple(sorted(items))}
    assert outcome(limits, params=named) == "ask by confirm"
    assert outcome(limits, params=named, confirmed=True) == "allow"
    key = judge(limits, params=named).needs.once[0]
    assert outcome(limits, params=named, once={key: "settled"}) == "refuse by once_per"


def test_construct_34_one_of_two_reasons_and_nothing_else() -> None:
    extra = "params: {reason: {type: enum, values: [no_longer_needed, ordered_by_mistake]}}"
    limits = limits_of(f"- {{id: known, when: {{session.known: true}}, {SAY}}}", extra=extra)
    session = {"session.known": True}
    assert outcome(limits, session, params={"reason": "ordered_by_mistake"}) == "allow"
    assert outcome(limits, session, params={"reason": "bored"}) == "refuse by request.reason"


@pytest.fixture
def paired() -> Iterator[None]:
    """Joining two lists is a derived fact, in Python."""

    @derived_fact("exchange.pairs", kind=Kind.BOOL, reads=("order.items", "request.items"))
    def pairs(view: View) -> bool | None:
        """Each new item is another option of the same product, in stock, one for one."""
        old, new = view.get("order.items"), view.get("request.items")
        if old is None or new is None:
            return None
        same = Counter(one["product"] for one in old) == Counter(one["product"] for one in new)
        options = {one["option"] for one in old}
        return same and all(one["stock"] > 0 and one["option"] not in options for one in new)

    yield
    del DERIVED["exchange.pairs"]


@pytest.mark.usefixtures("paired")
def test_construct_35_a_rule_for_each_pair_of_items() -> None:
    limits = limits_of(
        f"- {{id: pairs, when: {{exchange.pairs: true}}, {SAY}}}",
        extra="params: {items: {type: list, fields: {product: id, option: id, stock: int}}}",
    )
    old = {"order.items": ({"product": "lamp", "option": "red"},) * 2}
    blue = {"product": "lamp", "option": "blue", "stock": 5}
    assert outcome(limits, old, params={"items": (blue, blue)}) == "allow"
    assert outcome(limits, old, params={"items": (blue,)}) == "refuse by pairs"
    sold_out = {**blue, "stock": 0}
    assert outcome(limits, old, params={"items": (blue, sold_out)}) == "refuse by pairs"
    assert judge(limits, old, params={"items": (blue, blue)}).derived == {"exchange.pairs": 1}


def test_construct_36_another_one_than_before_and_only_one() -> None:
    limits = limits_of(
        f"""
        - {{id: other, when: {{request.pay_with: {{is_not: order.paid_with}}}}, {SAY}}}
        """,
        extra="params: {pay_with: {type: id}}",
    )
    paid = {"order.paid_with": "card_1"}
    assert outcome(limits, paid, params={"pay_with": "card_2"}) == "allow"
    assert outcome(limits, paid, params={"pay_with": "card_1"}) == "refuse by other"
    assert outcome(limits, paid, params={"pay_with": ("card_2", "card_3")}) != "allow"
