"""The shared base of the actions: a flow knows its question, an aside returns to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from inspect import isabstract
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.items import means_all, names_item
from actions.talk import LISTEN, Asked, Talk
from actions.turn import UPSET
from actions.wording import money
from bot.authority.service import ActionRequest, Result
from bot.model import Digest, Option, Outcome, ReservationState

# From so many words on a message tells what happened.
_STORY = 8
# Before these the customer spoke to the flow itself; before anything else it only returns.
_SPOKEN_TO = (LISTEN, "action_go_on", "action_session_start", None)
_NOT_YET_KNOWN = (
    ReservationState.RESERVED,
    ReservationState.EXECUTING,
    ReservationState.IN_DOUBT,
)


class Flow(Action, ABC):
    """The entry of one flow, `action_<flow>`: looks at what is known and takes the next step.

    It is called with the first message and with every answer. `answer` ends by saying something,
    or earlier, when `Talk.ask` raises `Asked`.
    """

    flow: ClassVar[str]
    # The slot with the number of what it is about.
    about: ClassVar[str] = "order_number"
    # The questions to which "no" is an answer; at others it means: leave it.
    takes_no: ClassVar[tuple[str, ...]] = ()
    # The questions that are answered by a story in the customer's own words.
    takes_words: ClassVar[tuple[str, ...]] = ()
    # The intents of other flows that answer this one as long as it asks something.
    hears: ClassVar[tuple[str, ...]] = ()

    def name(self) -> str:
        """The action's name in the domain and the rules."""
        return f"action_{self.flow}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Take one step and remember where the flow stands."""
        talk = Talk(self.flow, dispatcher, tracker, domain)
        if tracker.latest_action_name in _SPOKEN_TO and await self._is_for_another(talk):
            talk.next_action = "action_go_on"
            return talk.events()
        if tracker.latest_action_name not in _SPOKEN_TO:
            talk.come_back()
        else:
            acknowledge(talk)
            if self.fresh(talk):
                talk.take_up()
        talk.set(flow=self.flow)
        try:
            await self.answer(talk)
            talk.set(requested_slot=None, choices=None)
        except Asked:
            pass
        return talk.events()

    @abstractmethod
    async def answer(self, talk: Talk) -> None:
        """What this flow does with the turn."""

    async def _is_for_another(self, talk: Talk) -> bool:
        """Whether another flow asked for this, so that it is an answer and no wish."""
        asking = flow_named(str(talk.slot("flow")))
        if asking is None or asking.flow == self.flow or not talk.question:
            return False
        if talk.question in asking.takes_words:
            # A story names orders and wishes too; whoever asked for it should hear it to the end.
            return len(talk.turn.text.split()) >= _STORY
        if talk.turn.intent in asking.hears:
            return True
        return await may_answer(talk)

    def fresh(self, talk: Talk) -> bool:
        """Whether this message begins the flow anew instead of answering its question."""
        return not talk.returning and (talk.slot("flow") != self.flow or not talk.question)

    def anew(self, talk: Talk) -> bool:
        """Whether this is a new wish after one that came to an end; nothing of that counts here."""
        return self.fresh(talk) and bool(talk.slot(f"{self.flow}_status"))

    def request(
        self,
        talk: Talk,
        action: str,
        params: dict[str, Any],
        claims: dict[str, Any] | None = None,
        confirmed: str | None = None,
    ) -> ActionRequest:
        """What authority is asked to do in this turn."""
        return ActionRequest(
            action=action,
            conversation=talk.turn.conversation,
            turn=talk.turn.id,
            params=params,
            claims=claims or {},
            confirmed=Digest(confirmed) if confirmed else None,
        )

    def begin(self, talk: Talk) -> None:
        """After something done a new wish is about something else, unless it says about what.

        "No, the other one" comes too late then, and is answered honestly.
        """
        status = f"{self.flow}_status"
        if talk.slot(status) != "done" or not self.fresh(talk):
            return
        if talk.turn.corrects:
            talk.stop("utter_done_stays", options=[talk.person()])
        talk.set(**{self.about: talk.turn.one(self.about), status: None})

    def conclude(
        self,
        talk: Talk,
        result: Result,
        *,
        key: str,
        title: str,
        instead: Sequence[Option] = (),
    ) -> None:
        """Say what became of a request, and nothing better than what became of it.

        `title` names the object to the customer; `key` is what was asked, so that asking the same
        again is noticed; `instead` are other ways to offer when it is refused.
        """
        status = _status(result)
        said, why = talk.local(result.say), _limits(talk, result)
        if status == "done":
            self.say_done(talk, result, title=title)
        elif status == "refused":
            self._refuse(talk, result, key, instead)
        elif status == "handover":
            talk.say("utter_outcome_said", say=said, why=why)
            talk.hand_over("limits")
        else:
            options = [talk.person()] if status == "failed" else []
            talk.say(f"utter_outcome_{status}", title=title, say=said, why=why, options=options)
        talk.set(**{f"{self.flow}_status": status})

    def say_done(self, talk: Talk, result: Result, *, state: str = "done", **values: Any) -> None:
        """The flow's own words for something that really happened."""
        talk.say(
            state,
            why=_limits(talk, result),
            claims=[result.reservation] if result.reservation else [],
            amount=money(result.amount, talk.turn.language) if result.amount else "",
            to=talk.local(result.to),
            expected=talk.local(result.expected),
            reference=result.reference or "",
            summary=talk.local(result.summary),
            **values,
        )

    def _refuse(self, talk: Talk, result: Result, key: str, instead: Sequence[Option] = ()) -> None:
        """The limits' own words; explained once more when asked again, then a person."""
        slot = f"{self.flow}_refused"
        refused = [*(talk.slot(slot) or []), key]
        talk.set(**{slot: refused})
        before = refused.count(key) - 1
        said, why = talk.local(result.say), _limits(talk, result)
        options = [*instead, talk.person()]
        if before == 0:
            talk.say("utter_outcome_refused", say=said, why=why, options=options)
        elif before == 1:
            talk.say("utter_outcome_refused_again", say=said, why=why, options=options)
        else:
            talk.hand_over("repeats")


class Aside(Action, ABC):
    """A short answer beside the flow; an open question comes again after it."""

    flow: ClassVar[str]
    # Whether somebody upset hears that first; texts that say it themselves leave it out.
    acknowledges: ClassVar[bool] = False
    # Whether a message that may as well answer the open question goes there instead.
    gives_way: ClassVar[bool] = True

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Answer, then go back to the question that was open."""
        talk = Talk(self.flow, dispatcher, tracker, domain)
        if self.gives_way and talk.question and talk.slot("flow") and await may_answer(talk):
            talk.next_action = "action_go_on"
            return talk.events()
        if self.acknowledges:
            acknowledge(talk)
        await self.answer(talk)
        open_question = talk.slot("flow") and talk.slot("requested_slot")
        if talk.next_action == LISTEN and open_question and self.comes_back(talk):
            talk.next_action = f"action_{talk.slot('flow')}"
        return talk.events()

    def comes_back(self, talk: Talk) -> bool:
        """Whether the open question is put again after this."""
        return True

    @abstractmethod
    async def answer(self, talk: Talk) -> None:
        """What is said."""


async def may_answer(talk: Talk) -> bool:
    """Whether this tells something that the open question may be about, and is no sure wish.

    "Everything" alone is never a wish, whatever it may sound like.
    """
    return means_all(talk) or (talk.turn.may_be_an_answer and await tells(talk))


async def tells(talk: Talk) -> bool:
    """Whether this names an object, a date, an item or anything else that a flow can use."""
    return talk.turn.tells_something or await names_item(talk)


def flow_named(name: str) -> type[Flow] | None:
    """The flow of this name."""
    return next((kind for kind in _flows() if kind.flow == name), None)


def _flows() -> Iterator[type[Flow]]:
    """Every flow there is, those on top of an abstract one too."""
    kinds = list(Flow.__subclasses__())
    while kinds:
        kind = kinds.pop(0)
        kinds += kind.__subclasses__()
        if not isabstract(kind):
            yield kind


def acknowledge(talk: Talk) -> None:
    """When it is bad, say so first; once, because a repeated apology is worth nothing."""
    if talk.turn.mood == "satisfied":
        talk.set(acknowledged=False)
    elif talk.turn.mood in UPSET and talk.turn.text and not talk.slot("acknowledged"):
        talk.say("utter_acknowledge")
        talk.set(acknowledged=True)


def _status(result: Result) -> str:
    if result.state is ReservationState.SETTLED:
        return "done"
    if result.outcome is Outcome.ALLOW:
        return "checking" if result.state in _NOT_YET_KNOWN else "failed"
    if result.outcome is Outcome.APPROVE:
        return "waiting"
    if result.outcome is Outcome.HANDOVER:
        return "handover"
    return "refused"


def _limits(talk: Talk, result: Result) -> dict[str, Any]:
    return talk.why(talk.local(result.say) or talk.local(result.summary))
