"""Thirty invented tickets with feedback by rule, needed before the first real one."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot import handover, staff, tickets
from bot.errors import NotTrained
from bot.language.caution import tells_of_death, warnings
from bot.routing.transfer import TransferMove
from bot.store.keeping_tables import Change
from bot.store.roster import read_roster
from bot.store.tables import Office, Ticket
from bot.training import exercises, progress
from bot.training.exercises import Answered, Invented, good, invented, judge
from flows.words import Service
from tests.care.conftest import ANI, DEWI, HELP, hired, officer
from tests.desk.conftest import Desk, enter, press
from tests.world import Helpline

ALL = invented("id")


def right(one: Invented) -> Answered:
    """What is good in every part."""
    reply = next(place for place, reply in enumerate(one.replies) if not reply.breaks)
    return Answered(max(one.urgencies), one.services[0], reply, one.next[0])


def test_there_are_thirty_of_all_kinds() -> None:
    kinds = {one.kind for one in ALL}
    assert len({one.name for one in ALL}) == len(ALL) == 30
    wanted = {"sexual_violence", "suicide", "child", "trafficking", "hunt", "prank", "retraction", "forwarded", "voice"}
    assert wanted <= kinds
    assert {"death", "pregnancy", "sextortion", "silence", "safeguarding", "family_links", "picture"} <= kinds


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_each_has_one_good_way_and_names_the_rule_of_every_other(one: Invented) -> None:
    assert good(judge(one, right(one), "id"))
    assert [bool(reply.breaks) for reply in one.replies].count(False) == 1
    assert set(one.next) < {step.code for step in one.steps}
    assert set(one.services) <= set(Service)
    for place, reply in enumerate(one.replies):
        told = judge(one, Answered(3, one.services[0], place, one.next[0]), "id")[2]
        assert told.good is not bool(reply.breaks)
        assert [code for code, says in told.rules if says] == list(reply.breaks or one.rules)
    for step in one.steps:
        assert judge(one, Answered(3, one.services[0], 0, step.code), "id")[3].rules


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_the_good_reply_says_nothing_that_the_composer_would_warn_of(one: Invented) -> None:
    reply = one.replies[right(one).reply].text
    assert [warned for warned in warnings(reply) if warned.kind in ("words", "link")] == []
    assert not tells_of_death(reply)


def test_where_the_good_way_stands_tells_nothing() -> None:
    assert {right(one).reply for one in ALL} == {0, 1, 2}
    assert {[step.code for step in one.steps].index(one.next[0]) for one in ALL} == {0, 1, 2, 3}


def test_r31_too_low_is_wrong_and_a_little_high_is_not() -> None:
    wages = next(one for one in ALL if one.name == "gaji")
    told = {level: judge(wages, Answered(level, "complaint", 1, "ask_matter"), "id")[0] for level in range(4)}
    assert [told[level].good for level in range(4)] == [False, True, True, True]
    assert told[0].rules[0][0] == "R31"


def test_the_english_is_there_for_every_sentence() -> None:
    pairs = zip(ALL, invented("en"), strict=True)
    same = [
        one.name
        for one, other in pairs
        if one.opening_here == other.opening_here
        or any(a.here == b.here for a, b in zip(one.replies, other.replies, strict=True))
    ]
    assert same == []
    assert exercises.rule_words("id").keys() == exercises.rule_words("en").keys()


@pytest.fixture
def real(helpline: Helpline) -> Ticket:
    """A real person's ticket at Ani's office."""
    helpline.hears(HELP, channel="telegram", who="7")
    [found] = helpline.tickets("7", "telegram")
    return found


def take(helpline: Helpline, ticket: Ticket, login: str) -> None:
    """An officer takes it."""
    helpline.database.write_now(
        lambda db: tickets.take(db, helpline.vault, ticket.id or 0, officer(db, login), helpline.now)
    )


def work_through(helpline: Helpline, who: int, but: int = 0) -> None:
    """Answer all of them well, but for the last few."""

    def answer(db: Session) -> None:
        for one in ALL[: len(ALL) - but]:
            progress.answer(db, who, one, right(one), "id", helpline.now)

    helpline.database.write_now(answer)


def test_no_real_ticket_before_all_thirty_are_right(helpline: Helpline, real: Ticket) -> None:
    siti = hired(helpline, "siti", ANI)
    with pytest.raises(NotTrained):
        take(helpline, real, "siti")
    work_through(helpline, siti.id or 0, but=1)
    with pytest.raises(NotTrained):
        take(helpline, real, "siti")
    work_through(helpline, siti.id or 0)
    assert helpline.officer("siti").trained_how == "passed"
    take(helpline, real, "siti")
    assert helpline.tickets("7", "telegram")[0].owner_id == siti.id


def test_an_untrained_officer_is_offered_no_real_ticket(helpline: Helpline) -> None:
    siti = hired(helpline, "siti", ANI, presence="on")
    with helpline.reading() as db:
        known = {one.id: one.trained for one in read_roster(db.connection()).officers}
    assert known[siti.id or 0] is False


def test_an_untrained_officer_accepts_no_transfer_of_a_real_person(helpline: Helpline, real: Ticket) -> None:
    hired(helpline, "siti", ANI, trained_at=helpline.now)
    hired(helpline, "rara", "peragaan-fajar")
    take(helpline, real, "siti")
    with helpline.reading() as db:
        to = db.exec(select(Office.id).where(Office.id == helpline.officer("rara").office_id)).one() or 0

    def agree(db: Session) -> None:
        handover.record_consent(db, real.id or 0, officer(db, "siti"), "palang_merah", True, helpline.now)
        handover.propose(db, real.id or 0, officer(db, "siti"), to, "person_asked", helpline.now)

    helpline.database.write_now(agree)
    with pytest.raises(NotTrained):
        helpline.database.write_now(
            lambda db: handover.decide(
                db, real.id or 0, officer(db, "rara"), TransferMove.ACCEPT, helpline.now + timedelta(minutes=1)
            )
        )


def test_a_right_answer_stays_right_and_a_wrong_one_is_counted(helpline: Helpline) -> None:
    siti, one = hired(helpline, "siti", ANI).id or 0, ALL[0]
    wrong = Answered(0, one.services[0], 1, "ask_papers")
    for chosen in (wrong, right(one), wrong):
        helpline.database.write_now(lambda db, c=chosen: progress.answer(db, siti, one, c, "id", helpline.now))  # type: ignore[misc]
    with helpline.reading() as db:
        assert progress.done(db, siti) == {one.name}


def test_an_exemption_needs_a_reason(helpline: Helpline, real: Ticket) -> None:
    hired(helpline, "siti", ANI)
    with pytest.raises(staff.NotLikeThat):
        helpline.database.write_now(lambda db: staff.exempt(db, "siti", " ", helpline.now))
    helpline.database.write_now(lambda db: staff.exempt(db, "siti", "sepuluh tahun di hotline", helpline.now))
    take(helpline, real, "siti")
    assert helpline.officer("siti").trained_why == "sepuluh tahun di hotline"


async def test_an_officer_answers_and_reads_the_rules_in_plain_words(desk: Desk, helpline: Helpline) -> None:
    replies = next(one.replies for one in ALL if one.name == "tidak-kuat")
    async with desk.client() as client:
        enter(desk, client, ANI)
        where = "/desk/training/tidak-kuat"
        harmful = next(place for place, reply in enumerate(replies) if "Jangan menyerah" in reply.text)
        told = await press(client, where, where, urgency="0", service="psychosocial", reply=str(harmful), step="wait")
        listed = await client.get("/desk/training")
    assert "Terlalu rendah" in told.text
    assert "tanpa “jangan menyerah”" in told.text
    assert "ulangi" in listed.text


async def test_an_administrator_exempts_with_a_reason_and_it_stands_among_the_changes(
    desk: Desk, helpline: Helpline
) -> None:
    hired(helpline, "siti", ANI)
    hired(helpline, "kepala", ANI, role="admin")
    async with desk.client() as client, desk.client() as lead:
        enter(desk, client, "kepala")
        enter(desk, lead, DEWI)
        await press(client, "/desk/trainees", "/desk/trainees/exempt", login="siti", reason="perawat berpengalaman")
        page = await lead.get("/desk/trainees")
        barred = await lead.post("/desk/trainees/exempt", data={"csrf": "known", "login": "siti", "reason": "x"})
    assert "perawat berpengalaman" in page.text
    assert barred.status_code == 403
    with helpline.reading() as db:
        change = db.exec(select(Change)).one()
    assert (change.which, "perawat" in change.after) == ("siti", True)
