"""What belongs to every flow: going on with it, leaving it, and the words in between."""

from __future__ import annotations

from actions.flow import Aside, flow_named, tells
from actions.follow_up import tell
from actions.items import REASON_OF
from actions.subject import named_in, order_title
from actions.talk import Talk
from bot.customers import Order
from bot.model import Option
from bot.wiring import customers

_MORE_THAN_NO = 4
# Said on the way to the flow that is left, and left with it.
_LOOSE = ("said_before", "item_words")


class GoOn(Aside):
    """An answer without a wish of its own (yes, no, a number, a choice) goes to the flow.

    So does a message that was not understood, as long as a question is open: its words may name
    the item that was asked for.
    """

    flow = "shared"

    gives_way = False

    def name(self) -> str:
        """The action that the rules name."""
        return "action_go_on"

    async def answer(self, talk: Talk) -> None:
        """Pass it on, or say honestly that there is nothing it could belong to."""
        turn, flow = talk.turn, talk.slot("flow")
        if flow and talk.question:
            leaves = turn.intent == "deny" and not self._means_something(talk)
            talk.next_action = "action_never_mind" if leaves else f"action_{flow}"
            return
        tells = turn.intent in ("inform", "correct", "choose") and turn.tells_something
        # A postcode that nobody asked for belongs to what comes next, not to what was answered.
        if flow and tells and (set(turn.entities) != {"postcode"} or flow == "change_address"):
            talk.next_action = f"action_{flow}"
            return
        if turn.one("proof"):
            talk.say("utter_photo_kept")
            return
        near = turn.near.get("any")
        asks = turn.intent == "deny" and len(turn.text.split()) >= _MORE_THAN_NO
        if (turn.intent == "nlu_fallback" or asks) and near and near.sure:
            # Its words are known, only not how they were put: "no, how can I pay?" is no "no".
            talk.next_action = "action_knowledge_question"
            return
        order = await self._order_named(talk)
        number = turn.one("order_number") or turn.one("booking_number")
        kind = flow_named(str(flow))
        if kind and ((order and kind.about == "order_number") or turn.intent == "correct"):
            talk.next_action = f"action_{flow}"
        elif order:
            talk.set(order_number=order.id)
            talk.keep_for_later()
            title = order_title(talk, order)
            talk.say("utter_what_with_order", options=_do(talk), number=order.id, title=title)
        elif number:
            talk.keep_for_later()
            talk.say("utter_what_with_number", options=_do(talk), number=number)
        elif turn.intent in ("affirm", "deny"):
            self._nothing_asked(talk)
        else:
            talk.keep_for_later()
            talk.say("utter_unsure", options=choices(talk))

    async def _order_named(self, talk: Talk) -> Order | None:
        """The one order meant by a number or by a word of an item's title."""
        mine = await customers().orders(talk.turn.conversation)
        number = talk.turn.one("order_number")
        if number:
            return next((order for order in mine if order.id == number), None)
        named = named_in(talk.turn.text, mine, lambda order: [item.title for item in order.items])
        return named[0] if len(named) == 1 else None

    def _means_something(self, talk: Talk) -> bool:
        """Whether the flow itself has an answer to "no"."""
        flow = flow_named(str(talk.slot("flow")))
        return talk.turn.tells_something or bool(flow and talk.question in flow.takes_no)

    def _nothing_asked(self, talk: Talk) -> None:
        if talk.turn.intent == "affirm":
            talk.say("utter_yes_to_what", options=choices(talk))
        else:
            talk.say("utter_all_set")


class NeverMind(Aside):
    """The customer leaves the flow: nothing of it is kept but what it was about."""

    flow = "shared"

    gives_way = False

    def name(self) -> str:
        """The action that the rules name."""
        return "action_never_mind"

    async def answer(self, talk: Talk) -> None:
        """Forget the flow; honest about what was done already."""
        flow, asked = talk.slot("flow"), bool(talk.question)
        done = flow and talk.slot(f"{flow}_status") == "done"
        leave_flow(talk)
        if asked:
            talk.say("utter_left")
        elif done:
            talk.say("utter_done_stays", options=[talk.person()])
        else:
            talk.say("utter_all_set")


class Courtesy(Aside):
    """Answers greet, thank and goodbye, and sets a calm boundary on abuse."""

    flow = "shared"

    def name(self) -> str:
        """The action that the rules name."""
        return "action_answer_courtesy"

    async def answer(self, talk: Talk) -> None:
        """Each intent has its response: thank is answered by utter_thank."""
        intent = talk.turn.intent
        if talk.question and intent != "abuse" and await tells(talk):
            talk.next_action = "action_go_on"  # "thanks, the blue one"
            return
        offered = {"greet": choices(talk), "abuse": [talk.person()]}
        talk.say(f"utter_{intent}", options=[] if talk.question else offered.get(intent, []))

    def comes_back(self, talk: Talk) -> bool:
        """Who says goodbye is not held up by a question."""
        return talk.turn.intent != "goodbye"


class Nudge(Aside):
    """They ask whether there is news: what waits for a person, is being checked or was done."""

    flow = "shared"

    def name(self) -> str:
        """The action that the rules name."""
        return "action_answer_nudge"

    async def answer(self, talk: Talk) -> None:
        """Where the last thing stands, from the records."""
        if await tell(talk):
            return
        if talk.question:
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
    talk.set(flow=None, requested_slot=None, choices=None, **dict.fromkeys((*own, *_LOOSE)))


def _do(talk: Talk) -> list[Option]:
    """What can be done with the order or booking whose number was given."""
    if talk.turn.one("booking_number"):
        return [talk.option("utter_button_rebook", "ask_rebook"), talk.person()]
    if talk.turn.one("reason") in REASON_OF.values():
        return [
            talk.option("utter_button_refund", "ask_refund"),
            talk.option("utter_button_replace", "ask_replacement"),
            talk.person(),
        ]
    return [
        talk.option("utter_button_status", "ask_order_status"),
        talk.option("utter_button_refund", "ask_refund"),
        talk.person(),
    ]
