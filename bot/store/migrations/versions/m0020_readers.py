"""Who somebody allowed to read stands with the other consents, and can be shown and taken back as they can.

Until now it was a column of the ticket alone, which routing goes on reading as its copy. When it was said is not known to
the minute: it is dated by the opening of its ticket, which it followed; the question had one wording, its first.
"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0020"
down_revision = "0019"

CHOSEN = {"palang_merah": "palang_merah", "kp2mi_and_missions": "kp2mi_and_missions", "anyone": "all"}
"""Routing's code to the answer's."""


NARROWED = sa.text(
    "UPDATE ticket SET readers = CASE readers WHEN 'anyone' THEN '' WHEN 'kp2mi_and_missions' THEN 'kp2mi' "
    "ELSE readers END WHERE id = :number"
)
"""What was taken back lets nobody read who might not before."""


def upgrade() -> None:
    """One column of consent, and a row for each choice that stands on a ticket."""
    op.add_column("consent", sa.Column("choice", sa.String(), nullable=False, server_default=""))
    move_readers(op.get_bind())


def move_readers(connection: sa.Connection) -> None:
    """A row for each ticket whose readers somebody chose; where all was taken back since, it is taken back, too."""
    chosen = sa.text(
        "SELECT t.contact_id, t.id AS ticket_id, t.readers, t.language, t.channel, t.opened_at AS at, "
        "(SELECT MIN(c.at) FROM consent c WHERE c.contact_id = t.contact_id AND c.item = 'everything' "
        "AND c.at >= t.opened_at) AS withdrawn_at FROM ticket t WHERE t.readers <> '' ORDER BY t.id"
    ).columns(at=Instant(), withdrawn_at=Instant())
    rows = [as_row(dict(row)) for row in connection.execute(chosen).mappings() if row["readers"] in CHOSEN]
    if rows:
        names = ("contact_id", "ticket_id", "item", "given", "choice", "version", "language", "channel")
        times = (sa.column("at", Instant()), sa.column("withdrawn_at", Instant()))
        connection.execute(sa.table("consent", *(sa.column(name) for name in names), *times).insert(), rows)
    if back := [{"number": row["ticket_id"]} for row in rows if row["withdrawn_at"]]:
        connection.execute(NARROWED, back)


def as_row(old: dict[str, object]) -> dict[str, object]:
    """A ticket's choice as a row of consent."""
    choice = CHOSEN[str(old.pop("readers"))]
    return {**old, "item": "readers", "given": True, "choice": choice, "version": "1"}
