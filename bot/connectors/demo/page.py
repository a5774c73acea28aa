"""Writes docs/demo-data.md: `python -m bot.connectors.demo.page > docs/demo-data.md`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from bot.connectors.demo.drawing import BOOKINGS, CUSTOMERS, ORDERS, TRIP_DAYS
from bot.connectors.demo.showcase import catalogue, entries
from bot.model import Money

_TOP = """\
# The demo shop

In demo mode the bot works for a made-up shop that sells travel gear and trips. Its systems are one
real SQLite database (`shop_database` in the settings, `var/shop.db` by default) behind the same
ports as a real shop's: a refund moves money from the shop's account to the customer's card, a
changed trip frees and takes seats, and nothing happens twice.

There are {customers} customers, {orders} orders, {bookings} bookings, and a departure every day on
each of {routes} routes, from {before} days ago until {after} days from now. The data is made at the
first use and always the same, except that dates count from that day. After some weeks the recent
orders are no longer recent: stop everything, delete the folder `var`, start again. (Only `shop.db`
is not enough: the ledger in `samenspel.db` remembers what was refunded.)

Names and addresses are made up, and the mail domains are reserved for examples.

## Customers worth trying

| customer | what to try | orders and bookings |
|---|---|---|
"""

_BOTTOM = """
`-3 d` is three days ago, `+12 d` is in twelve days. The bot refunds and gives vouchers within
`limits.yml`; the prices here are chosen so that the demo limits show each of their outcomes.

## As a guest

Without signing in, an order or booking is proven by its number and the e-mail address or postcode
it was made with. Five tries a conversation; the answer never tells whether a number exists.

| number | e-mail address | postcode |
|---|---|---|
"""

_FAULTS = """
## Making it fail

Rows in the table `faults` make a port misbehave while everything runs, to see what a customer is
told then. `remaining` is how many times; `NULL` means until the row is deleted.

| mode | what happens |
|---|---|
| `down` | every call of the port fails, look-ups too; nothing is carried out |
| `retryable` | a refund, change, voucher, … is not carried out; trying again is safe |
| `final` | a refund, change, voucher, … is declined |
| `timeout_after_success` | it is carried out, and the answer is lost |

Ports: `shop`, `bookings`, `payments`, `vouchers`.

```sh
sqlite3 var/shop.db "INSERT INTO faults VALUES ('payments', 'timeout_after_success', 1)"
sqlite3 var/shop.db "DELETE FROM faults"
```

## Where the money is

`accounts` holds the balance of the shop and of every customer's card, `transfers` every payment.
The balances always add up to zero:

```sh
sqlite3 var/shop.db "SELECT sum(balance_minor) FROM accounts"
```
"""


def page() -> str:
    """The whole page."""
    top = _TOP.format(
        customers=CUSTOMERS,
        orders=ORDERS,
        bookings=BOOKINGS,
        routes=len(catalogue()["routes"]),
        before=-TRIP_DAYS[0],
        after=TRIP_DAYS[-1],
    )
    rows = "".join(_row(entry) for entry in entries())
    guest = next(entry for entry in entries() if entry["id"] == "C-1015")
    proofs = "".join(
        f"| {thing['id']} | {guest['email']} | {guest['postcode']} |\n"
        for thing in (*guest["orders"], *guest["bookings"])
    )
    return top + rows + _BOTTOM + proofs + _FAULTS


def _row(entry: Mapping[str, Any]) -> str:
    who = f"**{entry['id']}** {entry['name']} ({entry['language']}, {entry['tier']})"
    things = [_order(order) for order in entry.get("orders", ())]
    things += [_booking(booking) for booking in entry.get("bookings", ())]
    things += [f"{v['code']} {v['amount']}, {v['given']:+d} d" for v in entry.get("vouchers", ())]
    return f"| {who} | {entry['about']['en']} | {'<br>'.join(things) or 'none'} |\n"


def _order(order: Mapping[str, Any]) -> str:
    prices = [Money.parse(catalogue()["articles"][item]["price"]) for item in order["items"]]
    total = Money(sum(price.minor for price in prices), prices[0].currency)
    when = (
        f"delivered {order['delivered']:+d} d"
        if "delivered" in order
        else f"{order['status']}, promised {order['promised']:+d} d"
    )
    return f"{order['id']} {total}, {when}"


def _booking(booking: Mapping[str, Any]) -> str:
    title = catalogue()["routes"][booking["route"]]["en"]
    status = f", {booking['status'].replace('_', ' ')}" if "status" in booking else ""
    status += f", {booking['delay']} min late" if "delay" in booking else ""
    return (
        f"{booking['id']} {title}, {booking['passengers']} × {booking['fare']}, "
        f"{booking['departs']:+d} d{status}"
    )


if __name__ == "__main__":
    sys.stdout.write(page())
