"""The flow feedback: what somebody wants to pass on is written down, and nothing else is asked."""

from __future__ import annotations

from actions.flow import Flow
from actions.talk import Talk
from actions.turn import UPSET
from bot.wiring import remarks

# Fewer words announce feedback, and do not give it.
TELLING = 8


class Feedback(Flow):
    """Keeps feedback that is given; somebody upset is asked nothing and offered a person."""

    flow = "feedback"
    takes_words = ("feedback_words",)

    async def answer(self, talk: Talk) -> None:
        """Write it down; ask once what it is when it was only announced."""
        upset = talk.turn.mood in UPSET
        words = talk.turn.text.split()
        asked = talk.question == "feedback_words" and not talk.returning
        # "No, I meant ..." after it was kept is said in the customer's own words too.
        more = talk.turn.intent == "correct"
        if not words or not (asked or upset or more or len(words) >= TELLING):
            talk.ask("feedback_words", "ask_words", understood=True)
        await remarks().pass_on(
            turn=talk.turn.id,
            conversation=talk.turn.conversation,
            language=talk.turn.language,
            text=talk.turn.text,
        )
        if upset:
            talk.say("kept_upset", options=[talk.person()])
        else:
            talk.say("kept")
