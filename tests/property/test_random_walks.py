"""Whatever a person sends, in whatever order: fifty messages through the real inbox, store and outbox."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from bot import sweeps
from bot.check.sentences import FORBIDDEN_BEFORE_SAFE
from bot.language.catalogue import translate
from bot.messages import Receipt
from bot.store.safety_tables import SafeContact
from flows import anywhere
from flows.book import BOOK
from flows.hearing import OF_THE_WRITER, SAID
from flows.script import Ask, Go, Guess, Listen, Prove, Stay, Stop
from flows.words import Command, Holder, Writing
from tests.dialogue import Dialogue
from tests.world import settled

WORDS = st.sampled_from(
    [
        "halo",
        "tolong",
        "saya dipukul majikan",
        "bisa",
        "ya",
        "tidak",
        "jangan balas",
        "boleh balas",
        "petugas",
        "petgas",
        "menu",
        "kembali",
        "berhenti",
        "bahasa",
        "english",
        "suara",
        "hapus data saya",
        "keluhan",
        "saya selamat",
        "saya mencari",
        "masalah kerja",
        "orang lain",
        "kakak saya juga dipukul majikannya",
        "gempa besar di sini",
        "tanya info",
        "ingin bicara",
        "tanya info",
        "saya ingin mati",
        "gaji tidak dibayar",
        "Riyadh, Arab",
        "lewati",
        "asdf",
        "1",
        "2",
        "3",
        "1 2",
        "99",
        "salah kirim, tadi anak yang pencet",
        "",
        "🙏",
        "a" * 3000,
    ]
)
OTHERS = st.sampled_from(
    [
        "{voice}",
        "{photo}",
        "{video}",
        "{document}",
        "{sticker}",
        "{unreadable}",
        "{card}",
        "{pin 24.7,46.6}",
        "{old button [Bisa]}",
        "{old button [Jangan balas]}",
        "{edited} saya dipukul lagi",
        "{forwarded} anak saya dipukul",
        "{often forwarded} kata orang",
        "{again}",
        "{restart}",
        "{later 13 hours}",
        "{later 50 minutes}",
        "{later 2 days}",
        "{command quick_exit} jeruk",
        "{sign sexual_violence} dia memaksa",
        "{sign self_harm_done} sudah minum racun",
    ]
)
PRESSES = st.integers(0, 9).map(lambda place: f"press {place}")
FREE = st.text(max_size=40).filter(lambda text: not text.startswith(("{", "[", "press")))
STEPS = st.lists(st.one_of(WORDS, PRESSES, PRESSES, OTHERS, FREE), min_size=50, max_size=50)
NUMBERS_TOLD = ("nomor darurat", "nomor yang sudah diperiksa", "supaya kami bisa memberi nomor")


@contextmanager
def dialogue() -> Iterator[Dialogue]:
    """A helpline of this walk's own."""
    with tempfile.TemporaryDirectory() as folder:
        helpline = settled(Path(folder))
        yield Dialogue(helpline)
        helpline.close()


def in_full(step: str, talk: Dialogue) -> str:
    """A press of a place becomes a press of what was offered there last, or of a button long gone."""
    if step == "{again}" and talk.last is None:
        return "halo"
    if not step.startswith("press "):
        return step
    offered = [choice.label for line in talk.shown for choice in line.words.choices][-10:]
    return f"[{offered[int(step[6:]) % len(offered)]}]" if offered else "{old button [Bisa]}"


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_no_walk_of_fifty_messages_breaks_loses_or_betrays_anything(steps: list[str]) -> None:
    with dialogue() as talk:
        kept: dict[tuple[int, str], str] = {}
        said: list[str] = []
        for step in (in_full(step, talk) for step in steps):
            before, last, fields = len(talk.shown), talk.last, asked_now(talk)
            talk.plays(step)
            if talk.last is None:
                continue
            if talk.last is last:
                nothing_leaves_by_itself(talk, before)
                continue
            said.append(talk.last.text)
            nothing_is_caught(talk)
            nothing_betrays(talk, before)
            somewhere_to_go(talk)
            kept = never_poorer(talk, filed_where_it_was_asked(talk, kept, fields))
        nothing_is_lost(talk, said)


ANYWHERE = frozenset({"said", "what", "forwarded", "where", "evidence", "confirmed"})
"""Fields that words may go into whatever was asked: what was told first, by the way, or as a place or a file."""


def asked_now(talk: Dialogue) -> frozenset[str]:
    """The fields into which an answer to the question that stands open now may go."""
    if talk.last is None:
        return frozenset()
    stands = talk.helpline.talk()
    if not stands.scene:
        return frozenset()
    then = BOOK.flows[stands.flow].scenes[stands.scene].then
    answers = then.answers if isinstance(then, Ask) else then.beside if isinstance(then, Guess) else ()
    of_answers = {answer.field for answer in answers}
    in_words = then.words if isinstance(then, Ask) else ""
    return frozenset({getattr(then, "field", ""), in_words, *of_answers} - {""})


def filed_where_it_was_asked(
    talk: Dialogue, kept: dict[tuple[int, str], str], fields: frozenset[str]
) -> dict[tuple[int, str], str]:
    """No answer is filed under another question; gives back what was kept before."""
    for ticket in talk.helpline.tickets():
        changed = {
            name for name, value in talk.answers(ticket).items() if kept.get((ticket.id or 0, name)) != str(value)
        }
        # A new person's ticket says once more who writes for them.
        assert changed <= fields | ANYWHERE | set(OF_THE_WRITER), (changed, fields)
    return kept


def nothing_leaves_by_itself(talk: Dialogue, before: int) -> None:
    """R4: time passes, the program starts anew, the vendor sends again: without the person's words nothing leaves."""
    helpline = talk.helpline
    helpline.database.write_now(lambda db: sweeps.tell_unread(db, helpline.vault, helpline.now))
    talk.delivers()
    assert talk.shown[before:] == []


def nothing_is_lost(talk: Dialogue, said: list[str]) -> None:
    """Every message stands in the transcript, once, in its order."""
    assert [words for state, words in talk.helpline.transcript() if state == "heard"] == said


def nothing_is_caught(talk: Dialogue) -> None:
    """Our own code failed on no message."""
    assert "our_code_failed" not in {ticket.reason for ticket in talk.helpline.tickets()}


def has_left(talk: Dialogue) -> bool:
    """Did this person leave by the quick exit and not come back?"""
    with talk.helpline.reading() as db:
        return db.exec(select(SafeContact).where(col(SafeContact.exited_at).is_not(None))).first() is not None


def nothing_betrays(talk: Dialogue, before: int) -> None:
    """R3, R5: nothing leaves after "do not reply"; before "safe" no word that a stranger could learn from.

    R7: after a quick exit the chat shows the public face and nothing else.
    """
    stands = talk.helpline.talk()
    said = [line.words.text for line in talk.shown[before:]]
    if has_left(talk):
        assert set(said) <= {translate(stands.language, anywhere.PUBLIC_FACE)}
    elif stands.writing == Writing.QUIET:
        assert said == []
    if stands.writing != Writing.SAFE:
        for text in said:
            told = [part for part in text.split("\n") if not any(words in part.lower() for words in NUMBERS_TOLD)]
            careful = [part for part in told if part != anywhere.FIRST_ASK_US]
            assert not any(FORBIDDEN_BEFORE_SAFE["id"].search(part) for part in careful), text


def somewhere_to_go(talk: Dialogue) -> None:
    """No dead end: a question stands open, or the conversation rests where any word leads on."""
    stands = talk.helpline.talk()
    if stands.holder != Holder.FLOW or stands.writing == Writing.QUIET or not stands.scene:
        return
    scene = BOOK.flows[stands.flow].scenes[stands.scene]
    asks = isinstance(scene.then, Ask | Listen | Prove | Guess)
    if asks and not stands.asked:
        talk.plays("xyzzy")
        assert talk.shown, "words after a withdrawn question have an answer"
    # All was told and consent was asked for: from there, too, any word leads on.
    told = isinstance(scene.then, Go) and scene.then.then.startswith("consent.")
    assert asks or told or isinstance(scene.then, Stop | Stay)


def never_poorer(talk: Dialogue, kept: dict[tuple[int, str], str]) -> dict[tuple[int, str], str]:
    """What a ticket has, it keeps: an answer given anew is added to the earlier one."""
    now = {
        (ticket.id or 0, name): str(value)
        for ticket in talk.helpline.tickets()
        for name, value in talk.answers(ticket).items()
    }
    assert all(words in now[place] for place, words in kept.items() if place[1] != SAID)
    # Words beside every question that are said again move to the end; each line of them is still there.
    beside = {place: words.split("\n") for place, words in kept.items() if place[1] == SAID}
    assert all(set(lines) <= set(now[place].split("\n")) for place, lines in beside.items())
    return now


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["halo", "saya dipukul", "masalah kerja"]), st.text(alphabet="qxzw", min_size=5, max_size=12))
def test_two_misunderstandings_in_a_row_offer_a_person(first: str, babble: str) -> None:
    with dialogue() as talk:
        talk.plays(first)
        if first != "halo":
            talk.plays("bisa")
        talk.plays("{sticker}")
        talk.plays("{sticker}")
        # Where nothing was told yet, there is no message of which to say that it has arrived.
        unclear = anywhere.STILL_UNCLEAR if first == "halo" else anywhere.STILL_NOT_UNDERSTOOD
        assert talk.shown[-1].words.text == f"{unclear}\n\n{anywhere.DOUBTS[Command.PERSON]}"
        talk.plays(babble)
        assert talk.shown[-1].words.text != ""


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(["di kamar", "lantai dua", "cepat", "Riyadh"]), min_size=2, max_size=5))
def test_words_written_before_a_question_could_be_read_stay_with_what_was_being_told(burst: list[str]) -> None:
    with dialogue() as talk:
        talk.act("saya dipukul majikan")
        for words in burst:
            talk.act(words)
        talk.delivers()
        [ticket] = talk.helpline.tickets()
        assert talk.answers(ticket)["what"].split("\n") == ["saya dipukul majikan", *burst]
        assert talk.helpline.talk().scene == "heard"


def test_a_message_that_comes_twice_is_answered_once() -> None:
    with dialogue() as talk:
        talk.plays("saya dipukul")
        assert talk.last is not None
        assert talk.helpline.inbox.receive_now(talk.last) is Receipt.AGAIN
        assert talk.plays("{again}") == []
