"""What is past its period goes by itself, and nothing that is open, contested, held or younger goes with it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary
from sqlmodel import Session, col, select

from bot import tickets, together
from bot.errors import NotNow, NotPermitted
from bot.keeping import ending, holds
from bot.store.care_tables import LinkCandidate
from bot.store.keeping_tables import Forgotten, KeptText
from bot.store.safety_tables import Erasure
from bot.store.tables import Contact, Entry, Key, Line, Officer, Ticket, metadata
from bot.store.work_tables import MinistryRow
from tests.cases.desk import DANGER
from tests.world import Helpline

ANI, DEWI, GITA = "peragaan-ani", "peragaan-dewi", "peragaan-gita"
FIVE_YEARS = timedelta(days=5 * 365)
INFORMATION = "masalah kerja"


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    """Invented officers on duty, on each kind of database."""
    made = Helpline(database_url)
    made.roster()
    yield made
    made.close()


def does(helpline: Helpline, work: Callable[[Session, Officer], object], login: str = ANI) -> None:
    number = helpline.officer(login).id
    helpline.database.write_now(lambda db: work(db, db.get_one(Officer, number)))


def closed(helpline: Helpline, who: str = "budi", words: str = DANGER, outcome: str = "helped") -> int:
    """Somebody's newest ticket, closed by Ani with a note."""
    helpline.hears(words, who=who)
    number = helpline.tickets(who)[-1].id or 0
    vault, now = helpline.vault, helpline.now
    does(helpline, lambda db, ani: tickets.take(db, vault, number, ani, now))
    does(helpline, lambda db, ani: tickets.close(db, vault, number, ani, outcome, "Sudah pulang.", now))
    return number


def sweeps(helpline: Helpline) -> int:
    with helpline.reading() as db:
        some = ending.due(db, helpline.now)
    return helpline.database.write_now(lambda db: ending.forget_past(db, helpline.vault, some, helpline.now))


def words_of(helpline: Helpline, ticket_id: int) -> list[str]:
    """What is still to be read of a ticket: its lines and its answers."""
    with helpline.reading() as db:
        ticket = db.get_one(Ticket, ticket_id)
        kept = db.get_one(Key, ticket.key_id)
        key = helpline.vault.person(kept.id or 0, kept.wrapped)
        lines = db.exec(select(Line).where(Line.ticket_id == ticket_id)).all()
        said = [str(key.open_json("line.sealed_body", one.id or 0, one.sealed_body)["text"]) for one in lines]
        answers = key.open_json("ticket.sealed_answers", ticket_id, ticket.sealed_answers)
        return [one for one in [*said, *map(str, answers.values())] if one]


def history(helpline: Helpline, ticket_id: int) -> list[tuple[str, str]]:
    with helpline.reading() as db:
        rows = db.exec(select(Entry).where(Entry.ticket_id == ticket_id).order_by(col(Entry.id)))
        return [(row.kind, row.detail) for row in rows]


def test_what_is_past_its_period_is_forgotten_by_itself_and_the_audit_says_so_without_a_word(
    helpline: Helpline,
) -> None:
    number = closed(helpline)
    with helpline.reading() as db:
        address = bytes(db.exec(select(Contact.address_hash)).one())
    helpline.now += FIVE_YEARS
    assert sweeps(helpline) == 0
    assert words_of(helpline, number)
    helpline.now += timedelta(days=1)
    assert sweeps(helpline) == 1
    assert words_of(helpline, number) == []
    assert history(helpline, number)[-1] == ("period_over", "helped 1825")
    with helpline.reading() as db:
        row = db.exec(select(Forgotten)).one()
        assert (row.ticket_id, row.outcome, row.whole) == (number, "helped", True)
        assert bytes(db.exec(select(Contact.address_hash)).one()) != address
    assert sweeps(helpline) == 0


def keeps_writing(helpline: Helpline) -> None:
    """Half a year and a bit in which the person writes now and then, so that they are no stranger (R10)."""
    gita = helpline.officer(GITA).id or 0
    kept = KeptText(name="retention", text='{"helped": 180}', changed_at=helpline.now, changed_by=gita)
    helpline.database.write_now(lambda db: db.add(kept))
    for _time in range(3):
        helpline.now += timedelta(days=61)
        helpline.hears("halo")


def test_an_open_ticket_stays_and_so_do_its_words_while_an_older_matter_of_the_same_person_goes(
    helpline: Helpline,
) -> None:
    old = closed(helpline)
    keeps_writing(helpline)
    helpline.hears(INFORMATION)
    helpline.hears("Dipecat, namanya Pak Karto")
    open_one = helpline.tickets()[-1].id or 0
    assert open_one != old
    before = words_of(helpline, open_one)
    assert sweeps(helpline) == 1
    assert words_of(helpline, old) == []
    assert words_of(helpline, open_one) == before
    with helpline.reading() as db:
        assert [row.whole for row in db.exec(select(Forgotten))] == [False]
    assert helpline.tickets()


def test_who_wrote_lately_is_not_made_a_stranger_by_an_old_matter(helpline: Helpline) -> None:
    old = closed(helpline)
    keeps_writing(helpline)
    assert sweeps(helpline) == 1
    assert words_of(helpline, old) == []
    assert next(one.id for one in helpline.tickets()) == old
    helpline.now += FIVE_YEARS + timedelta(days=1)
    assert sweeps(helpline) == 1
    with helpline.reading() as db:
        assert [row.outcome for row in db.exec(select(Forgotten).where(col(Forgotten.whole)))] == ["no_ticket"]


def test_a_talk_that_never_became_a_ticket_goes_after_its_own_period(helpline: Helpline) -> None:
    helpline.hears("halo", who="siti")
    assert helpline.tickets("siti") == []
    helpline.now += FIVE_YEARS + timedelta(days=1)
    assert sweeps(helpline) == 1
    assert sweeps(helpline) == 0
    with helpline.reading() as db:
        row = db.exec(select(Forgotten)).one()
    assert (row.ticket_id, row.outcome, row.whole) == (None, "no_ticket", True)


def wish(helpline: Helpline, number: int) -> None:
    contact = helpline.tickets()[0].contact_id
    row = Erasure(contact_id=contact, ticket_id=number, asked_at=helpline.now)
    helpline.database.write_now(lambda db: db.add(row))


def hold(helpline: Helpline, number: int) -> None:
    does(helpline, lambda db, lead: holds.hold(db, number, lead, "court", helpline.now), DEWI)


def search(helpline: Helpline, number: int) -> None:
    other = closed(helpline, "siti")
    ani = helpline.officer(ANI).id or 0
    row = LinkCandidate(code="L1", request_id=other, other_id=number, officer_id=ani, at=helpline.now)
    helpline.database.write_now(lambda db: db.add(row))


def linked(helpline: Helpline, number: int) -> None:
    helpline.hears(DANGER, who="siti")
    other, vault, now = helpline.tickets("siti")[0].id or 0, helpline.vault, helpline.now
    does(helpline, lambda db, ani: tickets.take(db, vault, other, ani, now))
    does(helpline, lambda db, ani: together.link(db, number, other, "same_employer", ani, now))


def ministry(helpline: Helpline, number: int) -> None:
    helpline.database.write_now(lambda db: db.add(MinistryRow(ticket_id=number, registered=helpline.now)))


def complaint(helpline: Helpline, _number: int) -> None:
    helpline.hears("keluhan")
    helpline.hears("Petugas meminta uang")


@pytest.mark.parametrize("why", ["held", "wish", "search", "linked", "ministry", "complaint"])
def test_what_is_held_or_contested_stays_however_old_it_is(helpline: Helpline, why: str) -> None:
    number = closed(helpline)
    kept: dict[str, Callable[[Helpline, int], None]] = {
        "held": hold,
        "wish": wish,
        "search": search,
        "linked": linked,
        "ministry": ministry,
        "complaint": complaint,
    }
    kept[why](helpline, number)
    helpline.now += FIVE_YEARS * 2
    sweeps(helpline)
    assert words_of(helpline, number)
    with helpline.reading() as db:
        assert ending.outlook(db, helpline.now).stays[why] >= 1


def test_the_sweep_looks_again_under_the_talk_that_it_claimed(helpline: Helpline) -> None:
    number = closed(helpline)
    helpline.now += FIVE_YEARS + timedelta(days=1)
    with helpline.reading() as db:
        some = ending.due(db, helpline.now)
    hold(helpline, number)
    assert helpline.database.write_now(lambda db: ending.forget_past(db, helpline.vault, some, helpline.now)) == 0
    assert words_of(helpline, number)


def test_a_batch_is_bounded_and_the_rest_goes_in_the_next(helpline: Helpline) -> None:
    for one in range(ending.MOST_AT_ONCE + 3):
        helpline.hears("halo", who=f"orang{one}")
    helpline.now += FIVE_YEARS + timedelta(days=1)
    assert sweeps(helpline) == ending.MOST_AT_ONCE
    assert sweeps(helpline) == 3


def test_a_shorter_period_holds_at_once(helpline: Helpline) -> None:
    number = closed(helpline, outcome="referred")
    gita = helpline.officer(GITA).id or 0
    kept = KeptText(name="retention", text='{"referred": 200}', changed_at=helpline.now, changed_by=gita)
    helpline.database.write_now(lambda db: db.add(kept))
    helpline.now += timedelta(days=180)
    with helpline.reading() as db:
        outlook = ending.outlook(db, helpline.now)
        assert (outlook.now, outlook.soon, [one.outcome for one in outlook.next]) == (0, 1, ["referred"])
        assert ending.goes_from(db, number) == outlook.next[0].at
    helpline.now += timedelta(days=21)
    assert sweeps(helpline) == 1
    with helpline.reading() as db:
        assert [(one.outcome, one.number) for one in ending.outlook(db, helpline.now).went] == [("referred", 1)]
        assert ending.goes_from(db, number) is None


def test_only_a_lead_holds_a_ticket_back_and_it_is_let_go_again(helpline: Helpline) -> None:
    number = closed(helpline)
    with pytest.raises(NotPermitted):
        does(helpline, lambda db, ani: holds.hold(db, number, ani, "court", helpline.now))
    with pytest.raises(NotNow):
        does(helpline, lambda db, lead: holds.hold(db, number, lead, "because", helpline.now), DEWI)
    hold(helpline, number)
    with pytest.raises(NotNow):
        hold(helpline, number)
    does(helpline, lambda db, lead: holds.let_go(db, number, lead, helpline.now), DEWI)
    assert [kind for kind, _detail in history(helpline, number)][-2:] == ["held_back", "not_held_back"]
    helpline.now += FIVE_YEARS * 2
    assert sweeps(helpline) == 1


def test_every_sealed_word_that_hangs_on_a_ticket_is_known_to_the_sweep() -> None:
    sealed = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
        and column.name.startswith("sealed_")
        and (table.name in ("ticket", "file") or "ticket_id" in table.columns)
    }
    assert sealed == {
        "ticket.sealed_answers",
        "ticket.sealed_signs",
        "entry.sealed_detail",
        "line.sealed_body",
        "file.sealed_reference",
        "file.sealed_content",
        "evidence_pack.sealed_words",
        "second_reading.sealed_note",
        "lesson.sealed_text",
    }
