"""Whether one may ask somebody how it felt: never after grief or abuse, and nobody who is upset."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.conversation.handoff import heard
from bot.model import ConversationId, Reading
from bot.storage.conversation_tables import handoffs

# Whoever was handed over for one of these is not asked.
UPSET = frozenset({"anger", "crisis", "repeats", "stakes", "stuck"})
_DARK = frozenset({"sad", "angry"})
# At the end one asks only who is calm: from here on an answer acknowledges first.
CALM_BELOW = 0.35
_LATELY = 3


def may_be_asked(reasons: Iterable[str], readings: Sequence[Reading]) -> bool:
    """Decides from why a person was brought in, and from what was read in the messages. Pure."""
    if UPSET.intersection(reasons):
        return False
    for reading in readings:
        if reading.mood in _DARK:
            return False
        for signal in reading.signals:
            if signal.code == "swearing" or signal.code.startswith("stakes_"):
                return False
    return all(reading.level < CALM_BELOW for reading in readings[-_LATELY:])


def may_ask(connection: Connection, conversation: ConversationId) -> bool:
    """The same for a conversation as it stands."""
    reasons = connection.execute(
        select(handoffs.c.reason).where(handoffs.c.conversation == conversation)
    ).scalars()
    return may_be_asked(list(reasons), [one.reading for one in heard(connection, conversation)])
