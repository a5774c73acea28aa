"""The flow invoice_copy: mail an invoice once more, to the address on file."""

from __future__ import annotations

from actions.flow import Flow
from actions.subject import about_a_booking, bookings, find, order_title, orders
from actions.talk import Talk
from bot.customers import Order
from bot.wiring import authority


class InvoiceCopy(Flow):
    """Which order or booking; the e-mail address is never asked, and never another one."""

    flow = "invoice_copy"

    async def answer(self, talk: Talk) -> None:
        """Find what it is about and have the invoice sent."""
        if self.fresh(talk):
            talk.set(invoice_copy_status=None)
        if await about_a_booking(talk):
            booking = await find(talk, bookings())
            params, title = {"booking": booking.id}, talk.local(booking.trip.title)
        else:
            order = await find(talk, orders(), fits=_paid)
            params, title = {"order": order.id}, order_title(talk, order)
        result = await authority().request(self.request(talk, "invoice_copy", params))
        self.conclude(talk, result, key=" ".join(params.values()), title=title)


def _paid(order: Order) -> bool:
    return order.paid.minor > 0
