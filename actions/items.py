"""Which items of an order this is about: the only one, the one named, or the one asked for."""

from __future__ import annotations

import re

from actions.subject import item_label, item_title, means_another_order, named_in, order_title
from actions.talk import Talk, payload
from bot.customers import Item, Order
from bot.model import Option
from bot.wiring import customers

_ABOUT_ITEMS = ("_items", "_pieces", "_reason")
_ALL = re.compile(
    r"\W*(?:all|everything|both|alles|allemaal|allebei|beide|the whole order|de hele bestelling)"
    r"(?:\s+(?:of\s+(?:it|them)|please|graag|aub|ervan))?\W*",
    re.IGNORECASE,
)
_FEW = re.compile(
    r"\W*(?:(?:just|only|maar|alleen|slechts)\s+)?"
    r"(?:one|two|some|a few|1|2|een|één|eentje|twee|een paar)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:one|two|some|1|2|één|een|eentje|twee|enkele)\s+(?:out of|of|van)\s+(?:the|my|de|mijn)\b",
    re.IGNORECASE,
)
EVERYTHING, SOME = "all", "some"
# What was said about items in one of these flows is known in the others.
_FLOWS = ("refund_order", "return_order", "replace_item")
# What is wrong, by the intent that tells it.
REASON_OF = {
    "report_damaged": "damaged",
    "report_wrong_item": "wrong_item",
    "report_not_received": "not_received",
}
_SETTLED = ("refunded", "returning", "replaced")


def choose(talk: Talk, order: Order, *, reason: str = "") -> list[str]:
    """The ids of the items meant; asks, and so ends the turn, when several could be."""
    slot = f"{talk.flow}_items"
    if not set(talk.slot(slot) or ()) <= {item.id for item in order.items}:
        forget(talk)  # they were of another order
    open_items = [item for item in order.items if item.status not in _SETTLED]
    open_items = open_items or list(order.items)
    heard = _heard(talk, order, open_items)
    if talk.question == f"{talk.flow}_meant" and talk.turn.intent == "deny":
        talk.set(item_words=None)
    if heard:
        if heard != talk.slot(slot):
            talk.set(**{slot: heard, f"{talk.flow}_pieces": _pieces_heard(talk)})
        return heard
    known = _known(talk, order) or _named_before(talk, open_items)
    if known:
        return known
    if len(open_items) == 1:
        return [open_items[0].id]
    damaged = [item.id for item in open_items if item.status == "damaged"]
    if len(damaged) == 1 and reason == "damaged":
        return damaged
    never_came = order.status != "delivered" and reason == "not_received"
    if order.status in ("lost", "cancelled") or never_came:
        return [item.id for item in open_items]
    options = [
        Option(item_label(talk, item), payload("choose", item=item.id)) for item in open_items
    ]
    talk.ask(
        slot,
        "utter_ask_items",
        options=[*options, talk.option("utter_button_everything", "choose", item=EVERYTHING)],
        choices=[*(item.id for item in open_items), EVERYTHING],
        understood=talk.turn.tells_something or bool(reason_told(talk)),
        title=order_title(talk, order),
        number=order.id,
    )


def check_pieces(talk: Talk, order: Order, items: list[str]) -> None:
    """A line of several pieces goes as a whole; a part of it is for a person."""
    meant = [item for item in order.items if item.id in items]
    if order.status != "delivered" or len(meant) != 1 or meant[0].quantity == 1:
        return
    slot = f"{talk.flow}_pieces"
    said = talk.turn.one("pieces") or talk.chosen(slot)
    items_slot = f"{talk.flow}_items"
    same = talk.slot(items_slot) == talk.tracker.get_slot(items_slot)
    if talk.question == slot and said is None and same:  # "no, the bottle" is about another item
        if _FEW.match(talk.turn.text) or talk.turn.intent == "deny":
            said = SOME
        elif talk.turn.agrees:
            said = EVERYTHING
    if said is None and _PART.search(talk.turn.text):
        said = SOME  # "one of the three bottles"
    if said == SOME:
        talk.hand_over("limits")
        talk.stop("utter_some_pieces")
    if said == EVERYTHING:
        talk.set(**{slot: EVERYTHING})
    if talk.slot(slot) != EVERYTHING:
        talk.set(**{items_slot: items})  # they are shown by now
        talk.ask(
            slot,
            "utter_ask_pieces",
            options=[
                talk.option("utter_button_all_pieces", "choose", pieces=EVERYTHING),
                talk.option("utter_button_some_pieces", "choose", pieces=SOME),
            ],
            choices=[EVERYTHING, SOME],
            title=item_title(talk, meant[0]),
        )


def check_meant(talk: Talk, order: Order, items: list[str]) -> None:
    """An item that only an older sentence named is shown before anything is done with it."""
    slot, meant = f"{talk.flow}_items", f"{talk.flow}_meant"
    if not items or talk.slot(slot) or items != _named_before(talk, list(order.items)):
        return
    others = [item for item in order.items if item.id not in items]
    if not others or (talk.question == meant and talk.turn.agrees):
        talk.set(**{slot: items})
        return
    talk.ask(
        meant,
        "utter_confirm_item",
        options=[
            talk.option("utter_button_that", "affirm"),
            talk.option("utter_button_not_that", "deny"),
        ],
        title=title_of(talk, order, items),
        number=order.id,
    )


def forget_words(talk: Talk) -> None:
    """The wish came to an end: what it named is not what the next one is about."""
    forget(talk)
    talk.set(item_words=None)


def reason_told(talk: Talk) -> str:
    """What is wrong, by this message; "that is the wrong order" is no wrong item."""
    reported = REASON_OF.get(talk.turn.intent) if talk.turn.sure else None
    told = talk.turn.one("reason") or reported
    if told == "wrong_item" and means_another_order(talk):
        return ""
    return told or talk.chosen(f"{talk.flow}_reason") or ""


def told_in(talk: Talk, flow: str) -> str:
    """What is wrong, as told in another flow that led to nothing."""
    return "" if talk.slot(f"{flow}_status") == "done" else str(talk.slot(f"{flow}_reason") or "")


def means_all(talk: Talk) -> bool:
    """Whether the open question is about items, and the answer is "all of them"."""
    return talk.question.endswith(_ABOUT_ITEMS) and bool(_ALL.fullmatch(talk.turn.text))


async def names_item(talk: Talk) -> bool:
    """Whether the open question is about an item, and these words name one of theirs."""
    if not talk.question.endswith(_ABOUT_ITEMS) or not talk.turn.text:
        return False
    if means_all(talk):
        return True
    mine = await customers().orders(talk.turn.conversation)
    return bool(named_in(talk.turn.text, mine, lambda order: [item.title for item in order.items]))


def forget(talk: Talk) -> None:
    """Another order, or a new wish: the items said before do not count any more."""
    talk.set(**{f"{talk.flow}_items": None, f"{talk.flow}_pieces": None})


def title_of(talk: Talk, order: Order, items: list[str]) -> str:
    """The items in words, short enough for a sentence."""
    names = [item_title(talk, item) for item in order.items if item.id in items]
    return names[0] if len(names) == 1 else order_title(talk, order)


def _heard(talk: Talk, order: Order, open_items: list[Item]) -> list[str]:
    """The items that this very message names."""
    chosen = talk.turn.one("item") or talk.chosen(f"{talk.flow}_items")
    asked = talk.question in [f"{talk.flow}{what}" for what in _ABOUT_ITEMS]
    if chosen == EVERYTHING or (asked and _ALL.fullmatch(talk.turn.text)):
        return [item.id for item in open_items]
    if chosen in [item.id for item in order.items]:
        return [str(chosen)]
    named = named_in(talk.turn.text, order.items, lambda item: [item.title])
    return [item.id for item in named] if len(named) == 1 else []


def _named_before(talk: Talk, open_items: list[Item]) -> list[str]:
    """The item that an earlier message named, while it was about something else or no flow."""
    words = str(talk.slot("item_words") or "")
    named = named_in(words, open_items, lambda item: [item.title])
    return [item.id for item in named] if len(named) == 1 else []


def _pieces_heard(talk: Talk) -> str | None:
    chosen = talk.turn.one("item") or talk.chosen(f"{talk.flow}_items")
    return EVERYTHING if chosen == EVERYTHING else None


def _known(talk: Talk, order: Order) -> list[str]:
    """What was chosen before, here or in another flow about the same order."""
    here = {item.id for item in order.items}
    still_open = {item.id for item in order.items if item.status not in _SETTLED}
    for flow in (talk.flow, *_FLOWS):
        known = [str(id) for id in talk.slot(f"{flow}_items") or []]
        # At the start of a wish what is settled by now is not what it is about.
        usable = here if flow == talk.flow and talk.question else still_open
        if known and set(known) <= usable:
            return known
    return []
