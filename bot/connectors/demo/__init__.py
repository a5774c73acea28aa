"""The demo shop: a real database with made-up customers, behind the same ports as a real shop.

Its data is made at the first use, relative to that day; see docs/demo-data.md. To start afresh,
stop everything and delete the file.
"""

from __future__ import annotations

from pathlib import Path

from bot.connectors.demo.backend import DemoBackend
from bot.connectors.demo.faults import Faults
from bot.connectors.demo.showcase import Shown, showcase
from bot.connectors.ports import Connectors
from bot.model import Clock

__all__ = ["DemoBackend", "Faults", "Shown", "build", "showcase"]


def build(path: Path, clock: Clock) -> Connectors:
    """The demo shop's four ports on this file; nothing is opened until the first call."""
    return DemoBackend(path, clock).connectors()
