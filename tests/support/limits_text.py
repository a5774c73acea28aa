"""A small limits file that is good, for tests that change one thing in it."""

from __future__ import annotations

HEAD = """\
version: 1
name: small
currency: EUR
timezone: Europe/Amsterdam
texts:
"""
NAMES = """
approve handover confirm already_done already_waiting checking denied expired changed failed
stopped unavailable not_covered
"""
TEXTS = "".join(f"  {name}: {{en: no, nl: nee}}\n" for name in NAMES.split())
ACTION = """\
budgets:
  a_day: {title: {en: Day, nl: Dag}, cap: 500.00 EUR, window: calendar_day}
actions:
  refund_order:
    title: {en: Refund, nl: Terugbetalen}
    summary: {en: "refund {amount}", nl: "{amount} terug"}
    explain: {en: it fits, nl: het past}
    does: payments.refund
    amount: refund.amount
    allow_up_to: 100.00 EUR
    approve_up_to: 200.00 EUR
    budgets: [a_day]
    once_per: [order]
    require:
      - {id: delivered, when: {order.status: delivered}, say: {en: not yet, nl: nog niet}}
"""
GOOD = HEAD + TEXTS + ACTION
