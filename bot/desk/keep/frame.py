"""What all forms of administrators share: shown again with what was typed, saved with the trace, or told why not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot.desk.frame import Visit
from bot.desk.keep.form import Field, Filled
from bot.keeping.trail import Unfit
from bot.store.tables import Officer

UNPROCESSABLE: Final = 422
Work = Callable[[Session, Officer], object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form's page: its title, where it is posted, its fields, where it leads back, and a mark of what was seen.

    One that only `asks` keeps nothing.
    """

    title: str
    action: str
    fields: Sequence[Field]
    back: str
    seen: str = ""
    name: str = ""
    about: str = ""
    asks: bool = False


async def show_form(visit: Visit, sheet: Sheet, found: Filled, more: dict[str, object] | None = None) -> Response:
    """The form with what stands in it; wrong fields named at the top and at their place."""
    words: dict[str, object] = {"sheet": sheet, "found": found, **(more or {})}
    return await visit.show("keep_form.html", words, UNPROCESSABLE if found.errors else 200)


async def save(visit: Visit, found: Filled, work: Work) -> bool:
    """Do the work as this administrator; False where a field stands in its way, which then says why."""
    officer_id = visit.officer.officer_id
    if found.errors:
        return False
    try:
        await visit.desk.database.write(lambda db: work(db, db.get_one(Officer, officer_id)))
    except Unfit as unfit:
        found.wrong(unfit.field, unfit.why)
        return False
    return True


def me(db: Session, visit: Visit) -> Officer:
    """The administrator's own row."""
    return db.get_one(Officer, visit.officer.officer_id)


def mark(state: str) -> str:
    """A mark of how something stood when it was shown."""
    return sha256(state.encode()).hexdigest()[:16]


def unchanged(visit: Visit, state: str) -> None:
    """Raises Unfit where somebody else changed it since the form was shown."""
    if visit.field("seen", 32) != mark(state):
        raise Unfit("seen", "changed_meanwhile")
