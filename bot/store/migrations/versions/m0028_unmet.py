"""A ticket knows which wishes nobody can fulfil, and of which of them the person was told."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

UNTOLD = sa.text("unmet <> ''")


def upgrade() -> None:
    """What is still to be told, what was told, and an index of the few tickets where something is."""
    op.add_column("ticket", sa.Column("unmet", sa.String(), nullable=False, server_default=""))
    op.add_column("ticket", sa.Column("unmet_told", sa.String(), nullable=False, server_default=""))
    op.create_index("ticket_unmet", "ticket", ["id"], sqlite_where=UNTOLD, postgresql_where=UNTOLD)
