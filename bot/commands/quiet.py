"""Keeps what libraries tell their own developers off the screen of ours."""

from __future__ import annotations

import logging
import os
import warnings

# They announce each migration, action and request; a problem is a warning there too and is shown.
CHATTY = ("aiohttp.access", "alembic", "rasa_sdk.executor", "rasa.core.processor", "apscheduler")


def quiet() -> None:
    """Silence deprecations of what Rasa pins, for this process and those it starts."""
    warnings.filterwarnings("ignore")
    # Some of them switch their own warnings on again at import: those end in a logger that is shut.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
