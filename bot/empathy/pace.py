"""Whether somebody is in a hurry: said in words, or asked in a word or two, over and over. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.empathy.signals import Said, spoken

CALM, HURRIED = "calm", "hurried"
# So few words are short, and so many short questions in a row are a hurry.
SHORT, IN_A_ROW = 3, 3
_HURRY = re.compile(
    r"\b(?:asap|urgent(?:ly)?|in a (?:hurry|rush)|no time|hurry up|quick(?:ly)?|right now|"
    r"straight away|immediately|boarding|time is short|running late)\b"
    r"|\b(?:leaves?|departs?|closes?|starts?) in \d+|\bin \d+ min(?:ute)?s?\b|\b\d+ minutes left\b"
    r"|(?<!hoe )\b(?:snel|vlug|rap)\b|\b(?:haast|gehaast|spoed|dringend|zsm|meteen|direct|gauw)\b"
    r"|\bgeen tijd\b|\bzo snel mogelijk\b|\b(?:vertrekt|sluit|begint) (?:over|binnen)\b"
    r"|\b(?:over|binnen) \d+ min\w*",
    re.IGNORECASE,
)


def pace(history: Sequence[Said]) -> str:
    """How fast the customer wants to get on, after the last message."""
    words = spoken(history)
    if any(_HURRY.search(said.text) for said in words[-2:]):
        return HURRIED
    short = [said for said in words[-IN_A_ROW:] if 0 < len(said.text.split()) <= SHORT]
    asks = [said for said in short if said.near.startswith(("ask_", "report_", "nudge"))]
    return HURRIED if len(asks) == IN_A_ROW else CALM
