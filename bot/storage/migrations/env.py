"""Alembic's environment: works on the connection it is given, in the transaction that is open."""

from __future__ import annotations

from alembic import context

from bot.storage.migrate import add_triggers, every_table, ours, render_type

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=every_table(),
    render_as_batch=connection.dialect.name == "sqlite",
    include_name=ours,
    render_item=render_type,
    process_revision_directives=add_triggers,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
