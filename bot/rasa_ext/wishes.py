"""Two wishes in one message: the first is taken up, the other is kept and offered.

And one wish beside anger: "I am fed up with you! Where is my order?" asks for the order. How it
was said stays with the whole message.

Without this the number of the one would go to the other: "send the bottle back, and the invoice of
O-20003" must not send O-20003 back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

# What the engine keeps of the wish that has to wait.
SLOT = "other_wish"
RESPONSE = "utter_other_wish"

_BETWEEN = re.compile(
    r"[,;]?\s+(?:and|also|plus|en|ook)\s+(?:also\s+|ook\s+)?|[.?!;]\s+", re.IGNORECASE
)
_FEWEST_WORDS = 2
# Each place costs up to two more readings, so a long story is not looked through to its end.
_MOST_PLACES = 3
_SURE = 0.5
# Who is angry tells what happened, and some of that sounds like a wish.
_VERY_SURE = 0.8
_ANGER = ("complain", "abuse")
_LONGEST_TITLE = 70
# Asked for beside anything else; of two other wishes about the same thing one is the way to the
# other: "it is broken and I want my money back".
_BESIDE = ("order_status", "invoice_copy", "change_address", "rebook_trip", "cancel_trip")
_WISHES = (
    *_BESIDE,
    "refund_order",
    "return_order",
    "replace_item",
    "cancel_order",
    "delay_compensation",
)
# No wish that could wait for another one, and more than anger.
_TOLD = ("account_question", "feedback")
# Each makes good the same fault, so neither is the way to the other.
_EITHER = {"ask_refund", "ask_replacement"}
_NUMBERS = ("order_number", "booking_number")


def halves(text: str) -> Iterator[tuple[str, str]]:
    """Where a message may fall into two wishes: the first few places."""
    found = 0
    for between in _BETWEEN.finditer(text):
        first, second = text[: between.start()].strip(), text[between.end() :].strip()
        if min(len(first.split()), len(second.split())) >= _FEWEST_WORDS:
            yield first, second
            found += 1
            if found == _MOST_PLACES:
                return


def clear(half: Mapping[str, Any], flows: Mapping[str, str]) -> bool:
    """Whether this is surely a wish that can wait for another one, or be waited for."""
    return _confidence(half) >= _SURE and _flow(half, flows) in _WISHES


def apart(one: Mapping[str, Any], two: Mapping[str, Any], flows: Mapping[str, str]) -> bool:
    """Whether these are two clear wishes for two things, and not one told in two sentences."""
    if not (clear(one, flows) and clear(two, flows)):
        return False
    first, second = _flow(one, flows), _flow(two, flows)
    named = [_numbers(half) for half in (one, two)]
    if all(named) and (named[0] != named[1] or {_intent(one), _intent(two)} == _EITHER):
        return True
    return first != second and (first in _BESIDE or second in _BESIDE)


def angry(whole: Mapping[str, Any]) -> bool:
    """Whether a message was taken for anger alone, so that a wish in it would be lost."""
    return _intent(whole) in _ANGER


def behind_anger(
    one: Mapping[str, Any], two: Mapping[str, Any], flows: Mapping[str, str]
) -> Mapping[str, Any] | None:
    """The half that surely wants something, when the other one is not a wish too."""
    wanted = [half for half in (one, two) if _confidence(half) >= _VERY_SURE and _asks(half, flows)]
    return wanted[0] if len(wanted) == 1 else None


def button(half: Mapping[str, Any], words: str) -> dict[str, str]:
    """The wish that waits, as a button in the customer's own words."""
    values = {str(found["entity"]): str(found["value"]) for found in half["entities"]}
    title = words if len(words) <= _LONGEST_TITLE else words[: _LONGEST_TITLE - 1].rstrip() + "…"
    said = f"/{_intent(half)}{json.dumps(values) if values else ''}"
    return {"title": title, "payload": said}


def _asks(half: Mapping[str, Any], flows: Mapping[str, str]) -> bool:
    return _flow(half, flows) in (*_WISHES, *_TOLD)


def _flow(half: Mapping[str, Any], flows: Mapping[str, str]) -> str | None:
    return flows.get(_intent(half))


def _intent(half: Mapping[str, Any]) -> str:
    return str(half["intent"]["name"])


def _confidence(half: Mapping[str, Any]) -> float:
    return float(half["intent"].get("confidence") or 0.0)


def _numbers(half: Mapping[str, Any]) -> set[str]:
    return {str(one["value"]) for one in half["entities"] if one["entity"] in _NUMBERS}
