"""What the demo shop is made from: the catalogue, and the customers worth trying."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot import yaml_text
from bot.model import CustomerId, LocalText

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Shown:
    """A customer worth trying, and what they show."""

    id: CustomerId
    name: str
    language: str
    tier: str
    about: LocalText
    orders: tuple[str, ...]
    bookings: tuple[str, ...]


@cache
def catalogue() -> Mapping[str, Any]:
    """Articles, routes, names and texts, as catalogue.yml has them."""
    content: Mapping[str, Any] = yaml_text.read(
        (_HERE / "catalogue.yml").read_text(encoding="utf-8")
    )
    return content


@cache
def entries() -> tuple[Mapping[str, Any], ...]:
    """The customers of showcase.yml, as written."""
    return tuple(yaml_text.read((_HERE / "showcase.yml").read_text(encoding="utf-8")))


def showcase() -> tuple[Shown, ...]:
    """The customers worth trying, in the order of the page about them."""
    return tuple(
        Shown(
            id=CustomerId(entry["id"]),
            name=entry["name"],
            language=entry["language"],
            tier=entry["tier"],
            about=entry["about"],
            orders=tuple(order["id"] for order in entry.get("orders", ())),
            bookings=tuple(booking["id"] for booking in entry.get("bookings", ())),
        )
        for entry in entries()
    )
