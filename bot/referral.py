"""A referral to a partner outside the system: a printable summary of what the person allowed, and nothing else."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, select

from bot.errors import NotNow, NotPermitted
from bot.handover import consents, seen
from bot.paper import Paper, day_of
from bot.routing.boundary import complained_about
from bot.routing.transfer import may_refer
from bot.store.roster import case_of
from bot.store.tables import Office, Officer
from bot.store.vault import Vault
from bot.tickets import Say, found, in_indonesian, key_of, may, write_down
from flows.fields import FIELDS
from flows.script import _
from flows.summary import in_words
from flows.words import Service

TITLE = _("Rujukan")
ONLY_FOR = _("Hanya untuk %(office)s, dengan persetujuan orangnya. Jangan diteruskan kepada siapa pun.")
FROM_US = _("Ditulis oleh %(office)s pada %(day)s. Kode: %(code)s")


def sheet(
    db: Session,
    vault: Vault,
    ticket_id: int,
    officer: Officer,
    to: str,
    fields: Collection[str],
    now: datetime,
    say: Say = in_indonesian,
) -> Paper:
    """The sheet for this partner: the fields that the officer chose and the person knows of. Written down.

    Raises NotPermitted without the person's recorded yes to this one partner (`handover.record_consent`), or where
    the complaint is about it; NotNow for an unknown partner or a field that the ticket has not.
    """
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.refer", ticket)
    partner = db.exec(select(Office).where(Office.key == to)).one_or_none()
    if partner is None:
        raise NotNow
    about_them = complained_about(case_of(ticket.model_dump()), partner.key, partner.organisation)
    if about_them or not may_refer(seen(partner), consents(db, ticket, partner.organisation)):
        raise NotPermitted
    answers = key_of(db, vault, ticket).open_json("ticket.sealed_answers", ticket_id, ticket.sealed_answers)
    labels = FIELDS[Service(ticket.service)]
    if not fields or not set(fields) <= set(answers) & set(labels):
        raise NotNow
    chosen = [name for name in labels if name in fields]
    write_down(db, ticket, officer, "referred", now, f"{to} {' '.join(chosen)}")
    facts = [(say("id", labels[name]), in_words(str(answers[name]), lambda text: say("id", text))) for name in chosen]
    ours = db.get_one(Office, officer.office_id)
    from_us = say("id", FROM_US) % {"office": ours.name, "day": day_of(now), "code": ticket.code}
    return Paper(say("id", TITLE), (say("id", ONLY_FOR) % {"office": partner.name}, from_us), tuple(facts))
