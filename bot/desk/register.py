"""The register of harm and near misses: a form for everybody, the open reports for leads and focal points."""

from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot import harm
from bot.desk.frame import Page, Visit
from bot.store.tables import Officer

CODE_BYTES = 5


async def page(visit: Visit) -> Response:
    """The form, one's own reports, and what one looks into. What is shown here counts as seen."""
    officer_id, vault = visit.officer.officer_id, visit.desk.database.vault

    def seen(db: Session) -> dict[str, object]:
        officer = db.get_one(Officer, officer_id)
        reviews = visit.may("harm.review")
        if reviews:
            harm.look(db, officer)
        return {
            "mine": harm.mine(db, vault, officer),
            "to_review": harm.to_review(db, vault, officer) if reviews else (),
            "outcomes": harm.OUTCOMES,
        }

    return await visit.show("harm.html", await visit.desk.database.write(seen))


async def report(visit: Visit) -> Response:
    """Take a report down."""
    written = harm.Written(
        visit.field("kind", 10),
        visit.field("text", 6000),
        visit.field("ticket", 16).upper(),
        visit.field("anonymous", 3) == "yes",
        visit.field("elsewhere", 3) == "yes",
    )
    if not written.text:
        return visit.go("/harm", "empty")
    officer_id, vault, code = visit.officer.officer_id, visit.desk.database.vault, visit.desk.draw(CODE_BYTES).hex()

    def keep(db: Session) -> None:
        harm.report(db, vault, db.get_one(Officer, officer_id), written, visit.now, code.upper())

    await visit.desk.database.write(keep)
    return visit.go("/harm", "reported")


async def decide(visit: Visit) -> Response:
    """What comes of a report."""
    code, outcome, words = visit.field("code", 16), visit.field("outcome", 20), visit.field("text", 4000)
    officer_id, vault = visit.officer.officer_id, visit.desk.database.vault

    def keep(db: Session) -> None:
        harm.decide(db, vault, code, db.get_one(Officer, officer_id), outcome, words, visit.now)

    await visit.desk.database.write(keep)
    return visit.go("/harm", "decided")


PAGES: Final = (
    Page("/harm", "harm.report", page),
    Page("/harm", "harm.report", report, "POST"),
    Page("/harm/decide", "harm.review", decide, "POST"),
)
