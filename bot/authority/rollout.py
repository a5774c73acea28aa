"""How far an action is rolled out: not at all, only judged, for a part of the customers, for all.

Whether a customer is in the part is sticky: it follows from the salt and the customer alone
(`sha256(salt:customer)`), so a higher share only ever adds customers.
"""

from __future__ import annotations

import hashlib
from enum import Enum
from typing import Any

from bot.authority.decision import Step
from bot.authority.language import Action
from bot.authority.rollout_stage import SHARE_OF, Rollout, Stage
from bot.authority.ruling import Ruling
from bot.model import Outcome

RULE = "rollout"
HELD_BACK = Step(RULE, "failed", Outcome.HANDOVER)


class Reach(str, Enum):
    """What the roll-out means for one request."""

    OFF = "off"
    SHADOW = "shadow"
    LIVE = "live"


def reach(rollout: Rollout, action: str, customer: Any) -> Reach:
    """Off, judged only, or done for this customer. A share never holds for an unknown one."""
    if rollout.stage is Stage.PERCENT:
        inside = customer is not None and _place(rollout.salt or action, customer) < rollout.percent
        return Reach.LIVE if inside else Reach.SHADOW
    return Reach(rollout.stage.value)


def _place(salt: str, customer: Any) -> float:
    """Where a customer stands between 0 and 100, the same in every process and at any time."""
    made = hashlib.sha256(f"{salt}:{customer}".encode()).digest()
    return int.from_bytes(made[:8], "big") / 2**64 * SHARE_OF


def held_back(action: Action, ruling: Ruling, customer: Any) -> tuple[Ruling, str, Outcome | None]:
    """The ruling after the roll-out, the stage for this customer, and what it would have been.

    What is not live yet goes to a person. In shadow everything is judged and kept, nothing is
    reserved. A question to the customer ("who are you?") stays one, except the last: whether to go
    on.
    """
    found = reach(action.rollout, action.id, customer)
    if found is Reach.LIVE:
        return ruling, found.value, None
    if ruling.rule != "confirm" and ruling.outcome in (Outcome.ASK, Outcome.SILENT):
        return ruling, found.value, None
    would = ruling.outcome if ruling.rule != "confirm" else _after_a_yes(ruling)
    return ruling.then(HELD_BACK), found.value, would


def _after_a_yes(ruling: Ruling) -> Outcome:
    """What would follow if the customer agreed to what is asked of them."""
    approving = any(
        step.outcome is Outcome.APPROVE and step.rule in ruling.failed for step in ruling.trace
    )
    return Outcome.APPROVE if approving else Outcome.ALLOW
