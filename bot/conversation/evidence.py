"""Collects what the books say about what a text claims, for disclosure to judge by."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.authority.service import Authority
from bot.connectors.ports import ConnectorError
from bot.customers import Customers
from bot.disclosure import EFFECTS_OF_ACTION, NOTHING, Effect, Ledger, claimed_effects
from bot.model import ConversationId, Draft, Outcome, ReservationState

_ANY = frozenset(Effect)
"""What an action that a shop made itself may do: its text names the record, and is believed."""

logger = logging.getLogger(__name__)


class Evidence:
    """Asks authority, and only where the ledger shows nothing, the shop's own records."""

    def __init__(self, *, authority: Authority, customers: Customers) -> None:
        self._authority = authority
        self._customers = customers

    async def about(self, conversation: ConversationId, drafts: Sequence[Draft]) -> Ledger:
        """What disclosure needs to know; asks nobody when the drafts claim nothing."""
        claims = {claim for draft in drafts for claim in draft.claims}
        effects = frozenset[Effect]().union(*(claimed_effects(draft.text) for draft in drafts))
        if not claims and not effects:
            return NOTHING
        states = await self._authority.states(claims) if claims else {}
        if not effects:
            return Ledger(states)
        decisions = await self._authority.decisions(conversation)
        proven = {
            effect
            for decision in decisions
            if decision.state is ReservationState.SETTLED
            for effect in EFFECTS_OF_ACTION.get(
                decision.action, _ANY if decision.reservation in claims else ()
            )
        }
        waiting = {
            effect
            for decision in decisions
            if decision.outcome is Outcome.APPROVE and decision.state is ReservationState.RESERVED
            for effect in EFFECTS_OF_ACTION.get(decision.action, ())
        }
        if effects - proven:
            proven |= await self._in_the_records(conversation)
        return Ledger(states, frozenset(proven), frozenset(waiting))

    async def _in_the_records(self, conversation: ConversationId) -> set[Effect]:
        """What the shop's systems show was done for this customer, whoever did it and when."""
        try:
            picture = await self._customers.picture(conversation)
        except ConnectorError as error:
            logger.warning("records_unavailable conversation=%s code=%s", conversation, error.code)
            return set()
        if picture is None:
            return set()
        found: set[Effect] = set()
        if picture.refunds or any(order.refunded.minor > 0 for order in picture.orders):
            found.add(Effect.REFUND)
        if picture.vouchers:
            found.add(Effect.VOUCHER)
        stopped = {one.status for one in picture.orders} | {one.status for one in picture.bookings}
        if stopped & {"cancelled", "cancelled_by_carrier"}:
            found.add(Effect.CANCELLATION)
        lines = {item.status for order in picture.orders for item in order.items}
        if "returning" in lines:
            found.add(Effect.RETURN)
        if "replaced" in lines:
            found.add(Effect.REPLACEMENT)
        return found
