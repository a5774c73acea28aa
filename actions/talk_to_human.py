"""The flow talk_to_human: at once, in one sentence, never argued with."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.talk import LISTEN, Talk
from bot.wiring import customers, house


class TalkToHuman(Action):
    """Hands the conversation to a person; the reason stands in slot `handoff_reason`."""

    def name(self) -> str:
        """The action that the rules and the handoff policy name."""
        return "action_talk_to_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """One sentence, then the handoff."""
        talk = Talk("talk_to_human", dispatcher, tracker, domain)
        reason = str(talk.slot("handoff_reason") or "asked")
        talk.say(reason)
        dispatcher.utter_message(json_message={"handoff": {"reason": reason, "urgent": False}})
        return [SlotSet("handoff_reason", None), FollowupAction(LISTEN)]


class Crisis(Action):
    """Someone may be in danger: the number to call first, then a person with urgency."""

    def name(self) -> str:
        """The action that the rules and the handoff policy name."""
        return "action_crisis"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """The crisis line of the country, and an urgent handoff."""
        talk = Talk("talk_to_human", dispatcher, tracker, domain)
        settings = house().settings
        country = await customers().country(talk.turn.conversation) or settings.country
        line = settings.crisis_lines.get(country) or settings.crisis_lines[settings.country]
        number = settings.emergency_numbers.get(country)
        talk.say(
            "crisis",
            line=line,
            emergency=number or settings.emergency_numbers[settings.country],
        )
        dispatcher.utter_message(json_message={"handoff": {"reason": "crisis", "urgent": True}})
        return [SlotSet("handoff_reason", None), FollowupAction(LISTEN)]
