"""A line of the limits that lets more through: which fields change, and to what. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from bot.authority.form_field import Field, FieldKind
from bot.model import Money

FACTOR = Fraction(3, 2)
_TIERS = ("allow_up_to", "approve_up_to")
_MILDER_WHEN_MORE = ("at_most", "below")


def higher(fields: Iterable[Field], action: str, rule: str) -> dict[str, str]:
    """The changes by the path of their field; none where the line holds no number.

    A tier takes the tiers above it along when it would pass them.
    """
    places = {field.path: field for field in fields if field.value}
    if rule in _TIERS:
        return _tiers(places, action, rule)
    found = {}
    for path, field in places.items():
        if path.startswith(f"budgets.{rule}."):
            found[path] = _more(field, FACTOR)
        elif path.startswith(f"actions.{action}.require.{rule}."):
            more = path.rsplit(".", 1)[1] in _MILDER_WHEN_MORE
            if field.kind is FieldKind.LENGTH:
                found[path] = _more(field, FACTOR if more else 1 / FACTOR)
    return found


def _tiers(places: Mapping[str, Field], action: str, rule: str) -> dict[str, str]:
    mine = places.get(f"actions.{action}.{rule}")
    if mine is None:
        return {}
    raised = _more(mine, FACTOR)
    found = {mine.path: raised}
    top = places.get(f"actions.{action}.approve_up_to")
    if rule == "allow_up_to" and top and Money.parse(top.value) < Money.parse(raised):
        found[top.path] = raised
    return found


def _more(field: Field, factor: Fraction) -> str:
    if field.kind is FieldKind.MONEY:
        amount = Money.parse(field.value)
        return str(Money(int(amount.minor * factor), amount.currency))
    if field.kind is FieldKind.LENGTH:
        return f"{max(1, int(int(field.value[:-1]) * factor))}{field.value[-1]}"
    return str(max(1, int(int(field.value) * factor)))
