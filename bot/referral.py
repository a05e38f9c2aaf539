"""A referral to a partner outside the system: a printable summary of what the person allowed, and nothing else."""

from collections.abc import Collection
from datetime import datetime
from html import escape

from sqlmodel import Session, select

from bot.errors import NotNow, NotPermitted
from bot.handover import consents, seen
from bot.routing.boundary import complained_about
from bot.routing.transfer import may_refer
from bot.store.roster import case_of
from bot.store.tables import Office, Officer, Ticket
from bot.store.vault import Vault
from bot.tickets import Say, found, in_indonesian, key_of, may, write_down
from flows.fields import FIELDS
from flows.script import _
from flows.words import Service

TITLE = _("Rujukan")
ONLY_FOR = _("Hanya untuk %(office)s, dengan persetujuan orangnya. Jangan diteruskan kepada siapa pun.")
FROM_US = _("Ditulis oleh %(office)s pada %(day)s. Kode: %(code)s")

PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{font:12pt/1.5 serif;margin:2cm}}dt{{font-weight:bold}}dd{{margin:0 0 1em;white-space:pre-wrap}}</style>
</head><body><h1>{title}</h1><p><strong>{only_for}</strong></p><p>{from_us}</p><dl>{facts}</dl></body></html>
"""


def summary(
    db: Session,
    vault: Vault,
    ticket_id: int,
    officer: Officer,
    to: str,
    fields: Collection[str],
    now: datetime,
    say: Say = in_indonesian,
) -> str:
    """The page for this partner: the fields that the officer chose and the person knows of. Written down.

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
    facts = [(say("id", labels[name]), str(answers[name])) for name in chosen]
    return page(ticket, partner, db.get_one(Office, officer.office_id), facts, now, say)


def page(ticket: Ticket, partner: Office, ours: Office, facts: list[tuple[str, str]], now: datetime, say: Say) -> str:
    """The page as HTML that prints well and loads nothing."""
    from_us = say("id", FROM_US) % {"office": ours.name, "day": f"{now:%Y-%m-%d}", "code": ticket.code}
    return PAGE.format(
        language="id",
        title=escape(say("id", TITLE)),
        only_for=escape(say("id", ONLY_FOR) % {"office": partner.name}),
        from_us=escape(from_us),
        facts="".join(f"<dt>{escape(label)}</dt><dd>{escape(words)}</dd>" for label, words in facts),
    )
