"""The first tables."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, those that others refer to first."""
    add_keyring()
    add_lease()
    add_login_attempt()
    add_office()
    add_contact()
    add_officer()
    add_desk_session()
    add_talk()
    add_ticket()
    add_entry()
    add_line()
    add_offer()
    add_timer()
    add_file()


def add_keyring() -> None:
    op.create_table(
        "keyring",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def add_lease() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def add_login_attempt() -> None:
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("who_hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_login_attempt_who_hash"), "login_attempt", ["who_hash"], unique=False)


def add_office() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_office_organisation"), "office", ["organisation"], unique=False)


def add_contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_address", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["key_id"],
            ["keyring.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel", "address_hash"),
    )
    op.create_index(op.f("ix_contact_key_id"), "contact", ["key_id"], unique=False)


def add_officer() -> None:
    op.create_table(
        "officer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("presence", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("presence IN ('on', 'away', 'off')", name="presence_known"),
        sa.CheckConstraint("role IN ('officer', 'lead', 'admin')", name="role_known"),
        sa.ForeignKeyConstraint(
            ["office_id"],
            ["office.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login"),
    )
    op.create_index(op.f("ix_officer_office_id"), "officer", ["office_id"], unique=False)


def add_desk_session() -> None:
    op.create_table(
        "desk_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officer.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(op.f("ix_desk_session_officer_id"), "desk_session", ["officer_id"], unique=False)


def add_talk() -> None:
    op.create_table(
        "talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("scene", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("writing", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("shown_at", Instant(), nullable=True),
        sa.Column("misunderstood", sa.Integer(), nullable=False),
        sa.Column("heard_at", Instant(), nullable=False),
        sa.Column("unreachable", sa.String(), nullable=False),
        sa.Column("sealed_state", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("device IN ('unknown', 'own', 'borrowed', 'shared', 'watched')", name="device_known"),
        sa.CheckConstraint("holder IN ('flow', 'officer')", name="holder_known"),
        sa.CheckConstraint("writing IN ('unknown', 'safe', 'later', 'quiet')", name="writing_known"),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contact_id"),
    )


def add_ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("kinds", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("silence", sa.String(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("heard_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("offered_at", Instant(), nullable=True),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("sealed_answers", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_signs", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "service IN ('emergency', 'complaint', 'family_links', 'psychosocial', 'information', 'safeguarding')",
            name="service_known",
        ),
        sa.CheckConstraint(
            "status IN ('new', 'offered', 'taken', 'waiting_for_contact', 'waiting_for_office', 'closed', 'merged')",
            name="status_known",
        ),
        sa.CheckConstraint("urgency BETWEEN 0 AND 3", name="urgency_known"),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.ForeignKeyConstraint(
            ["key_id"],
            ["keyring.id"],
        ),
        sa.ForeignKeyConstraint(
            ["office_id"],
            ["office.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["officer.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index(op.f("ix_ticket_contact_id"), "ticket", ["contact_id"], unique=False)
    op.create_index(op.f("ix_ticket_office_id"), "ticket", ["office_id"], unique=False)
    op.create_index(op.f("ix_ticket_owner_id"), "ticket", ["owner_id"], unique=False)
    op.create_index("ticket_open", "ticket", ["status", "urgency", "opened_at"], unique=False)


def add_entry() -> None:
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("sealed_detail", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_entry_ticket_id"), "entry", ["ticket_id"], unique=False)


def add_line() -> None:
    op.create_table(
        "line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("asks", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("life", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("rank", sa.Integer(), server_default="2", nullable=False),
        sa.Column("forwarded", sa.Integer(), server_default="0", nullable=False),
        sa.Column("edits", sa.String(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failure", sa.String(), server_default="", nullable=False),
        sa.Column("vendor_id", sa.String(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'button', 'voice', 'photo', 'video', 'sticker', 'contact', 'location', 'document', 'unreadable', 'said', 'note')",
            name="kind_known",
        ),
        sa.CheckConstraint(
            "state IN ('heard', 'due', 'sending', 'sent', 'delivered', 'read', 'failed', 'held', 'dropped', 'note')",
            name="state_known",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel", "key"),
    )
    op.create_index(op.f("ix_line_ticket_id"), "line", ["ticket_id"], unique=False)
    op.create_index("line_of_contact", "line", ["contact_id", "id"], unique=False)
    op.create_index(
        "line_to_send",
        "line",
        ["state", "due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('due', 'sending')"),
        postgresql_where=sa.text("state IN ('due', 'sending')"),
    )
    op.create_index(
        "line_vendor_id",
        "line",
        ["vendor_id"],
        unique=False,
        sqlite_where=sa.text("vendor_id IS NOT NULL"),
        postgresql_where=sa.text("vendor_id IS NOT NULL"),
    )


def add_offer() -> None:
    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'taken', 'expired', 'withdrawn', 'declined')", name="state_known"),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_offer_ticket_id"), "offer", ["ticket_id"], unique=False)
    op.create_index(
        "offer_open",
        "offer",
        ["officer_id", "expires_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def add_timer() -> None:
    op.create_table(
        "timer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_timer_contact_id"), "timer", ["contact_id"], unique=False)
    op.create_index(op.f("ix_timer_ticket_id"), "timer", ["ticket_id"], unique=False)
    op.create_index("timer_due", "timer", ["due_at"], unique=False)


def add_file() -> None:
    op.create_table(
        "file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("sealed_reference", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state IN ('due', 'kept', 'lost')", name="state_known"),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["line.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "file_to_fetch",
        "file",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_index(op.f("ix_file_contact_id"), "file", ["contact_id"], unique=False)
    op.create_index(op.f("ix_file_line_id"), "file", ["line_id"], unique=False)
