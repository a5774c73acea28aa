"""The flow follow_up: what became of what was arranged, and when it reaches the customer."""

from __future__ import annotations

from dataclasses import replace

from actions.flow import Aside
from actions.my_data import given, promised
from actions.talk import Talk
from actions.wording import day, listed, money
from bot.authority.service import DecisionRecord
from bot.customers import Order, Picture
from bot.model import ReservationState
from bot.wiring import authority, customers, house

# So many of the newest are told; nobody reads more of them in a chat.
MOST = 3
_UNDER_WAY = (ReservationState.EXECUTING, ReservationState.IN_DOUBT)


class FollowUp(Aside):
    """Answers ask_follow_up from the ledger, and from the shop's records for what is older."""

    flow = "follow_up"
    acknowledges = True

    def name(self) -> str:
        """The action that the rules name."""
        return "action_follow_up"

    async def answer(self, talk: Talk) -> None:
        """What waits or is done in this chat; else what does in others, and what was given."""
        if await tell(talk):
            return
        if talk.question:
            talk.say("utter_nudge_here")
            return
        picture = await customers().picture(talk.turn.conversation)
        opened = promised(talk, picture) if picture else []
        found = _newest(talk, picture) if picture else []
        if opened:
            person = [] if found else [talk.person()]
            talk.say("utter_my_data_open", open=listed(opened), options=person)
        if found:
            talk.say("utter_my_data_given", given=listed(found), options=[talk.person()])
        if not (opened or found):
            _nothing(talk)


def _nothing(talk: Talk) -> None:
    number = talk.turn.one("order_number")
    named = {"order_number": number} if number else {}
    options = [
        talk.option("utter_button_refund", "ask_refund", **named),
        talk.option("utter_button_status", "ask_order_status", **named),
        talk.person(),
    ]
    talk.say("nothing", options=options)


async def tell(talk: Talk) -> bool:
    """Say what of this conversation waits, is being checked or was done; False for none of it.

    Whoever names an order or booking hears only of that one.
    """
    here = talk.turn.conversation
    decisions = [made for made in await authority().decisions(here) if _is_meant(talk, made)]
    mine = {made.reservation for made in decisions}
    waiting = [one for one in await authority().approvals(here) if one.reservation in mine]
    done = [made for made in decisions if made.state is ReservationState.SETTLED]
    if waiting:
        summary = talk.local(waiting[-1].summary)
        talk.say("utter_nudge_waiting", summary=summary, options=[talk.person()])
    elif any(made.state in _UNDER_WAY for made in decisions):
        talk.say("utter_nudge_checking", options=[talk.person()])
    elif done:
        told = [_done(talk, made) for made in done[-MOST:]]
        claims = [made.reservation for made in done[-MOST:] if made.reservation]
        talk.say("utter_follow_up_done", what=listed(told), claims=claims, options=[talk.person()])
    else:
        return False
    return True


def _is_meant(talk: Talk, made: DecisionRecord) -> bool:
    number = talk.turn.one("order_number") or talk.turn.one("booking_number")
    return not number or number in made.params.values()


def _done(talk: Talk, made: DecisionRecord) -> str:
    expected = talk.local(made.expected)
    return talk.words(
        "utter_follow_up_line" if expected else "utter_follow_up_line_now",
        summary=talk.local(made.summary),
        expected=expected,
        day=day(made.finished_at or made.at, talk.turn.language),
        reference=made.reference or "",
    )


def _newest(talk: Talk, picture: Picture) -> list[str]:
    """The newest money back and vouchers of earlier days, as the shop's records have them.

    Of a guest the records show no more than what the proven orders hold.
    """
    if picture.record is None:
        return [_refunded(talk, order) for order in picture.orders if order.refunded.minor > 0]
    number, now = talk.turn.one("order_number"), house().clock()
    refunds = tuple(one for one in picture.refunds if number in (None, one.order))
    vouchers = tuple(one for one in picture.vouchers if not number and one.expires_at > now)
    return given(talk, replace(picture, refunds=refunds[:MOST], vouchers=vouchers[:MOST]))


def _refunded(talk: Talk, order: Order) -> str:
    amount = money(order.refunded, talk.turn.language)
    return talk.words("refunded", amount=amount, order=order.id)
