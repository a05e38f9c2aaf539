"""A ticket stays where it was accepted, and may be proposed to one officer."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """The office that accepted a ticket, and to whom a transfer is proposed."""
    op.add_column("ticket", sa.Column("placed_id", sa.Integer(), nullable=True))
    op.add_column("transfer", sa.Column("to_officer_id", sa.Integer(), nullable=True))
