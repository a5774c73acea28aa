"""The trained model of the present state and the engine on it: made once, shared by all tests."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from bot.rasa_ext import training
from bot.rasa_ext.server import load_turns
from bot.rasa_ext.turns import Turns
from tests.support.talking import settings_in


def trained_model() -> Path:
    """The model of the present state; trained when there is none, which takes half a minute."""
    return training.train()


@lru_cache(maxsize=1)
def loaded_turns() -> Turns:
    """The engine with that model, loaded once in the process: some seconds and 300 MB."""
    folder = Path(tempfile.mkdtemp(prefix="samenspel-engine-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return load_turns(settings_in(folder))
