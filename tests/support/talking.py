"""A customer who talks with the real engine: real model, real authority, real demo shop."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from bot import wiring
from bot.authority import proof
from bot.authority.service import Authority
from bot.connectors.ports import Booking, Connectors, Refund
from bot.model import ConversationId, CustomerId, ReservationId, utc_now
from bot.rasa_ext.turns import Turns
from bot.rasa_ext.wire import HandedBack, TurnRequest
from bot.settings import Settings
from bot.wiring import House

ROOT = Path(__file__).parents[2]
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """What the engine said to one message."""

    messages: list[dict[str, Any]]
    handoff: dict[str, Any] | None
    known: dict[str, Any]

    @property
    def utters(self) -> list[str]:
        """The names of the responses, but for the acknowledgement that a mood may bring first."""
        names = [message["utter"] for message in self.messages]
        return names[1:] if self.acknowledged else names

    @property
    def acknowledged(self) -> bool:
        """Whether the answer begins by saying that this is bad."""
        return bool(self.messages) and self.messages[0]["utter"] == "utter_acknowledge"

    @property
    def texts(self) -> list[str]:
        """What the customer reads."""
        return [message["text"] for message in self.messages]

    @property
    def options(self) -> list[dict[str, str]]:
        """The buttons of the last message."""
        return list(self.messages[-1]["options"])

    @property
    def claims(self) -> list[ReservationId]:
        """The reservations that the texts present as done."""
        return [claim for message in self.messages for claim in message["claims"]]

    def choice(self, place: int) -> str:
        """What a button stands for: the value in its payload."""
        _, _, values = self.options[place]["payload"].partition("{")
        return str(next(iter(json.loads("{" + values).values())))

    def place_of(self, value: str) -> int:
        """Which button stands for this."""
        return next(
            place for place, option in enumerate(self.options) if f'"{value}"' in option["payload"]
        )


@dataclass
class Chat:
    """One conversation of one customer; None is a guest."""

    turns: Turns
    house: House
    customer: CustomerId
    conversation: ConversationId
    language: str
    last: TurnRequest | None = field(default=None)
    said: int = 0

    @property
    def shop(self) -> Connectors:
        """The demo shop's systems."""
        return self.house.connectors

    @property
    def authority(self) -> Authority:
        """The only door to money."""
        return self.house.authority

    async def say(self, words: str) -> Answer:
        """Type something."""
        return await self._send(text=words, payload=None)

    async def press(self, answer: Answer, place: int) -> Answer:
        """Press one of the buttons under an answer."""
        return await self._send(text="", payload=answer.options[place]["payload"])

    async def give_photo(self, payload: str) -> Answer:
        """A photo reaches the gateway, which keeps it and tells the engine with this payload."""
        now = self.house.clock()
        conversation = ConversationId(self.conversation)
        await self.house.database.run(
            lambda c: proof.give(c, conversation, kind=proof.PHOTO, reference="photo-1", now=now)
        )
        return await self._send(text="", payload=payload)

    async def repeat(self) -> Answer:
        """The gateway sends the same turn again, as after a crash."""
        assert self.last is not None
        return await self._take(self.last)

    async def hand_back(self) -> None:
        """A person is done and gives the conversation back to the bot."""
        await self.turns.handed_back(HandedBack(self.conversation, "Maria"))

    async def _send(self, *, text: str, payload: str | None) -> Answer:
        self.said += 1
        self.last = TurnRequest(
            conversation=self.conversation,
            turn=f"{self.conversation}:{self.said}",
            text=text,
            payload=payload,
            locale=self.language,
        )
        return await self._take(self.last)

    async def _take(self, request: TurnRequest) -> Answer:
        answer = await self.turns.take(request)
        return Answer(answer["messages"], answer["handoff"], answer["known"])

    async def refunds(self) -> tuple[Refund, ...]:
        """What the shop paid back to this customer."""
        return await self.shop.payments.refunds_of(self.customer)

    async def refunded(self, order: str) -> int:
        """Cents that went back for an order, by the shop's own books."""
        found = await self.shop.shop.order(order)
        assert found is not None
        return found.refunded.minor

    async def status_of(self, order: str) -> str:
        """How the shop says an order stands."""
        found = await self.shop.shop.order(order)
        assert found is not None
        return found.status

    async def items_of(self, order: str) -> list[str]:
        """How the shop says the lines of an order stand."""
        found = await self.shop.shop.order(order)
        assert found is not None
        return [item.status for item in found.items]

    async def moved_for(self, booking: str, kind: str) -> int:
        """Cents that went to the customer for a booking, by the shop's own books."""
        query = (
            "SELECT coalesce(sum(minor), 0) FROM transfers WHERE object = :booking AND kind = :kind"
        )
        return int(self._ask_shop(query, booking=booking, kind=kind)[0][0])

    async def ships_to(self, order: str) -> str | None:
        """Another address than the customer's own."""
        found = self._ask_shop("SELECT ships_to FROM orders WHERE id = :order", order=order)
        return None if found[0][0] is None else str(found[0][0])

    async def mailed(self) -> list[tuple[str, str]]:
        """What the shop mailed to this customer: what, and about which order or booking."""
        query = "SELECT kind, object FROM mails WHERE customer = :customer"
        return [
            (str(kind), str(about)) for kind, about in self._ask_shop(query, customer=self.customer)
        ]

    async def effects(self) -> list[str]:
        """Everything that was really done in the shop so far, by anybody."""
        return [str(found[0]) for found in self._ask_shop("SELECT reservation FROM effects")]

    async def booking(self, number: str) -> Booking:
        """A booking as the shop has it now."""
        found = await self.shop.bookings.booking(number)
        assert found is not None
        return found

    async def states(self, claims: Sequence[ReservationId]) -> list[str]:
        """Where reservations stand in the ledger."""
        found = await self.authority.states(claims)
        return [found[claim].value for claim in claims]

    async def break_port(self, port: str, mode: str) -> None:
        """Make a system of the shop misbehave until the end of the test."""
        self._change_shop("INSERT INTO faults VALUES (:port, :mode, NULL)", port=port, mode=mode)

    async def raise_price(self, trip: str, minor: int) -> None:
        """Somebody at the shop makes a departure dearer."""
        self._change_shop(
            "UPDATE trips SET price_minor = price_minor + :minor WHERE id = :trip",
            minor=minor,
            trip=trip,
        )

    async def refunded_before(self, order: str, times: int) -> None:
        """Earlier refunds of this order by the shop's own people, lately."""
        for number in range(times):
            self._change_shop(
                "INSERT INTO transfers"
                " (source, target, minor, currency, kind, object, reference, at)"
                " VALUES ('shop', 'customer', 100, 'EUR', 'refund', :order, :reference, :at)",
                order=order,
                reference=f"RF-OLD{number}",
                at=(utc_now() - timedelta(days=9)).strftime("%Y-%m-%d %H:%M:%S.%f"),
            )

    def _ask_shop(self, query: str, **values: Any) -> list[Any]:
        engine = create_engine(f"sqlite:///{self.house.settings.shop_database}", future=True)
        with engine.connect() as connection:
            found = connection.execute(text(query), values).all()
        engine.dispose()
        return list(found)

    def _change_shop(self, statement: str, **values: Any) -> None:
        engine = create_engine(f"sqlite:///{self.house.settings.shop_database}", future=True)
        with engine.begin() as connection:
            connection.execute(text(statement), values)
        engine.dispose()


Start = Callable[[str | None, str], Awaitable[Chat]]
"""Begin a conversation: the customer's number (None for a guest) and the language."""


def settings_in(folder: Path) -> Settings:
    """Demo settings with everything in one folder."""
    return Settings.load(
        None,
        {
            "SAMENSPEL_DEMO": "true",
            "SAMENSPEL_DATA_DIR": str(folder),
            "SAMENSPEL_LIMITS_FILE": str(ROOT / "limits.yml"),
        },
    )


async def prepare(folder: Path) -> None:
    """Databases, limits and the shop's data once, to be copied for each test."""
    house = wiring.build(settings_in(folder))
    await wiring.open(house)
    await house.connectors.shop.orders_of(CustomerId("C-1001"))
    await wiring.close(house)


async def open_copy(prepared: Path, folder: Path) -> House:
    """A house of its own for one test, from the prepared one."""
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    house = wiring.build(settings_in(folder))
    wiring.use(house)
    await wiring.open(house)
    return house


async def begin(turns: Turns, house: House, customer: str | None, language: str) -> Chat:
    """A new conversation; a customer is signed in by the shop's page."""
    conversation = ConversationId(f"talk-{next(_numbers)}")
    if customer is not None:
        await house.customers.bind(
            conversation, CustomerId(customer), utc_now() + timedelta(hours=1)
        )
    return Chat(turns, house, CustomerId(customer or ""), conversation, language)
