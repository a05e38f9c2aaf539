"""Who changed what, with how it stood before and after; and whose things an administrator may change at all."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, or_, select

from bot import permits
from bot.errors import HelplineError, NotPermitted
from bot.routing.boundary import HOME
from bot.store.keeping_tables import Change
from bot.store.tables import Office, Officer

PAGE: Final = 50
NOTHING: Final[tuple[object, ...]] = (None, "", [], {}, False)
EVERYBODY: Final = ""
"""The organisation of what holds for all: rules, answers, how long matters are kept."""


class Unfit(HelplineError):
    """What was filled in cannot be kept. The form says which field and why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__()
        self.field = field
        self.why = why


@dataclass(frozen=True, slots=True)
class Changed:
    """One change, opened: each field that became another one, with how it stood before and after."""

    at: datetime
    officer: str
    what: str
    which: str
    fields: tuple[tuple[str, str, str], ...]


def write_change(
    db: Session,
    officer: Officer,
    about: tuple[str, str, str],
    before: Mapping[str, object],
    after: Mapping[str, object],
    now: datetime,
) -> None:
    """Keep the trace of a change `about` (organisation, kind of thing, its name); nothing where nothing changed."""
    if before == after:
        return
    organisation, what, which = about
    db.add(
        Change(
            at=now,
            officer_id=officer.id or 0,
            organisation=organisation,
            what=what,
            which=which,
            before=written(before),
            after=written(after),
        )
    )


def written(value: Mapping[str, object]) -> str:
    """A state as JSON, whatever dates and sets stand in it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=plain)


def plain(value: object) -> object:
    """What JSON has no word for."""
    return sorted(map(str, value)) if isinstance(value, frozenset | set) else str(value)


def organisation_of(db: Session, officer: Officer) -> str:
    """The organisation that this officer belongs to."""
    return db.get_one(Office, officer.office_id).organisation


def keeps(db: Session, officer: Officer) -> frozenset[str]:
    """The organisations whose things this administrator keeps: their own.

    Those of the two that run the helpline also keep whoever has no administrator of their own (SAFETY R25).
    """
    ours = organisation_of(db, officer)
    if ours not in HOME:
        return frozenset({ours})
    staffed = select(Office.organisation).join(Officer, col(Officer.office_id) == col(Office.id))
    others = set(db.exec(staffed.where(Officer.role == "admin", col(Officer.active)))) | HOME
    return frozenset({ours, *(set(db.exec(select(Office.organisation).distinct())) - others)})


def may_keep(db: Session, officer: Officer, act: str, organisation: str) -> None:
    """Raises NotPermitted where the table or the organisation forbids it; what holds for all is the home ones'."""
    permits.require(officer, act, organisation_of(db, officer))
    if not officer.active or (organisation != EVERYBODY and organisation not in keeps(db, officer)):
        raise NotPermitted


def changes(db: Session, officer: Officer, page: int = 0) -> list[Changed]:
    """The changes of what this administrator keeps, newest first."""
    permits.require(officer, "change.read", organisation_of(db, officer))
    seen = or_(col(Change.organisation).in_(keeps(db, officer)), Change.organisation == EVERYBODY)
    found = (
        select(Change, Officer.name)
        .join(Officer, col(Officer.id) == col(Change.officer_id))
        .where(seen)
        .order_by(col(Change.id).desc())
        .offset(page * PAGE)
        .limit(PAGE)
    )
    return [
        Changed(one.at, name, one.what, one.which, tuple(differing(json.loads(one.before), json.loads(one.after))))
        for one, name in db.exec(found)
    ]


def differing(before: Mapping[str, object], after: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """The fields that differ; what was not there and is empty now is no change to read about."""
    found = []
    for name in sorted({*before, *after}):
        was, stands = before.get(name), after.get(name)
        if was == stands or (was in NOTHING and stands in NOTHING):
            continue
        gone, new = apart(was, stands)
        found.append((name, shown(gone), shown(new)))
    return found


def apart(before: object, after: object) -> tuple[object, object]:
    """Of two lists, or two tables, only what is not the same in both; the whole where just the order differs."""
    if isinstance(before, list) and isinstance(after, list):
        gone, new = [one for one in before if one not in after], [one for one in after if one not in before]
        return (gone, new) if gone or new else (before, after)
    if isinstance(before, dict) and isinstance(after, dict):
        other = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
        return {name: before.get(name) for name in other}, {name: after.get(name) for name in other}
    return before, after


def shown(value: object) -> str:
    """A value for people, without brackets; empty for nothing. A table has a line for each of its names."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            between = "\n\n" if any(isinstance(one, dict) for one in value) else ", "
            return between.join(map(shown, value))
        case dict():
            return "\n".join(f"{name}: {told}" for name, one in value.items() if (told := shown(one)))
        case _:
            return str(value)
