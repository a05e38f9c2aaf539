"""The register of harm and near misses: anybody who works here writes one, sealed, with a name or without."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import Session, col, select

from bot import permits
from bot.errors import NotNow, NotPermitted
from bot.permits import Role
from bot.store.care_tables import HarmReport
from bot.store.roster import profile_from
from bot.store.tables import Key, Office, Officer
from bot.store.vault import PersonKey, Vault

KINDS: Final = ("harm", "near_miss")
OUTCOMES: Final = ("changed", "taught", "told_person", "no_change")
FOCAL_POINT: Final = "safeguarding"
MOST_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody reports. `anonymous` keeps no trace of who; `elsewhere` keeps it from their own office's leads."""

    kind: str
    text: str
    ticket: str = ""
    anonymous: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report as somebody who may read it sees it; `reporter` is empty where nobody can tell."""

    code: str
    kind: str
    at: datetime
    state: str
    outcome: str
    reporter: str
    text: str
    ticket: str
    answer: str


def report(db: Session, vault: Vault, officer: Officer, written: Written, now: datetime, code: str) -> None:
    """Take a report down. Without a name it keeps the day alone, so that no log tells who. Raises NotNow."""
    permits.require(officer, "harm.report")
    if written.kind not in KINDS or not written.text:
        raise NotNow
    office = db.get_one(Office, officer.office_id)
    key = Key(wrapped=b"", created_at=day(now) if written.anonymous else now)
    db.add(key)
    db.flush()
    key.wrapped = vault.new_key(key.id or 0)
    kept = HarmReport(
        code=code,
        key_id=key.id or 0,
        organisation=office.organisation,
        office_id=None if written.anonymous and not written.elsewhere else office.id,
        reporter_id=None if written.anonymous else officer.id,
        elsewhere=written.elsewhere,
        kind=written.kind,
        at=day(now) if written.anonymous else now,
        sealed_words=b"",
    )
    db.add(kept)
    db.flush()
    words = {"text": written.text, "ticket": written.ticket}
    kept.sealed_words = opened(db, vault, kept).seal_json("harm_report.sealed_words", kept.id or 0, words)


def day(now: datetime) -> datetime:
    """The day, without the hour."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def opened(db: Session, vault: Vault, kept: HarmReport) -> PersonKey:
    """The report's own key."""
    return vault.person(kept.key_id, db.get_one(Key, kept.key_id).wrapped)


def focal_point(officer: Officer) -> bool:
    """Do they hear complaints about ourselves?"""
    trained = profile_from(officer.profile).get("training")
    return isinstance(trained, list) and FOCAL_POINT in trained


def for_review(db: Session, officer: Officer) -> ColumnElement[bool]:
    """The reports that this officer looks into: their organisation's, as a lead or a focal point, never their own.

    One that was to be looked at elsewhere is kept from the leads of the office that it came from.
    """
    ours = col(HarmReport.organisation) == db.get_one(Office, officer.office_id).organisation
    not_mine = col(HarmReport.reporter_id).is_distinct_from(officer.id)
    if focal_point(officer):
        return and_(ours, not_mine)
    if officer.role != Role.LEAD or officer.interpreter:
        return false()
    away = or_(~col(HarmReport.elsewhere), col(HarmReport.office_id) != officer.office_id)
    return and_(ours, not_mine, away)


def to_review(db: Session, vault: Vault, officer: Officer) -> list[Report]:
    """What this officer looks into: open ones first, then the newest."""
    found = select(HarmReport).where(for_review(db, officer)).limit(MOST_SHOWN)
    found = found.order_by(col(HarmReport.state) == "done", col(HarmReport.id).desc())
    return [seen(db, vault, one) for one in db.exec(found)]


def mine(db: Session, vault: Vault, officer: Officer) -> list[Report]:
    """What this officer wrote under their name, with what came of it."""
    found = select(HarmReport).where(HarmReport.reporter_id == officer.id).order_by(col(HarmReport.id).desc())
    return [seen(db, vault, one) for one in db.exec(found.limit(MOST_SHOWN))]


def seen(db: Session, vault: Vault, one: HarmReport) -> Report:
    """A report, opened."""
    key = opened(db, vault, one)
    words = key.open_json("harm_report.sealed_words", one.id or 0, one.sealed_words)
    answer = key.open("harm_report.sealed_answer", one.id or 0, one.sealed_answer) if one.sealed_answer else ""
    reporter = db.get(Officer, one.reporter_id) if one.reporter_id else None
    name, text, ticket = reporter.name if reporter else "", str(words["text"]), str(words["ticket"])
    return Report(one.code, one.kind, one.at, one.state, one.outcome, name, text, ticket, answer)


def decide(db: Session, vault: Vault, code: str, officer: Officer, outcome: str, answer: str, now: datetime) -> None:
    """A lead or focal point says what comes of it, in words. Raises NotPermitted for others, NotNow without words."""
    permits.require(officer, "harm.review")
    asked = select(HarmReport).where(HarmReport.code == code, for_review(db, officer)).with_for_update()
    kept = db.exec(asked).first()
    if kept is None:
        raise NotPermitted
    if outcome not in OUTCOMES or not answer or kept.state == "done":
        raise NotNow
    kept.state, kept.outcome, kept.lead_id, kept.decided_at = "done", outcome, officer.id, now
    kept.sealed_answer = opened(db, vault, kept).seal("harm_report.sealed_answer", kept.id or 0, answer)


def look(db: Session, officer: Officer) -> int:
    """Mark what this officer now reads as seen; how many were new."""
    new = db.exec(select(HarmReport).where(for_review(db, officer), HarmReport.state == "new")).all()
    for one in new:
        one.state, one.lead_id = "seen", officer.id
    return len(new)
