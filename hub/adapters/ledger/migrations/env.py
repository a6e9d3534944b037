"""Alembic's entry: migrate on the connection that SqlLedger.start() hands over."""

from alembic import context

from hub.adapters.ledger.columns import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
