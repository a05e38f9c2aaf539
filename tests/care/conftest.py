"""What the care tests share: a helpline on each kind of database, its desk, and a ticket that somebody holds."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session, col, select

from bot import tickets
from bot.settings import Settings
from bot.store.tables import Entry, FileRow, Line, Officer, Ticket
from tests.desk.conftest import Desk
from tests.world import Helpline

HELP = "tolong saya dipukul majikan, paspor saya ditahan"
ANI, BUDI, CITRA, DEWI, EKA = (f"peragaan-{name}" for name in ("ani", "budi", "citra", "dewi", "eka"))


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    """Invented officers on duty, nobody has written yet."""
    made = Helpline(database_url)
    made.roster()
    yield made
    made.close()


@pytest.fixture
def desk(helpline: Helpline) -> Desk:
    """The desk's application over it."""
    return Desk(helpline, Settings(public_url="", telegram_token="", twilio_auth_token=""))


@pytest.fixture
def ticket(helpline: Helpline) -> Ticket:
    """A ticket that Ani holds."""
    return taken(helpline, HELP, ANI)


def taken(helpline: Helpline, words: str, login: str, who: str = "budi") -> Ticket:
    """A ticket that an officer has taken."""
    helpline.hears(words, who=who)
    found = helpline.tickets(who)[0]
    helpline.database.write_now(
        lambda db: tickets.take(db, helpline.vault, found.id or 0, officer(db, login), helpline.now)
    )
    return helpline.tickets(who)[0]


def officer(db: Session, login: str) -> Officer:
    """An officer, in this session."""
    return db.exec(select(Officer).where(Officer.login == login)).one()


def hired(helpline: Helpline, login: str, like: str, **more: object) -> Officer:
    """Somebody new at the office of an officer whom we know."""

    def hire(db: Session) -> None:
        office = officer(db, like).office_id
        made = Officer(
            office_id=office, login=login, name=login.capitalize(), password_hash="", created_at=helpline.now
        )
        for field, value in more.items():
            setattr(made, field, value)
        db.add(made)

    helpline.database.write_now(hire)
    return helpline.officer(login)


def kinds(helpline: Helpline) -> list[str]:
    """What happened, in order."""
    with helpline.reading() as db:
        return [entry.kind for entry in db.exec(select(Entry).order_by(col(Entry.id)))]


def give_file(helpline: Helpline, mime: str, content: bytes, who: str = "budi") -> int:
    """A file that came with somebody's last line, fetched and sealed."""

    def give(db: Session) -> int:
        contact = helpline.contact(db, who)
        line = db.exec(
            select(Line).where(Line.contact_id == contact.id, Line.state == "heard").order_by(col(Line.id).desc())
        ).first()
        assert line is not None
        row = FileRow(
            line_id=line.id or 0,
            contact_id=contact.id or 0,
            channel="simulator",
            mime=mime,
            size=len(content),
            state="kept",
            sealed_reference=b"",
        )
        db.add(row)
        db.flush()
        row.sealed_content = helpline.key(db, contact).seal("file.sealed_content", row.id or 0, content)
        return row.id or 0

    return helpline.database.write_now(give)
