"""One talk, two persons or two matters: an officer moves what belongs to the other into a ticket of its own (R16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.errors import NotNow
from bot.facts import complained_of, places_in, told_by
from bot.finding import name_anew
from bot.routing.priority import corrected
from bot.store.dossiers import new_code
from bot.store.tables import Entry, Line, Officer, TalkRow, Ticket
from bot.store.vault import PersonKey, Vault
from bot.tickets import key_of, must_stay_the_only_one, owned, write_down
from flows.words import Service, Urgency

SAME_CONTACT: Final = ("contact_id", "key_id", "channel", "language", "silence", "readers", "complaint_about")
"""What holds for whoever writes, whomever they write about."""
SAME_PERSON: Final = ("country", "province", "regency", "employer_kind", "wish_gender", "places")
ANSWERS, SIGNS, STATE = "ticket.sealed_answers", "ticket.sealed_signs", "talk.sealed_state"
PLACE_ANSWERS: Final = ("where", "last_place")


@dataclass(frozen=True, slots=True)
class Part:
    """What goes into the new ticket: lines and answers, for which service, how urgent, about whom, and why."""

    lines: frozenset[int]
    answers: frozenset[str]
    service: Service
    urgency: Urgency
    another_person: bool
    reason: str = ""


def split(db: Session, vault: Vault, ticket_id: int, officer: Officer, part: Part, now: datetime) -> str:
    """Move a part of this ticket into a new one, which is routed by itself; its code. Both histories tell it.

    The words of another person leave this ticket; what was answered of the same person stays here, too. Nothing is
    said to the contact. Raises NotNow for a ticket that is not the officer's, a complaint about ourselves, lines that
    are not this ticket's, none or all that the person said, or a second open ticket of one person and service;
    NotPermitted for a ticket less urgent than this one without a reason (SAFETY R31).
    """
    ticket = owned(db, ticket_id, officer, "ticket.split")
    if ticket.service == Service.SAFEGUARDING:
        raise NotNow
    urgency = corrected(Urgency(ticket.urgency), part.urgency, by_officer=True, reason=part.reason)
    moved = lines_of(db, ticket, part.lines)
    key = key_of(db, vault, ticket)
    answers = opened(key, ANSWERS, ticket.id or 0, ticket.sealed_answers)
    words = "\n".join(text_of(key, line) for line in moved)
    theirs, stays = divided(answers, part.answers, frozenset(words.split("\n")))
    new = begun(ticket, part, urgency, moved, now)
    new.person = next_person(db, key, ticket) if part.another_person else ticket.person
    must_stay_the_only_one(db, new, part.service.value)
    place_it(new, ticket, theirs, part.another_person)
    db.add(new)
    db.flush()
    number = new.id or 0
    if part.service is Service.SAFEGUARDING:
        # Whom it is about may stand anywhere in a complaint about us (R26).
        new.complaint_about = " ".join(sorted({*new.complaint_about.split(), *complained_of(words)}))
    signs = signs_in(key, ticket, words)
    new.kinds = " ".join(sorted({str(sign["kind"]) for sign in signs if not sign.get("doubtful")}))
    new.sealed_answers = key.seal_json(ANSWERS, number, theirs)
    new.sealed_signs = key.seal_json(SIGNS, number, {"signs": signs})
    if part.another_person:
        leave(ticket, key, stays, theirs)
    db.execute(update(Line).where(col(Line.id).in_([line.id for line in moved])).values(ticket_id=number))
    told(db, key, (ticket, "split_off", new.code), (new, "split_from", ticket.code), officer, part.reason, now)
    for one in (ticket, new):
        name_anew(db, vault, one)
    return new.code


def lines_of(db: Session, ticket: Ticket, chosen: frozenset[int]) -> Sequence[Line]:
    """The chosen lines. Raises NotNow where one is not this ticket's, none is, or nothing of the person would stay."""
    mine = db.exec(select(Line).where(Line.ticket_id == ticket.id).order_by(col(Line.id))).all()
    moved = [line for line in mine if line.id in chosen]
    stays = any(line.state == "heard" for line in mine if line.id not in chosen)
    if not moved or len(moved) != len(chosen) or not stays or not any(line.state == "heard" for line in moved):
        raise NotNow
    return moved


def begun(ticket: Ticket, part: Part, urgency: Urgency, moved: Sequence[Line], now: datetime) -> Ticket:
    """The new ticket: nobody has it yet, and it has waited since the first of these words that nobody answered."""
    heard = [line.at for line in moved if line.state == "heard"]
    return Ticket(
        **{name: getattr(ticket, name) for name in SAME_CONTACT},
        code=new_code(),
        service=part.service.value,
        urgency=int(urgency),
        category=ticket.category if ticket.service == part.service else "",
        reason="split",
        opened_at=min(heard),
        heard_at=max(heard),
        queued_at=ticket.waits_since or now,
        changed_at=now,
        waits_since=ticket.waits_since or now,
        unread=len(heard),
        sealed_answers=b"",
        sealed_signs=b"",
    )


def next_person(db: Session, key: PersonKey, ticket: Ticket) -> int:
    """The number of a person of whom this contact has not spoken before; the talk remembers that there are so many."""
    talk = db.exec(select(TalkRow).where(TalkRow.contact_id == ticket.contact_id).with_for_update()).one()
    state = opened(key, STATE, talk.id or 0, talk.sealed_state)
    kept = state.get("aside")
    aside: dict[str, object] = dict(kept) if isinstance(kept, dict) else {}
    written = select(Ticket.person).where(Ticket.contact_id == ticket.contact_id)
    another: int = max([int(str(aside.get("people", 1))), *db.exec(written)]) + 1
    state["aside"] = {"person": 1, **aside, "people": another}
    talk.sealed_state = key.seal_json(STATE, talk.id or 0, state)
    return another


def place_it(new: Ticket, ticket: Ticket, theirs: Mapping[str, object], another_person: bool) -> None:
    """Where the person concerned is, and what else routing asks: of another person only what the answers say."""
    if not another_person:
        for name in SAME_PERSON:
            setattr(new, name, getattr(ticket, name))
    for name, value in columns(theirs).items():
        setattr(new, name, value)
    countries = {code for name in PLACE_ANSWERS for code in places_in(str(theirs.get(name, ""))) if code.isalpha()}
    if len(countries) == 1:
        new.country = countries.pop()


def columns(answers: Mapping[str, object]) -> dict[str, object]:
    """The ticket's columns that these answers fill."""
    told: dict[str, object] = {}
    for name, value in answers.items():
        told |= told_by(name, str(value))
    return told


def divided(
    answers: Mapping[str, object], chosen: frozenset[str], words: frozenset[str]
) -> tuple[dict[str, object], dict[str, object]]:
    """The answers of the new ticket and those that stay: the chosen ones whole, of the others what was said there."""
    theirs: dict[str, object] = {}
    stays: dict[str, object] = {}
    for name, value in answers.items():
        told = str(value).split("\n")
        goes = told if name in chosen else [line for line in told if line and line in words]
        rest = [] if name in chosen else [line for line in told if line not in goes]
        if goes:
            theirs[name] = "\n".join(goes)
        if rest:
            stays[name] = "\n".join(rest)
    return theirs, stays


def leave(ticket: Ticket, key: PersonKey, stays: Mapping[str, object], theirs: Mapping[str, object]) -> None:
    """What was never this person's is theirs no more: neither as words nor as codes."""
    ticket.sealed_answers = key.seal_json(ANSWERS, ticket.id or 0, stays)
    right = columns(stays)
    for name in columns(theirs):
        if name not in ("readers", "complaint_about"):
            setattr(ticket, name, right.get(name, ""))


def text_of(key: PersonKey, line: Line) -> str:
    """The words of a line."""
    return str(opened(key, "line.sealed_body", line.id or 0, line.sealed_body).get("text") or "")


def signs_in(key: PersonKey, ticket: Ticket, words: str) -> list[dict[str, object]]:
    """The signs that these words gave. They stay on the old ticket, too: only an officer lowers anything (R31)."""
    said = words.casefold()
    listed = opened(key, SIGNS, ticket.id or 0, ticket.sealed_signs).get("signs")
    signs = [dict(one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [sign for sign in signs if sign.get("words") and str(sign["words"]).casefold() in said]


def told(
    db: Session,
    key: PersonKey,
    off: tuple[Ticket, str, str],
    into: tuple[Ticket, str, str],
    officer: Officer,
    reason: str,
    now: datetime,
) -> None:
    """Both histories tell it, each with the other's code; the reason is sealed with each."""
    for ticket, kind, other in (off, into):
        entry: Entry = write_down(db, ticket, officer, kind, now, other)
        db.flush()
        if reason:
            entry.sealed_detail = key.seal("entry.sealed_detail", entry.id or 0, reason)


def opened(key: PersonKey, place: str, row: int, sealed: bytes) -> dict[str, object]:
    """A sealed object, opened."""
    return dict(key.open_json(place, row, sealed))
