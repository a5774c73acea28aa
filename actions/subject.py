"""Which order or booking this is about: taken when it is known, asked for when it is not."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, NoReturn, TypeVar

from actions.talk import Talk, payload
from actions.wording import money, short_day
from bot.customers import Booking, Item, Order
from bot.model import ConversationId, LocalText, Option
from bot.wiring import customers

# Buttons beyond this are a list to search through; a number or a name is quicker.
_MOST_OPTIONS = 6
_TRIES = 5
# Said in nearly every message, so they name nothing even when a title holds them.
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        back booking broken change date from have item items like money order orders please refund
        return that they this travel trip trips want what when where with would
        artikel boeking bestelling bestellingen datum deze geld graag hebt kapot maar mijn naar niet
        reis reizen terug voor waar wanneer wijzigen willen worden wordt
        """,
    )
)

_TRIP = re.compile(
    r"\b(?:trips?|journey|travel|flight|train|booking|reservation|holiday|tickets?"
    r"|reis|reizen|vlucht|trein|treinreis|boeking|reservatie|reservering|vakantie|stedentrip)\b",
    re.IGNORECASE,
)
_GOODS = re.compile(r"\b(?:orders?|parcel|package|bestelling|pakket|pakje)\b", re.IGNORECASE)

T = TypeVar("T", Order, Booking)
Named = TypeVar("Named")


@dataclass(frozen=True)
class Kind(Generic[T]):
    """Orders or bookings: how they are found, named and shown."""

    slot: str
    all: Callable[[ConversationId], Awaitable[tuple[T, ...]]]
    one: Callable[[ConversationId, str], Awaitable[T | None]]
    titles: Callable[[T], Iterable[LocalText]]
    label: Callable[[Talk, T], str]


def orders() -> Kind[Order]:
    """The customer's orders."""
    return Kind(
        slot="order_number",
        all=customers().orders,
        one=customers().order,
        titles=lambda order: [item.title for item in order.items],
        label=_order_label,
    )


def bookings() -> Kind[Booking]:
    """The customer's bookings."""
    return Kind(
        slot="booking_number",
        all=customers().bookings,
        one=customers().booking,
        titles=lambda booking: [booking.trip.title],
        label=_booking_label,
    )


async def find(talk: Talk, kind: Kind[T], fits: Callable[[T], bool] = lambda _: True) -> T:
    """The one this is about. Asks, and so ends the turn, when several could be meant.

    `fits` tells which ones this flow can do something with; it only decides what is offered.
    """
    await _remember_item(talk, kind)
    found = await _spoken_of(talk, kind) or await _only_one(talk, kind, fits)
    talk.set(**{kind.slot: found.id})
    return found


async def _remember_item(talk: Talk, kind: Kind[T]) -> None:
    """Keep the words that name an item of theirs: with another order they still count."""
    if kind.slot == "order_number" and talk.turn.text:
        mine = await kind.all(talk.turn.conversation)
        if named_in(talk.turn.text, mine, kind.titles):
            talk.set(item_words=talk.turn.text)


async def _spoken_of(talk: Talk, kind: Kind[T]) -> T | None:
    """The one named in this message: by number or by "the second one"."""
    number = talk.turn.one(kind.slot) or talk.chosen(kind.slot)
    if number is None:
        return None
    found = await kind.one(talk.turn.conversation, number)
    return found or await _not_theirs(talk, kind, number)


async def _only_one(talk: Talk, kind: Kind[T], fits: Callable[[T], bool]) -> T:
    mine = await kind.all(talk.turn.conversation)
    if not mine:
        return await _prove(talk, kind)
    meant = named_in(talk.turn.text, mine, kind.titles)
    if len(meant) == 1:
        return meant[0]
    kept = str(talk.slot(kind.slot) or "")
    another = _another_meant(talk, kind)
    if kept and not another and not meant:
        for one in mine:
            if one.id == kept:
                return one
    others = [one for one in mine if one.id != kept] if another else list(mine)
    fitting = [one for one in meant or others if fits(one)]
    candidates = fitting or meant or others or list(mine)
    if len(candidates) == 1:
        return candidates[0]
    _ask_which(talk, kind, candidates)


def _another_meant(talk: Talk, kind: Kind[T]) -> bool:
    """Whether it is "no, the other one" and corrects nothing else: "no, in two weeks"."""
    if talk.turn.intent != "correct":
        return False
    if not talk.turn.tells_something:
        return True
    return kind.slot == "order_number" and means_another_order(talk)


async def about_a_booking(talk: Talk) -> bool:
    """Whether a trip is meant, by number or by name, or because there is nothing else."""
    if talk.turn.one("order_number") or talk.question.startswith("order_number"):
        return False
    if talk.turn.one("booking_number") or talk.question.startswith("booking_number"):
        return True
    if _TRIP.search(talk.turn.text) and not _GOODS.search(talk.turn.text):
        return True
    trips = await customers().bookings(talk.turn.conversation)
    if named_in(talk.turn.text, trips, lambda booking: [booking.trip.title]):
        return True
    return bool(trips) and not await customers().orders(talk.turn.conversation)


def means_another_order(talk: Talk) -> bool:
    """Whether a correction is about the order itself: "that is the wrong order"."""
    return talk.turn.intent == "correct" and bool(_GOODS.search(talk.turn.text))


def named_in(
    text: str, things: Sequence[Named], titles: Callable[[Named], Iterable[LocalText]]
) -> list[Named]:
    """The things whose title in any language shares most words with the text; none without any."""
    said = _long_words(text)
    scores = [
        max(
            (_shared(said, title) for local in titles(thing) for title in local.values()), default=0
        )
        for thing in things
    ]
    best = max(scores, default=0)
    return [thing for thing, score in zip(things, scores, strict=True) if best and score == best]


def item_label(talk: Talk, item: Item) -> str:
    """One line of an order on a button."""
    return talk.words(
        "utter_item_option",
        title=item_title(talk, item),
        amount=money(item.total, talk.turn.language),
    )


def item_title(talk: Talk, item: Item) -> str:
    """One line of an order: "Water bottle", or "3 × Water bottle"."""
    title = talk.local(item.title)
    if item.quantity == 1:
        return title
    return talk.words("utter_item_pieces", title=title, pieces=str(item.quantity))


def order_title(talk: Talk, order: Order) -> str:
    """What is in an order, short enough for a sentence."""
    first = item_title(talk, order.items[0]) if order.items else order.id
    if len(order.items) < 2:
        return first
    return talk.words("utter_order_title", title=first, more=str(len(order.items) - 1))


def _order_label(talk: Talk, order: Order) -> str:
    return talk.words(
        "utter_order_option",
        title=order_title(talk, order),
        day=short_day(order.placed_at, talk.turn.language),
        amount=money(order.paid, talk.turn.language),
    )


def _booking_label(talk: Talk, booking: Booking) -> str:
    return talk.words(
        "utter_booking_option",
        title=talk.local(booking.trip.title),
        day=short_day(booking.trip.departs_at, talk.turn.language),
        amount=money(booking.paid, talk.turn.language),
    )


def _ask_which(talk: Talk, kind: Kind[T], candidates: Sequence[T]) -> NoReturn:
    shown = candidates[:_MOST_OPTIONS]
    talk.ask(
        kind.slot,
        f"utter_ask_{kind.slot}",
        options=[
            Option(kind.label(talk, one), payload("choose", **{kind.slot: one.id})) for one in shown
        ],
        choices=[one.id for one in shown],
        understood=talk.turn.tells_something,
    )


async def _not_theirs(talk: Talk, kind: Kind[T], number: str) -> T:
    """A number that is not theirs to see: a guest may prove it, anyone else chooses again."""
    if await customers().identified(talk.turn.conversation) is None:
        return await _prove(talk, kind)
    talk.set(**{kind.slot: None})
    mine = await kind.all(talk.turn.conversation)
    if not mine:
        talk.stop(f"utter_no_{kind.slot}", options=[talk.person()])
    talk.say("utter_unknown_number", number=number)
    _ask_which(talk, kind, mine)


async def _prove(talk: Talk, kind: Kind[T]) -> T:
    """A guest shows once what is theirs, by its number and an e-mail address or postcode."""
    if await customers().identified(talk.turn.conversation):
        talk.stop(f"utter_no_{kind.slot}", options=[talk.person()])
    number = talk.slot(kind.slot)
    evidence = talk.turn.one("email") or talk.turn.one("postcode")
    evidence = evidence or talk.slot("email") or talk.slot("postcode")
    if not number or not evidence:
        missing = "proof" if not number and not evidence else "evidence" if number else "number"
        talk.ask(f"{kind.slot}_{missing}", f"utter_ask_{kind.slot}_{missing}")
    if await customers().prove(talk.turn.conversation, number, evidence):
        found = await kind.one(talk.turn.conversation, number)
        if found is not None:
            return found
    tries = int(talk.slot("proof_tries") or 0) + 1
    talk.set(proof_tries=tries, email=None, postcode=None, **{kind.slot: None})
    if tries >= _TRIES:
        talk.hand_over("limits")
        talk.stop("utter_proof_too_often")
    talk.say("utter_proof_wrong", number=number)
    talk.ask(f"{kind.slot}_proof", f"utter_ask_{kind.slot}_proof", understood=True)


def _long_words(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"\w{4,}", text)} - _COMMON


def _shared(said: set[str], title: str) -> int:
    return sum(any(_same(word, spoken) for spoken in said) for word in _long_words(title))


def _same(one: str, other: str) -> bool:
    """Equal, or one grown out of the other: "koffers" and "koffer", "rugzak" and "wandelrugzak"."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= 5 and (long.startswith(short) or long.endswith(short)))
