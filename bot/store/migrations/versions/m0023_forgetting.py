"""When a person's key was destroyed and another put in its place, so that every process can drop the old one."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0023"
down_revision = "0022"

RENEWED = sa.text("renewed_at IS NOT NULL")


def upgrade() -> None:
    """One column of the keyring, and an index of the few rows that have it."""
    op.add_column("keyring", sa.Column("renewed_at", Instant(), nullable=True))
    op.create_index("keyring_renewed", "keyring", ["renewed_at"], sqlite_where=RENEWED, postgresql_where=RENEWED)
