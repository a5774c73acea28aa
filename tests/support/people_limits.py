"""Limits that say much about people, in both layouts of YAML, and what a page finds in them."""

from __future__ import annotations

from bot.authority.editing import changed, field_at, fields
from bot.authority.form_field import Field
from bot.authority.language import Action
from bot.authority.limits import lint_text
from bot.authority.loosening import loosened
from tests.support.limits_text import HEAD, TEXTS

REFUND = "actions.refund_order"
APPROVAL = "    approval: {by: [approver, admin], expires: 4h}\n"
EXCEPTIONS = "    exceptions: {agent: 50.00 EUR, approver: 400.00 EUR, admin: 400.00 EUR}"
WORDS = "    title: {en: a, nl: b}\n    summary: {en: a, nl: b}\n    explain: {en: a, nl: b}\n"
RULE = "{id: delivered, when: {order.status: delivered}, say: {en: no, nl: nee}}"
TEXT = f"""{HEAD}{TEXTS}actions:
  refund_order:
    title: {{en: Refund, nl: Terug}}
    summary: {{en: a, nl: b}}
    explain: {{en: a, nl: b}}
    does: payments.refund
    amount: refund.amount
    allow_up_to: 150.00 EUR          # at once
    approve_up_to: 400.00 EUR        # a person says yes
{APPROVAL}{EXCEPTIONS}   # with a reason
    at_desk: {{agent: 150.00 EUR, approver: 400.00 EUR, admin: 400.00 EUR}}
    require: [{RULE}]
  cancel_order:                      # says nothing about people
{WORDS}    does: shop.cancel
    amount: order.paid
    allow_up_to: 250.00 EUR
    approve_up_to: 600.00 EUR
    require: [{RULE}]
  return_order:                      # no money
{WORDS}    does: shop.take_back
    at_desk: [agent, approver, admin]
    require: [{RULE}]
  replace_item:                      # no money, and still somebody is asked
{WORDS}    does: shop.replace
    require: [{{id: delivered, when: {{order.status: delivered}}, else: approve}}]
"""
TIERED = TEXT.replace(
    APPROVAL,
    "    approval: {by: [approver, admin], expires: 4h, "
    "tiers: [{above: 250.00 EUR, people: 2}, {above: 300.00 EUR, by: [admin]}]}   # money\n",
)
BLOCKS = TEXT.replace(
    APPROVAL,
    """    approval:   # money
      by:
        - approver   # knows the shop
        - admin
      expires: 4h
      tiers:
        - above: 250.00 EUR   # dear
          people: 2
        # the dearest
        - above: 300.00 EUR
          by: [admin]
""",
).replace(
    EXCEPTIONS,
    """    exceptions:
      agent: 50.00 EUR   # small
      approver: 400.00 EUR
      admin: 400.00 EUR""",
)
FILES = {"between braces": TIERED, "line by line": BLOCKS}


def by_path(text: str) -> dict[str, Field]:
    return {field.path: field for field in fields(text)}


def action(text: str, name: str = "refund_order") -> Action:
    report = lint_text(text)
    assert report.limits is not None, str(report)
    return report.limits.actions[name]


def told(before: str, after: str) -> list[str]:
    """What became looser, without the name of the action in front."""
    limits = [lint_text(text).limits for text in (before, after)]
    assert limits[0] is not None and limits[1] is not None, str(lint_text(after))
    return [one["en"].split(": ")[1] for one in loosened(limits[0], limits[1])]


def problem(changes: dict[str, str], text: str = TIERED) -> tuple[str, str | None]:
    """The first mistake of a changed file, and the field it is told at."""
    after = changed(text, changes)
    first = next(one for one in lint_text(after).problems if not one.message.startswith("test "))
    return first.message, field_at(after, first.line, changes)
