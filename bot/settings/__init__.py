"""The settings: `samenspel.yml` and the environment read once, checked whole, frozen.

A key `engine.turn_timeout_s` is overridden by `SAMENSPEL_ENGINE_TURN_TIMEOUT_S`. Every mistake is
reported together in one `SettingsError`. docs/settings.md describes every key.
"""

from __future__ import annotations

from bot.settings.keys import (
    LOOPBACK,
    STAKES,
    Brand,
    BrandWords,
    Chat,
    Desk,
    Disclosure,
    Empathy,
    Engine,
    Hours,
    Identity,
    Secrets,
    Settings,
    Smtp,
    Stakes,
    Webhooks,
    Weights,
)
from bot.settings.mistakes import Mistake, SettingsError
from bot.settings.opening import ALWAYS, Opening, Stretch

__all__ = [
    "ALWAYS",
    "LOOPBACK",
    "STAKES",
    "Brand",
    "BrandWords",
    "Chat",
    "Desk",
    "Disclosure",
    "Empathy",
    "Engine",
    "Hours",
    "Identity",
    "Mistake",
    "Opening",
    "Secrets",
    "Settings",
    "SettingsError",
    "Smtp",
    "Stakes",
    "Stretch",
    "Webhooks",
    "Weights",
]
