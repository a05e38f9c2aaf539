"""Which rows of a table are new since the last look, also where one is committed after another with a higher id.

PostgreSQL hands an id out before the commit, so what was begun earlier may show later. Whoever keeps only the highest
id that they saw would never see it: a lower id that is missing is asked for again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Self

from sqlalchemy import ColumnElement, ScalarSelect, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from bot.store.tables import Entry, Line, Offer
from bot.store.work_tables import Mention

MOST_MISSED: Final = 500
"""Ids that are asked for again, the highest first. What was rolled back never comes, and costs no more than this."""

Kind = type[Line] | type[Entry] | type[Mention] | type[Offer]


@dataclass(frozen=True, slots=True)
class Seen:
    """The highest id that was seen, and the lower ones that were not there yet."""

    top: int = 0
    missed: frozenset[int] = frozenset()

    def new(self, kind: Kind) -> ColumnElement[bool]:
        """What picks the rows that were not seen yet."""
        beyond = col(kind.id) > self.top
        return or_(beyond, col(kind.id).in_(sorted(self.missed))) if self.missed else beyond

    def after(self, ids: Collection[int]) -> "Seen":
        """The same once these new rows have been seen, too; none in between them may have been left out."""
        top = max(self.top, *ids) if ids else self.top
        between = range(max(self.top + 1, top - MOST_MISSED), top)
        missed = self.missed.union(between).difference(ids)
        return Seen(top, frozenset(sorted(missed)[-MOST_MISSED:]))

    def written(self) -> str:
        """As a line of text, for whoever has to remember it."""
        return " ".join(map(str, (self.top, *sorted(self.missed))))

    @classmethod
    def read(cls, text: str) -> Self:
        """What `written` wrote; of nothing, nothing was seen."""
        top, *missed = map(int, text.split() or ("0",))
        return cls(top, frozenset(missed))


NOTHING: Final = Seen()


def seen_now(db: Session, kind: Kind) -> Seen:
    """Everything that is there now; what is missing among the newest may be on its way."""
    return NOTHING.after(newest(db, kind))


def newest(db: Session, kind: Kind) -> list[int]:
    """The ids of the newest rows."""
    found = select(col(kind.id)).order_by(col(kind.id).desc()).limit(MOST_MISSED)
    return [number for number in db.exec(found) if number is not None]


def _sum(kind: Kind) -> ScalarSelect[int]:
    top = select(kind.id).order_by(col(kind.id).desc()).limit(MOST_MISSED).subquery()
    return select(func.sum(top.c.id)).scalar_subquery()


HEIGHTS: Final = select_columns(_sum(Line), _sum(Entry))


def height(db: Session) -> str:
    """How far lines and entries are written: higher after every commit that brought one, whatever its id."""
    return ".".join(str(int(one or 0)) for one in db.connection().execute(HEIGHTS).one())
