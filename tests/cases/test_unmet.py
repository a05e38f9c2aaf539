"""A wish that nobody fits is told once, whenever it turns out so, and only as somebody in danger may be told (R4)."""

from datetime import timedelta

from sqlmodel import Session, select

from bot import sweeps, tickets
from bot.routing.values import Case
from bot.store.safety_tables import SafeContact
from bot.store.tables import TalkRow, Ticket
from bot.unmet import MEANWHILE, NO_WOMAN_NOW, NOBODY_TRAINED, NOT_THIS_LANGUAGE, lacking, said_now, untold
from flows.words import Service, Writing
from tests.cases.desk import entries, everybody, send_home, sweep_offers, take, ticket
from tests.world import Helpline

BOTH = f"{NO_WOMAN_NOW} {NOBODY_TRAINED} {MEANWHILE}"
ABUSED = "saya diperkosa majikan"


def wishes_a_woman(helpline: Helpline) -> int:
    """Somebody who was abused says that she would like to be answered by a woman."""
    helpline.hears(ABUSED)
    for _step in range(12):
        helpline.shows()
        helpline.hears("perempuan" if "dijawab perempuan?" in helpline.said()[-1] else "1")
        if helpline.tickets()[0].wish_gender:
            break
    return helpline.tickets()[0].id or 0


def men_come_on_duty(helpline: Helpline) -> None:
    """Whoever comes is a man without special training."""
    everybody(helpline, lambda one: setattr(one, "presence", "on"))
    everybody(helpline, lambda one: setattr(one, "profile", '{"gender": "male"}'))


def sweep_telling(helpline: Helpline) -> int:
    """What may be told by itself is told."""
    return helpline.database.write_now(lambda db: sweeps.tell_unmet(db, helpline.vault, helpline.now))


def says_of_writing(helpline: Helpline, writing: Writing) -> None:
    """Whether she said that writing is safe."""

    def change(db: Session) -> None:
        db.exec(select(TalkRow)).one().writing = writing.value

    helpline.database.write_now(change)


def times_said(helpline: Helpline, words: str) -> int:
    """How often she was told so."""
    return sum(words in line for line in helpline.said())


def test_r4_who_wished_for_a_woman_while_nobody_was_there_hears_it_when_she_writes_again(helpline: Helpline) -> None:
    send_home(helpline)
    number = wishes_a_woman(helpline)
    says_of_writing(helpline, Writing.UNKNOWN)
    assert times_said(helpline, NO_WOMAN_NOW) == 0
    men_come_on_duty(helpline)
    sweep_offers(helpline, timedelta(minutes=1))
    assert ticket(helpline, number).unmet == "gender training"
    # A ticket of danger is open, and she never said that we may write to her: nothing leaves by itself.
    assert sweep_telling(helpline) == 0
    helpline.shows()
    helpline.hears("masih di sini")
    assert times_said(helpline, NO_WOMAN_NOW) == times_said(helpline, NOBODY_TRAINED) == 1
    helpline.shows()
    helpline.hears("halo?")
    sweep_offers(helpline, timedelta(minutes=2))
    helpline.hears("halo lagi")
    assert times_said(helpline, NO_WOMAN_NOW) == 1
    assert entries(helpline, number, "told_unmet") == [("gender training", None)]


def test_r4_who_holds_the_telephone_and_said_it_is_safe_hears_at_once_that_no_woman_is_there(
    helpline: Helpline,
) -> None:
    send_home(helpline)
    wishes_a_woman(helpline)
    says_of_writing(helpline, Writing.SAFE)
    men_come_on_duty(helpline)
    sweep_offers(helpline, timedelta(minutes=1))
    assert (sweep_telling(helpline), sweep_telling(helpline)) == (1, 0)
    assert times_said(helpline, NO_WOMAN_NOW) == 1


def test_r4_what_could_not_be_told_leaves_with_the_first_words_of_whoever_took_it(helpline: Helpline) -> None:
    send_home(helpline)
    number = wishes_a_woman(helpline)
    says_of_writing(helpline, Writing.UNKNOWN)
    men_come_on_duty(helpline)
    take(helpline, "peragaan-citra", number)
    assert times_said(helpline, NO_WOMAN_NOW) == 0
    candra = helpline.officer("peragaan-citra")
    for words in ("Saya Candra.", "Apakah Anda aman?"):
        helpline.database.write_now(
            lambda db, words=words: tickets.reply(db, helpline.vault, number, candra, words, helpline.now)  # type: ignore[misc]
        )
    assert helpline.said()[-3:] == [BOTH, "Saya Candra.", "Apakah Anda aman?"]


def test_that_somebody_took_it_and_that_it_is_no_woman_are_said_together(helpline: Helpline) -> None:
    send_home(helpline)
    number = wishes_a_woman(helpline)
    says_of_writing(helpline, Writing.SAFE)
    men_come_on_duty(helpline)
    take(helpline, "peragaan-citra", number)
    assert helpline.said()[-2:] == ["Petugas sudah membaca.", BOTH]


def test_r6_outside_her_hours_that_waits_and_is_not_lost(helpline: Helpline) -> None:
    send_home(helpline)
    number = wishes_a_woman(helpline)
    says_of_writing(helpline, Writing.SAFE)
    contact = ticket(helpline, number).contact_id
    shut = SafeContact(contact_id=contact, hours="0123456 60-120", zone="Asia/Jakarta", changed_at=helpline.now)
    helpline.database.write_now(lambda db: db.add(shut))
    men_come_on_duty(helpline)
    take(helpline, "peragaan-citra", number)
    assert sweep_telling(helpline) == 0
    assert ticket(helpline, number).unmet == "gender training"


def test_whoever_a_woman_takes_or_who_does_not_mind_is_told_nothing(helpline: Helpline) -> None:
    send_home(helpline)
    number = wishes_a_woman(helpline)
    men_come_on_duty(helpline)
    everybody(helpline, lambda one: setattr(one, "profile", '{"gender": "female", "training": ["sexual_violence"]}'))
    take(helpline, "peragaan-citra", number)
    assert ticket(helpline, number).unmet == ""
    row = {"unmet": "gender", "wish_gender": "", "owner_id": None, "kinds": ""}
    assert said_now(row) == []


def test_a_language_that_nobody_knows_is_told_in_it(helpline: Helpline) -> None:
    helpline.hears("english")
    helpline.shows()
    helpline.hears("I want to talk to an officer please")
    helpline.shows()
    helpline.hears("officer")
    [only] = helpline.tickets()[:1]
    assert only.language == "en"
    said = [words for words in helpline.said() if "Nobody here knows this language right now." in words]
    assert len(said) == 1
    assert NOT_THIS_LANGUAGE not in said[0]


def test_r27_signs_of_a_hunt_change_no_word_to_the_person() -> None:
    hunt = Case(Service.INFORMATION, signs=frozenset({"hunt"}))
    assert list(lacking(hunt, [])) == ["language", "training:family_links"]
    assert untold(["training:family_links"], hunt, "") == ""
    sought = Case(Service.FAMILY_LINKS, signs=frozenset({"hunt"}))
    assert untold(["training:family_links"], sought, "") == "training"


def test_r18_who_thinks_of_ending_life_hears_nothing_of_training_by_itself_or_in_the_first_answer(
    helpline: Helpline,
) -> None:
    everybody(helpline, lambda officer: setattr(officer, "profile", "{}"))
    helpline.hears("saya ingin mati saja")
    number = helpline.tickets()[0].id or 0
    assert ticket(helpline, number).unmet == "training"
    assert times_said(helpline, NOBODY_TRAINED) == 0
    says_of_writing(helpline, Writing.SAFE)
    assert sweep_telling(helpline) == 0
    helpline.shows()
    helpline.hears("iya sendiri")
    assert times_said(helpline, NOBODY_TRAINED) == 1


def test_r5_who_wants_silence_is_told_nothing(helpline: Helpline) -> None:
    send_home(helpline)
    number = wishes_a_woman(helpline)
    helpline.hears("jangan balas")
    men_come_on_duty(helpline)
    sweep_offers(helpline, timedelta(minutes=1))
    helpline.hears("dia di rumah")
    assert sweep_telling(helpline) == 0
    assert times_said(helpline, NO_WOMAN_NOW) == 0
    assert "gender" in ticket(helpline, number).unmet


def test_a_ticket_that_is_closed_tells_nothing_more(helpline: Helpline) -> None:
    send_home(helpline)
    number = wishes_a_woman(helpline)
    says_of_writing(helpline, Writing.SAFE)
    men_come_on_duty(helpline)
    sweep_offers(helpline, timedelta(minutes=1))
    helpline.database.write_now(lambda db: setattr(db.get_one(Ticket, number), "closed_at", helpline.now))
    assert sweep_telling(helpline) == 0
