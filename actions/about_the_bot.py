"""The flow about_the_bot: who is talking, what is kept, what it may do and why it said so."""

from __future__ import annotations

from typing import Any

from actions.flow import Aside
from actions.moods import moods
from actions.talk import Talk
from bot.wiring import authority


class AboutTheBot(Aside):
    """Answers ask_are_you_bot, ask_is_it_stored and ask_what_can_you_do."""

    flow = "about_the_bot"

    def name(self) -> str:
        """The action that the rules name."""
        return "action_about_the_bot"

    async def answer(self, talk: Talk) -> None:
        """Each intent has its response: ask_are_you_bot is answered by ..._are_you_bot."""
        options = [talk.person()] if talk.turn.intent == "ask_are_you_bot" else []
        talk.say(talk.turn.intent.removeprefix("ask_"), options=options, moods=moods(talk))


class ExplainAnswer(Aside):
    """Answers ask_why: the reason behind the last answer, from the records of decisions."""

    flow = "about_the_bot"

    def name(self) -> str:
        """The action that the rules name."""
        return "action_explain_answer"

    async def answer(self, talk: Talk) -> None:
        """The reason given with the last answer; else the last decision; else honest."""
        why = _last_reason(talk.tracker.events)
        if why is not None:
            talk.say("reason", title=str(why["title"]), detail=str(why["detail"]))
            return
        decisions = await authority().decisions(talk.turn.conversation)
        if decisions:
            talk.say(
                "decision",
                summary=talk.local(decisions[-1].summary),
                detail=talk.local(decisions[-1].why),
            )
        else:
            talk.say("no_reason")


def _last_reason(events: list[dict[str, Any]]) -> dict[str, Any] | None:
    for event in reversed(events):
        why = (event.get("metadata") or {}).get("why") if event.get("event") == "bot" else None
        if why:
            return dict(why)
    return None
