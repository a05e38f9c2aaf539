"""What officers correct is kept to learn from, sealed, and leaves only with the person's consent."""

import json
from collections.abc import Iterator

import pytest
from sqlmodel import select

from bot import handover, lessons, tickets
from bot.errors import NotNow
from bot.store.work_tables import Lesson
from flows.words import Service, Urgency
from tests.world import Helpline

DANGER = "tolong saya dipukul majikan"


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Helpline(database_url)
    made.roster()
    yield made
    made.close()


@pytest.fixture
def number(helpline: Helpline) -> int:
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    vault, now, budi = helpline.vault, helpline.now, helpline.officer("peragaan-budi")
    helpline.database.write_now(lambda db: tickets.take(db, vault, number, budi, now))
    return number


def correct(helpline: Helpline, number: int, right: handover.Corrected) -> None:
    vault, now, budi = helpline.vault, helpline.now, helpline.officer("peragaan-budi")
    helpline.database.write_now(lambda db: handover.correct(db, vault, number, budi, right, now))


def exported(helpline: Helpline) -> list[dict[str, object]]:
    with helpline.reading() as db:
        return [json.loads(line) for line in lessons.export(db, helpline.vault)]


def test_a_corrected_service_and_language_is_kept_as_a_sealed_lesson(helpline: Helpline, number: int) -> None:
    right = handover.Corrected(Urgency.CRITICAL, service=Service.PSYCHOSOCIAL, language="jv")
    correct(helpline, number, right)
    [ticket] = helpline.tickets()
    assert (ticket.service, ticket.language) == ("psychosocial", "jv")
    with helpline.reading() as db:
        lesson = db.exec(select(Lesson)).one()
        assert (lesson.service, lesson.urgency, lesson.language) == ("psychosocial", 3, "jv")
        assert b"dipukul" not in lesson.sealed_text


def test_a_second_correction_replaces_the_lesson(helpline: Helpline, number: int) -> None:
    correct(helpline, number, handover.Corrected(Urgency.CRITICAL, language="jv"))
    correct(helpline, number, handover.Corrected(Urgency.CRITICAL, language="su"))
    with helpline.reading() as db:
        assert [lesson.language for lesson in db.exec(select(Lesson))] == ["su"]


def test_a_correction_that_changes_nothing_is_none(helpline: Helpline, number: int) -> None:
    with pytest.raises(NotNow):
        correct(helpline, number, handover.Corrected(Urgency.CRITICAL))


def test_a_lesson_leaves_only_with_the_persons_consent_and_without_a_mark_of_them(
    helpline: Helpline, number: int
) -> None:
    correct(helpline, number, handover.Corrected(Urgency.HIGH, "sudah aman", language="jv"))
    assert exported(helpline) == []
    budi, now = helpline.officer("peragaan-budi"), helpline.now
    helpline.database.write_now(lambda db: lessons.agreed(db, number, budi, True, now))
    assert exported(helpline) == [{"text": DANGER, "language": "jv", "service": "emergency", "urgency": 2}]
    helpline.database.write_now(lambda db: lessons.agreed(db, number, budi, False, now))
    assert exported(helpline) == []
