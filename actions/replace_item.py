"""The flow replace_item: a new one instead of what was damaged, wrong or never came."""

from __future__ import annotations

from actions.flow import Flow
from actions.items import (
    REASON_OF,
    check_meant,
    check_pieces,
    choose,
    forget_words,
    means_all,
    reason_told,
    title_of,
    told_in,
)
from actions.subject import find, orders
from actions.talk import Talk
from bot.authority.service import Result
from bot.customers import Order
from bot.model import Option
from bot.wiring import authority

REASONS = ("damaged", "wrong_item", "not_received", "other")


class ReplaceItem(Flow):
    """Which order, which item, what is wrong: asked only when it is not known; then authority."""

    flow = "replace_item"
    takes_no = ("replace_item_pieces", "replace_item_meant")
    hears = tuple(REASON_OF)

    async def answer(self, talk: Talk) -> None:
        """Take the next step towards a decision, or make it."""
        self._hear_reason(talk)
        self.begin(talk)
        order = await find(talk, orders(), fits=_was_sent)
        reason = self._reason(talk, order)
        # Of what was never sent nothing can be sent again, whichever item is meant.
        sent = order.status not in ("processing", "cancelled")
        items = choose(talk, order, reason=reason) if sent else []
        check_pieces(talk, order, items)
        title = title_of(talk, order, items)
        reason = reason or self._reported(order, items) or self._ask_reason(talk, order, items)
        check_meant(talk, order, items)
        params = {"order": order.id, "items": tuple(items)}
        claims = {"reason": reason}
        result = await authority().request(self.request(talk, "replace_item", params, claims))
        self.conclude(
            talk,
            result,
            key=" ".join((order.id, *items)),
            title=title,
            instead=_instead(talk, order, result),
        )

    def _hear_reason(self, talk: Talk) -> None:
        if self.anew(talk):
            forget_words(talk)
            talk.set(replace_item_reason=None)
        heard = reason_told(talk)
        if heard:
            talk.set(replace_item_reason=heard)

    def _reason(self, talk: Talk, order: Order) -> str:
        """What is wrong, as said here, in a refund of the same things, or by the records."""
        said = talk.slot("replace_item_reason") or told_in(talk, "refund_order")
        return "not_received" if order.status == "lost" else str(said or "")

    def _reported(self, order: Order, items: list[str]) -> str:
        """What the carrier itself reported."""
        meant = [item for item in order.items if item.id in items]
        return "damaged" if meant and all(item.status == "damaged" for item in meant) else ""

    def _ask_reason(self, talk: Talk, order: Order, items: list[str]) -> str:
        talk.set(replace_item_items=items)  # they are shown by now
        talk.ask(
            "replace_item_reason",
            "ask_reason",
            options=[talk.option(f"button_{name}", "choose", reason=name) for name in REASONS],
            choices=REASONS,
            understood=means_all(talk),
            title=title_of(talk, order, items),
            number=order.id,
        )


def _instead(talk: Talk, order: Order, result: Result) -> list[Option]:
    """Money, when there is no new one; the way back, when nothing is wrong with it."""
    if result.rule == "in_stock":
        return [talk.option("utter_button_refund", "ask_refund", order_number=order.id)]
    if result.rule == "listed_reason" and order.status == "delivered":
        return [talk.option("button_return", "ask_return", order_number=order.id)]
    return []


def _was_sent(order: Order) -> bool:
    return order.status in ("delivered", "lost")
