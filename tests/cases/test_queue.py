"""The queue: one broken row stops nobody, nobody waits unseen behind others, and looking holds nobody up."""

from datetime import timedelta

import pytest
from sqlalchemy import event, update
from sqlmodel import Session, select

from bot import sweeps, tickets
from bot.check.desks import of_database
from bot.store.tables import Office, Officer, Ticket, table
from tests.cases.desk import DANGER, asked, enrol, everybody, send_home, sweep_offers, take, ticket
from tests.world import Helpline

BROKEN = ("[[office", "", '[[office]]\nkey = "x"\n', '[[office]]\nkey = "x"\nhours = ["someday"]\n', "\x00")


def spoil_office(helpline: Helpline, key: str, profile: str) -> int:
    """Somebody else has written what nobody can read into an office's row."""

    def spoil(db: Session) -> int:
        row = db.exec(select(Office).where(Office.key == key)).one()
        row.profile = profile.replace("\x00", "\\u0000")
        return row.id or 0

    return helpline.database.write_now(spoil)


@pytest.mark.parametrize("profile", BROKEN)
def test_an_office_that_cannot_be_read_is_passed_over_and_the_ticket_goes_on(
    helpline: Helpline, profile: str, caplog: pytest.LogCaptureFixture
) -> None:
    number = spoil_office(helpline, "partner.iom", profile)
    helpline.hears(DANGER)
    [one] = helpline.tickets()
    assert asked(helpline, one.id or 0)
    with helpline.reading() as db:
        findings = [str(found) for found in of_database(db.connection())]
    assert any(f"office {number}" in said for said in findings)
    assert not any("someday" in record.getMessage() for record in caplog.records)


def test_a_desk_of_the_rules_that_cannot_be_read_sends_its_tickets_to_the_next(helpline: Helpline) -> None:
    broken = spoil_office(helpline, "kp2mi.centre", "[[office")
    helpline.hears(DANGER)
    [one] = helpline.tickets()
    assert one.office_id not in (None, broken)
    assert asked(helpline, one.id or 0)


@pytest.mark.parametrize("profile", ["", "{", '{"capacity": "many"}', '{"shifts": {"zone": "Mars/Base"}}', "[1]"])
def test_an_officer_whose_profile_cannot_be_read_stops_nobody(helpline: Helpline, profile: str) -> None:
    enrol(helpline, "gita", "kp2mi.centre")
    gita = helpline.officer("gita").id

    def spoil(db: Session) -> None:
        db.get_one(Officer, gita).profile = profile

    helpline.database.write_now(spoil)
    helpline.hears(DANGER)
    [one] = helpline.tickets()
    assert asked(helpline, one.id or 0) - {gita}
    take(helpline, "peragaan-budi", one.id or 0)


def test_an_officer_whose_profile_cannot_be_read_still_ends_what_they_hold(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    [one] = helpline.tickets()
    number = one.id or 0
    take(helpline, "peragaan-budi", number)
    everybody(helpline, lambda officer: setattr(officer, "profile", "{"))
    budi = helpline.officer("peragaan-budi")
    helpline.database.write_now(
        lambda db: tickets.close(db, helpline.vault, number, budi, "helped", "Selesai.", helpline.now)
    )
    assert ticket(helpline, number).status == "closed"


def crowd(helpline: Helpline, many: int) -> None:
    """So many copies of the first ticket wait, each a second younger."""

    def copy(db: Session) -> None:
        first = db.exec(select(Ticket)).first()
        assert first is not None
        for number in range(many):
            columns = first.model_dump(exclude={"id"})
            columns |= {"code": f"C{number}", "status": "new", "opened_at": helpline.now + timedelta(seconds=number)}
            db.add(Ticket(**columns))

    helpline.database.write_now(copy)


def test_behind_many_whom_nobody_can_serve_everybody_has_their_turn(helpline: Helpline) -> None:
    helpline.hears("petugas")
    send_home(helpline)
    [first] = helpline.tickets()
    helpline.database.write_now(lambda db: db.execute(update(table("offer")).values(state="withdrawn")))
    crowd(helpline, 450)
    looker = enrol(helpline, "gita", "palang_merah.psychosocial", services=["psychosocial"])

    def another(db: Session) -> int:
        columns = first.model_dump(exclude={"id"}) | {"code": "LAST", "status": "new", "urgency": 0}
        columns |= {"service": "psychosocial", "opened_at": helpline.now + timedelta(hours=1)}
        last = Ticket(**columns)
        db.add(last)
        db.flush()
        return last.id or 0

    last = helpline.database.write_now(another)
    helpline.database.write_now(
        lambda db: db.execute(update(table("ticket")).where(table("ticket").c.code != "LAST").values(urgency=2))
    )
    for _turn in range(6):
        sweep_offers(helpline, timedelta(seconds=2))
    assert asked(helpline, last) == {looker}


def test_looking_at_a_queue_that_nobody_can_take_asks_the_writer_for_nothing(helpline: Helpline) -> None:
    helpline.hears("petugas")
    send_home(helpline)
    crowd(helpline, 30)
    sweep_offers(helpline)
    statements: list[str] = []
    event.listen(helpline.database.readers, "before_cursor_execute", lambda *said: statements.append(said[2]))
    with helpline.reading() as db:
        assert sweeps.worth_a_try(db, helpline.now) == []
    assert len(statements) < 20
    assert all(said.lstrip().startswith(("SELECT", "BEGIN", "PRAGMA")) for said in statements)
    everybody(helpline, lambda officer: setattr(officer, "presence", "on"))
    with helpline.reading() as db:
        assert sweeps.worth_a_try(db, helpline.now)
