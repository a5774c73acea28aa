"""The flow order_status: where an order is, and what we do about it when it is late."""

from __future__ import annotations

from actions.flow import Flow
from actions.goodwill import LATE, came_back
from actions.subject import find, order_title, orders
from actions.talk import Talk
from actions.wording import day
from bot.authority.service import Result
from bot.customers import Order
from bot.model import Option, ReservationState
from bot.wiring import authority, house


class OrderStatus(Flow):
    """Tells the dates; for a late order the apology and the gesture come unasked."""

    flow = "order_status"

    async def answer(self, talk: Talk) -> None:
        """Find the order, say where it is, make up for it when it is late."""
        order = await find(talk, orders(), fits=_still_expected)
        late = order.is_late(house().clock())
        state, gesture = await self._gesture(talk, order) if late else ("", None)
        steps = _next_steps(talk, order)
        self._tell(talk, order, late, options=[] if gesture else steps)
        if gesture:
            self.say_done(talk, gesture, state=state, options=steps)

    def _tell(self, talk: Talk, order: Order, late: bool, options: list[Option]) -> None:
        language = talk.turn.language
        talk.say(
            f"{order.status}_late" if late and order.status != "lost" else order.status,
            options=options,
            number=order.id,
            title=order_title(talk, order),
            promised=day(order.promised_by, language),
            delivered=day(order.delivered_at, language) if order.delivered_at else "",
            carrier=order.carrier,
        )

    async def _gesture(self, talk: Talk, order: Order) -> tuple[str, Result | None]:
        """Ask the limits for a voucher, and for one more when they had to come back about it.

        Nothing is said when they give none.
        """
        params = {"order": order.id}
        if talk.slot("order_status_gesture") != order.id:
            talk.set(order_status_gesture=order.id)
            request = self.request(talk, "goodwill", {**params, "cause": LATE})
            result = await authority().request(request)
            if result.state is ReservationState.SETTLED:
                return "done", result
        return "done_again", await came_back(self, talk, params)


def _next_steps(talk: Talk, order: Order) -> list[Option]:
    """What the customer may well want now."""
    if order.status == "delivered":
        return [talk.option("button_wrong", "ask_refund", order_number=order.id)]
    if order.status == "lost":
        return [talk.option("button_money", "report_not_received", order_number=order.id)]
    return []


def _still_expected(order: Order) -> bool:
    return order.status in ("processing", "shipped", "lost")
