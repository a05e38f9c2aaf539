"""A ticket keeps its place in the queue while the person goes on writing: whoever writes again does not fall back."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0025"
down_revision = "0024"

OPEN = sa.text("closed_at IS NULL")
LONG_AGO = "1970-01-01T00:00:00.000000+00:00"


def upgrade() -> None:
    """The queue is sorted by when somebody began to wait; for tickets that nobody waits on, by the last words."""
    op.add_column("ticket", sa.Column("queued_at", Instant(), nullable=False, server_default=LONG_AGO))
    ticket = sa.table("ticket", *(sa.column(name) for name in ("queued_at", "waits_since", "heard_at")))
    op.execute(ticket.update().values(queued_at=sa.func.coalesce(ticket.c.waits_since, ticket.c.heard_at)))
    op.drop_index("ticket_queue", table_name="ticket")
    op.create_index("ticket_queue", "ticket", ["urgency", "queued_at"], sqlite_where=OPEN, postgresql_where=OPEN)
