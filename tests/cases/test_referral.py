"""A referral says to one partner what the person allowed, and leaves a trace."""

import pytest

from bot import handover, referral
from bot.directory.offices import shipped_offices
from bot.errors import NotNow, NotPermitted
from bot.paper import as_page
from bot.store.tables import Ticket
from tests.cases.desk import entries, take
from tests.world import Helpline

PARTNER = next(office for office in shipped_offices() if office.organisation.startswith("partner"))


def refer(helpline: Helpline, number: int, *fields: str) -> str:
    """The page that Budi prints for the partner."""
    budi = helpline.officer("peragaan-budi")
    return helpline.database.write_now(
        lambda db: as_page(referral.sheet(db, helpline.vault, number, budi, PARTNER.key, fields, helpline.now))
    )


def consent(helpline: Helpline, number: int, given: bool) -> None:
    """The person's yes or no to this partner is taken down."""
    budi = helpline.officer("peragaan-budi")
    helpline.database.write_now(
        lambda db: handover.record_consent(db, number, budi, PARTNER.organisation, given, helpline.now)
    )


@pytest.fixture
def number(helpline: Helpline) -> int:
    """A complaint with two answers."""
    helpline.hears("majikan tidak bayar gaji <b>saya</b> tiga bulan")
    for words in ("1", "gaji"):
        helpline.shows()
        helpline.hears(words)
    found = helpline.tickets()[0].id or 0
    take(helpline, "peragaan-budi", found)
    return found


def test_r25_nothing_is_printed_for_a_partner_without_the_persons_yes_to_it(helpline: Helpline, number: int) -> None:
    with pytest.raises(NotPermitted):
        refer(helpline, number, "what")
    # Whoever lets anybody who can help read it has not said yes to a hand-over outside.
    helpline.database.write_now(lambda db: setattr(db.get_one(Ticket, number), "readers", "anyone"))
    with pytest.raises(NotPermitted):
        refer(helpline, number, "what")
    consent(helpline, number, given=True)
    consent(helpline, number, given=False)
    with pytest.raises(NotPermitted):
        refer(helpline, number, "what")
    assert entries(helpline, number, "referred") == []


def test_r25_a_referral_holds_the_chosen_fields_alone_and_is_written_down(helpline: Helpline, number: int) -> None:
    consent(helpline, number, given=True)
    page = refer(helpline, number, "what")
    assert "&lt;b&gt;saya&lt;/b&gt; tiga bulan" in page
    assert "Pokok masalah" not in page
    assert PARTNER.name in page
    [(told, by)] = entries(helpline, number, "referred")
    assert (told, by) == (f"{PARTNER.key} what", helpline.officer("peragaan-budi").id)


def test_a_referral_without_a_field_or_with_an_unknown_one_is_refused(helpline: Helpline, number: int) -> None:
    consent(helpline, number, given=True)
    for fields in ((), ("evidence",), ("nothing",)):
        with pytest.raises(NotNow):
            refer(helpline, number, *fields)
