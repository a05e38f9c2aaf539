"""The ministry's own book on a ticket's matter."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "ministry_case",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("ticket_id", sa.Integer(), sa.ForeignKey("ticket.id"), nullable=False, unique=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("registered", Instant(), nullable=False),
        sa.Column("papers_complete", sa.Boolean(), nullable=False),
        sa.Column("asked_for_clarity", Instant(), nullable=True),
        sa.Column("unreachable_since", Instant(), nullable=True),
        sa.Column("called_unsolvable", Instant(), nullable=True),
        sa.Column("monitor_on", Instant(), nullable=True),
        sa.CheckConstraint("state IN ('registered', 'handed_over', 'solved', 'may_be_closed')", name="state_known"),
    )
