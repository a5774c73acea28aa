"""The flow return_order: announce that something comes back, and mail the label for it."""

from __future__ import annotations

from actions.flow import Flow
from actions.items import check_meant, check_pieces, choose, forget_words, title_of
from actions.subject import find, orders
from actions.talk import Talk
from actions.wording import money
from bot.customers import Order
from bot.model import Option, ReservationState
from bot.wiring import authority


class ReturnOrder(Flow):
    """Which order and which item, asked only when it is not known; no reason is asked."""

    flow = "return_order"
    takes_no = ("return_order_pieces", "return_order_meant")

    async def answer(self, talk: Talk) -> None:
        """Take the next step towards an announced return."""
        if self.anew(talk):
            forget_words(talk)
        self.begin(talk)
        order = await find(talk, orders(), fits=_arrived)
        # What is not here yet cannot come back, whichever item is meant.
        items = choose(talk, order) if order.status == "delivered" else []
        check_pieces(talk, order, items)
        check_meant(talk, order, items)
        title = title_of(talk, order, items)
        params = {"order": order.id, "items": tuple(items)}
        result = await authority().request(self.request(talk, "return_order", params))
        if result.state is ReservationState.SETTLED:
            back = result.shown.get("refund.amount")
            worth = money(back, talk.turn.language) if back else ""
            self.say_done(talk, result, title=title, back=worth, paid_with=order.paid_with)
            talk.set(return_order_status="done")
        else:
            key = " ".join((order.id, *items))
            instead = _instead(talk, order)
            self.conclude(talk, result, key=key, title=title, instead=instead)


def _instead(talk: Talk, order: Order) -> list[Option]:
    """What is possible with an order that cannot come back (yet)."""
    if order.status == "processing":
        return [talk.option("button_cancel", "ask_cancel_order", order_number=order.id)]
    if order.status == "lost":
        return [talk.option("utter_button_refund", "report_not_received", order_number=order.id)]
    return []


def _arrived(order: Order) -> bool:
    return order.status == "delivered" and order.refunded < order.paid
