"""Finding a ticket by its code, its telephone or a name. What was typed never stands in an address."""

import re
from typing import Final

from sqlmodel import Session, and_, col, select
from starlette.responses import Response

from bot.desk.frame import Page, Visit
from bot.desk.pages import lists
from bot.finding import hashes
from bot.store import queues
from bot.store.tables import Contact, Ticket
from bot.store.vault import Vault
from bot.store.work_tables import NameWord

CODE: Final = re.compile(r"[0-9A-Z]{6,16}")
FEWEST_DIGITS: Final = 7
INDONESIA: Final = "62"


async def search(visit: Visit) -> Response:
    """Straight to the ticket whose code it is, else a list of those from that telephone or with that name."""
    typed = visit.field("q", 60)
    found = await visit.read(lambda db: matching(db, visit.desk.database.vault, visit.officer.reader, typed))
    if len(found) == 1:
        return visit.go(f"/t/{found[0].code}")
    if not found:
        return visit.go("/", "not_found")

    def shown(db: Session) -> dict[str, object]:
        return {**lists(db, visit), "rows": found, "searched": True, "most_found": queues.PAGE}

    return await visit.show("desk.html", await visit.read(shown))


def matching(db: Session, vault: Vault, reader: queues.Reader, typed: str) -> tuple[queues.Row, ...]:
    """The tickets of this code, this telephone or with all words of this name, among those that the reader may open."""
    code = re.sub(r"[\s-]", "", typed).upper()
    if CODE.fullmatch(code):
        found = queues.chosen(db, reader, col(Ticket.code) == code)
        if found:
            return found
    told = [vault.hash(channel, address) for channel, address in addresses(typed)]
    if told:
        theirs = select(Contact.id).where(col(Contact.address_hash).in_(told))
        return queues.chosen(db, reader, col(Ticket.contact_id).in_(theirs))
    names = [select(NameWord.ticket_id).where(NameWord.word_hash == one) for one in hashes(vault, typed)]
    return queues.chosen(db, reader, and_(*(col(Ticket.id).in_(one) for one in names))) if names else ()


def addresses(typed: str) -> list[tuple[str, str]]:
    """The addresses that a number may stand for: a WhatsApp one at home or abroad, or a Telegram id."""
    digits = re.sub(r"\D", "", typed)
    if len(digits) < FEWEST_DIGITS or re.search(r"[^\d\s()+.\-]", typed):
        return []
    abroad = INDONESIA + digits[1:] if digits.startswith("0") else digits
    return [("whatsapp", f"whatsapp:+{abroad}"), ("telegram", digits)]


PAGES: Final = (Page("/search", "ticket.search", search, "POST"),)
