"""A database as an older release left it, to be upgraded."""

from __future__ import annotations

from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from bot.storage import migrate
from bot.storage.database import Database

AT = "2026-11-20 12:00:00"
LONG = "ix_insight_conversations_customer_insight_conversations_started_at"
SHORT = "ix_insight_conversations_customer_started_at"
# Who it is with, and whether moods were read there.
BEFORE = (("default", None, True), ("off", None, False), ("yes", "C-1", True), ("no", "C-2", False))


def upgrade_to(database: Database, revision: str) -> None:
    """Bring an empty database to an older revision."""
    database.run_sync(lambda c: command.upgrade(migrate._on(c), revision))


def live_before_choices(connection: Connection) -> None:
    """Conversations and preferences as they stood before revision 0016."""
    for id, customer, on in BEFORE:
        connection.execute(
            text(
                "INSERT INTO conversations (id, created_at, last_at, last_offset, last_public,"
                " language, mode, fence, customer, disclosed_offset, urgent, distress, mood_on,"
                " read_offset) VALUES (:id, '2026-11-20 12:00:00', '2026-11-20 12:00:00', 0, 0,"
                " 'nl', 'bot', 1, :customer, 0, false, 0, :on, 0)"
            ),
            {"id": id, "customer": customer, "on": on},
        )
        if customer:
            connection.execute(
                text("INSERT INTO customer_preferences VALUES (:customer, :on, :at)"),
                {"customer": customer, "on": on, "at": AT},
            )


def chosen(connection: Connection) -> dict[str, bool]:
    """In which conversations the customer is known to have chosen."""
    rows = connection.execute(text("SELECT id, mood_chosen FROM conversations"))
    return {str(row.id): bool(row.mood_chosen) for row in rows}


def index_names(connection: Connection) -> set[str]:
    """The indexes of the facts of conversations by customer."""
    found = inspect(connection).get_indexes("insight_conversations")
    return {str(one["name"]) for one in found if one["column_names"][0] == "customer"}
