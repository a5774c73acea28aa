"""The flow cancel_order: stop an order before it is sent; "yes" confirms exactly what was shown."""

from __future__ import annotations

from actions.after_yes import AfterYes
from actions.subject import find, order_title, orders
from actions.talk import Talk
from bot.authority.service import Result
from bot.customers import Order
from bot.model import Option


class CancelOrder(AfterYes):
    """Which order, then a yes to what would happen; when it has left, the way back is offered."""

    flow = "cancel_order"
    takes_no = ("cancel_order_digest",)

    async def answer(self, talk: Talk) -> None:
        """Take the next step towards exactly one confirmed cancellation."""
        self.begin(talk)
        order = await find(talk, orders(), fits=_not_sent)

        def words(result: Result) -> dict[str, str]:
            costs = result.amount is not None and result.amount.minor > 0
            kind = "" if costs else "free"
            return {"kind": kind, "number": order.id, "paid_with": order.paid_with}

        await self.after_yes(
            talk,
            "cancel_order",
            {"order": order.id},
            key=order.id,
            title=order_title(talk, order),
            words=words,
            instead=_instead(talk, order),
        )


def _instead(talk: Talk, order: Order) -> list[Option]:
    """What is possible when it is too late to stop an order."""
    if order.status == "delivered":
        return [talk.option("button_return", "ask_return", order_number=order.id)]
    if order.status == "lost":
        return [talk.option("utter_button_refund", "report_not_received", order_number=order.id)]
    if order.status == "shipped":
        return [talk.option("utter_button_status", "ask_order_status", order_number=order.id)]
    return []


def _not_sent(order: Order) -> bool:
    return order.status == "processing"
