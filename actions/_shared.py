"""What belongs to every flow: going on with it, leaving it, and the words in between."""

from __future__ import annotations

from actions.flow import Aside, acknowledge
from actions.talk import Talk
from bot.model import Option, ReservationState
from bot.wiring import authority


class GoOn(Aside):
    """An answer without a wish of its own (yes, no, a number, a choice) goes to the flow.

    So does a message that was not understood, as long as a question is open: its words may name
    the item that was asked for.
    """

    flow = "shared"

    def name(self) -> str:
        """The action that the rules name."""
        return "action_go_on"

    async def answer(self, talk: Talk) -> None:
        """Pass it on, or say honestly that there is nothing it could belong to."""
        turn, flow = talk.turn, talk.slot("flow")
        if flow and talk.question and turn.intent == "deny" and not _may_deny(talk):
            talk.next_action = "action_never_mind"
        elif flow and (talk.question or turn.intent in ("inform", "correct", "choose")):
            talk.next_action = f"action_{flow}"
        elif turn.one("order_number"):
            talk.say(
                "utter_what_with_order", options=_for_order(talk), number=talk.slot("order_number")
            )
        elif turn.one("booking_number"):
            talk.say(
                "utter_what_with_booking",
                options=[talk.option("utter_button_rebook", "ask_rebook"), talk.person()],
                number=talk.slot("booking_number"),
            )
        elif turn.intent == "affirm":
            talk.say("utter_yes_to_what", options=choices(talk))
        elif turn.intent == "deny":
            talk.say("utter_all_set")
        else:
            talk.say("utter_unsure", options=choices(talk))


class NeverMind(Aside):
    """The customer leaves the flow: nothing of it is kept but what it was about."""

    flow = "shared"

    def name(self) -> str:
        """The action that the rules name."""
        return "action_never_mind"

    async def answer(self, talk: Talk) -> None:
        """Forget the flow and say that nothing was done."""
        running = bool(talk.slot("flow") and talk.question)
        leave_flow(talk)
        talk.say("utter_left" if running else "utter_all_set")


class Courtesy(Aside):
    """Answers greet, thank and goodbye, and sets a calm boundary on abuse."""

    flow = "shared"

    def name(self) -> str:
        """The action that the rules name."""
        return "action_answer_courtesy"

    async def answer(self, talk: Talk) -> None:
        """Each intent has its response: thank is answered by utter_thank."""
        intent = talk.turn.intent
        offered = {"greet": choices(talk), "abuse": [talk.person()]}
        talk.say(f"utter_{intent}", options=[] if talk.question else offered.get(intent, []))


class Complain(Aside):
    """Something is wrong and they say so: acknowledged first, then a way to solve it."""

    flow = "shared"

    def name(self) -> str:
        """The action that the rules name."""
        return "action_answer_complaint"

    async def answer(self, talk: Talk) -> None:
        """Acknowledge; without an open question offer what can be done."""
        if talk.question:
            acknowledge(talk)
            return
        talk.set(acknowledged=True)
        talk.say("utter_complain", options=choices(talk))


class Nudge(Aside):
    """They ask whether there is news: what waits for a person, or what is being checked."""

    flow = "shared"

    def name(self) -> str:
        """The action that the rules name."""
        return "action_answer_nudge"

    async def answer(self, talk: Talk) -> None:
        """Where the last thing stands, from the records."""
        waiting = await authority().approvals(talk.turn.conversation)
        if waiting:
            talk.say(
                "utter_nudge_waiting",
                summary=talk.local(waiting[-1].summary),
                options=[talk.person()],
            )
            return
        decisions = await authority().decisions(talk.turn.conversation)
        if any(made.state is ReservationState.IN_DOUBT for made in decisions):
            talk.say("utter_nudge_checking", options=[talk.person()])
        elif talk.question:
            talk.say("utter_nudge_here")
        else:
            talk.say("utter_nudge_nothing", options=choices(talk))


def choices(talk: Talk) -> list[Option]:
    """What can be done here, as buttons."""
    return [
        talk.option("utter_button_status", "ask_order_status"),
        talk.option("utter_button_refund", "ask_refund"),
        talk.option("utter_button_rebook", "ask_rebook"),
        talk.person(),
    ]


def leave_flow(talk: Talk) -> None:
    """Empty the flow's own slots; the order or booking talked about stays known."""
    flow = talk.slot("flow")
    own = [name for name in talk.tracker.slots if flow and name.startswith(f"{flow}_")]
    talk.set(flow=None, requested_slot=None, choices=None, **dict.fromkeys(own))


def _for_order(talk: Talk) -> list[Option]:
    return [
        talk.option("utter_button_status", "ask_order_status"),
        talk.option("utter_button_refund", "ask_refund"),
        talk.person(),
    ]


def _may_deny(talk: Talk) -> bool:
    """Whether the flow itself has an answer to "no"."""
    return talk.slot("flow") == "rebook_trip" or talk.turn.tells_something
