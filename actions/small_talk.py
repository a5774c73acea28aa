"""The flow small_talk: a friendly word, without pretending to be a person."""

from __future__ import annotations

from actions.flow import Aside
from actions.talk import Talk


class SmallTalk(Aside):
    """Answers how-are-you, a joke and a compliment."""

    flow = "small_talk"

    def name(self) -> str:
        """The action that the rules name."""
        return "action_small_talk"

    async def answer(self, talk: Talk) -> None:
        """Each intent has its response: smalltalk_joke is answered by utter_small_talk_joke."""
        if not talk.turn.sure:
            talk.next_action = "action_go_on"  # a hunch is no reason to chat
            return
        talk.say(talk.turn.intent.removeprefix("smalltalk_"))
