"""What can be wrong with the settings, told all at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """One thing wrong with the settings: where, what stood there, and what may stand there."""

    key: str
    value: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.key}: {self.value} (allowed: {self.allowed})"


class SettingsError(Exception):
    """The settings cannot be used; `mistakes` holds all of them at once."""

    code = "settings"

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
