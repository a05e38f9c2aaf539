"""An interest in a programme: within 10 working days the answer comes, or the truth does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot import promises, tickets
from bot.check.command import as_text
from bot.directory.working_days import after_working_days, is_working_day, listed, unconfirmed
from bot.language.catalogue import translate
from bot.outbox import claim
from bot.store.safety_tables import SafeContact
from bot.store.tables import Entry, Line, Officer
from tests.world import Helpline

INTEREST = ("tanya info", "bisa", "6", "4", "saya berminat", "Indramayu", "menjahit")
TOLD = (
    "Maaf, belum ada jawaban untuk Anda. Kami belum tahu kapan.\n"
    "Yang bertugas sudah kami ingatkan. Tulis lagi kapan saja."
)
TOLD_AT = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
"""Said on Tuesday 24 November 2026: the tenth working day after it, 8 December, ends then in Jakarta."""


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Helpline(database_url)
    made.roster()
    for one in INTEREST:
        made.hears(one)
        made.shows()
    yield made
    made.close()


def comes(helpline: Helpline, now: datetime) -> list[str]:
    """What the sweep says and the outlet lets go at this instant."""
    helpline.now = now
    vault = helpline.vault
    helpline.database.write_now(lambda db: promises.keep_promises(db, vault, now, translate))
    found = helpline.database.write_now(lambda db: claim(db, vault.person, ("simulator",), now, 100))
    sent = update(Line).where(col(Line.state) == "sending").values(state="sent", sent_at=now)
    helpline.database.write_now(lambda db: db.execute(sent))
    return [one.parcel.words.text for one in found]


def entries(helpline: Helpline) -> list[str]:
    with helpline.reading() as db:
        kinds = col(Entry.kind).in_((promises.OVERDUE, promises.TOLD))
        return list(db.exec(select(Entry.kind).where(kinds).order_by(col(Entry.id))))


def test_after_ten_working_days_without_an_answer_the_person_hears_the_truth_once(helpline: Helpline) -> None:
    assert comes(helpline, TOLD_AT - timedelta(minutes=1)) == []
    assert helpline.tickets()[0].escalated_at is None
    assert comes(helpline, TOLD_AT) == [TOLD]
    assert helpline.tickets()[0].escalated_at == TOLD_AT
    assert comes(helpline, TOLD_AT + timedelta(days=1)) == []
    assert entries(helpline) == [promises.OVERDUE, promises.TOLD]


def test_holidays_and_weekends_are_no_working_days() -> None:
    said = datetime(2026, 12, 14, 3, 0, tzinfo=UTC)
    # Of these weekdays the 24th, the 25th and New Year's Day are none.
    assert after_working_days(said, 10) == datetime(2026, 12, 30, 17, 0, tzinfo=UTC)
    assert not is_working_day(datetime(2026, 12, 24, tzinfo=UTC).date())
    assert not is_working_day(datetime(2026, 12, 26, tzinfo=UTC).date())


def test_who_was_answered_hears_nothing(helpline: Helpline) -> None:
    ticket, vault = helpline.tickets()[0], helpline.vault

    def answer(db: Session) -> None:
        officer = db.exec(select(Officer).where(Officer.office_id == ticket.office_id)).first()
        assert officer
        tickets.take(db, vault, ticket.id or 0, officer, helpline.now)
        tickets.reply(db, vault, ticket.id or 0, officer, "Pelatihan mulai Januari.", helpline.now)

    helpline.database.write_now(answer)
    said = [*comes(helpline, helpline.now), *comes(helpline, helpline.now)]
    assert said == ["Petugas sudah membaca.", "Pelatihan mulai Januari."]
    assert comes(helpline, TOLD_AT) == []
    assert entries(helpline) == []


def test_r4_r11_in_danger_nothing_is_said_by_itself_and_the_desk_is_still_told(helpline: Helpline) -> None:
    helpline.hears("tolong saya dipukul majikan")
    helpline.shows()
    assert comes(helpline, TOLD_AT) == []
    with helpline.reading() as db:
        line = db.exec(select(Line).where(Line.cause == "promised")).one()
        assert (line.state, line.failure) == ("dropped", "never_first")
    assert promises.OVERDUE in entries(helpline)


def test_r6_the_truth_waits_for_the_safe_hours(helpline: Helpline) -> None:
    def agree(db: Session) -> None:
        contact = helpline.contact(db).id or 0
        db.add(SafeContact(contact_id=contact, changed_at=helpline.now, hours="0123456 1200-1320", country="SA"))

    helpline.database.write_now(agree)
    # Five in the afternoon by UTC is eight in the evening in Riyadh; an hour before it is not.
    assert comes(helpline, TOLD_AT + timedelta(hours=23)) == []
    assert entries(helpline) == [promises.OVERDUE]
    assert comes(helpline, TOLD_AT + timedelta(hours=24)) == [TOLD]


def test_r5_after_do_not_reply_it_is_not_said(helpline: Helpline) -> None:
    helpline.hears("jangan balas")
    assert comes(helpline, TOLD_AT) == []
    with helpline.reading() as db:
        line = db.exec(select(Line).where(Line.cause == "promised")).one()
        assert (line.state, line.failure) == ("dropped", "asked")


def test_every_holiday_says_whether_it_was_announced_and_by_how_much_it_may_be_off() -> None:
    assert {row["state"] for row in listed()} <= {"announced", "fixed", "computed"}
    movable = [row for row in listed() if row["margin"] != "0"]
    assert all(row["margin"] == "1" for row in movable)
    assert all(row["state"] == "computed" or "Menteri Agama menetapkan" in row["source"] for row in movable)
    assert all(row["source"] and date.fromisoformat(row["read_on"]) for row in listed())


@pytest.mark.parametrize(("year", "feasts", "leave"), [("2026", 17, 8), ("2027", 18, 8)])
def test_a_year_holds_as_many_days_as_its_joint_decree_counts(year: str, feasts: int, leave: int) -> None:
    of_year = [row for row in listed() if row["day"].startswith(year)]
    assert {row["state"] for row in of_year} == {"announced"}
    assert len({row["day"] for row in of_year}) == feasts + leave
    assert sum(row["name"].startswith("Cuti bersama") for row in of_year) == leave


def test_feasts_and_collective_leave_are_no_working_days() -> None:
    assert not is_working_day(date(2027, 3, 10))
    assert not is_working_day(date(2027, 5, 6))
    assert [is_working_day(date(2027, 3, day)) for day in (12, 15, 16)] == [False, False, True]


def test_a_year_whose_holidays_nobody_announced_is_warned_of_when_working_days_reach_into_it() -> None:
    assert list(unconfirmed(date(2026, 11, 28))) == []
    assert list(unconfirmed(date(2027, 10, 1))) == []
    assert "holidays of 2028" in next(unconfirmed(date(2027, 11, 28)))
    assert "0 computed, none announced" in next(unconfirmed(date(2028, 2, 1)))
    assert list(unconfirmed(None)) == []


def test_the_check_warns_of_unconfirmed_holidays_without_failing() -> None:
    told = as_text([], [], list(unconfirmed(date(2027, 11, 28))))
    assert told.startswith("warning: holidays of 2028")
    assert told.endswith("every proof holds\n")
