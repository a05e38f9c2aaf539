"""While an event runs, whoever is part of it gets the short form of three questions without writing a special word."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session

from bot import events
from bot.store.tables import Officer
from flows.words import Heard, Urgency
from tests.world import Helpline

SHORT = "Apakah Anda dan orang di dekat Anda selamat?"
WHOLE = "Bisa menulis sekarang?"


@pytest.fixture
def helpline(database_url: str) -> Iterator[Helpline]:
    made = Helpline(database_url)
    made.roster()
    yield made
    made.close()


def declared(helpline: Helpline, *places: str) -> int:
    """An event that a lead declared there."""

    def declare(db: Session) -> int:
        db.execute(update(Officer).where(Officer.login == "peragaan-ani").values(role="lead"))  # type: ignore[arg-type]
        db.flush()
        lead = db.get_one(Officer, helpline.officer("peragaan-ani").id)
        db.refresh(lead)
        return events.declare(db, lead, "earthquake", places, helpline.now)

    return helpline.database.write_now(declare)


@pytest.mark.parametrize(
    "words",
    [
        "tolong saya di Taiwan",
        "darurat, saya di Taipei",
        "atap rumah runtuh, kami di Taiwan, tolong",
    ],
)
def test_whoever_names_a_place_of_the_event_gets_three_questions(helpline: Helpline, words: str) -> None:
    declared(helpline, "TW")
    helpline.hears(words)
    helpline.shows()
    assert SHORT in helpline.said()[-1]
    helpline.hears("2")
    helpline.shows()
    helpline.hears("lantai dua pabrik")
    helpline.shows()
    helpline.hears("air dan obat")
    helpline.shows()
    [ticket] = helpline.tickets()
    assert {"hurt", "where", "need"} <= helpline.answers().keys()
    assert (ticket.surge, ticket.urgency) == (True, Urgency.CRITICAL)


def test_whoever_is_elsewhere_or_writes_after_its_end_gets_the_whole_conversation(helpline: Helpline) -> None:
    number = declared(helpline, "TW")
    helpline.hears("tolong saya di Malaysia", who="siti")
    helpline.shows()
    assert SHORT not in helpline.said("siti")[-1]

    def over(db: Session) -> None:
        events.end(db, number, db.get_one(Officer, helpline.officer("peragaan-ani").id), helpline.now)

    helpline.database.write_now(over)
    helpline.now += timedelta(minutes=1)
    helpline.hears("tolong saya di Taiwan")
    helpline.shows()
    assert SHORT not in helpline.said()[-1]


def test_whoever_tells_of_violence_in_an_event_is_asked_about_that(helpline: Helpline) -> None:
    declared(helpline, "TW")
    helpline.hears("tolong saya dipukul majikan di Taiwan")
    helpline.shows()
    assert WHOLE in helpline.said()[-1]


def test_the_word_for_help_as_a_number_is_as_urgent_in_an_event_as_ever(helpline: Helpline) -> None:
    declared(helpline, "TW")
    number = Heard("simulator", "budi", "m-one", helpline.now, text="1", country_hint="TW")
    helpline.inbox.receive_now(number)
    helpline.shows()
    assert SHORT in helpline.said()[-1]
    [ticket] = helpline.tickets()
    assert (ticket.urgency, ticket.category) == (Urgency.CRITICAL, "disaster")
