"""What was said of events to a person is remembered for each of them: of two events in one place both are told."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """The numbers of what was said, in place of the last one alone."""
    op.add_column("ticket", sa.Column("news_told", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE ticket SET news_told = CAST(status_told AS VARCHAR) WHERE status_told IS NOT NULL")
    op.drop_column("ticket", "status_told")
