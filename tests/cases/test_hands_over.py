"""Tickets change hands safely: one winner always, consent asked twice, duplicates become one."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import Session, col, select

from bot import handover, tickets, together
from bot.errors import HelplineError, NotNow, NotPermitted, OtherReaders
from bot.routing.transfer import TransferMove
from bot.store.database import Database
from bot.store.tables import Line, Office, Officer, Ticket
from bot.store.work_tables import Transfer
from tests.cases.desk import DANGER, asked, enrol, entries, sweep_offers, take, ticket
from tests.world import Helpline


def office(helpline: Helpline, key: str) -> int:
    """The number of an office."""
    with helpline.reading() as db:
        return db.exec(select(Office.id).where(Office.key == key)).one() or 0


def propose(helpline: Helpline, number: int, login: str, to: str) -> None:
    """An officer proposes a ticket to another office."""
    officer, there = helpline.officer(login), office(helpline, to)
    helpline.database.write_now(lambda db: handover.propose(db, number, officer, there, "other_service", helpline.now))


def decide(helpline: Helpline, number: int, login: str, step: TransferMove) -> None:
    """An officer decides a transfer."""
    officer = helpline.officer(login)
    helpline.database.write_now(lambda db: handover.decide(db, number, officer, step, helpline.now, "x"))


def consent(helpline: Helpline, number: int, login: str, given: bool) -> None:
    """The person's yes or no to the Red Cross is taken down."""
    officer = helpline.officer(login)
    helpline.database.write_now(
        lambda db: handover.record_consent(db, number, officer, "palang_merah", given, helpline.now)
    )


def transfers(helpline: Helpline) -> list[str]:
    """The state of every transfer."""
    with helpline.reading() as db:
        return list(db.exec(select(Transfer.state).order_by(Transfer.id)))  # type: ignore[arg-type]


@pytest.fixture
def number(helpline: Helpline) -> int:
    """A complaint that an officer of the ministry holds."""
    helpline.hears("majikan tidak bayar gaji saya tiga bulan")
    found = helpline.tickets()[0].id or 0
    take(helpline, "peragaan-budi", found)

    def calm(db: Session) -> None:
        db.get_one(Ticket, found).urgency = 1

    helpline.database.write_now(calm)
    return found


@pytest.fixture
def elsewhere(helpline: Helpline, database_url: str) -> Iterator[Database]:
    """The same database with a writer of its own, as another process has it."""
    other = Database(database_url, helpline.vault)
    yield other
    other.close()


def test_two_officers_who_take_one_ticket_a_hundred_times_at_once_have_one_winner_always(
    helpline: Helpline, elsewhere: Database
) -> None:
    # One writer does one thing after the other: each officer has a writer, so that only the database is between them.
    officers = [
        (helpline.officer("peragaan-budi"), helpline.database),
        (helpline.officer("peragaan-ani"), elsewhere),
    ]
    for round_ in range(100):
        who = f"orang{round_}"
        helpline.hears(DANGER, who=who)
        number = helpline.tickets(who)[0].id or 0
        won: list[int | None] = []
        at_once = threading.Barrier(2)

        def race(
            officer: Officer,
            writer: Database,
            number: int = number,
            won: list[int | None] = won,
            gate: threading.Barrier = at_once,
        ) -> None:
            gate.wait(60)
            try:
                writer.write_now(lambda db: tickets.take(db, helpline.vault, number, officer, helpline.now))
            except HelplineError:
                return
            won.append(officer.id)

        runners = [threading.Thread(target=race, args=one, daemon=True) for one in officers]
        for runner in runners:
            runner.start()
        for runner in runners:
            runner.join(60)
        assert won == [ticket(helpline, number).owner_id]
        assert asked(helpline, number) == set()


TAKES_AND_IS_KILLED = """
import os, signal, sys
from datetime import datetime
from bot import tickets
from tests.world import Helpline

helpline = Helpline(sys.argv[1])
budi = helpline.officer("peragaan-budi")

def dies(db):
    tickets.take(db, helpline.vault, int(sys.argv[2]), budi, datetime.fromisoformat(sys.argv[3]))
    db.flush()
    os.kill(os.getpid(), signal.SIGKILL)

helpline.database.write_now(dies)
"""
"""A process of its own that dies in the middle of taking a ticket, when everything is written and nothing is kept."""


def test_a_process_killed_between_offer_and_take_leaves_the_ticket_to_be_offered_again(
    helpline: Helpline, database_url: str
) -> None:
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    before, first, said = ticket(helpline, number), asked(helpline, number), helpline.said()
    told = [sys.executable, "-c", TAKES_AND_IS_KILLED, database_url, str(number), helpline.now.isoformat()]
    ended = subprocess.run(told, check=False, capture_output=True, timeout=120)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    # PostgreSQL hears in its own time that its client is dead: whoever wants the row waits until then.
    helpline.database.write_now(lambda db: db.get_one(Ticket, number, with_for_update=True))
    assert ticket(helpline, number).model_dump() == before.model_dump()
    assert asked(helpline, number) == first
    assert (helpline.talk().holder, helpline.said()) == ("flow", said)
    sweep_offers(helpline, timedelta(minutes=30))
    again = asked(helpline, number)
    assert again
    assert again != first
    assert {officer for _, officer in entries(helpline, number, "offer_expired")} == first
    take(helpline, "peragaan-budi", number)
    assert ticket(helpline, number).owner_id == helpline.officer("peragaan-budi").id


def test_r25_a_transfer_across_needs_the_persons_recorded_yes(helpline: Helpline, number: int) -> None:
    with pytest.raises(NotPermitted):
        propose(helpline, number, "peragaan-budi", "palang_merah.psychosocial")
    consent(helpline, number, "peragaan-budi", given=True)
    propose(helpline, number, "peragaan-budi", "palang_merah.psychosocial")
    decide(helpline, number, "peragaan-citra", TransferMove.ACCEPT)
    assert ticket(helpline, number).office_id == office(helpline, "palang_merah.psychosocial")
    assert entries(helpline, number, "may_read") == [("palang_merah yes", helpline.officer("peragaan-budi").id)]


def test_r25_a_mission_without_officers_is_proposed_nothing(helpline: Helpline, number: int) -> None:
    with helpline.reading() as db:
        mission = db.exec(select(Office.key).where(col(Office.organisation).startswith("mission:"))).first()
    assert mission is not None
    with helpline.reading() as db:
        organisation = db.exec(select(Office.organisation).where(Office.key == mission)).one()
    budi = helpline.officer("peragaan-budi")
    helpline.database.write_now(
        lambda db: handover.record_consent(db, number, budi, organisation, given=True, now=helpline.now)
    )
    with pytest.raises(NotPermitted):
        propose(helpline, number, "peragaan-budi", mission)
    enrol(helpline, "konsul", mission)
    propose(helpline, number, "peragaan-budi", mission)
    assert transfers(helpline) == ["proposed"]


def test_r25_consent_withdrawn_in_the_middle_of_a_transfer_takes_it_back(helpline: Helpline, number: int) -> None:
    consent(helpline, number, "peragaan-budi", given=True)
    propose(helpline, number, "peragaan-budi", "palang_merah.psychosocial")
    consent(helpline, number, "peragaan-budi", given=False)
    assert transfers(helpline) == ["revoked"]
    with pytest.raises(NotNow):
        decide(helpline, number, "peragaan-citra", TransferMove.ACCEPT)
    seen = ticket(helpline, number)
    assert (seen.owner_id, seen.status) == (helpline.officer("peragaan-budi").id, "taken")
    assert entries(helpline, number, "transfer_revoked") == [("no_consent", None)]


def test_r25_readers_chosen_anew_while_a_transfer_waits_take_it_back_too(helpline: Helpline, number: int) -> None:
    def chooses(readers: str) -> None:
        def change(db: Session) -> int:
            db.get_one(Ticket, number).readers = readers
            db.flush()
            return handover.revoke_unpermitted(db, helpline.now)

        helpline.database.write_now(change)

    chooses("anyone")
    propose(helpline, number, "peragaan-budi", "palang_merah.psychosocial")
    chooses("anyone")
    assert transfers(helpline) == ["proposed"]
    chooses("kp2mi_and_missions")
    assert transfers(helpline) == ["revoked"]


def test_r25_the_yes_is_asked_for_once_more_at_the_moment_of_acceptance(helpline: Helpline, number: int) -> None:
    def chooses(readers: str) -> None:
        helpline.database.write_now(lambda db: setattr(db.get_one(Ticket, number), "readers", readers))

    chooses("anyone")
    propose(helpline, number, "peragaan-budi", "palang_merah.psychosocial")
    # By her own words in the chat; no sweep has run since.
    chooses("kp2mi_and_missions")
    with pytest.raises(NotPermitted):
        decide(helpline, number, "peragaan-citra", TransferMove.ACCEPT)
    seen = ticket(helpline, number)
    assert (seen.owner_id, seen.status, seen.placed_id) == (helpline.officer("peragaan-budi").id, "taken", None)
    assert transfers(helpline) == ["proposed"]


def test_r16_two_tickets_of_one_person_become_one_with_everything_said(helpline: Helpline) -> None:
    helpline.hears("majikan tidak bayar gaji saya tiga bulan")
    helpline.hears(DANGER)
    gone, stays = (one.id or 0 for one in helpline.tickets())
    lines, urgency = len(helpline.transcript()), max(one.urgency for one in helpline.tickets())
    lead = enrol(helpline, "gita", "kp2mi.centre", "lead")
    gita = helpline.officer("gita")
    helpline.database.write_now(lambda db: together.merge(db, helpline.vault, gone, stays, gita, helpline.now))
    duplicate, kept = ticket(helpline, gone), ticket(helpline, stays)
    assert (duplicate.status, duplicate.merged_into, duplicate.owner_id) == ("merged", stays, None)
    assert kept.urgency == urgency
    assert asked(helpline, gone) == set()
    assert len(helpline.transcript()) == lines
    with helpline.reading() as db:
        assert db.exec(select(Line.id).where(Line.ticket_id == gone)).all() == []
    assert entries(helpline, stays, "merged_here") == [(duplicate.code, lead)]
    assert entries(helpline, gone, "merged") == [(kept.code, lead)]
    with pytest.raises(NotNow):
        helpline.database.write_now(lambda db: together.merge(db, helpline.vault, gone, stays, gita, helpline.now))


def test_r16_answers_signs_and_what_routing_asks_of_both_stay_and_nobody_keeps_a_proposal(helpline: Helpline) -> None:
    helpline.hears("majikan tidak bayar gaji saya tiga bulan")
    helpline.hears(DANGER)
    gone, stays = (one.id or 0 for one in helpline.tickets())
    enrol(helpline, "gita", "kp2mi.centre", "lead")
    gita = helpline.officer("gita")

    def told(db: Session) -> None:
        for number, more in ((gone, {"where": "Riyadh", "what": "gaji"}), (stays, {"what": "dipukul"})):
            row = db.get_one(Ticket, number)
            key = tickets.key_of(db, helpline.vault, row)
            row.sealed_answers = key.seal_json("ticket.sealed_answers", number, more)
        db.get_one(Ticket, gone).country = "SA"

    helpline.database.write_now(told)
    propose(helpline, gone, "gita", "kp2mi.return")
    said = helpline.said()
    helpline.database.write_now(lambda db: together.merge(db, helpline.vault, gone, stays, gita, helpline.now))
    with helpline.reading() as db:
        row = db.get_one(Ticket, stays)
        key = tickets.key_of(db, helpline.vault, row)
        answers = key.open_json("ticket.sealed_answers", stays, row.sealed_answers)
        signs = key.open_json("ticket.sealed_signs", stays, row.sealed_signs)["signs"]
    assert answers == {"what": "dipukul\ngaji", "where": "Riyadh"}
    assert isinstance(signs, list)
    assert {"wages_withheld", "violence"} <= {str(sign["kind"]) for sign in signs}
    assert (row.country, row.merged_into) == ("SA", None)
    assert transfers(helpline) == ["revoked"]
    assert helpline.said() == said  # the person hears nothing of it


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Each was allowed to be read by somebody else.
        ({"readers": "palang_merah"}, {"readers": "kp2mi_and_missions"}),
        # Only the Red Cross may read it, and the ministry reads the other.
        ({"readers": "palang_merah"}, {}),
        # Psychosocial words are the Red Cross's, wherever an officer met them.
        ({"service": "psychosocial", "office": "palang_merah.psychosocial"}, {}),
        # The complaint is about the office that has the other.
        ({"complaint_about": "kp2mi.centre"}, {}),
    ],
)
def test_r25_tickets_that_different_people_may_read_are_not_made_one(
    helpline: Helpline, one: dict[str, str], other: dict[str, str]
) -> None:
    helpline.hears("majikan tidak bayar gaji saya tiga bulan")
    helpline.hears(DANGER)
    numbers = [row.id or 0 for row in helpline.tickets()]
    gita = enrol(helpline, "gita", "kp2mi.centre", "lead")

    def shape(db: Session) -> None:
        for number, columns in zip(numbers, (one, other), strict=True):
            row = db.get_one(Ticket, number)
            row.owner_id, row.status = gita, "taken"
            for name, value in columns.items():
                if name == "office":
                    row.office_id = db.exec(select(Office.id).where(Office.key == value)).one()
                else:
                    setattr(row, name, value)

    helpline.database.write_now(shape)
    lead = helpline.officer("gita")
    first, second = numbers
    for gone, stays in ((first, second), (second, first)):
        merge = partial(
            together.merge, vault=helpline.vault, duplicate_id=gone, into_id=stays, officer=lead, now=helpline.now
        )
        with pytest.raises((OtherReaders, NotPermitted)):
            helpline.database.write_now(merge)


def test_two_peoples_tickets_are_linked_and_never_made_one(helpline: Helpline, number: int) -> None:
    helpline.hears("majikan tidak bayar gaji saya", who="siti")
    other = helpline.tickets("siti")[0].id or 0
    enrol(helpline, "gita", "kp2mi.centre", "lead")
    gita = helpline.officer("gita")
    with pytest.raises(NotNow):
        helpline.database.write_now(lambda db: together.merge(db, helpline.vault, other, number, gita, helpline.now))
    said = helpline.said(), helpline.said("siti")
    for _again in range(2):
        helpline.database.write_now(lambda db: together.link(db, other, number, "same_employer", gita, helpline.now))
    with helpline.reading() as db:
        assert together.linked(db, number) == [("same_employer", other)]
        assert together.linked(db, other) == [("same_employer", number)]
    assert len(entries(helpline, number, "linked")) == 1
    assert (helpline.said(), helpline.said("siti")) == said
