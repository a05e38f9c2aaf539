"""Posts by which officers write down what they learnt of the person concerned."""

from typing import Final

from starlette.responses import Response

from bot import learnt
from bot.desk.acts import act
from bot.desk.frame import Page, Visit
from bot.errors import UnknownPlace


async def about(visit: Visit) -> Response:
    """Sex and papers, where they were said anyway."""
    sex, papers = visit.field("sex", 12), visit.field("papers", 12)
    return await act(visit, lambda db, ticket, by: learnt.about(db, ticket, by, sex, papers, visit.now), "about")


async def city(visit: Visit) -> Response:
    """The person's city, by whose clock their safe hours hold; words that name none come back as such."""
    words, there = visit.field("city", 100), f"/t/{visit.request.path_params['code']}"
    try:
        return await act(visit, lambda db, ticket, by: learnt.city(db, ticket, by, words, visit.now), "city")
    except UnknownPlace:
        return visit.go(there, "city_unknown")


async def known_safe(visit: Visit) -> Response:
    """The person is known to be safe."""
    how = visit.field("how", 12)
    return await act(visit, lambda db, ticket, by: learnt.known_safe(db, ticket, by, how, visit.now), "known_safe")


PAGES: Final = (
    Page("/t/{code}/about", "ticket.about", about, "POST"),
    Page("/t/{code}/safe", "ticket.about", known_safe, "POST"),
    Page("/t/{code}/city", "ticket.about", city, "POST"),
)
