"""Consent as rows: which words, in which language, when and where, and that it was taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module

import pytest
from sqlalchemy import delete, text, update
from sqlmodel import Session, select

from bot import consent, handover, lessons, tickets
from bot.errors import NotNow
from bot.store.database import make_engine
from bot.store.migrate import migrate
from bot.store.safety_tables import ConsentRow
from bot.store.tables import Instant, Officer, Ticket
from tests.world import NOON, Helpline

DANGER = "tolong saya dipukul majikan, paspor saya ditahan"


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Helpline(database_url)
    made.roster()
    yield made
    made.close()


def rows(helpline: Helpline) -> list[ConsentRow]:
    with helpline.reading() as db:
        return list(db.exec(select(ConsentRow).order_by(ConsentRow.id)))  # type: ignore[arg-type]


def says(helpline: Helpline, *words: str) -> None:
    for one in words:
        helpline.hears(one)
        helpline.shows()


def test_a_yes_keeps_the_version_language_channel_and_time_of_what_was_asked(helpline: Helpline) -> None:
    says(helpline, DANGER, "bisa", "Riyadh", "1", "milik saya", "di sini, malam", "Boleh")
    [row] = rows(helpline)
    assert (row.item, row.given, row.version, row.language, row.channel) == ("keep", True, "4", "id", "simulator")
    assert (row.withdrawn_at, row.officer_id) == (None, None)
    assert row.at == helpline.talk().heard_at
    assert row.ticket_id == helpline.tickets()[0].id


def test_no_answer_is_no_row_and_a_no_is_one(helpline: Helpline) -> None:
    says(helpline, DANGER, "bisa", "Riyadh", "1", "milik saya", "Lewati")
    assert rows(helpline) == []
    says(helpline, "Tidak boleh")
    assert [row.given for row in rows(helpline)] == [False]


def test_r25_a_yes_to_one_organisation_allows_that_hand_over_until_everything_is_taken_back(helpline: Helpline) -> None:
    says(helpline, "masalah kerja", "bisa", "Dipecat")
    officer = helpline.officer("peragaan-ani")
    ticket = helpline.tickets()[0].id or 0
    now, vault = helpline.now, helpline.vault
    helpline.database.write_now(lambda db: tickets.take(db, vault, ticket, officer, now))
    helpline.database.write_now(lambda db: handover.record_consent(db, ticket, officer, "kp2mi", True, now))
    helpline.database.write_now(lambda db: lessons.agreed(db, ticket, officer, True, now))
    assert allowed(helpline, ticket) == (True, True)
    helpline.database.write_now(lambda db: tickets.close(db, vault, ticket, officer, "helped", "Selesai.", now))
    says(helpline, "data saya", "Batalkan persetujuan", "Lewati")
    assert helpline.said()[-1] == "Baik. Izin Anda sudah dicabut."
    assert allowed(helpline, ticket) == (False, False)
    assert all(row.withdrawn_at for row in rows(helpline))


def allowed(helpline: Helpline, ticket: int) -> tuple[bool, bool]:
    """May the ministry read, and may we learn?"""
    with helpline.reading() as db:
        row = helpline.tickets()[0]
        told = handover.consents(db, row, "kp2mi")
        return bool(told and not told[0].withdrawn), lessons.may_learn(db, row.contact_id)


def test_consents_that_stood_in_the_history_move_into_rows(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url, writes=True)
    migrate(engine)
    helpline = Helpline(empty_database_url)
    helpline.roster()
    says(helpline, DANGER)
    ticket = helpline.tickets()[0].id
    told = [
        ("consent", "keep yes version 1 in jv"),
        ("consent", "learn:no"),
        ("may_read", "kp2mi yes"),
        ("consent", "x"),
    ]
    with engine.begin() as connection:
        add = text("INSERT INTO entry (ticket_id, at, kind, detail) VALUES (:ticket, :at, :kind, :detail)").bindparams(
            **{}
        )
        at = Instant().process_bind_param(NOON, connection.dialect)
        for kind, detail in told:
            connection.execute(add, {"ticket": ticket, "at": at, "kind": kind, "detail": detail})
        import_module("bot.store.migrations.versions.m0016_safe_contact").move_consents(connection)
    moved = [(row.item, row.given, row.version, row.language, row.at) for row in rows(helpline)]
    noon = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    assert moved == [
        ("keep", True, "1", "jv", noon),
        ("learn", False, "asked", "id", noon),
        ("read:kp2mi", True, "asked", "id", noon),
    ]
    helpline.close()
    engine.dispose()


def test_no_row_is_a_no() -> None:
    assert not consent.stands(None)


def chose(helpline: Helpline, who: str) -> int:
    """Budi told the gravest thing, and chose who may read; gives the ticket's number."""
    says(helpline, "saya diperkosa majikan", "bisa", "Lewati", "Lewati", "Lewati", "Riyadh", "Siapa saja", who)
    return helpline.tickets()[0].id or 0


def test_r25_who_may_read_is_a_consent_with_its_words_and_time(helpline: Helpline) -> None:
    ticket = chose(helpline, "KP2MI dan perwakilan")
    [row] = [one for one in rows(helpline) if one.item == consent.READERS]
    assert (row.choice, row.given, row.version, row.language) == ("kp2mi_and_missions", True, "4", "id")
    assert (row.ticket_id, row.withdrawn_at) == (ticket, None)
    assert helpline.tickets()[0].readers == "kp2mi_and_missions"


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("Semua yang bisa membantu", "anyone", ""),
        ("KP2MI dan perwakilan", "kp2mi_and_missions", "kp2mi"),
        ("Hanya Palang Merah", "palang_merah", "palang_merah"),
    ],
)
def test_r25_a_choice_of_readers_that_is_taken_back_lets_nobody_read_who_might_not_before(
    helpline: Helpline, who: str, before: str, after: str
) -> None:
    ticket = chose(helpline, who)
    assert helpline.tickets()[0].readers == before
    with helpline.reading() as db:
        officer = db.exec(select(Officer).where(Officer.office_id == helpline.tickets()[0].office_id)).first()
    assert officer
    now = helpline.now
    [number] = [one.id or 0 for one in rows(helpline) if one.item == consent.READERS]
    helpline.database.write_now(lambda db: handover.take_back_consent(db, ticket, officer, number, now))
    assert helpline.tickets()[0].readers == after
    [row] = [one for one in rows(helpline) if one.item == consent.READERS]
    assert row.withdrawn_at == now
    with pytest.raises(NotNow):
        helpline.database.write_now(lambda db: handover.take_back_consent(db, ticket, officer, number, now))


def test_r25_everything_that_is_taken_back_takes_the_readers_back_too(helpline: Helpline) -> None:
    says(helpline, "masalah kerja", "bisa", "Dipecat")
    widen = update(Ticket).values(readers="anyone")
    helpline.database.write_now(lambda db: db.execute(widen))
    says(helpline, "menu", "data saya", "Batalkan persetujuan", "Lewati")
    assert helpline.said()[-1] == "Baik. Izin Anda sudah dicabut."
    assert {one.readers for one in helpline.tickets()} == {""}


def test_readers_that_stood_on_tickets_move_into_rows_and_a_withdrawal_narrows_them(helpline: Helpline) -> None:
    says(helpline, "masalah kerja", "bisa", "Dipecat")
    helpline.hears(DANGER, who="siti")
    first, second = helpline.tickets()[0], helpline.tickets("siti")[0]

    def as_it_was(db: Session) -> None:
        db.execute(delete(ConsentRow))
        db.execute(update(Ticket).values(readers="anyone"))
        everything = ConsentRow(
            contact_id=second.contact_id,
            item="everything",
            given=False,
            version="withdrawn",
            language="id",
            channel="simulator",
            at=helpline.now,
            withdrawn_at=helpline.now,
        )
        db.add(everything)

    helpline.database.write_now(as_it_was)
    with helpline.database.writing.begin() as connection:
        import_module("bot.store.migrations.versions.m0020_readers").move_readers(connection)
    moved = {row.ticket_id: row for row in rows(helpline) if row.item == consent.READERS}
    assert moved[first.id].choice == "all"
    assert moved[first.id].withdrawn_at is None
    assert moved[second.id].withdrawn_at == helpline.now
    assert [helpline.tickets(who)[0].readers for who in ("budi", "siti")] == ["anyone", ""]
