"""The flow change_address: send an order somewhere else; "yes" confirms exactly what was shown."""

from __future__ import annotations

from typing import Any

from actions.address import find as find_address
from actions.address import shown
from actions.after_yes import AfterYes
from actions.subject import find, means_another_order, order_title, orders
from actions.talk import Talk
from bot.authority.service import Result
from bot.customers import Order
from bot.model import Option
from bot.wiring import customers

_OWN = ("change_address_line", "change_address_postcode", "change_address_digest")


class ChangeAddress(AfterYes):
    """Which order and where to; too late is said before anybody types an address."""

    flow = "change_address"
    takes_no = ("change_address_digest",)

    async def answer(self, talk: Talk) -> None:
        """Take the next step towards exactly one confirmed address."""
        if self.anew(talk):
            talk.set(change_address_line=None, change_address_postcode=None)
        self.begin(talk)
        heard = self._hear(talk, await self._may_be_new(talk))
        order = await self._order(talk)
        params: dict[str, Any] = {"order": order.id}
        if order.status == "processing":
            params["address"] = talk.slot("change_address_line") or self._ask(talk, order, "line")
            params["postcode"] = talk.slot("change_address_postcode") or self._ask(
                talk, order, "postcode"
            )

        def words(_: Result) -> dict[str, str]:
            address = shown(str(params.get("address", "")), str(params.get("postcode", "")))
            return {"number": order.id, "address": address}

        await self.after_yes(
            talk,
            "change_address",
            params,
            key=order.id,
            title=order_title(talk, order),
            words=words,
            instead=_instead(talk, order),
            news=heard,
        )

    async def _may_be_new(self, talk: Talk) -> bool:
        """Whether a postcode alone belongs to the new address: a guest's is their proof."""
        if talk.question in _OWN:
            return True
        return self.fresh(talk) and bool(await customers().identified(talk.turn.conversation))

    def _hear(self, talk: Talk, may_be_new: bool) -> bool:
        """An address, or a part of it, in this message; a "no, ..." takes the old one back."""
        found = find_address(talk.turn.text)
        postcode = talk.turn.one("postcode") or found.postcode
        if found.line:
            told = (
                None if talk.slot("change_address_line") else talk.slot("change_address_postcode")
            )
            talk.set(change_address_line=found.line, change_address_postcode=postcode or told)
        elif postcode and may_be_new:
            talk.set(change_address_postcode=postcode)
        elif (
            talk.question == "change_address_digest"
            and not _corrects_the_order(talk)
            and (talk.turn.intent == "correct" or any(map(str.isdigit, talk.turn.text)))
        ):
            talk.set(change_address_line=None, change_address_postcode=None)
            return True
        return bool(found.line or (postcode and may_be_new))

    async def _order(self, talk: Talk) -> Order:
        """An answer with an address names no order, even when a street sounds like an item."""
        known = talk.slot("order_number")
        if talk.question in _OWN and known and not _corrects_the_order(talk):
            order = await customers().order(talk.turn.conversation, str(known))
            if order is not None:
                return order
        return await find(talk, orders(), fits=_not_sent)

    def _ask(self, talk: Talk, order: Order, part: str) -> str:
        talk.ask(
            f"change_address_{part}",
            f"ask_{part}",
            number=order.id,
            title=order_title(talk, order),
            understood=talk.turn.intent == "correct",
        )


def _corrects_the_order(talk: Talk) -> bool:
    """Whether an answer is about another order, and not about where it goes."""
    return means_another_order(talk) or bool(talk.turn.one("order_number"))


def _instead(talk: Talk, order: Order) -> list[Option]:
    """Where it is, when it has left already."""
    if order.status == "shipped":
        return [talk.option("utter_button_status", "ask_order_status", order_number=order.id)]
    return []


def _not_sent(order: Order) -> bool:
    return order.status == "processing"
