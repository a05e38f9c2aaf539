"""Sweeps find the few tickets of an event, and the few that are put away, without looking at every ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

IN_EVENT = sa.text("surge AND closed_at IS NULL")
PUT_AWAY = sa.text("snoozed_until IS NOT NULL")


def upgrade() -> None:
    """Two indexes, each of few tickets."""
    op.create_index("ticket_in_event", "ticket", ["id"], sqlite_where=IN_EVENT, postgresql_where=IN_EVENT)
    op.create_index("ticket_put_away", "ticket", ["snoozed_until"], sqlite_where=PUT_AWAY, postgresql_where=PUT_AWAY)
