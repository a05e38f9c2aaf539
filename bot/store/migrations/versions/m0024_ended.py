"""Closed tickets are found by their outcome and when they closed: what is past its period, without a look at all."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

ENDED = sa.text("closed_at IS NOT NULL")


def upgrade() -> None:
    """One index of tickets that have ended; those that are open cost it nothing."""
    op.create_index("ticket_ended", "ticket", ["outcome", "closed_at"], sqlite_where=ENDED, postgresql_where=ENDED)
