"""The engine with the real model, for the policies' decisions."""

from __future__ import annotations

import pytest

from bot.rasa_ext.turns import Turns
from tests.support.trained_model import loaded_turns


@pytest.fixture(scope="session")
def turns() -> Turns:
    """The engine with the model of the present state."""
    return loaded_turns()
