"""The flow refund_order: money back for an item or a whole order, asking little."""

from __future__ import annotations

import re

from actions.flow import Flow
from actions.items import (
    REASON_OF,
    check_meant,
    check_pieces,
    choose,
    forget,
    forget_words,
    means_all,
    reason_told,
    title_of,
    told_in,
)
from actions.subject import find, order_title, orders
from actions.talk import Talk
from actions.wording import day
from bot.authority.service import Result
from bot.customers import Order
from bot.model import Option
from bot.wiring import authority, house

NOT_SATISFIED = "not_satisfied"
REASONS = ("damaged", "wrong_item", "not_received", "changed_mind", NOT_SATISFIED, "other")
# What may be the matter with something that did not arrive yet.
NOT_THERE = ("not_received", "changed_mind", "other")
PHOTO, NONE = "photo", "none"
# Of a parcel that may still come.
MONEY, NEW, WAIT = "money", "new", "wait"
_MONEY_WORDS = re.compile(
    r"\b(?:money|refund\w*|reimburse\w*|geld|centen|terug\s?(?:beta|stort|gestort)\w*)\b",
    re.IGNORECASE,
)
# "I don't want my money, I want the parcel": in doubt it is asked.
_NO_MONEY = re.compile(
    r"(?:\b(?:no|not|dont|without|geen|niet|zonder)|n['’]t)(?:\s+\w+){0,3}\s+"
    + _MONEY_WORDS.pattern,
    re.IGNORECASE,
)


class RefundOrder(Flow):
    """Which order, which items, what is wrong: asked only when it is not known; then authority."""

    flow = "refund_order"
    takes_no = ("refund_order_pieces", "refund_order_meant")

    async def answer(self, talk: Talk) -> None:
        """Take the next step towards a decision, or make it."""
        if talk.turn.corrects and self.fresh(talk) and talk.slot("refund_order_status") == "done":
            talk.stop("done_before", options=[talk.person()])
        self._begin(talk)
        self._hear_reason(talk)
        self._hear_proof(talk)
        self._hear_wish(talk)
        order = await find(talk, orders(), fits=_refundable)
        if order.status == "lost":
            talk.set(refund_order_reason="not_received")
        elif order.status != "delivered" and talk.slot("refund_order_reason") == NOT_SATISFIED:
            talk.set(refund_order_reason=None)  # it was not there yet to be tried
        items = choose(talk, order, reason=str(talk.slot("refund_order_reason") or ""))
        check_pieces(talk, order, items)
        reason = talk.slot("refund_order_reason") or self._ask_reason(talk, order, items)
        check_meant(talk, order, items)
        if reason == "not_received" and talk.slot("refund_order_wish") != MONEY:
            _ask_wish(talk, order, items)
        params, claims = {"order": order.id, "items": tuple(items)}, {"reason": reason}
        if reason == NOT_SATISFIED:
            request = self.request(talk, "satisfaction_refund", params, claims)
        else:
            request = self.request(talk, "refund_order", params, claims)
        result = await authority().request(request)
        if result.wants_proof:
            self._ask_proof(talk, result)
        key = " ".join((order.id, *items))
        self.conclude(talk, result, key=key, title=title_of(talk, order, items))

    def _begin(self, talk: Talk) -> None:
        """After a refund a new wish starts clean; "and the bottle too" is for the same reason."""
        if not self.fresh(talk):
            return
        if talk.slot("refund_order_status") == "done":
            forget_words(talk)
            talk.set(order_number=talk.turn.one("order_number"))
            if talk.turn.intent == "ask_refund":
                talk.set(refund_order_reason=None)
        elif talk.turn.intent in REASON_OF:
            forget(talk)
        talk.set(refund_order_status=None, refund_order_wish=None)

    def _hear_wish(self, talk: Talk) -> None:
        """Whether it is money that they want, as said in any message about this."""
        wish = _wish_told(talk)
        if wish:
            talk.set(refund_order_wish=wish)

    def _hear_reason(self, talk: Talk) -> None:
        reason = reason_told(talk)
        if not reason and not talk.slot("refund_order_reason"):
            reason = told_in(talk, "replace_item")
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

    def _ask_reason(self, talk: Talk, order: Order, items: list[str]) -> str:
        there = order.status == "delivered"
        reasons = REASONS if there else NOT_THERE
        talk.set(refund_order_items=items)  # they are shown by now
        talk.ask(
            "refund_order_reason",
            "ask_reason" if there else "ask_reason_not_there",
            options=[talk.option(f"button_{name}", "choose", reason=name) for name in reasons],
            choices=reasons,
            understood=means_all(talk),
            title=title_of(talk, order, items),
            number=order.id,
        )


def _refundable(order: Order) -> bool:
    return order.status != "cancelled" and order.refunded < order.paid


def _wish_told(talk: Talk) -> str:
    """What they want, by this message; a button says so, and so does the word money."""
    told = talk.turn.one("wish") or talk.chosen("refund_order_wish")
    if told:
        return told
    pressed = bool(talk.turn.intent) and not talk.turn.text and not talk.returning
    reported = talk.turn.intent.startswith("report_")
    asked = talk.turn.intent == "ask_refund" or bool(_MONEY_WORDS.search(talk.turn.text))
    asked = asked and not _NO_MONEY.search(talk.turn.text)
    return MONEY if asked or (pressed and reported) else ""


def _ask_wish(talk: Talk, order: Order, items: list[str]) -> None:
    """Of a late parcel that is still on its way: money, a new one, or patience. Ends the turn.

    Money that was only assumed to be wanted cannot be taken back, and the parcel may come tomorrow.
    """
    if order.status != "shipped" or not order.is_late(house().clock()):
        return
    wish = talk.slot("refund_order_wish")
    talk.set(refund_order_wish=None)
    if wish == WAIT:
        talk.stop("waits")
    if wish == NEW:
        talk.next_action = "action_replace_item"
        talk.end()
    talk.set(refund_order_items=items)  # they are shown by now
    talk.ask(
        "refund_order_wish",
        "ask_wish",
        options=[
            talk.option("button_money", "choose", wish=MONEY),
            talk.option("button_again", "ask_replacement", order_number=order.id),
            talk.option("button_wait", "choose", wish=WAIT),
        ],
        choices=[MONEY, NEW, WAIT],
        number=order.id,
        title=order_title(talk, order),
        carrier=order.carrier,
        promised=day(order.promised_by, talk.turn.language),
    )
