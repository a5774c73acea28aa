"""The flow order_status: where an order is, and what we do about it when it is late."""

from __future__ import annotations

from actions.flow import Flow
from actions.subject import find, order_title, orders
from actions.talk import Talk
from actions.wording import day
from bot.customers import Order
from bot.model import Option, Outcome, ReservationState
from bot.wiring import authority, house


class OrderStatus(Flow):
    """Tells the dates; for a late order the apology and the gesture come unasked."""

    flow = "order_status"

    async def answer(self, talk: Talk) -> None:
        """Find the order, say where it is, make up for it when it is late."""
        order = await find(talk, orders(), fits=_still_expected)
        late = order.is_late(house().clock())
        self._tell(talk, order, late)
        if late and talk.slot("order_status_gesture") != order.id:
            await self._gesture(talk, order)

    def _tell(self, talk: Talk, order: Order, late: bool) -> None:
        language = talk.turn.language
        state = f"{order.status}_late" if late and order.status != "lost" else order.status
        talk.say(
            state,
            options=_next_steps(talk, order),
            number=order.id,
            title=order_title(talk, order),
            promised=day(order.promised_by, language),
            delivered=day(order.delivered_at, language) if order.delivered_at else "",
            carrier=order.carrier,
        )

    async def _gesture(self, talk: Talk, order: Order) -> None:
        """Ask the limits for a voucher once per order; when they do not give one, say nothing."""
        talk.set(order_status_gesture=order.id)
        params = {"order": order.id, "cause": "late"}
        result = await authority().request(self.request(talk, "goodwill", params))
        if result.outcome is Outcome.ALLOW and result.state is ReservationState.SETTLED:
            self.say_done(talk, result)


def _next_steps(talk: Talk, order: Order) -> list[Option]:
    """What the customer may well want now."""
    if order.status == "delivered":
        return [talk.option("button_wrong", "ask_refund", order_number=order.id)]
    if order.status == "lost":
        return [talk.option("button_money", "report_not_received", order_number=order.id)]
    return []


def _still_expected(order: Order) -> bool:
    return order.status in ("processing", "shipped", "lost")
