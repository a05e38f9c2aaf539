"""Offices and their contact numbers, changed by an administrator; each change leaves its trace."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select

from bot.directory.offices import read_offices
from bot.directory.reading import BadDirectory
from bot.directory.writing import write_offices
from bot.keeping.rules import rules_now
from bot.keeping.trail import Unfit, keeps, may_keep, write_change
from bot.routing.values import Office, OfficeNumber
from bot.staff import ORGANISATION
from bot.store.tables import Office as OfficeRow
from bot.store.tables import Officer

ACT: Final = "office.keep"


def listed(db: Session, officer: Officer) -> list[OfficeRow]:
    """The offices that this administrator keeps, the ones that work first."""
    found = select(OfficeRow).where(col(OfficeRow.organisation).in_(keeps(db, officer)))
    return list(db.exec(found.order_by(col(OfficeRow.active).desc(), OfficeRow.organisation, OfficeRow.name)))


def row_of(db: Session, officer: Officer, key: str) -> OfficeRow:
    """One of these. Raises NotPermitted for any other."""
    row = db.exec(select(OfficeRow).where(OfficeRow.key == key)).one_or_none()
    may_keep(db, officer, ACT, row.organisation if row else "nobody")
    if row is None:
        raise Unfit("key", "no_such_office")
    return row


def office_in(row: OfficeRow) -> Office:
    """The office that a row describes."""
    return read_offices(row.profile, "office")[0]


def keys(db: Session) -> tuple[tuple[str, str], ...]:
    """(key, name) of every office that works."""
    found = select(OfficeRow.key, OfficeRow.name).where(col(OfficeRow.active)).order_by(OfficeRow.name)
    return tuple((key, name) for key, name in db.exec(found))


def keep(db: Session, officer: Officer, office: Office, now: datetime) -> None:
    """Keep a new office, or a changed one; its key and organisation never change, its numbers are kept apart.

    Raises Unfit for a key that cannot be, a parent that leads round in a circle, or one that rules still need.
    """
    row = db.exec(select(OfficeRow).where(OfficeRow.key == office.key).with_for_update()).one_or_none()
    if row is None:
        add(db, officer, office, now)
        return
    may_keep(db, officer, ACT, row.organisation)
    before = office_in(row)
    fits(db, office)
    after = replace(office, organisation=row.organisation, numbers=before.numbers, linked=before.linked)
    write(db, officer, row, after, now)


def add(db: Session, officer: Officer, office: Office, now: datetime) -> None:
    """A new office."""
    if not ORGANISATION.fullmatch(office.organisation):
        raise Unfit("organisation", "organisation")
    may_keep(db, officer, ACT, office.organisation)
    fits(db, office)
    row = OfficeRow(key=office.key, organisation=office.organisation, name=office.name)
    db.add(row)
    write(db, officer, row, office, now)


def fits(db: Session, office: Office) -> None:
    """Raises Unfit where the office would break what others lean on."""
    rows = {row.key: row for row in db.exec(select(OfficeRow))}
    above, seen = office.parent, {office.key}
    while above:
        if above in seen or above not in rows:
            raise Unfit("parent", "parent_circle")
        seen.add(above)
        above = office_in(rows[above]).parent
    rules = rules_now(db)
    needed = {rules.default, *rules.fallback.values(), *(rule.to for rule in rules.rules)}
    if not office.active and office.key in needed:
        raise Unfit("active", "rules_need_it")


def write(db: Session, officer: Officer, row: OfficeRow, office: Office, now: datetime) -> None:
    """Write an office into its row, with the trace; what could not be read back is not written."""
    before = state(office_in(row)) if row.profile != "{}" else {}
    text = write_offices([office])
    try:
        again = read_offices(text, "the office")[0]
    except (BadDirectory, ValueError):
        raise Unfit("name", "invisible_signs") from None
    row.profile, row.name, row.active = text, office.name, office.active
    write_change(db, officer, (row.organisation, "office", row.key), before, state(again), now)


def state(office: Office) -> Mapping[str, object]:
    """An office as the trail shows it."""
    return asdict(office)


def keep_number(
    db: Session, officer: Officer, key: str, place: int | None, number: OfficeNumber, checked: bool, now: datetime
) -> None:
    """Add a contact number, or change the one at this place. Checked: this administrator rang it up or has it in
    writing from the office (SAFETY R14); a number or a source that changed is no longer checked by anybody before.
    """
    row = row_of(db, officer, key)
    office = office_in(row)
    before = at(office, place)
    same = before is not None and (before.number, before.use, before.source) == (
        number.number,
        number.use,
        number.source,
    )
    if checked:
        kept = replace(number, verified_by=officer.name, verified_on=now.date())
    elif same and before is not None:
        kept = replace(number, verified_by=before.verified_by, verified_on=before.verified_on)
    else:
        kept = replace(number, verified_by="", verified_on=None)
    numbers = list(office.numbers)
    if place is None:
        numbers.append(kept)
    else:
        numbers[place] = kept
    write(db, officer, row, replace(office, numbers=tuple(numbers)), now)


def said(number: OfficeNumber) -> tuple[str, str, str]:
    """What somebody made sure of."""
    return number.number, number.use, number.source


def drop_number(db: Session, officer: Officer, key: str, place: int, now: datetime) -> None:
    """Take a contact number away."""
    row = row_of(db, officer, key)
    office = office_in(row)
    at(office, place)
    rest = tuple(number for where, number in enumerate(office.numbers) if where != place)
    write(db, officer, row, replace(office, numbers=rest), now)


def switch_off_number(db: Session, officer: Officer, key: str, place: int, now: datetime) -> None:
    """Nobody answers for this number any more: from now on it is shown to nobody."""
    row = row_of(db, officer, key)
    office = office_in(row)
    number = at(office, place)
    if number is None:
        raise Unfit("number", "no_such_number")
    numbers = list(office.numbers)
    numbers[place] = replace(number, verified_by="", verified_on=None)
    write(db, officer, row, replace(office, numbers=tuple(numbers)), now)


def at(office: Office, place: int | None) -> OfficeNumber | None:
    """The number at this place; None for a new one. Raises Unfit where there is none."""
    if place is None:
        return None
    if not 0 <= place < len(office.numbers):
        raise Unfit("number", "no_such_number")
    return office.numbers[place]


def stale(office: Office, today: date) -> bool:
    """Is there a number that nobody checked, or that has to be checked again?"""
    return any(not number.may_be_shown(today) for number in office.numbers)
