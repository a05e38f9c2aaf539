"""What routing asks of a ticket, how long its targets ran, and who was rung up about it."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0005"
down_revision = "0004"

CODES = ("province", "regency", "employer_kind", "readers", "complaint_about", "wish_gender", "targets")
INSTANTS = ("looked_at", "waits_since", "checked_at", "check_at", "monitor_on")


def upgrade() -> None:
    """Codes and instants of a ticket, and an index of who was rung up."""
    for name in CODES:
        op.add_column("ticket", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name in INSTANTS:
        op.add_column("ticket", sa.Column(name, Instant(), nullable=True))
    op.add_column("ticket", sa.Column("surge", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("ticket", sa.Column("merged_into", sa.Integer(), nullable=True))
    few = sa.text("kind = 'rung_up'")
    op.create_index("entry_rung_up", "entry", ["officer_id"], sqlite_where=few, postgresql_where=few)
