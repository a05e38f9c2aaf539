"""By which clock somebody's safe hours are meant, where a country has several."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """One column of the safe-contact profile."""
    op.add_column("safe_contact", sa.Column("zone", sa.String(), nullable=False, server_default=""))
