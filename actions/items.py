"""Which items of an order this is about: the only one, the one named, or the one asked for."""

from __future__ import annotations

from actions.subject import item_label, item_title, named_in, order_title
from actions.talk import Talk, payload
from bot.customers import Item, Order
from bot.model import Option
from bot.wiring import customers

EVERYTHING, SOME = "all", "some"
# What was said about items in one of these flows is known in the others.
_FLOWS = ("refund_order", "return_order", "replace_item")
_SETTLED = ("refunded", "returning", "replaced")


def choose(talk: Talk, order: Order, *, reason: str = "") -> list[str]:
    """The ids of the items meant; asks, and so ends the turn, when several could be."""
    slot = f"{talk.flow}_items"
    open_items = [item for item in order.items if item.status not in _SETTLED]
    open_items = open_items or list(order.items)
    heard = _heard(talk, order, open_items)
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
    if talk.question == slot and said is None:
        said = {"affirm": EVERYTHING, "deny": SOME}.get(talk.turn.intent)
    if said == SOME:
        talk.hand_over("limits")
        talk.stop("utter_some_pieces")
    if said == EVERYTHING:
        talk.set(**{slot: EVERYTHING})
    if talk.slot(slot) != EVERYTHING:
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


def forget_words(talk: Talk) -> None:
    """The wish came to an end: what it named is not what the next one is about."""
    forget(talk)
    talk.set(item_words=None)


def told_in(talk: Talk, flow: str) -> str:
    """What is wrong, as told in another flow that led to nothing."""
    return "" if talk.slot(f"{flow}_status") == "done" else str(talk.slot(f"{flow}_reason") or "")


async def names_item(talk: Talk) -> bool:
    """Whether the open question is about an item, and these words name one of theirs."""
    if not talk.question.endswith("_items") or not talk.turn.text:
        return False
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
    if chosen == EVERYTHING:
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
