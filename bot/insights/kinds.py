"""What each kind of friction is about: decides how it is named, shown and looked up."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class About(Enum):
    """What a friction is found at."""

    QUESTION = "question"
    """A question of the bot, by the slot that it fills."""
    FLOW = "flow"
    ARTICLE = "article"
    ANSWER = "answer"
    """Another thing that the bot says, by its response."""
    LINE = "line"
    """A line of the limits."""
    WORDS = "words"
    """What customers asked, in their own words."""
    GROUP = "group"
    """A group of customers."""


KINDS: Mapping[str, About] = {
    "stuck": About.QUESTION,
    "dropout": About.QUESTION,
    "asked_on": About.FLOW,
    "misunderstood": About.FLOW,
    "coaching": About.FLOW,
    "comes_back": About.ARTICLE,
    "overdue": About.ARTICLE,
    "repeated": About.ARTICLE,
    "angers": About.ANSWER,
    "clash": About.LINE,
    "overruled": About.LINE,
    "unanswered": About.WORDS,
    "unfair": About.GROUP,
}
"""Every kind; data/insights.yml has its words under `kind` and `says`."""


def about(kind: str, flow: str) -> About:
    """What a friction of this kind is about; an answer outside a flow is an article."""
    found = KINDS[kind]
    return About.ARTICLE if found is About.ANSWER and not flow else found
