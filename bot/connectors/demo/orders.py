"""What the demo shop does with an order: stop it, take goods back, send them again, mail papers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from bot.connectors.demo import money
from bot.connectors.demo.effects import Done
from bot.connectors.demo.showcase import catalogue
from bot.connectors.demo.tables import articles, bookings, items, mails, orders
from bot.connectors.errors import Final
from bot.model import Grant, LocalText, Money

SENT_WITHIN = timedelta(days=5)
_GONE = ("refunded", "cancelled", "returning", "replaced")


def cancel(connection: Connection, grant: Grant, reference: str, now: datetime) -> Done:
    """Stop an order that was not sent yet, and pay back what is left of its payment."""
    order = _order(connection, grant)
    if order.status != "processing":
        raise Final("not_stoppable", f"the order is {order.status}")
    left = Money(order.paid_minor - order.refunded_minor, order.currency)
    if grant.amount != left:
        raise Final("other_amount", "not what is left of the payment")
    connection.execute(
        update(orders)
        .where(orders.c.id == order.id)
        .values(status="cancelled", refunded_minor=order.paid_minor)
    )
    connection.execute(
        update(items)
        .where(items.c.order == order.id, items.c.status != "refunded")
        .values(status="cancelled")
    )
    if left.minor:
        money.move(
            connection,
            source=money.MERCHANT,
            target=order.account,
            amount=left,
            kind="refund",
            object=order.id,
            reference=reference,
            reservation=grant.reservation,
            at=now,
        )
    label = money.label(connection, order.account)
    arrival = _texts("money")
    return Done(left, dict.fromkeys(arrival, label), arrival)


def take_back(connection: Connection, grant: Grant, reference: str, now: datetime) -> Done:
    """Announce a return: the goods are expected, and a label goes out by mail."""
    order = _order(connection, grant)
    if order.status != "delivered":
        raise Final("not_delivered", f"the order is {order.status}")
    lines = _lines(connection, grant)
    _mark(connection, lines, "returning")
    _mail(connection, order.customer, "return_label", order.id, reference, now)
    return Done(Money(0, order.currency), _texts("label_to"), _texts("label"))


def replace(connection: Connection, grant: Grant, reference: str, now: datetime) -> Done:
    """Send goods once more: out of stock, in a new order that costs nothing."""
    order = _order(connection, grant)
    if order.status not in ("shipped", "delivered", "lost"):
        raise Final("not_sent", f"the order is {order.status}")
    lines = _lines(connection, grant)
    for line in lines:
        taken = connection.execute(
            update(articles)
            .where(articles.c.id == line.article, articles.c.stock >= line.quantity)
            .values(stock=articles.c.stock - line.quantity)
        )
        if taken.rowcount == 0:
            raise Final("out_of_stock", "there is not enough left to send")
    _mark(connection, lines, "replaced")
    number = _new_order(connection, order, lines, now)
    to = {language: text.format(number=number) for language, text in _texts("goods_to").items()}
    return Done(Money(0, order.currency), to, _texts("goods"))


def change_address(connection: Connection, grant: Grant, reference: str, now: datetime) -> Done:
    """Send an order somewhere else, as long as it is still here."""
    order = _order(connection, grant)
    address, postcode = grant.params.get("address"), grant.params.get("postcode")
    if not address or not postcode:
        raise Final("no_address", "an address has a street and a postcode")
    if order.status != "processing":
        raise Final("sent_already", f"the order is {order.status}")
    connection.execute(
        update(orders).where(orders.c.id == order.id).values(ships_to=f"{address}, {postcode}")
    )
    return Done(Money(0, order.currency), _texts("address_to"), _texts("at_once"))


def send_invoice(connection: Connection, grant: Grant, reference: str, now: datetime) -> Done:
    """Mail an invoice once more, to the address that the shop has."""
    table, number = (
        (orders, grant.params["order"])
        if grant.params.get("order")
        else (bookings, grant.params.get("booking"))
    )
    found = connection.execute(
        select(table.c.customer, table.c.currency).where(table.c.id == number)
    ).first()
    if found is None:
        raise Final("not_found", "there is no such order or booking")
    _mail(connection, found.customer, "invoice", str(number), reference, now)
    return Done(Money(0, found.currency), _texts("label_to"), _texts("invoice"))


def _order(connection: Connection, grant: Grant) -> Any:
    found = connection.execute(
        select(orders).where(orders.c.id == grant.params.get("order"))
    ).first()
    if found is None:
        raise Final("not_found", "there is no such order")
    return found


def _lines(connection: Connection, grant: Grant) -> list[Any]:
    """The item rows that are meant; all that nothing was done about when none is named."""
    rows = connection.execute(select(items).where(items.c.order == grant.params.get("order"))).all()
    wanted = tuple(grant.params.get("items") or ())
    chosen = [row for row in rows if row.id in wanted or (not wanted and row.status not in _GONE)]
    if len(chosen) < max(1, len(set(wanted))):
        raise Final("not_found", "an item is not part of this order")
    if any(row.status in _GONE for row in chosen):
        raise Final("already_settled", "something was done about an item before")
    return chosen


def _mark(connection: Connection, lines: list[Any], status: str) -> None:
    ids = [line.id for line in lines]
    connection.execute(update(items).where(items.c.id.in_(ids)).values(status=status))


def _new_order(connection: Connection, old: Any, lines: list[Any], now: datetime) -> str:
    highest = connection.execute(select(func.max(orders.c.id))).scalar_one()
    number = f"O-{int(highest[2:]) + 1}"
    connection.execute(
        insert(orders).values(
            id=number,
            customer=old.customer,
            placed_at=now,
            status="processing",
            promised_by=now + SENT_WITHIN,
            shipped_at=None,
            delivered_at=None,
            carrier=old.carrier,
            paid_minor=0,
            refunded_minor=0,
            currency=old.currency,
            account=old.account,
            ships_to=old.ships_to,
        )
    )
    for position, line in enumerate(lines, start=1):
        again = {**line._mapping, "price_minor": 0, "status": "ordered", "position": position}
        connection.execute(
            insert(items).values(**again | {"id": f"{number}-{position}", "order": number})
        )
    return number


def _mail(
    connection: Connection, customer: str, kind: str, number: str, reference: str, now: datetime
) -> None:
    connection.execute(
        insert(mails).values(
            reference=reference, customer=customer, kind=kind, object=number, at=now
        )
    )


def _texts(name: str) -> LocalText:
    texts: LocalText = catalogue()["arrival"][name]
    return texts
