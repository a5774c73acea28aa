"""A refund policy of twelve conditions, and random requests; the peers get the same facts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.authority.decision import Question
from bot.authority.language import TEXTS, Limits
from bot.authority.limits import lint_text
from bot.model import Money

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=timezone.utc)
NAMES = (
    "known",
    "mine",
    "status",
    "method",
    "paid",
    "not_refunded",
    "in_time",
    "not_blocked",
    "few_refunds",
    "weight",
    "country",
    "reason",
)
"""The twelve conditions in their order; a request is allowed when all of them hold."""

_RULES = """
      - {id: known, when: {session.known: true}, %s}
      - {id: mine, when: {order.mine: true}, %s}
      - {id: status, when: {order.status: [delivered, lost]}, %s}
      - {id: method, when: {order.method: [card, ideal, paypal]}, %s}
      - {id: paid, when: {order.paid: {at_most: 400.00 EUR}}, %s}
      - {id: not_refunded, when: {order.refunded: {below: 0.01 EUR}}, %s}
      - {id: in_time, when: {age_of: order.delivered_at, at_most: 720h}, %s}
      - {id: not_blocked, when: {customer.standing: {is_not: blocked}}, %s}
      - {id: few_refunds, when: {customer.refunds_this_year: {at_most: 4}}, %s}
      - {id: weight, when: {order.weight: {below: 20}}, %s}
      - {id: country, when: {order.country: [NL, BE, DE]}, %s}
      - {id: reason, when: {claim.reason: [damaged, wrong_item, not_received]}, %s}
"""
_HEAD = """
version: 1
name: twelve conditions
currency: EUR
timezone: Europe/Amsterdam
facts:
  order.method: {type: text, trust: record}
  order.weight: {type: int, trust: record}
  order.country: {type: text, trust: record}
  customer.standing: {type: text, trust: record}
  customer.refunds_this_year: {type: int, trust: record}
texts:
"""
_ACTION = """
actions:
  refund_order:
    title: {en: Refund, nl: Terugbetalen}
    summary: {en: refund, nl: terugbetalen}
    explain: {en: it fits, nl: het past}
    does: payments.refund
    amount: order.paid
    allow_up_to: 400.00 EUR
    require:
"""


def limits() -> Limits:
    """The policy in our own language."""
    texts = "".join(f"  {name}: {{en: no, nl: nee}}\n" for name in TEXTS)
    text = _HEAD + texts + _ACTION + _RULES.replace("%s", "say: {en: no, nl: nee}")
    report = lint_text(text, "bench.yml")
    if report.limits is None:
        raise ValueError(str(report))
    return report.limits


@dataclass(frozen=True)
class Facts:
    """One request, the same for everybody: flat, times in seconds, money in cents."""

    known: bool
    mine: bool
    status: str
    method: str
    paid: int
    refunded: int
    age: int
    standing: str
    refunds_this_year: int
    weight: int
    country: str
    reason: str

    def flat(self) -> dict[str, Any]:
        """As a dictionary of plain values, for the peers."""
        return dict(vars(self))

    def question(self) -> Question:
        """As our own question, typed."""
        return Question(
            "refund_order",
            {},
            {"reason": self.reason},
            {
                "session.known": self.known,
                "order.mine": self.mine,
                "order.status": self.status,
                "order.method": self.method,
                "order.paid": Money(self.paid, "EUR"),
                "order.refunded": Money(self.refunded, "EUR"),
                "order.delivered_at": NOW - timedelta(seconds=self.age),
                "customer.standing": self.standing,
                "customer.refunds_this_year": self.refunds_this_year,
                "order.weight": self.weight,
                "order.country": self.country,
            },
            NOW,
        )


def requests(count: int, seed: int = 1) -> list[Facts]:
    """Random requests: each condition holds nine times out of ten, edges included."""
    chance = random.Random(seed)

    def mostly(good: tuple[Any, ...], bad: tuple[Any, ...]) -> Any:
        return chance.choice(good if chance.random() < 0.94 else bad)

    return [
        Facts(
            known=mostly((True,), (False,)),
            mine=mostly((True,), (False,)),
            status=mostly(("delivered", "lost"), ("shipped", "processing")),
            method=mostly(("card", "ideal", "paypal"), ("invoice",)),
            paid=mostly((1, chance.randrange(40_001), 400_00), (400_01, 900_00)),
            refunded=mostly((0,), (1, 12_00)),
            age=mostly((0, chance.randrange(2_592_000), 2_592_000), (2_592_001, 9_000_000)),
            standing=mostly(("good", "new"), ("blocked",)),
            refunds_this_year=mostly((0, 1, 4), (5, 12)),
            weight=mostly((1, 19), (20, 35)),
            country=mostly(("NL", "BE", "DE"), ("US",)),
            reason=mostly(("damaged", "wrong_item", "not_received"), ("changed_mind",)),
        )
        for _ in range(count)
    ]
