"""Alembic's door: run on the connection that it is handed."""

from alembic import context

from bot.store import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.SQLModel.metadata,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
