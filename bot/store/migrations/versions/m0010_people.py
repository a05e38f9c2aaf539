"""Several people whom one contact writes about."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """One column."""
    op.add_column("ticket", sa.Column("person", sa.Integer(), nullable=False, server_default="1"))
