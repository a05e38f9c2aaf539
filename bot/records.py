"""What a guarded act shows to whoever has proven who they are (SAFETY R1), and who asks to be known again (R10)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.facts import places_in
from bot.routing.states import HOW_FAR_BY, how_far
from bot.store.danger import endangered_lately
from bot.store.dossiers import Dossier, SafeFile
from bot.store.happenings import Happening
from bot.store.safekeeping import phrase_hash
from bot.store.tables import table
from bot.store.vault import Vault
from flows import anywhere
from flows.copy import A_MATTER, MATTERS, READ_BY, WE_KEEP, WHOLE_COPY, YOU_SAID_NO, YOU_SAID_YES
from flows.mydata import NOTHING_TO_SHOW
from flows.words import Known, Service, Urgency, Writing

Say = Callable[[str, str], str]
TICKET, LINE, FILE, SAFE, CONSENT = (table(name) for name in ("ticket", "line", "file", "safe_contact", "consent"))
MOST_WRONG = 5
"""After so many wrong phrases in a row none is right any more until an officer has made sure who writes."""
MOST_SHOWN = 10


@dataclass(slots=True)
class Records:
    """What is on file, asked only where a conversation needs it."""

    connection: Connection
    vault: Vault
    happenings: Callable[[], tuple[Happening, ...]] = tuple

    def known(self, dossier: Dossier, now: datetime) -> Known:
        """What the engine must know of the person who writes."""
        safe = dossier.safe or SafeFile()
        agreed = bool(safe.phrase_hash or safe.phrase)
        until = safe.may_write_until
        return Known(
            profile=bool(safe.hours or until or agreed),
            phrase=agreed,
            exited=safe.exited_at is not None,
            hours_in=safe.country if safe.hours else "",
            hours=safe.hours,
            zone=safe.zone,
            ran_out=until is not None and until <= now,
            meaning=lambda words: self.meaning(dossier, words),
            endangered=lambda: in_danger_now(dossier) or self.endangered(dossier, now),
            in_event=lambda country, words: self.in_event(dossier, country, words),
        )

    def in_event(self, dossier: Dossier, country: str, words: str) -> bool:
        """Is this person part of an event that runs: by a ticket, their country, or a place that they name?"""
        running = self.happenings()
        if not running:
            return False
        codes = {country, *places_in(words)} - {""}
        marked = any(ticket.row["surge"] for ticket in dossier.tickets)
        return marked or any(not one.places.isdisjoint(codes) for one in running)

    def endangered(self, dossier: Dossier, now: datetime) -> bool:
        """Is or was a ticket of danger open lately?"""
        return bool(dossier.contact_id) and endangered_lately(self.connection, dossier.contact_id, now)

    def meaning(self, dossier: Dossier, words: str) -> str:
        """Are these folded words the check phrase ("phrase"), the other word ("forced"), or neither?"""
        safe = dossier.safe
        if safe is None or not words:
            return ""
        said = phrase_hash(self.vault, dossier.contact_id, words)
        if words == safe.forced or said == safe.forced_hash:
            return "forced"
        right = words == safe.phrase or said == safe.phrase_hash
        return "phrase" if right and safe.wrong < MOST_WRONG else ""

    def shown(self, dossier: Dossier, what: str, say: Say) -> str:
        """The words of a guarded act: a "copy" of what we keep, or the "state" of a code; else that there is none."""
        language = dossier.talk.language
        act, _space, code = what.partition(" ")
        if act == "request":
            return say(language, self.request(dossier) or NOTHING_TO_SHOW)
        told = self.state(dossier, code) if act == "state" else self.copy(dossier, say)
        return told if act == "copy" and told else say(language, told or NOTHING_TO_SHOW)

    def state(self, dossier: Dossier, code: str) -> str:
        """How far the matter with this code is, if it is this person's own; never ahead of the facts (R11)."""
        columns = [TICKET.c[name] for name in (*HOW_FAR_BY, "service", "merged_into")]
        asked = select(*columns).where(TICKET.c.contact_id == dossier.contact_id)
        row = self.connection.execute(asked.where(TICKET.c.code == code.strip().upper())).mappings().first()
        while row is not None and row["merged_into"]:
            # What became part of another ticket is as far as that one.
            row = self.connection.execute(asked.where(TICKET.c.id == row["merged_into"])).mappings().first()
        if row is None:
            return ""
        if row["service"] == Service.FAMILY_LINKS.value:
            return anywhere.REQUEST_STATES["received"]
        states = anywhere.STATES if dossier.talk.writing is Writing.SAFE else anywhere.NEUTRAL_STATES
        return states[how_far(dict(row))]

    def request(self, dossier: Dossier) -> str:
        """R27: the one face of this person's searches and news; empty where they asked for none."""
        theirs = (TICKET.c.contact_id == dossier.contact_id, TICKET.c.service == Service.FAMILY_LINKS.value)
        asked = select(TICKET.c.id).where(*theirs, TICKET.c.category.in_(("seek", "news")))
        found = self.connection.execute(asked.limit(1)).first()
        return anywhere.REQUEST_STATES["received"] if found else ""

    def copy(self, dossier: Dossier, say: Say) -> str:
        """What we keep of this person, as a summary: counts, matters, consent. Nobody else's words are in it."""
        language, theirs = dossier.talk.language, dossier.contact_id
        counted = [
            self.connection.execute(select(func.count()).where(of.c.contact_id == theirs)).scalar_one()
            for of in (LINE, FILE)
        ]
        if not counted[0]:
            return ""
        matters = select(TICKET.c.service, TICKET.c.opened_at, TICKET.c.code).where(TICKET.c.contact_id == theirs)
        lines = [say(language, WE_KEEP).format(lines=counted[0], files=counted[1])]
        for service, opened, code in self.connection.execute(matters.order_by(TICKET.c.id.desc()).limit(MOST_SHOWN)):
            name = say(language, MATTERS[Service(service)])
            lines.append(say(language, A_MATTER).format(service=name, day=f"{opened:%d-%m-%Y}", code=code))
        lines.append(say(language, YOU_SAID_YES if self.consents(theirs) else YOU_SAID_NO))
        if readers := self.readers(theirs):
            lines.append(say(language, READ_BY[readers]))
        return "\n".join([*lines, say(language, WHOLE_COPY)])

    def consents(self, contact_id: int) -> bool:
        """Does this person's yes to keeping their story stand?"""
        said = select(CONSENT.c.given, CONSENT.c.withdrawn_at).where(
            CONSENT.c.contact_id == contact_id, CONSENT.c.item == "keep"
        )
        last = self.connection.execute(said.order_by(CONSENT.c.id.desc()).limit(1)).first()
        return last is not None and bool(last.given) and last.withdrawn_at is None

    def readers(self, contact_id: int) -> str:
        """Whom this person allowed to read, when asked last; empty where they took it back or said nothing."""
        said = select(CONSENT.c.choice, CONSENT.c.withdrawn_at).where(
            CONSENT.c.contact_id == contact_id, CONSENT.c.item == "readers"
        )
        last = self.connection.execute(said.order_by(CONSENT.c.id.desc()).limit(1)).first()
        return str(last.choice) if last is not None and last.withdrawn_at is None and last.choice in READ_BY else ""

    def joins(self, code: str, phrase: str) -> str:
        """Does this phrase belong to whoever has this code (R10)? "right", "wrong", or "unknown" without a phrase."""
        found = select(SAFE.c.phrase_hash, TICKET.c.contact_id).join_from(
            TICKET, SAFE, SAFE.c.contact_id == TICKET.c.contact_id, isouter=True
        )
        row = self.connection.execute(found.where(TICKET.c.code == code.strip().upper())).first()
        if row is None or row.phrase_hash is None:
            return "unknown"
        return "right" if bytes(row.phrase_hash) == phrase_hash(self.vault, row.contact_id, phrase) else "wrong"


def in_danger_now(dossier: Dossier) -> bool:
    """Is a ticket of danger open, one that was opened just now included?"""
    return any(one.service is Service.EMERGENCY or one.urgency >= Urgency.HIGH for one in dossier.tickets)
