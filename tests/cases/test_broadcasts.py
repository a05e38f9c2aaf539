"""One message to many: approved by two others, tested, slow, stopped at any time, and never to somebody in danger."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot import broadcasts
from bot.audience import Audience
from bot.broadcasts import NotNeutral
from bot.errors import NotNow, NotPermitted
from bot.outlet import Cause, Person, verdict
from bot.store.event_tables import Broadcast, BroadcastEntry, BroadcastTo
from bot.store.safety_tables import SafeContact
from bot.store.tables import Line, TalkRow, Ticket
from flows.words import Writing
from tests.cases.desk import DANGER, enrol
from tests.world import Helpline

WORDS = {"id": "Halo. Jalan ke kota sudah dibuka lagi.", "en": "Hello. The road to town is open again."}
HERE = Audience(places=frozenset({"HK"}))


@pytest.fixture(autouse=True)
def leads(helpline: Helpline) -> None:
    """Four leads of the two organisations, and one of a mission."""
    for login, office in (
        ("dian", "kp2mi.centre"),
        ("rahma", "kp2mi.centre"),
        ("tono", "kp2mi.centre"),
        ("wati", "palang_merah.family_links"),
    ):
        enrol(helpline, login, office, role="lead")


def asks(helpline: Helpline, who: str, permits: bool = True, **columns: object) -> int:
    """Somebody in Hong Kong asks about something harmless, and may have said that we may write first."""
    helpline.hears("petugas", who=who)
    number = helpline.tickets(who)[0].id or 0

    def settle(db: Session) -> None:
        row = db.get_one(Ticket, number)
        row.country, row.urgency, row.kinds, row.service = "HK", 1, "", "information"
        for name, value in columns.items():
            setattr(row, name, value)
        if permits:
            until = helpline.now + timedelta(days=7)
            changed = SafeContact(contact_id=row.contact_id, changed_at=helpline.now, may_write_until=until)
            db.merge(changed)

    helpline.database.write_now(settle)
    return number


def drafted(helpline: Helpline, by: str = "dian", audience: Audience = HERE) -> str:
    """A draft."""
    officer = helpline.officer(by)
    return helpline.database.write_now(lambda db: broadcasts.draft(db, officer, WORDS, audience, helpline.now))


def sent_to_our_own(helpline: Helpline, code: str) -> None:
    """It went to a telephone of ours."""
    helpline.hears("petugas", who="ours")
    number = helpline.tickets("ours")[0].id

    def harmless(db: Session) -> None:
        row = db.get_one(Ticket, number)
        row.urgency, row.service, row.status = 0, "information", "closed"

    helpline.database.write_now(harmless)
    officer = helpline.officer("dian")
    helpline.database.write_now(
        lambda db: broadcasts.test(db, helpline.vault, code, officer, "simulator", "ours", helpline.now)
    )


def approves(helpline: Helpline, code: str, by: str) -> int:
    """A lead says yes."""
    officer = helpline.officer(by)
    return helpline.database.write_now(lambda db: broadcasts.approve(db, code, officer, helpline.now))


def starts(helpline: Helpline, code: str, by: str = "tono") -> int:
    """A lead lets it go."""
    officer = helpline.officer(by)
    return helpline.database.write_now(lambda db: broadcasts.start(db, code, officer, helpline.now))


def ready(helpline: Helpline, audience: Audience = HERE) -> str:
    """Tested and approved by two others."""
    code = drafted(helpline, audience=audience)
    sent_to_our_own(helpline, code)
    approves(helpline, code, "rahma")
    approves(helpline, code, "wati")
    return code


def sweeps(helpline: Helpline) -> int:
    """One turn of the sweep."""
    helpline.now += timedelta(seconds=5)
    return helpline.database.write_now(lambda db: broadcasts.send_some(db, helpline.vault, helpline.now))


def queued(helpline: Helpline) -> list[str]:
    """The states of the lines of broadcasts."""
    with helpline.reading() as db:
        lines = select(Line.state).where(Line.cause == Cause.BROADCAST.value).order_by(col(Line.id))
        return list(db.exec(lines))


def state_of(helpline: Helpline, code: str) -> str:
    """Where a broadcast stands."""
    with helpline.reading() as db:
        return db.exec(select(Broadcast.state).where(Broadcast.code == code)).one()


def test_nothing_leaves_before_a_test_and_two_others_approval(helpline: Helpline) -> None:
    asks(helpline, "ani")
    code = drafted(helpline)
    with pytest.raises(NotNow):
        approves(helpline, code, "rahma")
    sent_to_our_own(helpline, code)
    assert helpline.said("ours")[-1] == WORDS["id"]
    with pytest.raises(NotPermitted):
        approves(helpline, code, "dian")
    assert approves(helpline, code, "rahma") == 1
    assert approves(helpline, code, "rahma") == 1
    with pytest.raises(NotNow):
        starts(helpline, code)
    assert approves(helpline, code, "wati") == 2
    assert starts(helpline, code) == 1
    assert sweeps(helpline) == 1
    assert helpline.said("ani")[-1] == WORDS["id"]
    sweeps(helpline)
    assert state_of(helpline, code) == "done"
    with helpline.reading() as db:
        kinds = [entry.kind for entry in db.exec(select(BroadcastEntry).order_by(col(BroadcastEntry.id)))]
    assert kinds == ["drafted", "tested", "approved", "approved", "started", "done"]


def test_changed_words_need_the_test_and_every_approval_anew(helpline: Helpline) -> None:
    asks(helpline, "ani")
    code = ready(helpline)
    tono = helpline.officer("tono")
    helpline.database.write_now(
        lambda db: broadcasts.change(db, code, tono, {"id": "Halo. Jalan ditutup."}, HERE, helpline.now)
    )
    with pytest.raises(NotNow):
        starts(helpline, code)
    with pytest.raises(NotNow):
        approves(helpline, code, "rahma")


@pytest.mark.parametrize("login", ["peragaan-budi"])
def test_only_leads_of_the_two_organisations_write_approve_run_and_stop(helpline: Helpline, login: str) -> None:
    with pytest.raises(NotPermitted):
        drafted(helpline, login)
    code = ready(helpline)
    for act in (approves, starts):
        with pytest.raises(NotPermitted):
            act(helpline, code, login)


@pytest.mark.parametrize(
    "words",
    [
        "Petugas kami akan menelepon.",
        "Pesan dari Palang Merah.",
        "Ada BAHAYA di kota.",
        "Kami janji semua aman.",
        "Laporan Anda selesai.",
    ],
)
def test_r3_words_that_tell_a_stranger_too_much_are_refused(helpline: Helpline, words: str) -> None:
    officer = helpline.officer("dian")
    with pytest.raises(NotNeutral):
        helpline.database.write_now(lambda db: broadcasts.draft(db, officer, {"id": words}, HERE, helpline.now))


@pytest.mark.parametrize(
    ("texts", "audience"),
    [
        ({}, HERE),
        ({"en": "Hello."}, HERE),
        ({"id": "a" * 501}, HERE),
        ({"id": "Halo."}, Audience()),
        ({"id": "Halo."}, Audience(places=frozenset({"XX"}))),
        ({"id": "Halo."}, Audience(services=frozenset({"gossip"}))),
    ],
)
def test_a_draft_without_words_or_for_nobody_in_particular_is_refused(
    helpline: Helpline, texts: dict[str, str], audience: Audience
) -> None:
    officer = helpline.officer("dian")
    with pytest.raises(NotNow):
        helpline.database.write_now(lambda db: broadcasts.draft(db, officer, texts, audience, helpline.now))


def test_r4_nobody_in_danger_without_permission_or_out_of_reach_gets_it(helpline: Helpline) -> None:
    asks(helpline, "ani")
    asks(helpline, "unasked", permits=False)
    asks(helpline, "grave", urgency=2)
    asks(helpline, "signs", kinds="debt")
    asks(helpline, "elsewhere", country="SA")
    asks(helpline, "quiet")
    asks(helpline, "gone")
    helpline.hears(DANGER, who="hurt")
    asks(helpline, "hurt", service="emergency")

    def unreachable(db: Session) -> None:
        for who, column, value in (("quiet", "writing", "quiet"), ("gone", "unreachable", "blocked")):
            talk = db.exec(select(TalkRow).where(TalkRow.contact_id == helpline.contact(db, who).id)).one()
            setattr(talk, column, value)

    helpline.database.write_now(unreachable)
    code = ready(helpline)
    officer = helpline.officer("dian")
    seen = helpline.database.write_now(lambda db: broadcasts.preview(db, code, officer, helpline.now))
    assert (seen.reached, dict(seen.channels), dict(seen.languages)) == (1, {"simulator": 1}, {"id": 1})
    assert dict(seen.passed_over) == {"danger": 3, "no_permission": 1, "asked_for_silence": 1, "unreachable": 1}
    assert starts(helpline, code) == 1
    assert sweeps(helpline) == 1
    assert queued(helpline) == ["due"]


def test_r4_who_comes_into_danger_after_the_start_is_passed_over(helpline: Helpline) -> None:
    for who in ("ani", "rini"):
        asks(helpline, who)
    code = ready(helpline)
    assert starts(helpline, code) == 2
    helpline.hears(DANGER, who="rini")
    assert sweeps(helpline) == 1
    officer = helpline.officer("dian")
    told = helpline.database.write_now(lambda db: broadcasts.progress(db, code, officer))
    assert (dict(told.states), dict(told.reasons)) == ({"queued": 1, "passed_over": 1}, {"danger": 1})


def test_r4_the_outlet_lets_no_broadcast_through_to_somebody_in_danger_or_without_permission(
    helpline: Helpline,
) -> None:
    now, soon = helpline.now, helpline.now + timedelta(days=1)
    fine = Person(Writing.SAFE, now, may_write_until=soon)
    assert verdict(Cause.BROADCAST, False, lambda: "Halo.", fine, now).does == "leave"
    for person in (
        Person(Writing.SAFE, now, endangered=True, may_write_until=soon),
        Person(Writing.SAFE, now),
        Person(Writing.SAFE, now, may_write_until=now),
        Person(Writing.SAFE, now, exited=True, may_write_until=soon),
    ):
        assert verdict(Cause.BROADCAST, False, lambda: "Halo.", person, now).does != "leave"


def test_the_stop_button_ends_it_at_once_and_drops_what_waits(helpline: Helpline) -> None:
    for number in range(25):
        asks(helpline, f"p{number}")
    code = ready(helpline)
    assert starts(helpline, code) == 25
    assert sweeps(helpline) == broadcasts.AT_ONCE
    officer = helpline.officer("wati")
    assert helpline.database.write_now(lambda db: broadcasts.stop(db, code, officer, helpline.now)) == 25
    assert set(queued(helpline)) == {"dropped"}
    assert sweeps(helpline) == 0
    assert state_of(helpline, code) == "stopped"
    with pytest.raises(NotNow):
        helpline.database.write_now(lambda db: broadcasts.stop(db, code, officer, helpline.now))
    with pytest.raises(NotNow):
        starts(helpline, code)


def test_two_processes_that_sweep_by_turns_send_to_each_once(helpline: Helpline) -> None:
    for number in range(23):
        asks(helpline, f"p{number}")
    code = ready(helpline)
    starts(helpline, code)
    sent = [sweeps(helpline) for _turn in range(4)]
    assert sent == [20, 3, 0, 0]
    with helpline.reading() as db:
        states = list(db.exec(select(BroadcastTo.state)))
    assert states == ["queued"] * 23
    assert len(queued(helpline)) == 23


def test_a_broadcast_leaves_behind_what_people_are_waiting_for(helpline: Helpline) -> None:
    asks(helpline, "ani")
    code = ready(helpline)
    starts(helpline, code)
    sweeps(helpline)
    with helpline.reading() as db:
        ours = select(Line.rank).where(Line.cause == Cause.BROADCAST.value)
        answers = select(Line.rank).where(Line.cause == Cause.ANSWER.value)
        assert min(db.exec(ours).all()) > max(db.exec(answers).all())
