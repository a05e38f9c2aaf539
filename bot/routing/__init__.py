"""Which office, which officer, how urgent, and what next when nobody answers. Pure: no database, no clock."""

from bot.routing.choose import choose
from bot.routing.office import explain, office_for
from bot.routing.roster import Roster
from bot.routing.values import Case, Choice, Offer, Office, Officer, Routed, Rule, Rules

__all__ = [
    "Case",
    "Choice",
    "Offer",
    "Office",
    "Officer",
    "Roster",
    "Routed",
    "Rule",
    "Rules",
    "choose",
    "explain",
    "office_for",
]
