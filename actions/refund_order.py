"""The flow refund_order: money back for an item or a whole order, asking little."""

from __future__ import annotations

from actions.flow import Flow
from actions.subject import find, item_label, item_title, named_in, order_title, orders
from actions.talk import Talk, payload
from bot.authority.service import Result
from bot.customers import Item, Order
from bot.model import Option
from bot.wiring import authority

EVERYTHING = "all"
NOT_SATISFIED = "not_satisfied"
REASONS = ("damaged", "wrong_item", "not_received", "changed_mind", NOT_SATISFIED, "other")
_REASON_OF = {
    "report_damaged": "damaged",
    "report_wrong_item": "wrong_item",
    "report_not_received": "not_received",
}
PHOTO, NONE = "photo", "none"


class RefundOrder(Flow):
    """Which order, which items, what is wrong: asked only when it is not known; then authority."""

    flow = "refund_order"
    takes_no = ("refund_order_pieces",)

    async def answer(self, talk: Talk) -> None:
        """Take the next step towards a decision, or make it."""
        if talk.turn.intent == "correct" and talk.slot("refund_order_status") == "done":
            talk.stop("done_before", options=[talk.person()])
        self._begin(talk)
        self._hear_reason(talk)
        self._hear_proof(talk)
        before = talk.slot("order_number")
        order = await find(talk, orders(), fits=_refundable)
        if before != order.id:
            talk.set(refund_order_items=None, refund_order_pieces=None)
        if order.status == "lost":
            talk.set(refund_order_reason="not_received")
        elif order.status != "delivered" and talk.slot("refund_order_reason") == NOT_SATISFIED:
            talk.set(refund_order_reason=None)  # it was not there yet to be tried
        items = self._items(talk, order)
        self._check_pieces(talk, order, items)
        reason = talk.slot("refund_order_reason") or self._ask_reason(talk, order, items)
        params, claims = {"order": order.id, "items": tuple(items)}, {"reason": reason}
        if reason == NOT_SATISFIED:
            request = self.request(talk, "satisfaction_refund", params, claims)
        else:
            request = self.request(talk, "refund_order", params, claims)
        result = await authority().request(request)
        if result.wants_proof:
            self._ask_proof(talk, result)
        key = " ".join((order.id, *items))
        self.conclude(talk, result, key=key, title=_title(talk, order, items))

    def _begin(self, talk: Talk) -> None:
        """After a refund a new wish starts clean; "and the bottle too" is for the same reason."""
        if not self.fresh(talk):
            return
        if talk.slot("refund_order_status") == "done":
            talk.set(refund_order_items=None, refund_order_pieces=None)
            talk.set(order_number=talk.turn.one("order_number"))
            if talk.turn.intent == "ask_refund":
                talk.set(refund_order_reason=None)
        elif talk.turn.intent in _REASON_OF:
            talk.set(refund_order_items=None, refund_order_pieces=None)
        talk.set(refund_order_status=None)

    def _hear_reason(self, talk: Talk) -> None:
        reason = talk.turn.one("reason") or _REASON_OF.get(talk.turn.intent)
        reason = reason or talk.chosen("refund_order_reason")
        if reason in REASONS:
            talk.set(refund_order_reason=reason)

    def _hear_proof(self, talk: Talk) -> None:
        """A photo goes on with what was asked; without one a person decides."""
        heard = talk.turn.one("proof") or talk.chosen("refund_order_proof")
        if heard == PHOTO:
            talk.say("utter_photo_kept")
        elif heard == NONE:
            talk.hand_over("limits")
            talk.stop("no_photo")

    def _ask_proof(self, talk: Talk, result: Result) -> None:
        talk.ask(
            "refund_order_proof",
            "ask_proof",
            options=[
                Option(talk.words("button_photo"), "gateway:photo"),
                talk.option("button_no_photo", "choose", proof=NONE),
                talk.person(),
            ],
            choices=[PHOTO, NONE],
            say=talk.local(result.say),
        )

    def _items(self, talk: Talk, order: Order) -> list[str]:
        """The ids of the items meant: the only one, the one named, or the one asked for."""
        open_items = [item for item in order.items if item.status != "refunded"]
        open_items = open_items or list(order.items)
        heard = self._heard(talk, order, open_items)
        if heard:
            if heard != talk.slot("refund_order_items"):
                talk.set(refund_order_items=heard, refund_order_pieces=None)
            return heard
        known = [str(id) for id in talk.slot("refund_order_items") or []]
        if known:
            return known
        if len(open_items) == 1:
            return [open_items[0].id]
        damaged = [item.id for item in open_items if item.status == "damaged"]
        if len(damaged) == 1 and talk.slot("refund_order_reason") == "damaged":
            return damaged
        if order.status in ("lost", "cancelled") or self._never_came(talk, order):
            return [item.id for item in open_items]
        options = [
            Option(item_label(talk, item), payload("choose", item=item.id)) for item in open_items
        ]
        talk.ask(
            "refund_order_items",
            "ask_items",
            options=[*options, talk.option("button_everything", "choose", item=EVERYTHING)],
            choices=[*(item.id for item in open_items), EVERYTHING],
            title=order_title(talk, order),
            number=order.id,
        )

    def _never_came(self, talk: Talk, order: Order) -> bool:
        return order.status != "delivered" and talk.slot("refund_order_reason") == "not_received"

    def _heard(self, talk: Talk, order: Order, open_items: list[Item]) -> list[str]:
        """The items that this very message names."""
        chosen = talk.turn.one("item") or talk.chosen("refund_order_items")
        if chosen == EVERYTHING:
            talk.set(refund_order_items=[item.id for item in open_items])
            talk.set(refund_order_pieces=EVERYTHING)
            return [item.id for item in open_items]
        if chosen in [item.id for item in order.items]:
            return [str(chosen)]
        named = named_in(talk.turn.text, order.items, lambda item: [item.title])
        return [item.id for item in named] if len(named) == 1 else []

    def _check_pieces(self, talk: Talk, order: Order, items: list[str]) -> None:
        """A line of several pieces goes back whole; a part of it is for a person."""
        meant = [item for item in order.items if item.id in items]
        if order.status != "delivered" or len(meant) != 1 or meant[0].quantity == 1:
            return
        asked = talk.question == "refund_order_pieces"
        said = talk.turn.one("pieces") or talk.chosen("refund_order_pieces")
        if asked and said is None:
            said = {"affirm": EVERYTHING, "deny": "some"}.get(talk.turn.intent)
        if said == "some":
            talk.hand_over("limits")
            talk.stop("some_pieces")
        if said == EVERYTHING:
            talk.set(refund_order_pieces=EVERYTHING)
        if talk.slot("refund_order_pieces") != EVERYTHING:
            talk.ask(
                "refund_order_pieces",
                "ask_pieces",
                options=[
                    talk.option("button_all_pieces", "choose", pieces=EVERYTHING),
                    talk.option("button_some_pieces", "choose", pieces="some"),
                ],
                choices=[EVERYTHING, "some"],
                title=item_title(talk, meant[0]),
            )

    def _ask_reason(self, talk: Talk, order: Order, items: list[str]) -> str:
        reasons = [name for name in REASONS if name != NOT_SATISFIED or order.status == "delivered"]
        talk.ask(
            "refund_order_reason",
            "ask_reason",
            options=[talk.option(f"button_{name}", "choose", reason=name) for name in reasons],
            choices=reasons,
            title=_title(talk, order, items),
            number=order.id,
        )


def _title(talk: Talk, order: Order, items: list[str]) -> str:
    names = [item_title(talk, item) for item in order.items if item.id in items]
    return names[0] if len(names) == 1 else order_title(talk, order)


def _refundable(order: Order) -> bool:
    return order.status != "cancelled" and order.refunded < order.paid
