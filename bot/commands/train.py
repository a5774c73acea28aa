"""`samenspel train`: trains the model when something it is made from has changed."""

from __future__ import annotations

import sys
import time

from bot.commands.quiet import quiet
from bot.settings import Settings


def run(settings: Settings, *, force: bool) -> int:
    """Train, saying so; returns 0, or 1 with Rasa's own message when training fails."""
    from bot.rasa_ext import training

    quiet()

    if not force and training.up_to_date(settings):
        print("samenspel: the model is up to date", file=sys.stderr, flush=True)
        return 0
    print("samenspel: training the model (about four minutes)", file=sys.stderr, flush=True)
    begun = time.monotonic()
    try:
        path = training.train(settings, force=force)
    except training.TrainingFailed as error:
        print(f"samenspel: training failed: {error}", file=sys.stderr)
        return 1
    print(f"samenspel: trained {path.name} in {time.monotonic() - begun:.0f} s", file=sys.stderr)
    return 0
