"""The register of harm and near misses: sealed, with a name or without, looked into by leads."""

import pytest
from sqlmodel import select

from bot import harm
from bot.errors import NotNow, NotPermitted
from bot.harm import Written
from bot.store.care_tables import HarmReport
from bot.store.tables import Entry
from tests.care.conftest import ANI, BUDI, CITRA, DEWI, hired, officer
from tests.desk.conftest import Desk, enter, press
from tests.world import Helpline

TOLD = "balasan terkirim ke nomor yang salah"


def report(
    helpline: Helpline, code: str = "H1", login: str = ANI, anonymous: bool = False, elsewhere: bool = False
) -> HarmReport:
    """Somebody writes a near miss down."""
    written = Written("near_miss", TOLD, "", anonymous, elsewhere)
    helpline.database.write_now(
        lambda db: harm.report(db, helpline.vault, officer(db, login), written, helpline.now, code)
    )
    with helpline.reading() as db:
        return db.exec(select(HarmReport).where(HarmReport.code == code)).one()


def seen_by(helpline: Helpline, login: str) -> list[harm.Report]:
    """What an officer looks into."""
    with helpline.reading() as db:
        return harm.to_review(db, helpline.vault, officer(db, login))


def decide(helpline: Helpline, code: str, login: str, outcome: str = "changed", answer: str = "ditambah cek") -> None:
    """Somebody says what comes of it."""
    helpline.database.write_now(
        lambda db: harm.decide(db, helpline.vault, code, officer(db, login), outcome, answer, helpline.now)
    )


def test_a_report_is_sealed_and_read_by_the_lead_alone(helpline: Helpline) -> None:
    kept = report(helpline)
    assert TOLD.encode() not in kept.sealed_words
    assert [(one.text, one.reporter) for one in seen_by(helpline, DEWI)] == [(TOLD, "Ani (peragaan)")]
    assert seen_by(helpline, BUDI) == seen_by(helpline, CITRA) == []


def test_a_report_without_a_name_keeps_the_day_and_nothing_else(helpline: Helpline) -> None:
    kept = report(helpline, anonymous=True)
    assert (kept.reporter_id, kept.office_id, kept.at.hour, kept.at.minute) == (None, None, 0, 0)
    assert [one.reporter for one in seen_by(helpline, DEWI)] == [""]
    with helpline.reading() as db:
        assert harm.mine(db, helpline.vault, officer(db, ANI)) == []
        assert db.exec(select(Entry)).all() == []


def test_a_report_can_be_kept_from_the_leads_of_ones_own_office(helpline: Helpline) -> None:
    report(helpline, elsewhere=True)
    assert seen_by(helpline, DEWI) == []
    hired(helpline, "lena", ANI, profile='{"training": ["safeguarding"]}')
    assert [one.code for one in seen_by(helpline, "lena")] == ["H1"]


def test_nobody_looks_into_their_own_report(helpline: Helpline) -> None:
    report(helpline, login=DEWI)
    assert seen_by(helpline, DEWI) == []
    with pytest.raises(NotPermitted):
        decide(helpline, "H1", DEWI)


def test_what_came_of_it_is_told_to_who_wrote_it(helpline: Helpline) -> None:
    report(helpline)
    with pytest.raises(NotPermitted):
        decide(helpline, "H1", BUDI)
    with pytest.raises(NotNow):
        decide(helpline, "H1", DEWI, answer="")
    decide(helpline, "H1", DEWI)
    with helpline.reading() as db:
        [mine] = harm.mine(db, helpline.vault, officer(db, ANI))
    assert (mine.state, mine.outcome, mine.answer) == ("done", "changed", "ditambah cek")
    with pytest.raises(NotNow):
        decide(helpline, "H1", DEWI)


async def test_an_officer_reports_and_a_lead_answers_at_the_desk(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as ani, desk.client() as dewi:
        enter(desk, ani, ANI)
        enter(desk, dewi, DEWI)
        await press(ani, "/desk/harm", "/desk/harm", kind="harm", text=TOLD)
        page = await dewi.get("/desk/harm")
        with helpline.reading() as db:
            code = db.exec(select(HarmReport.code)).one()
        await press(dewi, "/desk/harm", "/desk/harm/decide", code=code, outcome="taught", text="dibahas bersama")
        mine = await ani.get("/desk/harm")
    assert TOLD in page.text
    assert "dibahas bersama" in mine.text
