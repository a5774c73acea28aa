"""Read `approval:` of an action: who has to agree, above what amount, and how long it waits."""

from __future__ import annotations

from bot.authority.agreement import Agreement, ApprovalRule, Tier
from bot.authority.names import nearest
from bot.authority.problem_words import told
from bot.authority.sections import Context, amount, known_keys, word, words
from bot.authority.source import Listing, Node, Scalar, Table
from bot.authority.spans import Span, parse_span

ROLES = ("agent", "operator", "approver", "admin")
MOST_PEOPLE = 2
EXPIRES = "4h"
_REMEDY = "approval: {by: [approver], people: 1, expires: 4h, tiers: [{above: 250.00 EUR, …}]}"


def approval_rule(node: Node | None, context: Context) -> ApprovalRule:
    """What stands under `approval:`; left out, one approver or admin within four hours."""
    fallback = ApprovalRule(Agreement(), (), parse_span(EXPIRES) or Span())
    if node is None:
        return fallback
    if not isinstance(node, Table):
        context.wrong(node.line, "approval is a mapping", _REMEDY)
        return fallback
    known_keys(node, ("by", "people", "expires", "tiers"), "approval", context)
    waits = node.get("expires")
    text = word(waits, context, EXPIRES)
    expires, line = parse_span(text), waits.line if waits is not None else node.line
    if expires is None:
        context.wrong(line, f"{text!r} is not a length of time", "4h, 90m or 2d")
    elif not expires.seconds:
        what = f"expires: {text} leaves nobody time to agree"
        context.wrong(line, what, "4h, 90m or 2d", told("no_time"))
    agreement = _agreement(node, Agreement(), context)
    return ApprovalRule(
        agreement, _tiers(node.get("tiers"), agreement, context), expires or fallback.expires
    )


def _agreement(table: Table, base: Agreement, context: Context) -> Agreement:
    listed = table.get("by")
    roles = words(listed, context)
    if isinstance(listed, Listing) and not roles:
        remedy = f"by: [{', '.join(base.by)}]"
        what = "by: names nobody who may agree"
        context.wrong(listed.line, what, remedy, told("nobody_agrees"))
    for role, line in roles:
        if role not in ROLES:
            context.wrong(line, f"unknown role {role!r}", nearest(role, ROLES))
    node = table.get("people")
    people = node.value if isinstance(node, Scalar) else None
    if node is not None and (isinstance(people, bool) or people not in (1, MOST_PEOPLE)):
        context.wrong(node.line, "people: is how many have to agree", f"1 or {MOST_PEOPLE}")
        people = None
    return Agreement(
        tuple(role for role, _ in roles) or base.by,
        int(people) if people is not None else base.people,
    )


def _tiers(node: Node | None, base: Agreement, context: Context) -> tuple[Tier, ...]:
    if node is None:
        return ()
    if not isinstance(node, Listing):
        context.wrong(node.line, "tiers: is a list", "tiers: [{above: 250.00 EUR, people: 2}]")
        return ()
    found: list[Tier] = []
    for item in node.items:
        if not isinstance(item, Table):
            context.wrong(item.line, "a tier is a mapping", "{above: 250.00 EUR, people: 2}")
            continue
        known_keys(item, ("above", "by", "people"), "a tier", context)
        above = amount(item.get("above"), context)
        if above is None:
            context.wrong(item.line, "the tier has no above:", "above: 250.00 EUR")
            continue
        if found and above <= found[-1].above:
            before = found[-1].above
            what = f"tiers go from low to high, and {above} is not above {before}"
            words = told("tier_order", above, before)
            context.wrong(item.line, what, "a higher amount, or one tier for both", words)
        found.append(Tier(above, _agreement(item, base, context), item.line))
    return tuple(found)
