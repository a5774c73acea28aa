"""The switches that make the demo shop fail do exactly what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import text

from bot.connectors.demo import DemoBackend
from bot.connectors.demo.tables import about, orders
from bot.connectors.ports import Connectors, Final, OutcomeUnknown, Retryable
from bot.model import CustomerId, Grant, Money, ReservationId

KEY = ReservationId("r-1")


@pytest.fixture
def refund(grant: Callable[..., Grant]) -> Grant:
    return grant("r-1", "refund_order", 1995, order="O-20002", items=("O-20002-2",))


async def refunded(connectors: Connectors) -> Money:
    order = await connectors.shop.order("O-20002")
    assert order is not None
    return order.refunded


async def test_a_failing_refund_moves_nothing_and_the_next_try_works(
    backend: DemoBackend, connectors: Connectors, refund: Grant
) -> None:
    backend.ensure()
    backend.faults.set("payments", "retryable", remaining=2)
    for _ in range(2):
        with pytest.raises(Retryable):
            await connectors.payments.refund(refund)
    assert await refunded(connectors) == Money(0, "EUR")
    assert await connectors.payments.lookup(KEY) is None
    await connectors.payments.refund(refund)
    assert await refunded(connectors) == Money(1995, "EUR")


async def test_a_definite_no_stays_one_for_its_reservation_and_no_other(
    backend: DemoBackend, connectors: Connectors, refund: Grant
) -> None:
    backend.ensure()
    backend.faults.set("payments", "final", remaining=1)
    for _ in range(2):
        with pytest.raises(Final):
            await connectors.payments.refund(refund)
    assert await refunded(connectors) == Money(0, "EUR")
    assert await connectors.payments.lookup(KEY) is None
    await connectors.payments.refund(replace(refund, reservation=ReservationId("r-2")))
    assert await refunded(connectors) == Money(1995, "EUR")


async def test_a_lost_answer_means_that_it_happened_and_can_be_looked_up(
    backend: DemoBackend, connectors: Connectors, refund: Grant
) -> None:
    backend.ensure()
    backend.faults.set("payments", "timeout_after_success")
    with pytest.raises(OutcomeUnknown) as caught:
        await connectors.payments.refund(refund)
    assert caught.value.code == "timeout"
    assert await refunded(connectors) == Money(1995, "EUR")
    found = await connectors.payments.lookup(KEY)
    assert found is not None
    assert await connectors.payments.refund(refund) == found
    assert await refunded(connectors) == Money(1995, "EUR")


async def test_a_port_that_is_down_answers_nothing_until_it_is_cleared(
    backend: DemoBackend, connectors: Connectors, refund: Grant
) -> None:
    backend.ensure()
    backend.faults.set("payments", "down", remaining=None)
    for _ in range(2):
        with pytest.raises(Retryable):
            await connectors.payments.refund(refund)
        with pytest.raises(Retryable):
            await connectors.payments.lookup(KEY)
    assert await connectors.shop.customer(CustomerId("C-1001"))
    backend.faults.clear()
    await connectors.payments.refund(refund)


async def test_what_has_happened_is_never_declined_afterwards(
    backend: DemoBackend, connectors: Connectors, refund: Grant
) -> None:
    effect = await connectors.payments.refund(refund)
    backend.faults.set("payments", "final", remaining=None)
    assert await connectors.payments.refund(refund) == effect


async def test_a_row_written_by_hand_works_like_the_page_says(
    backend: DemoBackend, connectors: Connectors
) -> None:
    backend.ensure()
    backend.database.run_sync(
        lambda c: c.execute(text("INSERT INTO faults VALUES ('shop', 'down', NULL)"))
    )
    with pytest.raises(Retryable):
        await connectors.shop.order("O-20001")


async def test_a_shop_whose_file_is_locked_says_retryable(
    backend: DemoBackend, refund: Grant, now: datetime
) -> None:
    backend.ensure()
    impatient = DemoBackend(backend.path, lambda: now, busy_timeout_s=0.2)
    impatient.ensure()
    with (
        backend.database.engine().connect() as other,
        other.begin(),
        pytest.raises(Retryable) as caught,
    ):
        await impatient.connectors().payments.refund(refund)
    assert caught.value.code == "busy"
    impatient.database.close_sync()


async def test_data_of_an_older_version_is_made_again(backend: DemoBackend, now: datetime) -> None:
    backend.ensure()
    backend.database.run_sync(lambda c: c.execute(orders.delete()))
    backend.database.run_sync(lambda c: c.execute(about.update().values(value="0")))
    again = DemoBackend(backend.path, lambda: now)
    assert await again.connectors().shop.order("O-20001")
    again.database.close_sync()
