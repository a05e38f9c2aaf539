"""Who of a broadcast was greeted first by an approved template, and why somebody was passed over."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Two columns."""
    op.add_column("broadcast_to", sa.Column("why", sa.String(), nullable=False, server_default=""))
    op.add_column("broadcast_to", sa.Column("greeted_at", Instant(), nullable=True))
