"""What was accepted stays there, until the person takes the yes back; officers hand over to each other."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot import handover
from bot.errors import NotNow, NotPermitted
from bot.routing.transfer import TransferMove
from bot.store.tables import Office, Ticket
from bot.store.transfers import no_longer_theirs
from tests.cases.desk import DANGER, asked, enrol, entries, sweep_offers, take, ticket
from tests.cases.test_hands_over import consent, decide, office, propose
from tests.desk.test_pages import reader
from tests.world import Helpline

PARTNER = "partner.iom"
BUDI, ANI, CITRA = "peragaan-budi", "peragaan-ani", "peragaan-citra"


@pytest.fixture
def number(helpline: Helpline) -> int:
    """A complaint that Budi of the ministry holds."""
    helpline.hears("majikan tidak bayar gaji saya tiga bulan")
    found = helpline.tickets()[0].id or 0
    take(helpline, BUDI, found)

    def calm(db: Session) -> None:
        db.get_one(Ticket, found).urgency = 1

    helpline.database.write_now(calm)
    return found


def to_colleague(helpline: Helpline, number: int, login: str, colleague: str) -> None:
    """An officer proposes a ticket to another by name."""
    officer, other = helpline.officer(login), helpline.officer(colleague)
    helpline.database.write_now(
        lambda db: handover.propose(db, number, officer, other.office_id, "shift_ends", helpline.now, other.id)
    )


def test_r25_what_another_organisation_accepted_is_offered_there_and_comes_back_with_the_yes(
    helpline: Helpline, number: int
) -> None:
    consent(helpline, number, BUDI, given=True)
    propose(helpline, number, BUDI, "palang_merah.psychosocial")
    decide(helpline, number, CITRA, TransferMove.ACCEPT)
    sweep_offers(helpline, timedelta(seconds=2))
    assert ticket(helpline, number).office_id == office(helpline, "palang_merah.psychosocial")
    assert asked(helpline, number) == {helpline.officer(CITRA).id}
    take(helpline, CITRA, number)
    consent(helpline, number, CITRA, given=False)
    home = ticket(helpline, number)
    assert (home.status, home.owner_id, home.office_id) == ("new", None, office(helpline, "kp2mi.centre"))
    sweep_offers(helpline, timedelta(seconds=2))
    assert helpline.officer(CITRA).id not in asked(helpline, number)
    assert asked(helpline, number)


def test_r25_a_partner_with_officers_here_gets_a_ticket_by_a_yes_to_it_alone(helpline: Helpline, number: int) -> None:
    with helpline.reading() as db:
        key = db.exec(select(Office.key).where(Office.organisation == "partner:iom")).first() or PARTNER
    mira = enrol(helpline, "mira", key)

    def danger(db: Session) -> None:
        row = db.get_one(Ticket, number)
        row.urgency, row.readers = 3, "anyone"

    helpline.database.write_now(danger)
    with pytest.raises(NotPermitted):
        propose(helpline, number, BUDI, key)
    budi = helpline.officer(BUDI)
    helpline.database.write_now(
        lambda db: handover.record_consent(db, number, budi, "partner:iom", given=True, now=helpline.now)
    )
    propose(helpline, number, BUDI, key)
    decide(helpline, number, "mira", TransferMove.ACCEPT)
    sweep_offers(helpline, timedelta(seconds=2))
    assert mira in asked(helpline, number)
    take(helpline, "mira", number)
    # And back, as any transfer to the ministry.
    helpline.database.write_now(
        lambda db: handover.record_consent(db, number, helpline.officer("mira"), "kp2mi", given=True, now=helpline.now)
    )
    propose(helpline, number, "mira", "kp2mi.centre")
    decide(helpline, number, BUDI, TransferMove.ACCEPT)
    sweep_offers(helpline, timedelta(seconds=2))
    assert ticket(helpline, number).office_id == office(helpline, "kp2mi.centre")
    assert mira not in asked(helpline, number)


def test_r25_whoever_had_a_ticket_proposed_or_handed_to_them_is_told_that_it_was_taken_back_and_nothing_else(
    helpline: Helpline, number: int
) -> None:
    def why(login: str) -> str:
        with helpline.reading() as db:
            return no_longer_theirs(db, reader(helpline, login), db.get_one(Ticket, number).code)

    consent(helpline, number, BUDI, given=True)
    propose(helpline, number, BUDI, "palang_merah.psychosocial")
    decide(helpline, number, BUDI, TransferMove.REVOKE)
    assert (why(CITRA), why("peragaan-eka")) == ("taken_back", "")
    propose(helpline, number, BUDI, "palang_merah.psychosocial")
    decide(helpline, number, CITRA, TransferMove.ACCEPT)
    assert why(CITRA) == ""
    take(helpline, CITRA, number)
    consent(helpline, number, CITRA, given=False)
    assert (why(CITRA), why("peragaan-eka")) == ("taken_back", "")


def test_an_officer_hands_a_ticket_to_a_colleague_who_holds_it_on_acceptance(helpline: Helpline, number: int) -> None:
    ani = helpline.officer(ANI)
    to_colleague(helpline, number, BUDI, ANI)
    assert ticket(helpline, number).owner_id == helpline.officer(BUDI).id
    with pytest.raises(NotPermitted):
        decide(helpline, number, "peragaan-dewi", TransferMove.ACCEPT)
    decide(helpline, number, ANI, TransferMove.ACCEPT)
    taken = ticket(helpline, number)
    assert (taken.owner_id, taken.status) == (ani.id, "taken")
    assert helpline.talk().holder == "officer"
    assert entries(helpline, number, "transfer_accepted") == [("x", ani.id)]


def test_nobody_hands_a_ticket_to_themselves_or_to_who_does_not_answer_there(helpline: Helpline, number: int) -> None:
    for colleague, error in ((BUDI, NotNow), ("peragaan-gita", NotPermitted)):
        with pytest.raises(error):
            to_colleague(helpline, number, BUDI, colleague)

    def complain(db: Session) -> None:
        db.get_one(Ticket, number).complaint_about = f"officer:{helpline.officer(ANI).id}"

    helpline.database.write_now(complain)
    with pytest.raises(NotPermitted):
        to_colleague(helpline, number, BUDI, ANI)


def test_r25_where_a_life_is_in_danger_what_was_accepted_stays_though_the_yes_was_taken_back(
    helpline: Helpline,
) -> None:
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    take(helpline, BUDI, number)
    propose(helpline, number, BUDI, "palang_merah.psychosocial")
    decide(helpline, number, CITRA, TransferMove.ACCEPT)
    take(helpline, CITRA, number)
    consent(helpline, number, CITRA, given=False)
    assert ticket(helpline, number).owner_id == helpline.officer(CITRA).id
