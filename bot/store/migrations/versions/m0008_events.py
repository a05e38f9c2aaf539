"""Declared events."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """One table."""
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("places", sa.String(), nullable=False),
        sa.Column("declared_by", sa.Integer(), sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("ended_by", sa.Integer(), sa.ForeignKey("officer.id"), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
    )
