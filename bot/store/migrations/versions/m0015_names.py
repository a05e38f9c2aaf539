"""Words of names, by their keyed hashes."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """One table; its rows go with the person's key."""
    op.create_table(
        "name_word",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("ticket_id", sa.Integer(), sa.ForeignKey("ticket.id"), nullable=False),
        sa.Column("key_id", sa.Integer(), sa.ForeignKey("keyring.id", ondelete="CASCADE"), nullable=False),
        sa.Column("word_hash", sa.LargeBinary(), nullable=False),
    )
    for column in ("ticket_id", "key_id", "word_hash"):
        op.create_index(op.f(f"ix_name_word_{column}"), "name_word", [column])
