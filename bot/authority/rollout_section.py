"""Read `rollout:` of an action."""

from __future__ import annotations

from bot.authority.names import nearest
from bot.authority.rollout_stage import SHARE_OF, Rollout, Stage
from bot.authority.sections import Context, known_keys, word
from bot.authority.source import Node, Scalar, Table

_STAGES = tuple(stage.value for stage in Stage)
_REMEDY = "rollout: shadow, or rollout: {percent: 10}"


def rollout(node: Node | None, context: Context) -> Rollout:
    """A stage in one word, or {percent: 10, salt: refunds}; left out, the action is live."""
    if node is None:
        return Rollout()
    if isinstance(node, Table):
        return _share(node, context)
    if not isinstance(node, Scalar):
        context.wrong(node.line, "rollout: is a stage or a share", _REMEDY)
        return Rollout(Stage.OFF)
    stage = word(node, context) if node.value is not False else "off"
    if stage == Stage.PERCENT.value or stage not in _STAGES:
        context.wrong(node.line, f"rollout: {stage!r} is not enough", nearest(stage, _STAGES))
        return Rollout(Stage.OFF)
    return Rollout(Stage(stage))


def _share(table: Table, context: Context) -> Rollout:
    known_keys(table, ("percent", "salt"), "rollout", context)
    node = table.get("percent")
    value = node.value if isinstance(node, Scalar) else None
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not 0 <= int(value or 0) <= SHARE_OF:
        context.wrong(table.line, "percent: is a whole number from 0 to 100", _REMEDY)
        return Rollout(Stage.OFF)
    return Rollout(Stage.PERCENT, int(value or 0), word(table.get("salt"), context) or None)
