"""Who permitted it is greeted first; who wants to be forgotten is; an officer makes sure who writes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot import followup, tickets, whowrites
from bot.errors import NotNow
from bot.language.catalogue import translate
from bot.outbox import claim
from bot.store.safety_tables import Erasure, SafeContact
from bot.store.tables import Entry, Line, TalkRow, Ticket
from tests.world import Helpline

DANGER = "tolong saya dipukul majikan, paspor saya ditahan"
PROFILE = (
    "profil aman",
    "bisa",
    "Ya",
    "Halo, jadi ke pasar?",
    "di Hong Kong",
    "jam 20 sampai 22",
    "Betul",
    "Milik saya",
)


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Helpline(database_url)
    made.roster()
    yield made
    made.close()


def says(helpline: Helpline, *words: str, who: str = "budi") -> None:
    for one in words:
        helpline.hears(one, who=who)
        helpline.shows()


def leaves(helpline: Helpline) -> list[str]:
    """What the sweep greets with and the outlet lets go now."""
    vault, now = helpline.vault, helpline.now
    helpline.database.write_now(lambda db: followup.check_in(db, vault, now, translate))
    claims = helpline.database.write_now(lambda db: claim(db, vault.person, ("simulator",), now, 100))
    sent = update(Line).where(col(Line.state) == "sending").values(state="sent", sent_at=now)
    helpline.database.write_now(lambda db: db.execute(sent))
    return [one.parcel.words.text for one in claims]


def test_r4_who_permitted_it_is_greeted_in_their_words_and_hours_for_seven_days(helpline: Helpline) -> None:
    says(helpline, *PROFILE, "Lewati", "Lewati")
    helpline.now += timedelta(hours=23)
    assert leaves(helpline) == []
    greeted = []
    for _hour in range(8 * 24):
        helpline.now += timedelta(hours=1)
        greeted += [(helpline.now.hour, words) for words in leaves(helpline)]
    # Eight in the evening in Hong Kong is noon in UTC.
    assert {hour for hour, _words in greeted} <= {12, 13}
    assert {words for _hour, words in greeted} == {"Halo, jadi ke pasar?"}
    assert 4 <= len(greeted) <= 7


def test_r4_without_permission_or_after_a_quick_exit_nobody_is_greeted(helpline: Helpline) -> None:
    says(helpline, "profil aman", "bisa", "Tidak", "di Hong Kong", "kapan saja", "Betul", "Milik saya")
    says(helpline, *PROFILE, "Lewati", "Lewati", who="siti")
    says(helpline, "tutup cepat", who="siti")
    for _day in range(9):
        helpline.now += timedelta(days=1)
        assert leaves(helpline) == []


def test_r4_on_whatsapp_the_greeting_goes_as_an_approved_template_because_a_day_has_passed(helpline: Helpline) -> None:
    for one in (*PROFILE, "Lewati", "Lewati"):
        helpline.hears(one, channel="whatsapp")
        helpline.shows()
    sent = []
    for _hour in range(48):
        helpline.now += timedelta(hours=1)
        vault, now = helpline.vault, helpline.now
        helpline.database.write_now(lambda db: followup.check_in(db, vault, now, translate))  # noqa: B023
        claims = helpline.database.write_now(lambda db: claim(db, vault.person, ("whatsapp",), now, 100))  # noqa: B023
        sent += [one.parcel for one in claims]
    assert {(one.template, one.words.text) for one in sent} == {("halo_balas", "Halo, apa kabar? Balas kalau sempat.")}


def test_r4_on_whatsapp_the_greeting_is_in_the_persons_language_where_that_template_is_approved(
    helpline: Helpline,
) -> None:
    for one in (*PROFILE, "Lewati", "Lewati"):
        helpline.hears(one, channel="whatsapp")
        helpline.shows()
    helpline.database.write_now(lambda db: db.execute(update(TalkRow).values(language="en")))
    vault = helpline.vault
    sent = []
    for approved in (("halo_balas", "halo_balas.en"), ("halo_balas",)):
        helpline.now += timedelta(days=1, hours=1)
        for _hour in range(24):
            helpline.now += timedelta(hours=1)
            now = helpline.now
            helpline.database.write_now(lambda db: followup.check_in(db, vault, now, translate, approved))  # noqa: B023
            claims = helpline.database.write_now(lambda db: claim(db, vault.person, ("whatsapp",), now, 100))  # noqa: B023
            sent += [(one.parcel.template, one.parcel.words.text) for one in claims]
    assert dict.fromkeys(sent) == dict.fromkeys(
        [
            ("halo_balas.en", "Hello, how are you? Answer when you can."),
            ("halo_balas", "Halo, apa kabar? Balas kalau sempat."),
        ]
    )


def wishes(helpline: Helpline) -> list[str]:
    with helpline.reading() as db:
        return [one.state for one in db.exec(select(Erasure).order_by(Erasure.id))]  # type: ignore[arg-type]


def forgets(helpline: Helpline) -> int:
    return helpline.database.write_now(lambda db: followup.forget_due(db, helpline.vault, helpline.now))


def test_r1_a_wish_to_be_forgotten_is_carried_out_after_its_check_and_leaves_no_word(helpline: Helpline) -> None:
    says(helpline, "masalah kerja", "bisa", "Dipecat", "menu", "hapus data saya", "Lewati")
    assert wishes(helpline) == ["checked"]
    helpline.now += timedelta(hours=71)
    assert forgets(helpline) == 0
    helpline.now += timedelta(hours=2)
    with helpline.reading() as db:
        ticket = db.exec(select(Ticket)).first()
    assert forgets(helpline) == 1
    assert wishes(helpline) == ["done"]
    assert ticket is not None
    with helpline.reading() as db:
        now = db.get_one(Ticket, ticket.id)
        assert (now.code, now.service) == (ticket.code, "complaint")
        for line in db.exec(select(Line)):
            key = helpline.vault.person(now.key_id, keyring(db, now))
            assert key.open_json("line.sealed_body", line.id or 0, line.sealed_body) == {"text": ""}
    says(helpline, "halo")
    assert helpline.tickets() == []


def keyring(db: Session, ticket: Ticket) -> bytes:
    """The person's key as it lies in the ring."""
    from bot.store.tables import Key

    return db.get_one(Key, ticket.key_id).wrapped


def test_r1_a_wish_to_be_forgotten_is_taken_back_by_a_word(helpline: Helpline) -> None:
    says(helpline, "masalah kerja", "bisa", "Dipecat", "menu", "hapus data saya", "Lewati", "batal hapus")
    assert wishes(helpline) == ["revoked"]
    helpline.now += timedelta(days=4)
    assert forgets(helpline) == 0


def taken(helpline: Helpline, who: str = "budi") -> tuple[int, object]:
    """Somebody's last ticket, taken by an officer of its office."""
    ticket, vault = helpline.tickets(who)[-1], helpline.vault
    officer = helpline.officer("peragaan-budi")

    def take(db: Session) -> None:
        row = db.get_one(Ticket, ticket.id)
        row.office_id = officer.office_id
        tickets.take(db, vault, ticket.id or 0, officer, helpline.now)

    helpline.database.write_now(take)
    return ticket.id or 0, officer


def test_r1_in_danger_an_officer_first_makes_sure_and_what_protects_life_waits(helpline: Helpline) -> None:
    says(helpline, DANGER, "bisa", "hapus data saya", "Lewati")
    assert wishes(helpline) == ["asked"]
    ticket, officer = taken(helpline)
    vault = helpline.vault
    with pytest.raises(NotNow):
        helpline.database.write_now(
            lambda db: whowrites.made_sure(db, vault, ticket, officer, True, "", helpline.now)  # type: ignore[arg-type]
        )
    helpline.database.write_now(
        lambda db: whowrites.made_sure(db, vault, ticket, officer, True, "suara", helpline.now)  # type: ignore[arg-type]
    )
    assert wishes(helpline) == ["checked"]
    helpline.now += timedelta(days=4)
    assert forgets(helpline) == 0
    assert wishes(helpline) == ["checked"]


def test_r7_an_officer_lets_back_whoever_lost_their_word(helpline: Helpline) -> None:
    says(helpline, DANGER, "tutup cepat", "petugas")
    ticket, officer = taken(helpline)
    vault = helpline.vault
    helpline.database.write_now(
        lambda db: whowrites.made_sure(db, vault, ticket, officer, True, "suaranya", helpline.now)  # type: ignore[arg-type]
    )
    with helpline.reading() as db:
        assert db.get_one(SafeContact, helpline.contact(db).id).exited_at is None
    assert helpline.tickets()[0].silence == ""


def test_r10_an_officer_joins_another_address_and_nothing_old_was_shown_before(helpline: Helpline) -> None:
    says(helpline, DANGER, "bisa")
    old = helpline.tickets()[0]
    says(helpline, "saya pernah menulis", "bisa", old.code, "kunci biru", who="nomor baru")
    assert not any(old.code in words or "dipukul" in words for words in helpline.said("nomor baru"))
    with helpline.reading() as db:
        asked = db.exec(select(Entry.detail).where(Entry.kind == "join_asked")).one()
    assert asked == f"{old.code} unknown"
    ticket, officer = taken(helpline, "nomor baru")
    vault = helpline.vault

    def join(db: Session) -> None:
        db.get_one(Ticket, old.id).office_id = officer.office_id  # type: ignore[attr-defined]
        whowrites.join(db, vault, ticket, officer, old.code, helpline.now)  # type: ignore[arg-type]

    helpline.database.write_now(join)
    helpline.hears("saya menulis dari nomor baru", who="nomor baru")
    assert ("heard", "saya menulis dari nomor baru") in helpline.transcript("nomor baru")
    assert old.code in {one.code for one in helpline.tickets("nomor baru")}


def test_r10_after_ninety_days_of_silence_an_address_is_a_stranger(helpline: Helpline) -> None:
    says(helpline, DANGER, "bisa")
    before = {one.code for one in helpline.tickets()}
    helpline.now += timedelta(days=91)
    says(helpline, "halo")
    assert helpline.said()[0].startswith("Halo, ini Kentongan.")
    assert {one.code for one in helpline.tickets()} & before == set()
