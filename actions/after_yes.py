"""Flows that change something only after a yes to exactly what the bot's last answer showed."""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from actions.flow import Flow
from actions.talk import Talk
from actions.turn import messages_since
from actions.wording import money
from bot.authority.service import Result
from bot.model import Option, Outcome, ReservationState
from bot.wiring import authority

# A longer "yes" or one with a question in it says something more than yes.
_LONGEST_YES = 8
_CONFIRM = "confirm"

Words = Callable[[Result], Mapping[str, str]]
"""What a text says about a decision, out of the values that its digest binds.

`kind` chooses between texts for the same moment: utter_<flow>_confirm_<kind>. The amount is there
without being named.
"""


class AfterYes(Flow, ABC):
    """Shows what would happen; only a plain yes to exactly that does it."""

    async def after_yes(
        self,
        talk: Talk,
        action: str,
        params: Mapping[str, Any],
        *,
        key: str,
        title: str,
        words: Words = lambda _: {},
        instead: Sequence[Option] = (),
        news: bool = False,
    ) -> None:
        """Do it when this message confirms it; otherwise keep it, show it, or say why not.

        `instead` are other ways, offered beside a person when the limits refuse. `news`: the flow
        read something in this message that changes the proposal, so that it confirms nothing.
        """
        slot = f"{self.flow}_digest"
        pending = None if news else pending_yes(talk, slot)
        talk.set(**{slot: None})
        if pending and talk.turn.intent == "deny" and not talk.turn.tells_something:
            talk.stop("kept", title=title)
        confirmed = pending if pending and plain_yes(talk, pending) else None
        request = self.request(talk, action, dict(params), confirmed=confirmed)
        result = await authority().request(request)
        kind, values = _of(words(result))
        if result.rule == _CONFIRM and result.outcome is Outcome.ASK:
            if confirmed:
                talk.say("utter_changed_meanwhile")
            self._ask_yes(talk, result, f"confirm{kind}", title=title, **values)
        if result.state is ReservationState.SETTLED:
            self.say_done(talk, result, state=f"done{kind}", title=title, **values)
            talk.set(**{f"{self.flow}_status": "done"})
        else:
            self.conclude(talk, result, key=key, title=title, instead=instead)

    def _ask_yes(self, talk: Talk, result: Result, state: str, **values: str) -> None:
        digest = str(result.digest)
        talk.set(**{f"{self.flow}_digest": digest})
        talk.ask(
            f"{self.flow}_digest",
            state,
            options=yes_or_no(talk, digest),
            understood=talk.turn.intent != "nlu_fallback",
            amount=money(result.amount, talk.turn.language) if result.amount else "",
            **values,
        )


def pending_yes(talk: Talk, slot: str) -> str | None:
    """The digest that may be confirmed now: shown in the bot's last answer, not before."""
    if talk.question != slot or talk.returning or messages_since(talk.tracker, slot) != 1:
        return None
    return talk.slot(slot) or None


def plain_yes(talk: Talk, pending: str) -> bool:
    """Yes to what was shown and nothing else: nothing named, no question, no older button."""
    if not talk.turn.agrees or set(talk.turn.entities) - {"digest"}:
        return False
    if talk.turn.one("digest") not in (None, pending):
        return False
    return "?" not in talk.turn.text and len(talk.turn.text.split()) <= _LONGEST_YES


def yes_or_no(talk: Talk, digest: str) -> list[Option]:
    """The two buttons under a proposal; the yes confirms only this one."""
    return [
        talk.option("utter_button_yes", "affirm", digest=digest),
        talk.option("utter_button_no", "deny"),
    ]


def _of(said: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    values = dict(said)
    kind = values.pop("kind", "")
    return (f"_{kind}" if kind else ""), values
