"""The one outlet: what leaves, what waits and what is dropped, by its cause, the hours and what the person said."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot import sweeps, tickets
from bot.errors import NotNow, NotPermitted
from bot.language.caution import TELLING
from bot.outbox import Claim, claim
from bot.outlet import FRESH, Cause, Person, verdict
from bot.safe_hours import NO_COUNTRY, SEVERAL_CLOCKS, are_open, never_open, next_opening
from bot.store.safety_tables import SafeContact
from bot.store.tables import Entry, Line, Officer, TalkRow, Ticket
from flows.hours import Hours, heard, opened
from flows.words import Writing
from tests.world import Helpline

DANGER = "tolong saya dipukul majikan, paspor saya ditahan"
EVENING = "0123456 1200-1320"
"""Every day from 20.00 to 22.00."""
MORNING = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
"""Eight in the morning in Riyadh."""


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Helpline(database_url)
    made.now = MORNING
    made.roster()
    yield made
    made.close()


def agreed(helpline: Helpline, **profile: object) -> None:
    """Budi's safe-contact profile, as if it had been agreed on."""

    def keep(db: Session) -> None:
        contact = helpline.contact(db).id or 0
        row = db.get(SafeContact, contact) or SafeContact(contact_id=contact, changed_at=helpline.now)
        for name, value in {"country": "SA", **profile}.items():
            setattr(row, name, value)
        db.add(row)

    helpline.database.write_now(keep)


def claims(helpline: Helpline) -> list[str]:
    """The words of what may leave now; all of it is taken."""

    def take(db: Session) -> list[Claim]:
        key = helpline.vault.person
        return claim(db, key, ("simulator",), helpline.now, 100)

    found: list[str] = []
    while got := helpline.database.write_now(take):
        found += [one.parcel.words.text for one in got]
        left = [one.parcel.line_id for one in got]
        sent = update(Line).where(Line.id.in_(left)).values(state="sent", sent_at=helpline.now)  # type: ignore[union-attr]
        helpline.database.write_now(lambda db, sent=sent: db.execute(sent))  # type: ignore[misc]
    return found


def lines(helpline: Helpline, cause: Cause) -> list[Line]:
    with helpline.reading() as db:
        found = select(Line).where(Line.cause == cause.value, Line.kind == "said").order_by(Line.id)  # type: ignore[arg-type]
        return list(db.exec(found))


def taken(helpline: Helpline) -> tuple[int, Officer]:
    """Budi's ticket, taken by an officer."""
    officer, ticket = helpline.officer("peragaan-budi"), helpline.tickets()[0].id or 0
    vault = helpline.vault
    helpline.database.write_now(lambda db: tickets.take(db, vault, ticket, officer, helpline.now))
    return ticket, officer


def replies(helpline: Helpline, ticket: int, officer: Officer, words: str) -> None:
    helpline.database.write_now(lambda db: tickets.reply(db, helpline.vault, ticket, officer, words, helpline.now))


def told_and_taken(helpline: Helpline, **profile: object) -> tuple[int, Officer]:
    """Danger was told, writing is safe, all answers have left, an officer has the ticket; an hour has passed."""
    helpline.hears(DANGER)
    helpline.now += timedelta(seconds=3)
    claims(helpline)
    helpline.hears("bisa")
    helpline.now += timedelta(seconds=3)
    claims(helpline)
    agreed(helpline, **profile)
    ticket, officer = taken(helpline)
    helpline.now += timedelta(hours=1)
    claims(helpline)
    return ticket, officer


def test_r6_a_line_outside_the_safe_hours_waits_and_says_until_when(helpline: Helpline) -> None:
    ticket, officer = told_and_taken(helpline, hours=EVENING)
    replies(helpline, ticket, officer, "Kami menunggu kabar Anda.")
    assert claims(helpline) == []
    [held] = lines(helpline, Cause.OFFICER)
    assert (held.state, held.failure) == ("held", "hours")
    assert held.due_at == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    helpline.now = datetime(2026, 11, 24, 16, 59, tzinfo=UTC)
    assert claims(helpline) == []
    helpline.now = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    assert claims(helpline) == ["Kami menunggu kabar Anda."]


def test_r6_an_answer_to_her_own_words_leaves_at_any_hour_but_in_neutral_words(helpline: Helpline) -> None:
    ticket, officer = told_and_taken(helpline, hours=EVENING)
    helpline.hears("apakah ada orang")
    replies(helpline, ticket, officer, "Ya, saya di sini.")
    replies(helpline, ticket, officer, "Petugas kami akan menelepon polisi.")
    assert claims(helpline) == ["Ya, saya di sini."]
    assert [line.state for line in lines(helpline, Cause.OFFICER)] == ["sent", "held"]


def test_r3_r6_where_a_life_is_at_stake_whom_to_call_is_said_at_any_hour(helpline: Helpline) -> None:
    told_and_taken(helpline, hours=EVENING)
    helpline.hears("kebakaran, api besar, kami terjebak di dalam")
    assert any("ambulans" in text or "polisi" in text for text in claims(helpline))
    with helpline.reading() as db:
        told = db.exec(select(Line).where(col(Line.life))).all()
    assert [line.state for line in told] == ["sent"]


def test_r6_what_was_held_leaves_when_she_writes_because_she_holds_the_telephone_now(helpline: Helpline) -> None:
    ticket, officer = told_and_taken(helpline, hours=EVENING)
    replies(helpline, ticket, officer, "Ya, saya di sini.")
    assert claims(helpline) == []
    helpline.hears("saya menulis lagi")
    assert claims(helpline) == ["Ya, saya di sini."]


def test_r6_a_telling_answer_of_the_conversation_waits_and_that_her_words_arrived_is_said(helpline: Helpline) -> None:
    for said in ("data saya", "bisa", "Sampai mana pesan saya", "ABC"):
        helpline.hears(said)
        helpline.now += timedelta(seconds=3)
        claims(helpline)
    agreed(helpline, hours=EVENING)
    helpline.hears("Lewati")
    assert claims(helpline) == ["Pesan Anda sudah masuk."]
    assert any(line.state == "held" and line.failure == "hours" for line in lines(helpline, Cause.ANSWER))


def test_r6_a_supervisor_releases_one_line_with_a_reason_and_nobody_else_does(helpline: Helpline) -> None:
    ticket, officer = told_and_taken(helpline, hours=EVENING)
    replies(helpline, ticket, officer, "Pintu belakang dibuka jam dua.")
    replies(helpline, ticket, officer, "Kabari kami.")
    claims(helpline)
    line = lines(helpline, Cause.OFFICER)[0].id or 0
    lead, vault = lead_of(helpline, ticket), helpline.vault

    def release(by: Officer, reason: str) -> None:
        helpline.database.write_now(lambda db: tickets.release(db, vault, ticket, line, by, reason, helpline.now))

    with pytest.raises(NotPermitted):
        release(officer, "dia menunggu")
    with pytest.raises(NotNow):
        release(lead, "")
    release(lead, "dia menunggu di pintu")
    assert claims(helpline) == ["Pintu belakang dibuka jam dua."]
    assert [one.state for one in lines(helpline, Cause.OFFICER)] == ["sent", "held"]
    with helpline.reading() as db:
        [entry] = db.exec(select(Entry).where(Entry.kind == "released")).all()
        key = helpline.key(db, helpline.contact(db))
        assert entry.officer_id == lead.id
        assert key.open("entry.sealed_detail", entry.id or 0, entry.sealed_detail or b"") == "dia menunggu di pintu"


def lead_of(helpline: Helpline, ticket: int) -> Officer:
    """A lead of the ticket's own office."""
    with helpline.reading() as db:
        office = db.get_one(Ticket, ticket).office_id
        officer = db.exec(select(Officer).where(Officer.office_id == office, Officer.role == "lead")).first()
    if officer is None:
        ani = helpline.officer("peragaan-ani")

        def promote(db: Session) -> None:
            db.execute(update(Officer).where(Officer.id == ani.id).values(role="lead", office_id=office))  # type: ignore[arg-type]

        helpline.database.write_now(promote)
        return helpline.officer("peragaan-ani")
    return officer


def test_r6_how_far_it_is_is_told_in_neutral_words_outside_the_safe_hours(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    helpline.now += timedelta(seconds=3)
    claims(helpline)
    agreed(helpline, hours=EVENING)
    helpline.hears("bisa")
    helpline.now += timedelta(seconds=3)
    [words] = claims(helpline)
    assert words.startswith("Sedang kami carikan orang; belum ada yang membaca.\n\nAnda di mana?")


def test_r6_silence_that_was_asked_for_is_nobodys_to_release(helpline: Helpline) -> None:
    ticket, officer = told_and_taken(helpline)
    helpline.hears("jangan balas")
    replies(helpline, ticket, officer, "Kami di sini.")
    claims(helpline)
    [line] = lines(helpline, Cause.OFFICER)
    assert (line.state, line.failure) == ("held", "asked")
    lead, vault = lead_of(helpline, ticket), helpline.vault
    with pytest.raises(NotNow):
        helpline.database.write_now(
            lambda db: tickets.release(db, vault, ticket, line.id or 0, lead, "penting", helpline.now)
        )


def test_r6_another_country_asks_for_the_hours_anew(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    helpline.shows()
    agreed(helpline, hours=EVENING, country="MY")
    helpline.hears("bisa")
    helpline.shows()
    helpline.hears("saya di riyadh arab saudi")
    helpline.shows()
    assert "Anda sudah pindah negara, ya?" in helpline.said()[-1]
    helpline.hears("jam 9 malam sampai 11")
    helpline.shows()
    assert "Setiap hari jam 9 malam sampai 11 malam, waktu di Arab Saudi." in helpline.said()[-1]
    with helpline.reading() as db:
        row = db.get_one(SafeContact, helpline.contact(db).id)
        assert (row.hours, row.country) == ("0123456 1260-1380", "SA")


def test_r4_nothing_leaves_by_itself_while_there_is_danger_and_no_permission(helpline: Helpline) -> None:
    ticket, officer = told_and_taken(helpline)
    helpline.hears("ada orang?")
    helpline.now += timedelta(minutes=16)
    assert helpline.database.write_now(lambda db: sweeps.tell_unread(db, helpline.vault, helpline.now)) == 1
    helpline.database.write_now(
        lambda db: tickets.close(db, helpline.vault, ticket, officer, "helped", "Selesai.", helpline.now)
    )
    assert claims(helpline) == []
    dropped = lines(helpline, Cause.BY_ITSELF) + lines(helpline, Cause.FAREWELL)
    assert [(line.state, line.failure) for line in dropped] == [("dropped", "never_first")] * 2


def test_r4_who_permitted_it_and_holds_hours_is_written_to_first_for_seven_days(helpline: Helpline) -> None:
    ticket, officer = told_and_taken(helpline, may_write_until=MORNING + timedelta(days=7))
    helpline.now += timedelta(hours=2)
    helpline.database.write_now(
        lambda db: tickets.close(db, helpline.vault, ticket, officer, "helped", "Selesai.", helpline.now)
    )
    assert claims(helpline) == ["Terima kasih sudah menulis. Anda boleh menulis lagi kapan saja; kami ada di sini."]


def test_r12_who_holds_the_telephone_and_said_it_is_safe_hears_that_nobody_has_read(helpline: Helpline) -> None:
    told_and_taken(helpline)
    helpline.hears("ada orang?")
    helpline.now += timedelta(minutes=3)
    helpline.database.write_now(lambda db: sweeps.tell_unread(db, helpline.vault, helpline.now))
    assert len(claims(helpline)) == 1


LATER = MORNING + timedelta(hours=3)
SAFE = Person(Writing.SAFE, MORNING)
JUST_NOW = Person(Writing.SAFE, LATER - FRESH)


@pytest.mark.parametrize(
    ("cause", "person", "expected"),
    [
        # Nobody in danger: what time says may leave.
        (Cause.BY_ITSELF, SAFE, "leave"),
        (Cause.FAREWELL, SAFE, "leave"),
        # Danger, and she has not written for hours.
        (Cause.BY_ITSELF, Person(Writing.SAFE, MORNING, endangered=True), "drop never_first"),
        (Cause.FAREWELL, Person(Writing.SAFE, MORNING, endangered=True), "drop never_first"),
        (Cause.READ, Person(Writing.SAFE, MORNING, endangered=True), "drop never_first"),
        # Danger, and she never said that writing is safe.
        (Cause.FAREWELL, Person(Writing.UNKNOWN, LATER, endangered=True), "drop never_first"),
        # A greeting leaves only with a permission that runs.
        (Cause.CHECK_IN, SAFE, "drop no_permission"),
        (Cause.CHECK_IN, Person(Writing.SAFE, MORNING, may_write_until=LATER), "drop no_permission"),
        (Cause.CHECK_IN, Person(Writing.SAFE, MORNING, True, may_write_until=LATER + FRESH), "leave"),
        # That a promised answer is not there yet: nobody in danger hears it by itself, others within their hours.
        (Cause.PROMISED, Person(Writing.SAFE, MORNING, endangered=True), "drop never_first"),
        (Cause.PROMISED, Person(Writing.SAFE, MORNING, True, may_write_until=LATER + FRESH), "leave"),
        (Cause.PROMISED, Person(Writing.QUIET, MORNING), "drop asked"),
        (Cause.PROMISED, SAFE, "leave"),
        # An officer's words are no line of its own accord.
        (Cause.OFFICER, Person(Writing.SAFE, MORNING, endangered=True), "leave"),
        (Cause.OFFICER, Person(Writing.QUIET, LATER), "hold asked"),
        (Cause.BY_ITSELF, Person(Writing.QUIET, LATER), "drop asked"),
        # After a quick exit nothing leaves but the public face.
        (Cause.OFFICER, Person(Writing.SAFE, LATER, exited=True), "hold quick_exit"),
        (Cause.ANSWER, Person(Writing.SAFE, LATER, exited=True), "hold quick_exit"),
        (Cause.PUBLIC_FACE, Person(Writing.QUIET, LATER, exited=True), "leave"),
        # An address that is a stranger's now.
        (Cause.OFFICER, Person(Writing.SAFE, LATER, stranger=True), "drop stranger"),
        # Outside the hours: a neutral answer within ten minutes, and nothing else.
        (Cause.ANSWER, Person(Writing.SAFE, LATER - FRESH, hours=EVENING, country="SA"), "leave"),
        (Cause.ANSWER, Person(Writing.SAFE, MORNING, hours=EVENING, country="SA"), "hold hours"),
        (Cause.BY_ITSELF, Person(Writing.SAFE, LATER, hours=EVENING, country="SA"), "drop hours"),
        # A message to many is no answer, although she wrote a moment ago.
        (Cause.BROADCAST, Person(Writing.SAFE, LATER, False, False, False, LATER + FRESH, EVENING, "SA"), "hold hours"),
        (Cause.GREETING, Person(Writing.SAFE, LATER, False, False, False, LATER + FRESH, EVENING, "SA"), "hold hours"),
        (Cause.BROADCAST, Person(Writing.SAFE, LATER, may_write_until=LATER + FRESH), "leave"),
        # Hours without a country are never open: nobody can count them.
        (Cause.OFFICER, Person(Writing.SAFE, MORNING, hours=EVENING), "hold hours"),
    ],
)
def test_r4_the_outlet_decides_by_the_cause(cause: Cause, person: Person, expected: str) -> None:
    said = verdict(cause, False, lambda: "Halo.", person, LATER)
    assert f"{said.does} {said.why}".strip() == expected


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("jam 20 sampai 22", EVENING),
        ("8 malam sampai 10 malam", EVENING),
        ("jam 8-10 malam", EVENING),
        ("jam 8 malam sampai 10", EVENING),
        ("20.00-22.00", EVENING),
        ("8 pm to 10 pm", EVENING),
        ("malam", "0123456 1140-1320"),
        ("hari minggu jam 9 sampai 12", "6 540-720"),
        ("senin sampai jumat jam 21:30 sampai 23", "01234 1290-1380"),
        ("sabtu minggu pagi", "56 360-600"),
        ("jam 11 malam sampai 2", "0123456 1380-120"),
        ("jam 9 malam", "0123456 1260-1320"),
        ("kapan saja", "0123456 0-1440"),
    ],
)
def test_r6_hours_are_read_as_people_say_them(said: str, code: str) -> None:
    told = heard(said)
    assert told is not None
    assert told.code == code
    assert opened(code) == told


@pytest.mark.parametrize("said", ["tidak tahu", "kalau dia pergi", "jam 30 sampai 40", "jam 1 2 3"])
def test_r6_hours_that_nobody_could_read_are_asked_for_again(said: str) -> None:
    assert heard(said) is None


def test_r6_a_night_passes_midnight_and_a_country_with_several_zones_needs_all_of_them() -> None:
    night = Hours((0,), 23 * 60, 2 * 60)
    monday_at_midnight = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
    assert are_open(night, "SA", monday_at_midnight)
    assert not are_open(night, "SA", monday_at_midnight + timedelta(hours=2))
    evening = Hours(tuple(range(7)), 20 * 60, 22 * 60)
    assert next_opening(evening, "ID", MORNING) is None
    long_evening = Hours(tuple(range(7)), 18 * 60, 22 * 60)
    assert next_opening(long_evening, "ID", MORNING) == datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def test_r3_on_a_watched_telephone_nothing_that_we_say_names_who_is_called(helpline: Helpline) -> None:
    for one in (DANGER, "bisa", "Riyadh", "1", "Ada yang mengawasi", "Lewati"):
        helpline.hears(one)
        helpline.shows()
    told = helpline.said()[-1]
    assert "Sedang kami carikan orang; belum ada yang membaca." in told
    assert not TELLING.search(told)


def test_r6_hours_that_fit_no_clock_of_the_whole_country_open_once_the_city_is_known() -> None:
    evening = Hours(tuple(range(7)), 20 * 60, 22 * 60)
    assert never_open(evening, "ID", MORNING) == SEVERAL_CLOCKS
    assert never_open(evening, "", MORNING) == NO_COUNTRY
    assert never_open(evening, "ID", MORNING, "Asia/Jayapura") == ""
    # Eight in the evening in Jayapura is eleven in the morning by UTC; in Jakarta it is six in the evening then.
    opens = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    assert next_opening(evening, "ID", MORNING, "Asia/Jayapura") == opens
    assert are_open(evening, "ID", opens, "Asia/Jayapura")
    assert not are_open(evening, "ID", opens, "Asia/Jakarta")


def test_r6_the_city_that_she_named_decides_when_what_was_held_leaves(helpline: Helpline) -> None:
    ticket, officer = told_and_taken(helpline, hours=EVENING, country="ID", zone="Asia/Jayapura")
    replies(helpline, ticket, officer, "Kami menunggu kabar Anda.")
    assert claims(helpline) == []
    [line] = lines(helpline, Cause.OFFICER)
    assert line.due_at == datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    helpline.now = line.due_at
    assert claims(helpline) == ["Kami menunggu kabar Anda."]


def test_r6_another_country_forgets_the_clock_of_the_one_before(helpline: Helpline) -> None:
    helpline.hears(DANGER)
    helpline.shows()
    agreed(helpline, hours=EVENING, country="ID", zone="Asia/Jayapura")
    helpline.hears("bisa")
    helpline.shows()
    helpline.hears("saya di riyadh arab saudi")
    with helpline.reading() as db:
        row = db.get_one(SafeContact, helpline.contact(db).id)
        assert (row.country, row.zone) == ("SA", "")


def test_an_outlet_that_holds_many_lines_looks_at_none_of_them_twice(helpline: Helpline) -> None:
    ticket, officer = told_and_taken(helpline, hours=EVENING)
    for number in range(15):
        replies(helpline, ticket, officer, f"Pesan {number}")
    assert claims(helpline) == []
    with helpline.reading() as db:
        talk = db.exec(select(TalkRow)).one()
        due = db.exec(select(Line.id).where(Line.state == "due", Line.contact_id == talk.contact_id)).all()
    assert due == []
    assert {line.state for line in lines(helpline, Cause.OFFICER)} == {"held"}
