"""What the database keeps about people: every table that does, whose it is, and how it is erased.

One list for the export, the erasure and the data map (docs/privacy.md). A new table with something
about people in it is one more line here, and a section there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Table, and_, delete, false, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from bot.model import ConversationId, CustomerId
from bot.storage import authority_tables as authority
from bot.storage import conversation_tables as talk
from bot.storage import insight_days
from bot.storage import insight_tables as insight
from bot.storage import notify_tables as notify
from bot.storage import people_tables as people
from bot.storage.knowledge_tables import unanswered
from bot.storage.remark_tables import remarks


@dataclass(frozen=True)
class Whose:
    """Whose data is meant: these conversations, and with `customer` everything of that person."""

    conversations: tuple[ConversationId, ...]
    customer: CustomerId | None = None


Find = Callable[[Whose], ColumnElement]


@dataclass(frozen=True)
class Personal:
    """One table: the kind of data that its rows are, how to find somebody's, what an erasure does.

    `goes`: the rows go. `empties`: they stay, with these values. `cut`: what else is emptied when
    the person goes and not only one conversation. `left_out`: columns that no export shows, because
    they are keys, or log-in names of staff. Without any of these the erasure is in another place,
    or there is nothing to erase.
    """

    table: Table
    kind: str
    find: Find
    goes: bool = False
    empties: Mapping[str, Any] = field(default_factory=dict)
    cut: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def rows(self, connection: Connection, whose: Whose) -> list[dict[str, Any]]:
        """What is kept of them, for an export."""
        shown = [column for column in self.table.columns if column.name not in self.left_out]
        found = connection.execute(
            select(*shown).where(self.find(whose)).order_by(*self.table.primary_key.columns)
        )
        return [dict(row._mapping) for row in found]

    def erase(self, connection: Connection, whose: Whose, *, cut: bool) -> int:
        """How many rows went or were emptied; a second time it is none."""
        if self.goes:
            return int(connection.execute(delete(self.table).where(self.find(whose))).rowcount)
        values = {**self.empties, **(self.cut if cut else {})}
        if not values:
            return 0
        full = or_(*(self.table.c[name].is_distinct_from(to) for name, to in values.items()))
        changed = update(self.table).where(self.find(whose), full).values(**values)
        return int(connection.execute(changed).rowcount)


def erase(connection: Connection, whose: Whose, *, cut: bool = False) -> Counter[str]:
    """Erase what the list says, in the caller's transaction: how many rows of each kind.

    `cut`: nobody can tell any more whose it was; so always when the whole person goes.
    """
    done: Counter[str] = Counter()
    insight_days.spoil_those(connection, _fact(whose))
    for one in PERSONAL:
        done[one.kind] += one.erase(connection, whose, cut=cut or whose.customer is not None)
    return done


def in_conversation(column: Column) -> Find:
    """The rows of their conversations."""
    return lambda whose: column.in_(whose.conversations)


def _of_customer(conversation: Column, customer: Column) -> Find:
    """The rows of their conversations, and those with their number."""

    def find(whose: Whose) -> ColumnElement:
        own = customer == whose.customer if whose.customer else false()
        return or_(conversation.in_(whose.conversations), own)

    return find


def _behind(column: Column, parent: Table, find: Find) -> Find:
    """The rows that name one of those."""
    return lambda whose: column.in_(select(parent.c.id).where(find(whose)))


def _only_proven(whose: Whose) -> ColumnElement:
    """What failed stays for a day: it is what keeps somebody from guessing on after an erasure."""
    tries = people.proof_tries.c
    return and_(tries.conversation.in_(whose.conversations), tries.proven.is_(True))


_decided = _of_customer(authority.decisions.c.conversation, authority.decisions.c.customer)
_reserved = _of_customer(authority.reservations.c.conversation, authority.reservations.c.customer)
_fact = _of_customer(
    insight.conversation_facts.c.conversation, insight.conversation_facts.c.customer
)
_approved = in_conversation(authority.approvals.c.conversation)

PERSONAL: tuple[Personal, ...] = (
    Personal(
        talk.conversations,
        "conversations",
        _of_customer(talk.conversations.c.id, talk.conversations.c.customer),
        cut={"customer": None, "identity_notice": None},
        left_out=("token_hash", "holder", "meant_for"),
    ),
    Personal(
        talk.entries,
        "conversations",
        in_conversation(talk.entries.c.conversation),
        left_out=("request_key", "outbox"),
    ),
    Personal(
        talk.offers,
        "conversations",
        in_conversation(talk.offers.c.conversation),
        goes=True,
        left_out=("payload_hash",),
    ),
    Personal(talk.turns, "conversations", in_conversation(talk.turns.c.conversation)),
    Personal(
        talk.readings,
        "moods",
        in_conversation(talk.readings.c.conversation),
        empties={"signals": "[]", "known": "{}"},
    ),
    Personal(
        talk.handoffs,
        "conversations",
        in_conversation(talk.handoffs.c.conversation),
        left_out=("staff",),
    ),
    Personal(
        talk.feedback,
        "feedback",
        in_conversation(talk.feedback.c.conversation),
        empties={"text": ""},
    ),
    Personal(talk.withheld, "conversations", in_conversation(talk.withheld.c.conversation)),
    Personal(notify.notices, "contact", in_conversation(notify.notices.c.conversation), goes=True),
    Personal(notify.reach, "contact", in_conversation(notify.reach.c.conversation), goes=True),
    Personal(
        notify.return_tokens,
        "contact",
        in_conversation(notify.return_tokens.c.conversation),
        goes=True,
        left_out=("token_hash",),
    ),
    Personal(
        notify.callbacks,
        "contact",
        in_conversation(notify.callbacks.c.conversation),
        goes=True,
        left_out=("done_by",),
    ),
    Personal(
        people.sessions,
        "identity",
        _of_customer(people.sessions.c.conversation, people.sessions.c.customer),
        cut={"customer": None},
    ),
    Personal(
        people.preferences,
        "preferences",
        lambda whose: people.preferences.c.customer == whose.customer,
        goes=True,
    ),
    Personal(people.proof_tries, "identity", _only_proven, goes=True),
    Personal(
        unanswered,
        "questions",
        in_conversation(unanswered.c.conversation),
        empties={"text": ""},
    ),
    Personal(
        remarks,
        "remarks",
        in_conversation(remarks.c.conversation),
        empties={"text": "", "about": None},
    ),
    Personal(
        authority.proofs, "photos", in_conversation(authority.proofs.c.conversation), goes=True
    ),
    Personal(authority.decisions, "money", _decided, left_out=("actor",)),
    Personal(
        authority.requests,
        "money",
        _behind(authority.requests.c.decision, authority.decisions, _decided),
    ),
    Personal(authority.reservations, "money", _reserved, left_out=("owner",)),
    Personal(
        authority.holds,
        "money",
        _behind(authority.holds.c.reservation, authority.reservations, _reserved),
    ),
    Personal(
        authority.once,
        "money",
        _behind(authority.once.c.reservation, authority.reservations, _reserved),
    ),
    Personal(
        authority.approvals,
        "money",
        _approved,
        empties={"note": None},
        left_out=("requested_by", "decided_by"),
    ),
    Personal(
        authority.approval_votes,
        "money",
        _behind(authority.approval_votes.c.approval, authority.approvals, _approved),
        empties={"note": ""},
        left_out=("by",),
    ),
    Personal(
        authority.exceptions,
        "money",
        _behind(authority.exceptions.c.decision, authority.decisions, _decided),
        empties={"reason": ""},
        left_out=("by",),
    ),
    Personal(
        authority.shadow_outcomes,
        "money",
        _behind(authority.shadow_outcomes.c.decision, authority.decisions, _decided),
        empties={"note": None},
        left_out=("by",),
    ),
    Personal(
        authority.outbox_rows,
        "money",
        in_conversation(authority.outbox_rows.c.conversation),
    ),
    Personal(
        insight.steps,
        "facts",
        _behind(insight.steps.c.fact, insight.conversation_facts, _fact),
        goes=True,
    ),
    Personal(
        insight.rulings,
        "facts",
        _behind(insight.rulings.c.fact, insight.conversation_facts, _fact),
        goes=True,
    ),
    Personal(
        insight.handoff_facts,
        "facts",
        _behind(insight.handoff_facts.c.fact, insight.conversation_facts, _fact),
        goes=True,
    ),
    Personal(insight.conversation_facts, "facts", _fact, goes=True),
)
