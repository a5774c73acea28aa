"""One turn's talk: what was said, what is said back and what is remembered for the next turn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import turn as turns
from actions import wording
from bot.model import LocalText, Option, ReservationId, in_language

LISTEN = "action_listen"
# Of messages without a wish the last few are taken up by the wish that follows.
_MOST_KEPT = 3


class Asked(Exception):
    """The turn ends here, with a question or with the honest word that there is nothing to do."""


def payload(intent: str, **entities: str) -> str:
    """What a button sends: /choose{"order_number": "O-20001"}."""
    return f"/{intent}{json.dumps(entities)}" if entities else f"/{intent}"


class Talk:
    """Slots in, words out. Slots set here reach Rasa as events at the end of the turn."""

    def __init__(
        self,
        flow: str,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: Mapping[str, Any],
    ) -> None:
        self.flow = flow
        self.tracker = tracker
        self.turn = turns.read(tracker)
        self.returning = False
        self.next_action = LISTEN
        self._dispatcher = dispatcher
        self._domain = domain
        self._set: dict[str, Any] = {}
        self._question = str(tracker.get_slot("requested_slot") or "")
        self._choices = tuple(tracker.get_slot("choices") or ())

    @property
    def question(self) -> str:
        """The slot that the customer was asked for, or nothing."""
        return self._question

    @property
    def choices(self) -> tuple[str, ...]:
        """What the buttons under that question stood for, in the order shown."""
        return self._choices

    def keep_for_later(self) -> None:
        """Nothing can be done with this message alone: the wish that follows takes it up."""
        if self.turn.text:
            said = {"text": self.turn.text, "entities": dict(self.turn.entities)}
            self.set(said_before=[*(self.slot("said_before") or []), said][-_MOST_KEPT:])

    def take_up(self) -> None:
        """A wish begins: what was said before it counts with it."""
        said = self.slot("said_before")
        if said:
            self.turn = self.turn.after(said)
            self.set(said_before=None)

    def come_back(self) -> None:
        """Something else was said in between: the question is still open and comes again."""
        self.returning = True
        self.turn = self.turn.without_news()

    def slot(self, name: str) -> Any:
        """A slot's value, as set in this turn or before."""
        return self._set[name] if name in self._set else self.tracker.slots.get(name)

    def set(self, **slots: Any) -> None:
        """Remember."""
        self._set.update(slots)

    def chosen(self, slot: str) -> str | None:
        """The button meant by "the second one", when that is what was asked."""
        ordinal = self.turn.one("ordinal")
        if ordinal is None or self._question != slot or not self._choices:
            return None
        place = len(self._choices) if ordinal == "last" else int(ordinal)
        return self._choices[place - 1] if 1 <= place <= len(self._choices) else None

    def say(
        self,
        state: str,
        *,
        options: Iterable[Option] = (),
        why: Mapping[str, Any] | None = None,
        claims: Sequence[ReservationId] = (),
        **values: Any,
    ) -> None:
        """Utter `utter_<flow>_<state>`, or a shared response by its full name, and say why."""
        self._dispatcher.utter_message(
            response=self._name(state),
            buttons=[{"title": option.title, "payload": option.payload} for option in options],
            why=dict(why or self.why()),
            claims=list(claims),
            **values,
        )

    def ask(
        self,
        slot: str,
        state: str,
        *,
        options: Sequence[Option] = (),
        choices: Sequence[str] = (),
        understood: bool = False,
        **values: Any,
    ) -> NoReturn:
        """End the turn with a question, and say so when the answer to it was not understood."""
        again = slot == self._question and tuple(choices) == self._choices
        if again and not self.returning and not understood:
            self.say("utter_not_understood")
            options = (*options, self.person())
        self.say(state, options=options, **values)
        self.set(requested_slot=slot, choices=list(choices))
        raise Asked

    def stop(self, state: str, *, options: Sequence[Option] = (), **values: Any) -> NoReturn:
        """End the turn with an answer instead of what was asked for."""
        self.say(state, options=options, **values)
        self.end()

    def end(self) -> NoReturn:
        """End the turn: everything is said, and no question is open."""
        self.set(requested_slot=None, choices=None)
        raise Asked

    def hand_over(self, reason: str) -> None:
        """Let a person take over at the end of this turn."""
        self.set(handoff_reason=reason)
        self.next_action = "action_talk_to_human"

    def words(self, state: str, **values: Any) -> str:
        """A piece of text from the domain, for use inside another."""
        return wording.words(self._domain, self._name(state), self.turn.language, **values)

    def local(self, text: LocalText | None) -> str:
        """A text of ours in the customer's language."""
        return in_language(text, self.turn.language) if text else ""

    def option(self, state: str, intent: str, **entities: str) -> Option:
        """A button whose title stands in the domain."""
        return Option(self.words(state), payload(intent, **entities))

    def person(self) -> Option:
        """The way out that is always there."""
        return self.option("utter_button_person", "talk_to_human")

    def why(self, detail: str | None = None) -> dict[str, Any]:
        """Why this answer: the flow's own reason, or the limits' when `detail` gives it."""
        if detail:
            title = self.words("utter_why_limits")
            return {"kind": "limits", "title": title, "detail": detail}
        return {"kind": "flow", "title": self.words("why_title"), "detail": self.words("why")}

    def events(self) -> list[dict[str, Any]]:
        """What Rasa has to remember, and which action comes next."""
        slots = [SlotSet(name, value) for name, value in self._set.items()]
        return [*slots, FollowupAction(self.next_action)]

    def _name(self, state: str) -> str:
        return state if state.startswith("utter_") else f"utter_{self.flow}_{state}"
