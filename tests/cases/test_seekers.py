"""Many who look for one person are one file; lists that volunteers write are read safely and told to nobody."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot import events, lists, seekers
from bot.errors import NotNow, NotPermitted
from bot.lists import BadList, Fault, as_csv, read_list, sheet, template
from bot.store.event_tables import EventEntry, Listed
from bot.store.tables import Key, Line, Ticket
from tests.cases.desk import enrol, entries, take, ticket
from tests.world import Helpline

SITI = {"name": "Siti Aminah", "parents": "Slamet dan Tumini", "sex": "perempuan", "birth": "1990", "home": "Cianjur"}
HEADING = "nama,orang tua,jenis kelamin,tahun lahir,asal,tempat sekarang,keadaan,catatan\n"


@pytest.fixture
def tracer(helpline: Helpline) -> int:
    """A tracing officer of the Red Cross."""
    return enrol(helpline, "rahma", "palang_merah.family_links")


def seeks(helpline: Helpline, who: str, **answers: str) -> int:
    """Somebody looks for a person; their ticket, at the Red Cross's desk."""
    helpline.hears("saya mencari adik saya", who=who)
    number = helpline.tickets(who)[0].id or 0

    def fill(db: Session) -> None:
        row = db.get_one(Ticket, number)
        row.service, row.status = "family_links", "new"
        row.office_id = helpline.officer("rahma").office_id
        key = helpline.key(db, helpline.contact(db, who))
        row.sealed_answers = key.seal_json("ticket.sealed_answers", number, answers)

    helpline.database.write_now(fill)
    return number


def test_another_request_for_the_same_person_is_found_and_both_histories_tell_it(
    helpline: Helpline, tracer: int
) -> None:
    mother = seeks(helpline, "ani", **SITI)
    brother = seeks(helpline, "joko", name="Siti Aminnah", sex="perempuan", birth="1991")
    seeks(helpline, "rini", name="Siti Aminah", sex="laki-laki", birth="1990")
    seeks(helpline, "tuti", name="Wayan Sudarma")
    officer = helpline.officer("rahma")
    found = helpline.database.write_now(lambda db: seekers.likely(db, helpline.vault, mother, officer, helpline.now))
    assert [one.ticket_id for one in found] == [brother]
    assert entries(helpline, brother, "compared") == [(ticket(helpline, mother).code, tracer)]
    assert entries(helpline, mother, "compared") == [("1", tracer)]


def test_r27_seekers_of_one_person_are_answered_together_and_never_hear_of_each_other(
    helpline: Helpline, tracer: int
) -> None:
    mother, brother, aunt = (seeks(helpline, who, **SITI) for who in ("ani", "joko", "tuti"))
    officer = helpline.officer("rahma")
    take(helpline, "rahma", mother)
    before = {who: helpline.said(who) for who in ("ani", "joko", "tuti")}
    others = (brother, aunt)
    helpline.database.write_now(lambda db: seekers.gather(db, helpline.vault, mother, others, officer, helpline.now))
    with helpline.reading() as db:
        assert seekers.file_of(db, aunt) == sorted((mother, brother, aunt))
    assert {ticket(helpline, number).owner_id for number in (mother, brother, aunt)} == {tracer}
    assert {who: helpline.said(who) for who in before} == before
    answered = helpline.database.write_now(
        lambda db: seekers.answer_all(db, helpline.vault, aunt, officer, "Kami masih mencari.", helpline.now)
    )
    assert answered == sorted((mother, brother, aunt))
    assert all(helpline.said(who)[-1] == "Kami masih mencari." for who in before)


def test_what_a_colleague_holds_stays_theirs_and_a_stranger_to_the_file_answers_nobody(
    helpline: Helpline, tracer: int
) -> None:
    enrol(helpline, "dian", "palang_merah.family_links")
    mother, brother = seeks(helpline, "ani", **SITI), seeks(helpline, "joko", **SITI)
    take(helpline, "rahma", mother)
    take(helpline, "dian", brother)
    officer = helpline.officer("rahma")
    helpline.database.write_now(
        lambda db: seekers.gather(db, helpline.vault, mother, (brother,), officer, helpline.now)
    )
    assert ticket(helpline, brother).owner_id == helpline.officer("dian").id
    answered = helpline.database.write_now(
        lambda db: seekers.answer_all(db, helpline.vault, mother, officer, "Kami masih mencari.", helpline.now)
    )
    assert answered == [mother]
    nobody = helpline.officer("peragaan-budi")
    with pytest.raises((NotNow, NotPermitted)):
        helpline.database.write_now(
            lambda db: seekers.answer_all(db, helpline.vault, mother, nobody, "Halo.", helpline.now)
        )


def test_one_contacts_two_requests_are_not_two_seekers(helpline: Helpline, tracer: int) -> None:
    mother = seeks(helpline, "ani", **SITI)
    take(helpline, "rahma", mother)
    officer = helpline.officer("rahma")
    with pytest.raises(NotNow):
        helpline.database.write_now(
            lambda db: seekers.gather(db, helpline.vault, mother, (mother,), officer, helpline.now)
        )


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", [Fault(1, "", "no_heading")]),
        (b"siapa,di mana\nSiti,Cianjur\n", [Fault(1, "", "no_heading")]),
        (b"nama,nama\nSiti,Siti\n", [Fault(1, "", "twice")]),
        (HEADING.encode(), [Fault(0, "", "empty")]),
        (b"nama,asal\nSiti\n,Cianjur\n", [Fault(2, "", "cells"), Fault(3, "nama", "no_name")]),
        (
            b"nama;tahun lahir;jenis kelamin\nSiti;90;x\n",
            [Fault(2, "jenis kelamin", "sex"), Fault(2, "tahun lahir", "birth_year")],
        ),
        (b"nama,keadaan\nSiti,hilang\n", [Fault(2, "keadaan", "condition")]),
        (b"nama\nSiti\nSiti\n", [Fault(3, "", "same")]),
        (b"nama\n" + b"x" * 201 + b"\n", [Fault(2, "nama", "too_long")]),
        (b"PK\x03\x04\0\0", [Fault(0, "", "not_text")]),
        (b"nama\n" + b"".join(b"Siti %d\n" % n for n in range(501)), [Fault(0, "", "too_big")]),
        (b"nama\n" + b"Siti\n" * 100_001, [Fault(0, "", "too_big")]),
    ],
)
def test_a_faulty_list_is_refused_whole_and_every_line_is_named(content: bytes, faults: list[Fault]) -> None:
    with pytest.raises(BadList) as refused:
        read_list(content)
    assert sorted(refused.value.faults, key=str) == sorted(faults, key=str)
    assert all(fault.why in lists.FAULTS for fault in refused.value.faults)
    assert "Siti" not in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_is_read_as_spreadsheets_write_it(encoding: str, delimiter: str) -> None:
    text = HEADING + "Siti Amínah,Slamet,P,1990,Cianjur,Posko SD,sehat,=1+1\n\n"
    lines = read_list(text.replace(",", delimiter).encode(encoding))
    assert [line["name"] for line in lines] == ["Siti Amínah"]
    assert lines[0]["note"] == "=1+1"
    assert "'=1+1" in as_csv(lines)
    assert read_list(as_csv(lines).encode()) == lines


@given(st.binary(max_size=400))
def test_whatever_bytes_come_a_list_is_read_or_refused_by_name(content: bytes) -> None:
    faults: tuple[Fault, ...] = ()
    lines: tuple[lists.Line, ...] = ()
    try:
        lines = read_list(template().encode() + content)
    except BadList as refused:
        faults = refused.faults
    assert bool(lines) != bool(faults)
    assert all(line["name"] for line in lines)


def test_r27_a_list_is_kept_sealed_read_by_tracers_alone_and_taken_back_whole(helpline: Helpline, tracer: int) -> None:
    lead, volunteer = helpline.officer("peragaan-dewi"), helpline.officer("peragaan-budi")
    event = helpline.database.write_now(lambda db: events.declare(db, lead, "earthquake", ("32.03",), helpline.now))
    lines = read_list((HEADING + "Siti Aminah,Slamet,P,1990,Cianjur,Posko SD,sehat,\n").encode())
    before = len(helpline.database.write_now(lambda db: db.exec(select(Line)).all()))
    batch = helpline.database.write_now(
        lambda db: lists.enter(db, helpline.vault, event, volunteer, lines, helpline.now)
    )
    with helpline.reading() as db:
        [row] = db.exec(select(Listed)).all()
        assert b"Siti" not in row.sealed_row
        assert len(db.exec(select(Line)).all()) == before
    tracing = helpline.officer("rahma")
    shown = helpline.database.write_now(lambda db: lists.show(db, helpline.vault, batch, tracing, helpline.now))
    assert [line["name"] for line in shown] == ["Siti Aminah"]
    if helpline.officer("peragaan-budi").office_id != tracing.office_id:
        with pytest.raises(NotPermitted):
            helpline.database.write_now(lambda db: lists.show(db, helpline.vault, batch, lead, helpline.now))
    mother = seeks(helpline, "ani", **SITI)
    near = helpline.database.write_now(lambda db: lists.on_lists(db, helpline.vault, mother, tracing, helpline.now))
    assert [(code, line) for code, line, _fields in near] == [(batch, 1)]
    keys = helpline.database.write_now(lambda db: len(db.exec(select(Key)).all()))
    assert helpline.database.write_now(lambda db: lists.take_back(db, batch, volunteer, helpline.now)) == 1
    with helpline.reading() as db:
        assert len(db.exec(select(Key)).all()) == keys - 1
        kinds = [entry.kind for entry in db.exec(select(EventEntry)).all()]
    assert kinds == ["declared", "list_entered", "list_read", "list_taken_back"]


def test_a_sheet_to_fill_in_by_hand_has_every_column_and_loads_nothing() -> None:
    page = sheet()
    assert all(f"<th>{heading}</th>" in page for heading in lists.COLUMNS.values())
    assert page.count("<tr>") == lists.EMPTY_LINES + 1
    assert "http" not in page
    filled = sheet([{"name": "<b>Siti</b>"}])
    assert "&lt;b&gt;Siti&lt;/b&gt;" in filled
    assert json.dumps(filled)
