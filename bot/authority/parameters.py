"""The parameters of a request as the kinds that the limits declare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.authority.kinds import BadFact, Kind, read_value
from bot.authority.language import Action


def typed(action: Action | None, params: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter as what it was declared to be; what does not fit is not known.

    A list that does not fit stays as it is: none at all would mean "all of them".
    """
    declared = action.params if action is not None else {}
    found = {}
    for name, value in params.items():
        fact = declared.get(name)
        if fact is not None and (fact.kind is not Kind.WORD or not isinstance(value, str)):
            try:
                value = read_value(name, fact.kind, value, fact.fields)
            except BadFact:
                value = value if fact.kind is Kind.LIST else None
        found["request." + name] = value
    return found
