"""What a turn asks for becomes changes of the contact's dossier: tickets, offers, lines. In memory only."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.facts import ANYBODY, complained_of, told_by
from bot.happening import marked_by, news_said
from bot.language.caution import TELLING
from bot.outlet import PAUSE, Cause, together
from bot.profile import consented, guard, outside_hours, profiled, returned
from bot.records import Records
from bot.routing.states import how_far
from bot.store.dossiers import Dossier, EntryDraft, LineDraft, OfferDraft, TicketDraft, new_code
from bot.store.happenings import Happening
from bot.store.roster import Roster, case_of, told_of
from bot.unmet import along, told_in_answer, untold
from flows.anywhere import NEUTRAL_STATES, NEUTRAL_TRIAL, STATES, TRIAL
from flows.hearing import SAID
from flows.script import _
from flows.words import (
    Consented,
    Device,
    DropQueued,
    Effect,
    Enrich,
    Exited,
    FallSilent,
    Guarded,
    Heard,
    Holder,
    Kind,
    MayWrite,
    Noticed,
    OpenTicket,
    Outgoing,
    Profiled,
    Returned,
    Service,
    Sign,
    Turn,
    Urgency,
    WantPerson,
    Writing,
)

HIDDEN = "•••"
"""What a transcript keeps of words that prove who writes."""
ARRIVED = _("Pesan Anda sudah masuk.")


@dataclass(slots=True)
class Desk:
    """What intake needs besides the dossier: the roster, read when first asked for, and words in a language.

    In a `trial` the first words and every hand-over say so (R13). `records` tells what is on file, when asked.
    """

    roster: Callable[[], Roster]
    say: Callable[[str, str], str]
    records: Records
    trial: bool = False
    happenings: Callable[[], tuple[Happening, ...]] = tuple


def take_in(dossier: Dossier, turn: Turn, heard: Heard, desk: Desk) -> None:
    """Carry out one turn on the dossier."""
    was_quiet = dossier.talk.writing is Writing.QUIET
    dossier.talk = turn.talk
    dossier.heard_at = heard.at
    for effect in sorted(turn.effects, key=place_of):
        carry_out(dossier, effect, heard.at)
        if isinstance(effect, Profiled) and effect.name == "old_phrase":
            ask_to_join(dossier, desk.records, effect.value, heard.at)
    # Her own words, or leave to write: what the outlet held is looked at again (SAFETY R5, R6).
    may_now = was_quiet and dossier.talk.writing is not Writing.QUIET
    dossier.looks_again |= may_now or bool(dossier.safe and dossier.safe.hours)
    for ticket in dossier.tickets:
        if ticket.row["person"] == dossier.talk.person:
            locate(dossier, ticket)
        join_event(dossier, ticket, desk, heard.at)
        if ticket.to_route and ticket.row["status"] == "new":
            route(dossier, ticket, desk.roster(), heard.at)
    kept = replace(heard, text=HIDDEN) if turn.hides else heard
    keep_heard(dossier, kept, [one.field for one in turn.effects if isinstance(one, Enrich)])
    if turn.talk.asked == turn.talk.turn:
        dossier.shown_at = None
    typed = heard.kind is not Kind.BUTTON
    apart = outside_hours(dossier)
    for outgoing in together(list(spoken(dossier, turn, desk)), apart):
        keep_outgoing(dossier, outgoing, heard.at, typed)


def place_of(effect: Effect) -> int:
    """Tickets are opened first; signs come last, when it stands which ticket they belong to."""
    match effect:
        case OpenTicket():
            return 0
        case Noticed():
            return 2
        case _:
            return 1


def carry_out(dossier: Dossier, effect: Effect, now: datetime) -> None:
    """One effect on the dossier's tickets."""
    match effect:
        case OpenTicket(service, urgency, reason, category):
            open_or_join(dossier, service, urgency, reason, category, now)
        case Enrich(service, name, value, more):
            enrich(open_or_join(dossier, service, Urgency.NORMAL, "answer", "", now), name, value, more)
        case Noticed(signs):
            notice(dossier, signs, now)
        case WantPerson(service, reason):
            urgency = Urgency.HIGH if reason == "voice" else Urgency.NORMAL
            ticket = open_or_join(dossier, service, urgency, reason, "", now)
            note_entry(dossier, ticket, "person_wanted", reason, now)
        case FallSilent(reason):
            for ticket in dossier.tickets:
                ticket.set(silence=reason, changed_at=now)
                note_entry(dossier, ticket, "silence", reason, now)
        case MayWrite():
            for ticket in dossier.tickets:
                if ticket.row["silence"]:
                    ticket.set(silence="", changed_at=now)
                    note_entry(dossier, ticket, "may_write", "", now)
        case Consented() as said:
            concerned = (find(dossier, said.service) if said.service else None) or current(dossier)
            told = consented(dossier, said, now, concerned)
            if concerned:
                note_entry(dossier, concerned, "consent", told, now)
        case DropQueued():
            dossier.drops = True
        case _:
            keep_safe(dossier, effect, now)


def keep_safe(dossier: Dossier, effect: Effect, now: datetime) -> None:
    """An effect on what keeps the person safe: their profile, a guarded act, the quick exit and the way back."""
    match effect:
        case Guarded(act, proven):
            ticket = current(dossier) or open_or_join(dossier, Service.INFORMATION, Urgency.NORMAL, "guarded", act, now)
            note_entry(dossier, ticket, "guarded", f"{act} proven" if proven else act, now)
            guard(dossier, act, proven, ticket, now)
        case Profiled() as said:
            profiled(dossier, said, now)
            concerned = current(dossier)
            if concerned and said.name != "old_phrase":
                note_entry(dossier, concerned, "profile", said.name, now)
        case Exited():
            dossier.profile().set(exited_at=now)
            dossier.exits = True
        case Returned():
            returned(dossier)
            for ticket in dossier.tickets:
                note_entry(dossier, ticket, "returned_to_us", "", now)


def ask_to_join(dossier: Dossier, records: Records, phrase: str, now: datetime) -> None:
    """R10: another SIM says to be somebody: whether code and phrase fit is told to the officer alone."""
    code = "".join(one for one in dossier.talk.answers.get("joining", "").upper() if one.isalnum())[:20]
    ticket = open_or_join(dossier, Service.INFORMATION, Urgency.NORMAL, "another_address", "", now)
    note_entry(dossier, ticket, "join_asked", f"{code or '-'} {records.joins(code, phrase)}", now)


def locate(dossier: Dossier, ticket: TicketDraft) -> None:
    """The country of the person concerned, as soon as it is said; a guess never overrides what was said.

    A ticket that nobody has taken is then routed anew: another country may be another office's.
    """
    said, guessed = dossier.talk.place, dossier.talk.guessed_place
    country = said or str(ticket.row["country"]) or guessed
    if country != ticket.row["country"]:
        ticket.set(country=country)
        route_anew(ticket)


def join_event(dossier: Dossier, ticket: TicketDraft, desk: Desk, now: datetime) -> None:
    """A ticket of an event that runs is marked at once; what changes later is the sweep's (`events.mark`)."""
    if not ticket.row["surge"] and marked_by(desk.happenings(), ticket.row):
        ticket.set(surge=True)
        note_entry(dossier, ticket, "surge", "yes", now)


def route_anew(ticket: TicketDraft) -> None:
    """What was held out is withdrawn, and the ticket is held out again as it is now."""
    ticket.to_route = True
    if ticket.row["status"] == "offered":
        ticket.set(status="new")


def find(dossier: Dossier, service: Service) -> TicketDraft | None:
    """The open ticket of this service for the person whom the words are about (R16)."""
    return next((ticket for ticket in theirs(dossier) if ticket.service is service), None)


def theirs(dossier: Dossier) -> list[TicketDraft]:
    """The open tickets of the person whom the talk is about now."""
    return [ticket for ticket in dossier.tickets if ticket.row["person"] == dossier.talk.person]


def current(dossier: Dossier) -> TicketDraft | None:
    """The ticket that what is said now belongs to: the one an officer has taken, else the gravest open one."""
    near = theirs(dossier) or (dossier.tickets if dossier.talk.holder is Holder.OFFICER else [])
    taken = [ticket for ticket in near if ticket.row["owner_id"] is not None]
    if dossier.talk.holder is Holder.OFFICER and taken:
        near = taken
    return max(near, key=lambda ticket: ticket.urgency, default=None)


def open_or_join(
    dossier: Dossier, service: Service, urgency: Urgency, reason: str, category: str, now: datetime
) -> TicketDraft:
    """The open ticket of this service, its urgency raised if need be; a new one where there is none."""
    ticket = endangered(dossier, service) or find(dossier, service)
    if ticket is None:
        ticket = new_ticket(dossier, service, urgency, reason, category, now)
        dossier.tickets.append(ticket)
        note_entry(dossier, ticket, "opened", reason, now)
    elif urgency > ticket.urgency:
        raise_urgency(dossier, ticket, urgency, now)
    ticket.joined(category, now)
    return ticket


def endangered(dossier: Dossier, service: Service) -> TicketDraft | None:
    """R7: what is written in silence beside a detour joins the ticket of danger: nobody looks for it elsewhere."""
    silent = service is Service.INFORMATION and dossier.talk.writing is Writing.QUIET
    return (find(dossier, Service.EMERGENCY) or find(dossier, Service.PSYCHOSOCIAL)) if silent else None


def new_ticket(
    dossier: Dossier, service: Service, urgency: Urgency, reason: str, category: str, now: datetime
) -> TicketDraft:
    """A ticket in memory; its row gets its id when the group is written."""
    row = {
        "code": new_code(),
        "contact_id": dossier.contact_id,
        "key_id": dossier.key_id,
        "channel": dossier.channel,
        "service": service.value,
        "urgency": int(urgency),
        "category": category,
        "reason": reason,
        "kinds": "",
        "person": dossier.talk.person,
        "country": dossier.talk.place or dossier.talk.guessed_place,
        "language": dossier.talk.language,
        "status": "new",
        "silence": "asked" if dossier.talk.writing is Writing.QUIET else "",
        "stage": 0,
        "office_id": None,
        "owner_id": None,
        "opened_at": now,
        "heard_at": now,
        "queued_at": now,
        "changed_at": now,
        "offered_at": None,
        "taken_at": None,
        "read_at": None,
        "answered_at": None,
        "closed_at": None,
        "seen_at": None,
        "alarm_at": None,
        "told_at": None,
        "outcome": "",
        "unread": 0,
        "province": "",
        "regency": "",
        "employer_kind": "",
        "readers": "",
        "complaint_about": "",
        "wish_gender": "",
        "surge": False,
        "places": "",
        "news_told": "",
        "unmet": "",
        "unmet_told": "",
        "placed_id": None,
        "targets": "",
        "looked_at": None,
        "waits_since": now,
        "checked_at": None,
        "check_at": None,
    }
    return TicketDraft(row, is_new=True, to_route=True)


def raise_urgency(dossier: Dossier, ticket: TicketDraft, urgency: Urgency, now: datetime) -> None:
    """Urgency only rises by itself (R31); a ticket that nobody has taken is offered anew, more widely."""
    note_entry(dossier, ticket, "raised", urgency.priority, now)
    ticket.set(urgency=int(urgency))
    route_anew(ticket)


def enrich(ticket: TicketDraft, name: str, value: str, more: bool) -> None:
    """Put an answer into its field. What was said before is never lost: an answer given anew is added."""
    before, facts = ticket.answers.get(name, ""), told_by(name, value)
    if ticket.service is Service.SAFEGUARDING:
        # Whom it is about may stand anywhere in a complaint about us, and counts from then on (R26).
        about = set(str(ticket.row["complaint_about"]).split()) | set(complained_of(value))
        facts = {"complaint_about": " ".join(sorted(about))}
    if named := str(facts.pop("places", "")):
        # Where an event is decides nothing of the office: the sweep of events marks the ticket.
        ticket.set(places=" ".join(sorted({*str(ticket.row["places"]).split(), *named.split()})))
    if name == "woman" and value == ANYBODY:
        # Whoever does not mind need not hear that no woman is there.
        ticket.set(unmet_told=along(str(ticket.row["unmet_told"]), ("gender",)))
    if name == SAID and "\n" not in value and value in before:
        before = without(before, value)
    if before and (more or before != value):
        value = f"{before}\n{value}"
    ticket.answer(name, value)
    if any(ticket.row[column] != code for column, code in facts.items()):
        ticket.set(**facts)
        route_anew(ticket)


def without(before: str, again: str) -> str:
    """The words that answered no question, without those that are said again: they move to the end and stand once.

    The transcript has every line; in a field, "tolong" twenty times hides what else was said.
    """
    return "\n".join(line for line in before.split("\n") if line != again)


def notice(dossier: Dossier, signs: Sequence[Sign], now: datetime) -> None:
    """Show signs, each once, with the words that raised them; raise the urgency."""
    said = max((sign.urgency for sign in signs if not sign.doubtful), default=Urgency.LOW)
    ticket = find(dossier, Service.EMERGENCY) or current(dossier)
    if ticket is None and dossier.talk.person > 1 and said >= Urgency.HIGH:
        # The conversation stands where the first person's matter stood: danger of the second one is never lost.
        ticket = open_or_join(dossier, Service.EMERGENCY, said, "danger", "", now)
    if ticket is None:
        return
    known = {(sign["kind"], sign["words"]) for sign in ticket.signs}
    fresh = [sign for sign in signs if (sign.kind, sign.words) not in known]
    for sign in fresh:
        shown = {"kind": sign.kind, "urgency": int(sign.urgency), "words": sign.words, "doubtful": sign.doubtful}
        ticket.show(shown)
        note_entry(dossier, ticket, "sign", sign.kind, now)
    kinds = sorted({str(sign["kind"]) for sign in ticket.signs if not sign["doubtful"]})
    if kinds != str(ticket.row["kinds"]).split():
        ticket.set(kinds=" ".join(kinds))
        route_anew(ticket)
    if dossier.safe and any(sign.kind == "wrong_phrase" for sign in signs):
        dossier.safe.set(wrong=dossier.safe.wrong + 1)
    ticket.set(changed_at=now)
    gravest = max((sign.urgency for sign in fresh if not sign.doubtful), default=Urgency.LOW)
    if ticket.row["owner_id"] is not None and said >= Urgency.HIGH:
        ticket.set(alarm_at=ticket.row["alarm_at"] or now)
    if gravest > ticket.urgency:
        raise_urgency(dossier, ticket, gravest, now)


def route(dossier: Dossier, ticket: TicketDraft, roster: Roster, now: datetime) -> None:
    """Find the office and hold the ticket out to officers who are there, in the same transaction.

    Where nobody is, the sweep holds it out as soon as somebody comes: later words need not ask again.
    """
    ticket.to_route = False
    case = case_of(ticket.row)
    routed = roster.desk_for(case)
    if routed is None:
        return note_entry(dossier, ticket, "no_office", "", now)
    choice = roster.offers_for(routed.on(case), now)
    for kind, detail, officer in told_of(routed, choice):
        note_entry(dossier, ticket, kind, detail, now, officer)
    dossier.offers = [offer for offer in dossier.offers if offer.ticket is not ticket]
    if not ticket.is_new:
        dossier.withdrawn.append(ticket)
    for offer in choice.offers:
        columns = {"officer_id": offer.officer, "at": now, "expires_at": offer.expires_at, "state": "open"}
        dossier.offers.append(OfferDraft(ticket, columns | {"reason": " ".join(offer.reasons)}))
    left = untold(choice.unmet, case, str(ticket.row["unmet_told"]))
    ticket.set(office_id=roster.offices.ids[routed.office.key], unmet=left)
    note_entry(dossier, ticket, "offered" if choice.offers else "nobody_on_duty", routed.office.key, now)
    if choice.offers:
        roster.hold_out(choice)
        ticket.set(status="offered", offered_at=now)


def note_entry(
    dossier: Dossier, ticket: TicketDraft, kind: str, detail: str, now: datetime, officer: int | None = None
) -> None:
    """Write down what happened to a ticket."""
    columns = {"officer_id": officer, "at": now, "kind": kind, "detail": detail, "sealed_detail": None}
    dossier.entries.append(EntryDraft(ticket, dict(columns)))


def keep_heard(dossier: Dossier, heard: Heard, fills: Sequence[str] = ()) -> None:
    """The transcript's line of what was heard; it claims the vendor's id."""
    ticket = current(dossier)
    if ticket:
        status = "taken" if ticket.row["status"] == "waiting_for_contact" else ticket.row["status"]
        unread = int(str(ticket.row["unread"])) + 1
        ticket.set(heard_at=heard.at, changed_at=heard.at, unread=unread, status=status)
        if ticket.row["waits_since"] is None:
            ticket.set(waits_since=heard.at, queued_at=heard.at)
    columns: dict[str, object] = {
        "channel": dossier.channel,
        "key": heard.key,
        "kind": heard.kind.value,
        "state": "heard",
        "at": heard.at,
        "turn": dossier.talk.turn,
        "forwarded": 2 if heard.often_forwarded else int(heard.forwarded),
        "edits": heard.edits or None,
    }
    files: list[dict[str, object]] = [
        {"mime": file.mime, "size": file.size, "reference": file.reference, "content": file.content, "at": heard.at}
        for file in heard.files
    ]
    dossier.lines.append(LineDraft(columns, body_of(heard, fills), ticket, files))


def body_of(heard: Heard, fills: Sequence[str]) -> dict[str, object]:
    """What is sealed of a heard line: only what there is, and which answers came from it."""
    body: dict[str, object] = {"text": heard.text}
    if fills:
        body["fills"] = list(fills)
    if heard.press:
        press = heard.press
        body["press"] = {"turn": press.turn, "choice": press.choice, "label": press.label, "name": press.name}
    if heard.point:
        body["point"] = {"lat": heard.point.latitude, "lon": heard.point.longitude, "label": heard.point.label}
    if heard.phone:
        body["phone"] = heard.phone
    if heard.raw:
        body["raw"] = heard.raw.decode("utf-8", "backslashreplace")
    return body


def state_of(ticket: TicketDraft | None) -> str:
    """How far a ticket is, never ahead of the facts (R11)."""
    if ticket is None:
        return "received"
    return how_far(ticket.row)


def spoken(dossier: Dossier, turn: Turn, desk: Desk) -> Iterator[Outgoing]:
    """The lines of a turn in words that hold now; in a trial, what it is comes first and with every hand-over."""
    hands_over = any(line.tells for line in turn.says)
    if desk.trial and turn.says and (turn.talk.turn == 1 or hands_over):
        words = TRIAL if turn.talk.writing is Writing.SAFE else NEUTRAL_TRIAL
        yield Outgoing(desk.say(turn.talk.language, words))
    said = [in_words(dossier, line, desk) for line in turn.says]
    if said and outside_hours(dossier) and all(TELLING.search(line.text) for line in said):
        # R6: what would tell a stranger waits for the safe hours; that her words have arrived may be said now.
        yield Outgoing(desk.say(turn.talk.language, ARRIVED))
    # A question comes last, whatever is told before it.
    question = [said.pop()] if said and said[-1].asks else []
    yield from said
    if turn.says and desk.happenings():
        yield from (Outgoing(known) for known in news(dossier, turn, desk))
    if told := told_in_answer(dossier, turn, desk.say):
        yield Outgoing(told)
    yield from question


def news(dossier: Dossier, turn: Turn, desk: Desk) -> list[str]:
    """What is known of the events that the person asks about, as far as it may be said to them now."""
    ticket, exited = current(dossier), dossier.safe is not None and dossier.safe.exited_at is not None
    return [] if ticket is None or exited else news_said(ticket, turn, desk.happenings(), desk.say)


def in_words(dossier: Dossier, line: Outgoing, desk: Desk) -> Outgoing:
    """A line that tells how far a matter is, or shows what is guarded, put into words that hold now."""
    if line.shows:
        return line.worded(desk.records.shown(dossier, line.shows, desk.say))
    if line.tells is None:
        return line
    ticket = find(dossier, line.tells) or current(dossier)
    talk = dossier.talk
    # Who watches the telephone reads over a shoulder what no lock screen shows.
    unseen = talk.writing is Writing.SAFE and talk.device is not Device.WATCHED and not outside_hours(dossier)
    states = STATES if unseen else NEUTRAL_STATES
    return line.worded(desk.say(dossier.talk.language, states[state_of(ticket)]))


def keep_outgoing(dossier: Dossier, outgoing: Outgoing, now: datetime, typed: bool = False) -> None:
    """A line on its way out, in the same transaction as what it answers; who `typed` may have more to say."""
    ticket = current(dossier)
    rank = 0 if ticket and ticket.urgency is Urgency.CRITICAL else 1
    columns: dict[str, object] = {
        "channel": dossier.channel,
        "kind": "said",
        "state": "due",
        "at": now,
        "turn": dossier.talk.turn,
        "asks": outgoing.asks,
        "life": outgoing.life,
        "rank": rank,
        "cause": (Cause.PUBLIC_FACE if outgoing.face else Cause.ANSWER).value,
        "due_at": now + PAUSE if outgoing.waits or (outgoing.asks and typed) else now,
    }
    body = {"text": outgoing.text, "choices": [choice.label for choice in outgoing.choices]}
    if outgoing.choices:
        body["names"] = [choice.name for choice in outgoing.choices]
    dossier.lines.append(LineDraft(columns, body, ticket))
