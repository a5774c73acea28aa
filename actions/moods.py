"""What the bot says of the reading of moods: whether it does, and where that is switched."""

from __future__ import annotations

from actions.talk import Talk
from bot.wiring import house

NEVER = "never"


def moods(talk: Talk) -> str:
    """As it is at this moment: by the operators' setting and the customer's choice."""
    if house().settings.empathy.mood_reading == NEVER:
        return talk.words("utter_moods_never")
    return talk.words("utter_moods_on" if talk.turn.moods else "utter_moods_off")
