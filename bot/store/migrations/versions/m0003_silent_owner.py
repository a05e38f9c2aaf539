"""What an owner's silence needs: when they gave a sign of life, when danger came, when the person was told."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Three instants of a ticket."""
    for name in ("seen_at", "alarm_at", "told_at"):
        op.add_column("ticket", sa.Column(name, Instant(), nullable=True))
