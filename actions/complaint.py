"""The flow complaint: acknowledged first, written down under a reference, a person beside it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions._shared import choices
from actions.flow import Flow, acknowledge, may_answer
from actions.talk import Talk
from bot.wiring import remarks

# Fewer words say that something is wrong, and not yet what.
TELLING = 10


class Complaint(Flow):
    """Writes down what went wrong. In the middle of another flow it only acknowledges."""

    flow = "complaint"
    takes_words = ("complaint_story",)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """An open question of another flow stays open: solving it helps more than a form."""
        talk = Talk(self.flow, dispatcher, tracker, domain)
        other = talk.slot("flow")
        if talk.question and other and other != self.flow:
            acknowledge(talk)
            told = await may_answer(talk)
            talk.next_action = "action_go_on" if told else f"action_{other}"
            return talk.events()
        return await super().run(dispatcher, tracker, domain)

    async def answer(self, talk: Talk) -> None:
        """Acknowledge, then write it down; ask once when the words do not say what happened."""
        if not talk.returning and not talk.slot("acknowledged"):
            talk.say("heard")
            talk.set(acknowledged=True)
        asked = talk.question == "complaint_story" and not talk.returning
        words = talk.turn.text.split()
        if not words or not (asked or len(words) >= TELLING or talk.slot("complaint_reference")):
            talk.ask("complaint_story", "ask_story", options=choices(talk), understood=True)
        await self._write_down(talk)

    async def _write_down(self, talk: Talk) -> None:
        known = talk.slot("complaint_reference")
        reference = await remarks().complain(
            turn=talk.turn.id,
            conversation=talk.turn.conversation,
            language=talk.turn.language,
            about=talk.slot("order_number") or talk.slot("booking_number"),
            text=talk.turn.text,
            reference=known,
        )
        talk.set(complaint_reference=reference)
        if known:
            talk.say("added", reference=reference, options=[talk.person()])
        else:
            talk.say("recorded", reference=reference, options=choices(talk))
