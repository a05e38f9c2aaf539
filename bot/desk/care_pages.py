"""The addresses of the care pages, each with the permit that it needs."""

from typing import Final

from bot.desk import cards, interpret, practice, rooms, ticket_care
from bot.desk.frame import Page

CARE_PAGES: Final = (
    Page("/rooms", "room.see", rooms.page),
    Page("/cards", "card.read", cards.page),
    Page("/training", "training.do", practice.page),
    Page("/training/{name}", "training.do", practice.one),
    Page("/training/{name}", "training.do", practice.answer, "POST"),
    Page("/trainees", "training.see", practice.trainees),
    Page("/trainees/exempt", "training.exempt", practice.exempt, "POST"),
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
