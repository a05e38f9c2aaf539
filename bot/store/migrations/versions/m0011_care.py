"""Care: seals, evidence, interpreters, second readings, training, harm, links side by side, an officer's wishes."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Eight tables, and what an officer's row says of training. Who worked here before there was any goes on."""
    add_to_officer()
    add_seals_and_packs()
    add_interpreting()
    add_second_reading()
    add_exercise()
    add_harm_report()
    add_link_candidate()
    add_officer_wish()


def add_to_officer() -> None:
    op.add_column("officer", sa.Column("interpreter", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("officer", sa.Column("trained_at", Instant(), nullable=True))
    op.add_column("officer", sa.Column("trained_how", sa.String(), nullable=False, server_default=""))
    op.add_column("officer", sa.Column("trained_by", sa.Integer(), nullable=True))
    op.add_column("officer", sa.Column("trained_why", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE officer SET trained_at = created_at, trained_how = 'served' WHERE NOT demonstration")


def number(name: str, to: str = "", empty: bool = False) -> sa.Column[int]:
    """A whole number, and of which row it is the id."""
    return sa.Column(name, sa.Integer(), *([sa.ForeignKey(f"{to}.id")] if to else []), nullable=empty)


def word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def instant(name: str, empty: bool = False) -> sa.Column[str]:
    return sa.Column(name, Instant(), nullable=empty)


def sealed(name: str, empty: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=empty)


def key() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def one_of(column: str, *codes: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{code}'" for code in codes)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def add_seals_and_packs() -> None:
    op.create_table(
        "file_seal",
        key(),
        number("file_id", "file"),
        number("officer_id", "officer"),
        instant("at"),
        word("training"),
        word("digest"),
        sa.UniqueConstraint("file_id"),
    )
    op.create_table(
        "evidence_pack",
        key(),
        word("code"),
        number("ticket_id", "ticket"),
        number("key_id", "keyring"),
        number("officer_id", "officer"),
        instant("at"),
        word("digest"),
        word("agreed"),
        sealed("sealed_words"),
        sa.UniqueConstraint("code"),
        one_of("agreed", "yes", "life_in_danger"),
    )
    op.create_index("ix_evidence_pack_ticket_id", "evidence_pack", ["ticket_id"])


def add_interpreting() -> None:
    op.create_table(
        "interpreting",
        key(),
        number("ticket_id", "ticket"),
        number("officer_id", "officer"),
        number("added_by", "officer"),
        instant("at"),
        instant("ended_at", empty=True),
    )
    op.create_index("ix_interpreting_ticket_id", "interpreting", ["ticket_id"])
    still = sa.text("ended_at IS NULL")
    op.create_index("interpreting_open", "interpreting", ["officer_id"], sqlite_where=still, postgresql_where=still)


def add_second_reading() -> None:
    op.create_table(
        "second_reading",
        key(),
        number("ticket_id", "ticket"),
        instant("drawn_at"),
        number("lead_id", "officer", empty=True),
        instant("read_at", empty=True),
        word("verdicts"),
        sealed("sealed_note", empty=True),
        sa.UniqueConstraint("ticket_id"),
    )
    waits = sa.text("read_at IS NULL")
    op.create_index("second_reading_waits", "second_reading", ["drawn_at"], sqlite_where=waits, postgresql_where=waits)


def add_exercise() -> None:
    op.create_table(
        "exercise",
        key(),
        number("officer_id", "officer"),
        word("name"),
        instant("at"),
        number("tries"),
        number("urgency"),
        word("service"),
        number("reply"),
        word("step"),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("officer_id", "name"),
    )


def add_harm_report() -> None:
    op.create_table(
        "harm_report",
        key(),
        word("code"),
        number("key_id", "keyring"),
        word("organisation"),
        number("office_id", "office", empty=True),
        number("reporter_id", "officer", empty=True),
        sa.Column("elsewhere", sa.Boolean(), nullable=False),
        word("kind"),
        instant("at"),
        word("state"),
        word("outcome"),
        number("lead_id", "officer", empty=True),
        instant("decided_at", empty=True),
        sealed("sealed_words"),
        sealed("sealed_answer", empty=True),
        sa.UniqueConstraint("code"),
        one_of("kind", "harm", "near_miss"),
        one_of("state", "new", "seen", "done"),
    )
    op.create_index("ix_harm_report_organisation", "harm_report", ["organisation"])
    op.create_index("ix_harm_report_reporter_id", "harm_report", ["reporter_id"])


def add_link_candidate() -> None:
    op.create_table(
        "link_candidate",
        key(),
        word("code"),
        number("request_id", "ticket"),
        number("other_id", "ticket"),
        number("officer_id", "officer"),
        instant("at"),
        word("state"),
        number("decided_by", "officer", empty=True),
        instant("decided_at", empty=True),
        sealed("sealed_why", empty=True),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("request_id", "other_id"),
        one_of("state", "open", "asked", "confirmed", "rejected"),
    )
    op.create_index("ix_link_candidate_other_id", "link_candidate", ["other_id"])


def add_officer_wish() -> None:
    op.create_table(
        "officer_wish",
        sa.Column("officer_id", sa.Integer(), sa.ForeignKey("officer.id"), primary_key=True),
        word("quiet_from"),
        word("quiet_until"),
        instant("toured_at", empty=True),
        instant("digest_at", empty=True),
    )
