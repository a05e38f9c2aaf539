"""Officers and offices for the tests of tickets' ways: a small roster that each test shapes."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session, select

from bot import sweeps, tickets
from bot.store.tables import Entry, Offer, Office, Officer, Ticket
from tests.world import Helpline

DANGER = "tolong saya dipukul majikan, paspor saya ditahan"


def enrol(
    helpline: Helpline, login: str, office: str, role: str = "officer", presence: str = "on", **profile: object
) -> int:
    """Put an officer on the books; their number."""

    def add(db: Session) -> int:
        there = db.exec(select(Office).where(Office.key == office)).one()
        officer = Officer(
            office_id=there.id or 0,
            login=login,
            name=login,
            password_hash="",
            role=role,
            presence=presence,
            profile=json.dumps(profile),
            created_at=helpline.now,
            trained_at=helpline.now,
        )
        db.add(officer)
        db.flush()
        return officer.id or 0

    return helpline.database.write_now(add)


def send_home(helpline: Helpline) -> None:
    """Nobody is on shift any more."""
    everybody(helpline, lambda officer: setattr(officer, "presence", "off"))


def everybody(helpline: Helpline, change: Callable[[Officer], None]) -> None:
    """Change every officer."""

    def carry_out(db: Session) -> None:
        for officer in db.exec(select(Officer)):
            change(officer)

    helpline.database.write_now(carry_out)


def sweep_offers(helpline: Helpline, after: timedelta = timedelta()) -> None:
    """Some time passes, and the sweep of offers runs."""
    helpline.now += after

    def sweep(db: Session) -> None:
        sweeps.expire_offers(db, helpline.now)
        sweeps.offer_waiting(db, helpline.now)

    helpline.database.write_now(sweep)


def take(helpline: Helpline, login: str, number: int) -> None:
    """An officer takes a ticket."""
    officer = helpline.officer(login)
    helpline.database.write_now(lambda db: tickets.take(db, helpline.vault, number, officer, helpline.now))


def ticket(helpline: Helpline, number: int) -> Ticket:
    """A ticket as it is now."""
    with helpline.reading() as db:
        return db.get_one(Ticket, number)


def entries(helpline: Helpline, number: int, kind: str) -> list[tuple[str, int | None]]:
    """(code, officer) of every entry of this kind."""
    with helpline.reading() as db:
        wanted = select(Entry).where(Entry.ticket_id == number, Entry.kind == kind).order_by(Entry.id)  # type: ignore[arg-type]
        return [(entry.detail, entry.officer_id) for entry in db.exec(wanted)]


def asked(helpline: Helpline, number: int) -> set[int]:
    """Who is being asked to take it."""
    with helpline.reading() as db:
        return set(db.exec(select(Offer.officer_id).where(Offer.ticket_id == number, Offer.state == "open")))


def profile(helpline: Helpline, login: str) -> dict[str, object]:
    """An officer's profile."""
    opened = json.loads(helpline.officer(login).profile)
    return opened if isinstance(opened, dict) else {}


def later(helpline: Helpline, **time: float) -> datetime:
    """An instant from now."""
    return helpline.now + timedelta(**time)
