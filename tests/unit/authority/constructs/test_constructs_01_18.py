"""Constructs 1 to 18 of the limits, each with a case that passes and one that does not."""

from __future__ import annotations

from bot.authority import ledger
from bot.model import ConversationId, ReservationState
from tests.support.authority import World
from tests.support.judging import SAY, ago, ahead, judge, limits_of, mistakes, money, outcome


def test_construct_01_an_age_window_is_inclusive() -> None:
    limits = limits_of(
        f"""
        - {{id: day, when: {{age_of: booking.made_at, at_most: 24h}}, {SAY}}}
        """,
        top="facts: {booking.made_at: {type: time}}",
    )
    assert outcome(limits, {"booking.made_at": ago(hours=24)}) == "allow"
    assert outcome(limits, {"booking.made_at": ago(hours=24, seconds=1)}) == "refuse by day"


def test_construct_02_one_of_several_grounds_is_enough() -> None:
    limits = limits_of(
        f"""
        - id: ground
          when:
            any:
              - {{age_of: booking.made_at, at_most: 24h}}
              - {{booking.status: cancelled_by_carrier}}
              - {{booking.cabin: business}}
              - all:
                  - {{booking.insured: true}}
                  - {{claim.covered: {{is: true, may_rely_on_claim: "Insurance terms 4"}}}}
          {SAY}
        """,
        top="""
        facts:
          booking.made_at: {type: time}
          booking.cabin: {type: enum, values: [economy, business]}
          booking.insured: {type: bool}
          claim.covered: {type: bool, trust: claim}
        """,
    )
    none = {
        "booking.made_at": ago(days=3),
        "booking.status": "confirmed",
        "booking.cabin": "economy",
        "booking.insured": False,
    }
    assert outcome(limits, none, claims={"covered": True}) == "refuse by ground"
    assert outcome(limits, {**none, "booking.cabin": "business"}) == "allow"
    assert outcome(limits, {**none, "booking.status": "cancelled_by_carrier"}) == "allow"
    assert outcome(limits, {**none, "booking.insured": True}, claims={"covered": True}) == "allow"


INSURED = "facts: {booking.insured: {type: bool}, claim.why: {type: id, trust: claim}}"


def test_construct_03_a_record_and_a_claim_together() -> None:
    limits = limits_of(
        f"""
        - {{id: covered, when: {{booking.insured: true, claim.why: [health, weather]}}, {SAY}}}
        """,
        top=INSURED,
    )
    insured = {"booking.insured": True}
    assert outcome(limits, insured, claims={"why": "health"}) == "allow"
    assert outcome(limits, insured, claims={"why": "bored"}) == "refuse by covered"
    assert outcome(limits, {"booking.insured": False}, claims={"why": "health"}) != "allow"


def test_construct_04_absence_over_a_list() -> None:
    limits = limits_of(
        f"""
        - id: none_flown
          when: {{none_of: {{list: booking.segments, where: {{status: [landed, flying]}}}}}}
          {SAY}
        """,
        top="facts: {booking.segments: {type: list, fields: {status: text}}}",
    )
    ahead_of_us = {"booking.segments": ({"status": "planned"}, {"status": "planned"})}
    one_flown = {"booking.segments": ({"status": "planned"}, {"status": "landed"})}
    assert outcome(limits, ahead_of_us) == "allow"
    assert outcome(limits, one_flown) == "refuse by none_flown"


def test_construct_05_what_is_outside_the_scope_goes_to_a_person() -> None:
    limits = limits_of(
        f"""
        - {{id: flown, unless: {{booking.status: travelled}}, else: handover}}
        - id: window
          only_if: {{booking.status: [confirmed, cancelled_by_carrier, cancelled]}}
          when: {{time_until: booking.departs_at, at_least: 24h}}
          {SAY}
        """
    )
    late = {"booking.departs_at": ahead(hours=2)}
    assert outcome(limits, {"booking.status": "travelled", **late}) == "handover by flown"
    assert outcome(limits, {"booking.status": "confirmed", **late}) == "refuse by window"
    early = {"booking.status": "confirmed", "booking.departs_at": ahead(hours=24)}
    assert outcome(limits, early) == "allow"


def test_construct_06_what_not_even_a_person_can_do_is_refused_and_not_handed_over() -> None:
    limits = limits_of(
        f"""
        - id: same_number
          when: {{request.passengers: booking.passengers}}
          final: true
          {SAY}
        - {{id: big_group, when: {{booking.passengers: {{at_most: 8}}}}, else: handover}}
        """,
        extra="params: {passengers: {type: int}}",
    )
    group = {"booking.passengers": 9}
    refused = judge(limits, group, params={"passengers": 8})
    assert (refused.outcome.value, refused.rule, refused.final) == ("refuse", "same_number", True)
    assert not judge(limits, group, params={"passengers": 9}).final
    assert outcome(limits, {"booking.passengers": 2}, params={"passengers": 2}) == "allow"


def test_construct_07_a_tier_can_be_irrelevant() -> None:
    limits = limits_of(f"- {{id: paid, when: {{order.paid: {{above: 0.00 EUR}}}}, {SAY}}}")
    paid = {"order.paid": money("5.00")}
    for tier in ("regular", "silver", "gold", None):
        assert outcome(limits, {**paid, "customer.tier": tier}) == "allow"
    assert outcome(limits, {"order.paid": money("0.00"), "customer.tier": "gold"}) != "allow"


def test_construct_08_a_tier_can_be_what_counts() -> None:
    limits = limits_of(
        f"""
        - id: entitled
          when: {{any: [{{customer.tier: [silver, gold]}}, {{booking.insured: true}}]}}
          {SAY}
        """,
        top="facts: {booking.insured: {type: bool}}",
    )
    assert outcome(limits, {"customer.tier": "gold", "booking.insured": False}) == "allow"
    assert outcome(limits, {"customer.tier": "regular", "booking.insured": True}) == "allow"
    neither = {"customer.tier": "regular", "booking.insured": False}
    assert outcome(limits, neither) == "refuse by entitled"


def test_construct_09_the_amount_is_so_much_per_passenger() -> None:
    limits = limits_of(
        f"- {{id: ours, when: {{booking.status: cancelled_by_carrier}}, {SAY}}}",
        extra="""
        amount: {times: [100.00 EUR, booking.passengers]}
        allow_up_to: 300.00 EUR
        """,
    )
    three = judge(limits, {"booking.status": "cancelled_by_carrier", "booking.passengers": 3})
    assert (three.outcome.value, three.amount) == ("allow", money("300.00"))
    four = {"booking.status": "cancelled_by_carrier", "booking.passengers": 4}
    assert outcome(limits, four) == "handover by allow_up_to"
    assert outcome(limits, {"booking.status": "cancelled_by_carrier"}) == "handover by amount"


AFTER_A_CHANGE = f"- {{id: changed, when: {{case.done: {{contains: rebook_trip}}}}, {SAY}}}"


def test_construct_10_only_after_another_action_in_the_same_case() -> None:
    limits = limits_of(AFTER_A_CHANGE)
    assert outcome(limits, {"case.done": ("rebook_trip",)}) == "allow"
    assert outcome(limits, {"case.done": ("refund_order",)}) == "refuse by changed"


async def test_construct_10_the_ledger_says_what_was_done_in_the_case(world: World) -> None:
    first, second = ConversationId("c1"), ConversationId("c2")
    await world.sign_in("c2", "C-1001")
    assert (await world.refund("O-20002", turn="1")).outcome.value == "allow"
    done = await world.database.read(lambda c: ledger.done_in(c, first))
    elsewhere = await world.database.read(lambda c: ledger.done_in(c, second))
    assert done == ("refund_order",) and elsewhere == ()


def test_construct_11_only_when_asked() -> None:
    limits = limits_of(
        "- {id: asked, when: {claim.asked: true}, else: silent}",
        top="facts: {claim.asked: {type: bool, trust: claim}}",
    )
    assert outcome(limits, claims={"asked": True}) == "allow"
    assert outcome(limits, claims={"asked": False}) == "silent by asked"
    assert outcome(limits) == "silent by asked"


def test_construct_12_a_claim_is_held_against_the_record() -> None:
    limits = limits_of(f"- {{id: gold, when: {{customer.tier: gold}}, {SAY}}}")
    assert outcome(limits, {"customer.tier": "silver"}, claims={"tier": "gold"}) == "refuse by gold"
    assert outcome(limits, {"customer.tier": "gold"}) == "allow"
    told = mistakes(
        f"- {{id: gold, when: {{any: [{{customer.tier: gold}}, {{claim.gold: true}}]}}, {SAY}}}",
        top="facts: {claim.gold: {type: bool, trust: claim}}",
    )
    assert "claim.gold widen" in told


def test_construct_13_a_closed_list_of_causes() -> None:
    limits = limits_of(
        f"- {{id: cause, when: {{request.cause: [cancelled, delayed]}}, {SAY}}}",
        extra="params: {cause: {type: enum, values: [cancelled, delayed]}}",
    )
    assert outcome(limits, params={"cause": "delayed"}) == "allow"
    assert outcome(limits, params={"cause": "bad food"}) == "refuse by cause"


def test_construct_14_the_whole_or_nothing_and_one_cabin_for_all() -> None:
    limits = limits_of(
        f"""
        - id: whole
          when: {{value: {{count: request.segments}}, is: {{count: booking.segments}}}}
          {SAY}
        - id: one_cabin
          when: {{every: {{list: booking.segments, where: {{cabin: request.cabin}}}}}}
          {SAY}
        """,
        top="facts: {booking.segments: {type: list, fields: {id: id, cabin: text}}}",
        extra="params: {segments: {type: list}, cabin: {type: id}}",
    )
    trip = {"booking.segments": ({"id": "1", "cabin": "b"}, {"id": "2", "cabin": "b"})}
    assert outcome(limits, trip, params={"segments": ("1", "2"), "cabin": "b"}) == "allow"
    part = {"segments": ("1",), "cabin": "b"}
    assert outcome(limits, trip, params=part) == "refuse by whole"
    mixed = {"booking.segments": ({"id": "1", "cabin": "a"}, {"id": "2", "cabin": "b"})}
    whole = {"segments": ("1", "2"), "cabin": "b"}
    assert outcome(limits, mixed, params=whole) == "refuse by one_cabin"


def test_construct_15_an_attribute_blocks_one_action_and_not_another() -> None:
    flights = limits_of(f"- {{id: fare, unless: {{booking.fare: saver}}, {SAY}}}")
    cabin = limits_of(f"- {{id: booked, when: {{booking.status: confirmed}}, {SAY}}}")
    saver = {"booking.fare": "saver", "booking.status": "confirmed"}
    assert outcome(flights, saver) == "refuse by fare"
    assert outcome(flights, {**saver, "booking.fare": "flex"}) == "allow"
    assert outcome(cabin, saver) == "allow"


def test_construct_16_what_has_to_stay_the_same() -> None:
    limits = limits_of(
        f"""
        - id: route
          when: {{trip.origin: booking.origin, trip.destination: booking.destination}}
          {SAY}
        """
    )
    route = {"booking.origin": "Utrecht", "booking.destination": "Paris", "trip.origin": "Utrecht"}
    assert outcome(limits, {**route, "trip.destination": "Paris"}) == "allow"
    assert outcome(limits, {**route, "trip.destination": "London"}) == "refuse by route"


def test_construct_17_two_steps_are_judged_on_the_state_between_them() -> None:
    limits = limits_of(f"- {{id: fare, unless: {{booking.fare: saver}}, {SAY}}}")
    assert outcome(limits, {"booking.fare": "saver"}) == "refuse by fare"
    assert outcome(limits, {"booking.fare": "flex"}) == "allow"


async def test_construct_17_the_second_step_reads_the_records_again(world: World) -> None:
    trip = (await world.connectors.bookings.alternatives("B-30001", None))[0]
    seen = await world.authority.preview(world.rebooking("B-30001", trip.id))
    assert seen.rule == "confirm"
    step = world.rebooking("B-30001", trip.id, turn="1", confirmed=seen.digest)
    assert (await world.authority.request(step)).state is ReservationState.SETTLED
    again = await world.authority.preview(world.rebooking("B-30001", trip.id, turn="2"))
    assert (again.outcome.value, again.rule) == ("refuse", "other_trip")


def test_construct_18_parts_that_stay_keep_their_price() -> None:
    limits = limits_of(
        f"- {{id: some, when: {{value: {{count: change.new}}, above: 0}}, {SAY}}}",
        top="facts: {change.new: {type: list, fields: {price: money}}}",
        extra="""
        amount: {sum: change.new, of: price}
        allow_up_to: 100.00 EUR
        """,
    )
    only_new = judge(limits, {"change.new": ({"price": money("40.00")},)})
    assert (only_new.outcome.value, only_new.amount) == ("allow", money("40.00"))
    assert outcome(limits, {"change.new": ()}) == "refuse by some"
