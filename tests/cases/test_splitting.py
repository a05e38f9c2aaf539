"""An officer takes apart a talk about two persons or two matters; the new ticket is routed by itself (R16)."""

import pytest
from sqlmodel import Session, select

from bot.errors import NotNow, NotPermitted
from bot.finding import hashes, keep_names
from bot.splitting import Part, split
from bot.store.tables import Line, TalkRow, Ticket
from bot.store.work_tables import NameWord
from flows.words import Service, Urgency
from tests.cases.desk import DANGER, entries, sweep_offers, take, ticket
from tests.world import Helpline

FRIEND = "teman saya Wayan juga sakit, dia di Taiwan"
ANI = "peragaan-ani"


def talk(helpline: Helpline) -> int:
    """Somebody writes of themselves and then of a friend; an officer has it."""
    helpline.hears(DANGER)
    number = helpline.tickets()[0].id or 0
    take(helpline, ANI, number)
    helpline.hears("saya di Hong Kong")
    helpline.hears(FRIEND)
    answers(helpline, number, {"where": "Hong Kong", "about_whom": "Wayan", "last_place": "Taiwan"})
    return number


def answers(helpline: Helpline, number: int, said: dict[str, str]) -> None:
    """These are the ticket's answers."""

    def write(db: Session) -> None:
        row = db.get_one(Ticket, number)
        key = helpline.key(db, helpline.contact(db))
        row.sealed_answers = key.seal_json("ticket.sealed_answers", number, said)
        row.country = "HK"

    helpline.database.write_now(write)


def answered(helpline: Helpline, number: int) -> dict[str, object]:
    """The ticket's answers, opened."""
    with helpline.reading() as db:
        key = helpline.key(db, helpline.contact(db))
        return key.open_json("ticket.sealed_answers", number, db.get_one(Ticket, number).sealed_answers)


def lines(helpline: Helpline, number: int) -> dict[str, int]:
    """The ticket's lines by their words."""
    with helpline.reading() as db:
        key = helpline.key(db, helpline.contact(db))
        rows = db.exec(select(Line).where(Line.ticket_id == number)).all()
        return {
            str(key.open_json("line.sealed_body", one.id or 0, one.sealed_body)["text"]): one.id or 0 for one in rows
        }


def part(helpline: Helpline, number: int, *words: str, **other: object) -> Part:
    """What is to move: these words, and the friend's answers."""
    chosen = frozenset(lines(helpline, number)[one] for one in words)
    kept: dict[str, object] = {
        "answers": frozenset({"about_whom", "last_place"}),
        "service": Service.EMERGENCY,
        "urgency": Urgency.CRITICAL,
        "another_person": True,
        "reason": "",
        **other,
    }
    return Part(chosen, **kept)  # type: ignore[arg-type]


def carry_out(helpline: Helpline, number: int, wanted: Part, by: str = ANI) -> Ticket:
    """The officer splits; the new ticket."""
    officer = helpline.officer(by)
    code = helpline.database.write_now(lambda db: split(db, helpline.vault, number, officer, wanted, helpline.now))
    with helpline.reading() as db:
        return db.exec(select(Ticket).where(Ticket.code == code)).one()


def test_r16_another_persons_words_and_answers_go_to_a_ticket_of_their_own_and_both_histories_tell_it(
    helpline: Helpline,
) -> None:
    number = talk(helpline)
    said = len(helpline.said())
    new = carry_out(helpline, number, part(helpline, number, FRIEND, reason="ini dua orang"))
    old = ticket(helpline, number)
    assert (old.person, new.person, new.service, new.status, new.owner_id) == (1, 2, "emergency", "new", None)
    assert FRIEND in lines(helpline, new.id or 0)
    assert FRIEND not in lines(helpline, number)
    assert (answered(helpline, number), answered(helpline, new.id or 0)) == (
        {"where": "Hong Kong"},
        {"about_whom": "Wayan", "last_place": "Taiwan"},
    )
    assert (old.country, new.country) == ("HK", "TW")
    ani = helpline.officer(ANI).id
    assert entries(helpline, number, "split_off") == [(new.code, ani)]
    assert entries(helpline, new.id or 0, "split_from") == [(old.code, ani)]
    assert (old.owner_id, old.status) == (ani, "taken")
    assert len(helpline.said()) == said


def test_r16_the_new_ticket_is_routed_and_offered_by_itself(helpline: Helpline) -> None:
    number = talk(helpline)
    new = carry_out(helpline, number, part(helpline, number, FRIEND))
    sweep_offers(helpline)
    row = ticket(helpline, new.id or 0)
    assert (row.status, row.office_id is not None) == ("offered", True)


def test_r16_later_people_of_the_same_contact_get_another_number(helpline: Helpline) -> None:
    number = talk(helpline)
    carry_out(helpline, number, part(helpline, number, FRIEND))
    helpline.hears("adik saya Made juga hilang")
    second = carry_out(helpline, number, part(helpline, number, "adik saya Made juga hilang"))
    assert second.person == 3
    with helpline.reading() as db:
        contact = helpline.contact(db)
        row = db.exec(select(TalkRow).where(TalkRow.contact_id == contact.id)).one()
        state = helpline.key(db, contact).open_json("talk.sealed_state", row.id or 0, row.sealed_state)
    aside = state["aside"]
    assert isinstance(aside, dict)
    assert (aside["person"], aside["people"]) == (1, 3)


def test_another_matter_of_the_same_person_keeps_their_answers_on_both(helpline: Helpline) -> None:
    number = talk(helpline)
    wanted = part(
        helpline,
        number,
        FRIEND,
        service=Service.COMPLAINT,
        another_person=False,
        urgency=Urgency.NORMAL,
        reason="bukan darurat",
    )
    new = carry_out(helpline, number, wanted)
    assert (new.person, new.country, new.urgency) == (1, "TW", int(Urgency.NORMAL))
    assert answered(helpline, number) == {"where": "Hong Kong", "about_whom": "Wayan", "last_place": "Taiwan"}


def test_r16_a_second_open_ticket_of_one_person_and_service_is_refused(helpline: Helpline) -> None:
    number = talk(helpline)
    with pytest.raises(NotNow):
        carry_out(helpline, number, part(helpline, number, FRIEND, another_person=False))
    assert len(helpline.tickets()) == 1


def test_r31_a_lower_urgency_needs_a_reason_and_the_signs_go_along(helpline: Helpline) -> None:
    number = talk(helpline)
    with pytest.raises(NotPermitted):
        carry_out(helpline, number, part(helpline, number, FRIEND, urgency=Urgency.LOW))
    new = carry_out(helpline, number, part(helpline, number, DANGER))
    old = ticket(helpline, number)
    assert "violence" in new.kinds.split()
    assert (old.urgency, old.kinds != "") == (int(Urgency.CRITICAL), True)


def test_nothing_everything_or_somebody_elses_lines_is_no_split(helpline: Helpline) -> None:
    number = talk(helpline)
    helpline.hears("petugas", who="siti")
    other = helpline.tickets("siti")[0].id or 0
    foreign = Part(frozenset(lines(helpline, number).values()), frozenset(), Service.EMERGENCY, Urgency.CRITICAL, True)
    with helpline.reading() as db:
        far = db.exec(select(Line.id).where(Line.ticket_id == other)).first() or 0
    for wanted in (part(helpline, number), foreign, Part(frozenset({far}), frozenset(), *foreign_rest(foreign))):
        with pytest.raises(NotNow):
            carry_out(helpline, number, wanted)
    assert len(helpline.tickets()) == 1


def foreign_rest(one: Part) -> tuple[Service, Urgency, bool]:
    """The rest of a part."""
    return one.service, one.urgency, one.another_person


def test_only_whoever_holds_the_ticket_splits_it(helpline: Helpline) -> None:
    number = talk(helpline)
    with pytest.raises((NotNow, NotPermitted)):
        carry_out(helpline, number, part(helpline, number, FRIEND), by="peragaan-budi")
    assert len(helpline.tickets()) == 1


def test_r26_a_complaint_about_us_that_is_split_off_never_goes_to_whom_it_is_about(helpline: Helpline) -> None:
    number = talk(helpline)
    helpline.hears("petugas KBRI minta uang kepada saya")
    wanted = part(helpline, number, "petugas KBRI minta uang kepada saya", service=Service.SAFEGUARDING)
    new = carry_out(helpline, number, wanted)
    assert "mission" in new.complaint_about.split()
    with pytest.raises((NotNow, NotPermitted)):
        carry_out(helpline, new.id or 0, part(helpline, new.id or 0, "petugas KBRI minta uang kepada saya"))


def test_a_name_that_moved_is_found_on_its_new_ticket_alone(helpline: Helpline) -> None:
    number = talk(helpline)
    helpline.database.write_now(lambda db: keep_names(db, helpline.vault, helpline.now))
    new = carry_out(helpline, number, part(helpline, number, FRIEND))
    [wanted] = hashes(helpline.vault, "Wayan")
    with helpline.reading() as db:
        found = set(db.exec(select(NameWord.ticket_id).where(NameWord.word_hash == wanted)))
    assert found == {new.id}


def test_what_stood_in_one_answer_of_both_persons_is_divided_by_who_said_it(helpline: Helpline) -> None:
    number = talk(helpline)
    answers(helpline, number, {"what": f"{DANGER}\n{FRIEND}"})
    new = carry_out(helpline, number, part(helpline, number, FRIEND))
    assert (answered(helpline, number), answered(helpline, new.id or 0)) == ({"what": DANGER}, {"what": FRIEND})


def test_what_is_said_after_a_split_goes_on_to_the_ticket_that_is_held(helpline: Helpline) -> None:
    number = talk(helpline)
    new = carry_out(helpline, number, part(helpline, number, FRIEND))
    helpline.hears("saya sudah makan")
    assert "saya sudah makan" in lines(helpline, number)
    assert "saya sudah makan" not in lines(helpline, new.id or 0)
