"""`rollout:` of an action: off, shadow, a percentage of the customers, or live."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

SHARE_OF = 100


class Stage(str, Enum):
    """From nothing to everybody, in this order."""

    OFF = "off"
    SHADOW = "shadow"
    PERCENT = "percent"
    LIVE = "live"


@dataclass(frozen=True)
class Rollout:
    """The stage, with the share of the customers (0 to 100) and the salt that picks them."""

    stage: Stage = Stage.LIVE
    percent: int = SHARE_OF
    salt: str | None = None

    def loosened(self, new: Rollout) -> bool:
        """Whether the new one lets somebody through whom this one does not."""
        mine, theirs = self._share(), new._share()
        other_people = 0 < theirs < SHARE_OF and mine > 0 and self.salt != new.salt
        louder = list(Stage).index(new.stage) > list(Stage).index(self.stage)
        return theirs > mine or (other_people and mine < SHARE_OF) or (louder and theirs > 0)

    def _share(self) -> int:
        if self.stage is Stage.PERCENT:
            return self.percent
        return SHARE_OF if self.stage is Stage.LIVE else 0
