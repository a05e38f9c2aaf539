"""The addresses of the care pages, each with the permit that it needs."""

from typing import Final

from bot.desk import cards, interpret, links_room, practice, register, rooms, second, ticket_care, wishes
from bot.desk.frame import Page

CARE_PAGES: Final = (
    Page("/rooms", "room.see", rooms.page),
    Page("/cards", "card.read", cards.page),
    Page("/training", "training.do", practice.page),
    Page("/training/{name}", "training.do", practice.one),
    Page("/training/{name}", "training.do", practice.answer, "POST"),
    Page("/trainees", "training.see", practice.trainees),
    Page("/trainees/exempt", "training.exempt", practice.exempt, "POST"),
    Page("/quality", "quality.read", second.page),
    Page("/quality/{code}", "quality.read", second.one),
    Page("/quality/{code}", "quality.answer", second.answer, "POST"),
    Page("/harm", "harm.report", register.page),
    Page("/harm", "harm.report", register.report, "POST"),
    Page("/harm/decide", "harm.review", register.decide, "POST"),
    Page("/links", "links.see", links_room.page),
    Page("/links", "links.lay", links_room.lay, "POST"),
    Page("/links/{code}", "links.see", links_room.one),
    Page("/links/{code}/decide", "links.decide", links_room.decide, "POST"),
    Page("/digest", "digest.read", wishes.digest),
    Page("/wishes", "wish.set", wishes.page),
    Page("/wishes", "wish.set", wishes.choose, "POST"),
    Page("/tour", "tour.see", wishes.tour),
    Page("/tour", "tour.see", wishes.toured, "POST"),
    Page("/t/{code}/care", "evidence.see", ticket_care.page),
    Page("/t/{code}/care/seal", "evidence.seal", ticket_care.seal, "POST"),
    Page("/t/{code}/care/pack", "evidence.pack", ticket_care.pack, "POST"),
    Page("/t/{code}/care/interpreter", "interpreter.add", ticket_care.add_interpreter, "POST"),
    Page("/t/{code}/care/interpreter/end", "interpreter.add", ticket_care.end_interpreter, "POST"),
    Page("/interpret", "ticket.interpret", interpret.listed),
    Page("/t/{code}/interpret", "ticket.interpret", interpret.page),
    Page("/t/{code}/interpret/voice/{file:int}", "ticket.interpret", interpret.voice),
    Page("/t/{code}/interpret/reply", "ticket.interpret", interpret.reply, "POST"),
    Page("/t/{code}/interpret/note", "ticket.interpret", interpret.note, "POST"),
)
