"""How far somebody has come with the invented tickets, and who was let off them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.store.care_tables import Exercise
from bot.store.tables import Office, Officer
from bot.training.exercises import PASSED, SOURCE, Answered, Invented, Judged, good, invented, judge


@dataclass(frozen=True, slots=True)
class Trainee:
    """An officer and how far they have come."""

    login: str
    name: str
    office: str
    trained_how: str
    trained_at: datetime | None
    why: str
    done: int


def done(db: Session, officer_id: int) -> frozenset[str]:
    """The names of the invented tickets that this officer's last try got right."""
    right = select(Exercise.name).where(Exercise.officer_id == officer_id, col(Exercise.good))
    return frozenset(db.exec(right)) & {one.name for one in invented(SOURCE)}


def tried(db: Session, officer_id: int) -> dict[str, bool]:
    """Every one that was tried, and whether the last try was right."""
    found = select(Exercise.name, Exercise.good).where(Exercise.officer_id == officer_id)
    return dict(db.exec(found).all())


def answer(
    db: Session, officer_id: int, one: Invented, chosen: Answered, language: str, now: datetime
) -> tuple[Judged, ...]:
    """Keep a try, and say what was good in it. The last that was missing opens the way to real tickets."""
    judged = judge(one, chosen, language)
    theirs = select(Exercise).where(Exercise.officer_id == officer_id, Exercise.name == one.name)
    kept = db.exec(theirs.with_for_update()).first()
    if kept is None:
        kept = Exercise(
            officer_id=officer_id, name=one.name, at=now, urgency=0, service="", reply=0, step="", good=False
        )
    kept.at, kept.tries = now, kept.tries + 1
    kept.urgency, kept.service, kept.reply, kept.step = chosen.urgency, chosen.service, chosen.reply, chosen.step
    # Once right stays right: somebody may try what happens otherwise.
    kept.good = kept.good or good(judged)
    db.add(kept)
    db.flush()
    pass_if_done(db, officer_id, now)
    return judged


def pass_if_done(db: Session, officer_id: int, now: datetime) -> None:
    """Whoever has every one right may take real tickets."""
    officer = db.get_one(Officer, officer_id)
    if officer.trained_at is None and len(done(db, officer_id)) == len(invented(SOURCE)):
        officer.trained_at, officer.trained_how = now, PASSED


def following(names: frozenset[str]) -> Invented | None:
    """The first that is not done yet."""
    return next((one for one in invented(SOURCE) if one.name not in names), None)


def trainees(db: Session, organisation: str | None) -> Sequence[Trainee]:
    """Everybody who answers, with how far they are: of one organisation, or of all."""
    counted = (
        select(Exercise.officer_id, func.count().label("number"))
        .where(col(Exercise.good))
        .group_by(col(Exercise.officer_id))
    ).subquery()
    found = (
        select(Officer, Office.name, counted.c.number)
        .join(Office, col(Office.id) == col(Officer.office_id))
        .join(counted, counted.c.officer_id == Officer.id, isouter=True)
        .where(col(Officer.active), Officer.role != "admin", ~col(Officer.interpreter))
        .order_by(Office.name, Officer.name)
    )
    if organisation is not None:
        found = found.where(Office.organisation == organisation)
    return [
        Trainee(one.login, one.name, office, one.trained_how, one.trained_at, one.trained_why, number or 0)
        for one, office, number in db.exec(found)
    ]
