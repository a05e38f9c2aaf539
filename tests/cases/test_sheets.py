"""Sheets of a complaint: its facts in order, whatever letters a name has, and only for who holds the ticket."""

import re
from functools import partial

import pytest
from sqlmodel import col, select

from bot import sheets
from bot.errors import NotNow, NotPermitted
from bot.paper import Paper, as_page, as_text
from bot.pdf import NO_SUCH_LETTER, NOT_DRAWN, as_pdf, drawable, missing
from bot.store.tables import Officer, Ticket
from flows.summary import EMPTY, ORDER
from tests.cases.desk import entries, take
from tests.world import Helpline

ARABIC, JAVANESE = "سُمَرْني بنت كرتو", "ꦱꦸꦩꦂꦤꦶ"


@pytest.fixture
def number(helpline: Helpline) -> int:
    """A complaint about wages that Budi holds."""
    helpline.hears("masalah kerja")
    for words in ("bisa", "gaji", "saya sendiri", "lewati", f"rumah {ARABIC}"):
        helpline.shows()
        helpline.hears(words)
    found = helpline.tickets()[0].id or 0
    take(helpline, holder(helpline, found).login, found)
    return found


def holder(helpline: Helpline, number: int, ours: bool = True) -> Officer:
    """An officer of the office that has the ticket, or one of another office."""
    with helpline.reading() as db:
        office = db.get_one(Ticket, number).office_id
        officers = db.exec(select(Officer).where(Officer.role == "officer").order_by(col(Officer.id)))
        return next(officer for officer in officers if (officer.office_id == office) is ours)


def somebody_else(helpline: Helpline, number: int) -> Officer:
    """An officer of another office."""
    return holder(helpline, number, ours=False)


def drawn(helpline: Helpline, number: int, by: Officer | None = None) -> Paper:
    """The summary that an officer prints: the holder, unless another is named."""
    by = by or holder(helpline, number)
    return helpline.database.write_now(lambda db: sheets.complaint(db, helpline.vault, number, by, helpline.now))


def test_the_summary_has_every_fact_in_the_order_of_the_form_and_says_what_is_missing(
    helpline: Helpline, number: int
) -> None:
    paper = drawn(helpline, number)
    assert [label for label, _words in paper.facts] == [label for _name, label in ORDER]
    told = dict(paper.facts)
    assert told["Pokok masalah"] == "Gaji"
    assert told["Pihak yang diadukan: nama, jabatan, perusahaan, alamat, telepon"] == f"rumah {ARABIC}"
    assert told["Nomor perkara di kementerian"] == EMPTY
    assert ARABIC in as_text(paper)
    assert ARABIC in as_page(paper)
    assert [detail for detail, _by in entries(helpline, number, "printed")] == [""]


def test_the_ministrys_own_number_is_written_by_the_officer_and_stands_first(helpline: Helpline, number: int) -> None:
    budi = holder(helpline, number)
    for typed in ("  PM-2026/  0012 ", ""):
        write = partial(sheets.ministry_number, vault=helpline.vault, ticket_id=number, officer=budi, number=typed)
        helpline.database.write_now(partial(write, now=helpline.now))
        assert drawn(helpline, number).facts[0][1] == ("PM-2026/ 0012" if typed else EMPTY)
    # What is written down tells that it was written, never the number itself.
    assert [detail for detail, _by in entries(helpline, number, "ministry_number")] == ["", ""]


def test_nobody_prints_or_numbers_a_complaint_that_they_do_not_hold(helpline: Helpline, number: int) -> None:
    other = somebody_else(helpline, number)
    with pytest.raises((NotNow, NotPermitted)):
        drawn(helpline, number, other)
    with pytest.raises((NotNow, NotPermitted)):
        helpline.database.write_now(
            lambda db: sheets.ministry_number(db, helpline.vault, number, other, "1", helpline.now)
        )
    assert entries(helpline, number, "printed") == []


def test_only_a_complaint_has_such_a_summary(helpline: Helpline) -> None:
    helpline.hears("ingin bicara")
    helpline.shows()
    helpline.hears("bisa")
    helpline.shows()
    helpline.hears("aman")
    found = helpline.tickets()[0].id or 0
    take(helpline, holder(helpline, found).login, found)
    with pytest.raises(NotNow):
        drawn(helpline, found)


def test_a_pdf_is_drawn_whatever_letters_a_name_has(capfd: pytest.CaptureFixture[str]) -> None:
    facts = (("Nama", f"Sûmàrni / {ARABIC}"), ("Panggilan", JAVANESE), ("Kosong", ""), ("Panjang", "x" * 5000))
    pdf = as_pdf(Paper("Ringkasan", ("Untuk petugas.",), facts))
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", pdf)) >= 2
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def test_letters_that_cannot_be_drawn_are_said_to_be_missing() -> None:
    assert drawable(f"Nama {ARABIC}") == f"Nama {ARABIC}"
    assert drawable(f"Nama {JAVANESE} 🙏") == f"Nama {NO_SUCH_LETTER} {NO_SUCH_LETTER}"
    assert missing(Paper("Ringkasan", (), (("Nama", JAVANESE),))) == (NOT_DRAWN,)
    assert missing(Paper("Ringkasan", (), (("Nama", ARABIC),))) == ()
