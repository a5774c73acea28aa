"""Alembic's environment: works on the connection it is given, in the transaction that is open."""

from __future__ import annotations

from alembic import context

from bot.storage.migrate import every_table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=every_table(),
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
