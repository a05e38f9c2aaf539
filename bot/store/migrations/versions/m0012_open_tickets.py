"""Indexes of open tickets alone: what is closed, however much, costs a queue nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """The queue's index becomes one of open tickets; an office's tickets are found by whether they are open."""
    op.drop_index("ticket_queue", table_name="ticket")
    op.create_index("ticket_queue", "ticket", ["urgency", "heard_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.drop_index("ix_ticket_office_id", table_name="ticket")
    op.create_index("ticket_of_office", "ticket", ["office_id", "closed_at"])
    raised = sa.text("escalated_at IS NOT NULL")
    op.create_index("ticket_escalated", "ticket", ["escalated_at"], sqlite_where=raised, postgresql_where=raised)
