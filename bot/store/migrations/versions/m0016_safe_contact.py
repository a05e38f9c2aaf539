"""Safe contact, why a line leaves, what is taken back, consent as rows of its own, wishes to be forgotten."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0016"
down_revision = "0015"

OF_OFFICERS = "UPDATE line SET cause = 'officer' WHERE officer_id IS NOT NULL"
TO_SEND = sa.text("state IN ('due', 'sending', 'held')")


def upgrade() -> None:
    """Four tables; two columns and a wider index of lines; consents that stood in the history move."""
    op.add_column("line", sa.Column("cause", sa.String(), nullable=False, server_default="answer"))
    op.add_column("line", sa.Column("released", sa.Boolean(), nullable=False, server_default="0"))
    op.execute(OF_OFFICERS)
    op.drop_index("line_to_send", "line")
    op.create_index("line_to_send", "line", ["state", "due_at"], sqlite_where=TO_SEND, postgresql_where=TO_SEND)
    safe_contact()
    take_back()
    consent()
    erasure()
    move_consents(op.get_bind())


def safe_contact() -> None:
    """How, when and with which words somebody may be written to."""
    op.create_table(
        "safe_contact",
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("contact.id"), primary_key=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("may_write_until", Instant(), nullable=True),
        sa.Column("check_in_at", Instant(), nullable=True),
        sa.Column("phrase_hash", sa.LargeBinary(), nullable=True),
        sa.Column("forced_hash", sa.LargeBinary(), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("exited_at", Instant(), nullable=True),
        sa.Column("sealed_greeting", sa.LargeBinary(), nullable=True),
    )
    some("safe_contact_check_in", "safe_contact", "check_in_at", "check_in_at IS NOT NULL")
    some("safe_contact_exited", "safe_contact", "exited_at", "exited_at IS NOT NULL")


def take_back() -> None:
    """Lines of ours that are to be deleted from a telephone."""
    op.create_table(
        "take_back",
        sa.Column("line_id", sa.Integer(), sa.ForeignKey("line.id"), primary_key=True),
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('due', 'done', 'too_late', 'failed')", name="state_known"),
    )
    some("take_back_due", "take_back", "due_at", "state = 'due'")
    op.create_index("take_back_of_contact", "take_back", ["contact_id"])


def consent() -> None:
    """Each yes and no."""
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("ticket_id", sa.Integer(), sa.ForeignKey("ticket.id"), nullable=True, index=True),
        sa.Column("officer_id", sa.Integer(), sa.ForeignKey("officer.id"), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
    )
    op.create_index("consent_of_contact", "consent", ["contact_id", "item", "id"])


def erasure() -> None:
    """Wishes to be forgotten."""
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("ticket_id", sa.Integer(), sa.ForeignKey("ticket.id"), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'checked', 'revoked', 'refused', 'done')", name="state_known"),
        sa.UniqueConstraint("contact_id", "asked_at"),
    )
    some("erasure_due", "erasure", "due_at", "state = 'checked'")


def some(name: str, table: str, column: str, where: str) -> None:
    """An index of the few rows that are still to be worked on."""
    few = sa.text(where)
    op.create_index(name, table, [column], sqlite_where=few, postgresql_where=few)


def move_consents(connection: sa.Connection) -> None:
    """What was said of consent until now stood in the tickets' history; the history keeps it, too."""
    told = sa.text(
        "SELECT t.contact_id, e.ticket_id, e.officer_id, e.kind, e.detail, t.language, t.channel, e.at "
        "FROM entry e JOIN ticket t ON t.id = e.ticket_id WHERE e.kind IN ('consent', 'may_read') ORDER BY e.id"
    ).columns(at=Instant())
    rows = [moved for row in connection.execute(told).mappings() if (moved := as_row(dict(row)))]
    if rows:
        names = ("contact_id", "ticket_id", "officer_id", "item", "given", "version", "language", "channel")
        table = sa.table("consent", *(sa.column(name) for name in names), sa.column("at", Instant()))
        connection.execute(table.insert(), rows)


def as_row(old: dict[str, object]) -> dict[str, object] | None:
    """An entry's detail as a row: "keep yes version 1 in id", "learn:yes", or "kp2mi yes"."""
    words = str(old.pop("detail")).replace(":", " ").split()
    if len(words) < 2 or words[1] not in ("yes", "no"):
        return None
    item = f"read:{words[0]}" if old.pop("kind") == "may_read" else words[0]
    version, language = (words[3], words[5]) if len(words) == 6 else ("asked", str(old["language"]))
    return {**old, "item": item, "given": words[1] == "yes", "version": version, "language": language}
