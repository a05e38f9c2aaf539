"""Every address of the desk names its permit, and the table is all that lets anybody in."""

import dataclasses
from importlib import import_module
from pkgutil import walk_packages

import pytest
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.routing import Mount

import bot.desk
from bot import permits
from bot.desk.app import PAGES, desk_routes
from bot.desk.frame import Page, guarded
from bot.errors import NotPermitted
from bot.permits import PERMITS, Role, allows, require
from bot.store.tables import Officer
from tests.desk.conftest import Desk, enter
from tests.world import Helpline

APP = "bot.desk.app"
FOR_STRANGERS = {"/login", "/factor", "/language", "/static/{name}"}


def test_every_address_names_a_permit_that_the_table_knows() -> None:
    assert [page.path for page in PAGES if page.permit not in PERMITS] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.method} {page.path}")
async def test_a_stranger_gets_no_further_than_the_door(page: Page, desk: Desk) -> None:
    async with desk.client() as client:
        path = (
            page.path.replace("{code}", "ABC")
            .replace("{name}", "desk.css")
            .replace("{file:int}", "1")
            .replace("{number:int}", "1")
            .replace("{officer:int}", "1")
            .replace("{event:int}", "1")
        )
        answer = await client.request(page.method, f"/desk{path}", data={"csrf": ""} if page.method == "POST" else None)
    if page.path not in FOR_STRANGERS:
        assert answer.status_code in (303, 401)
        assert "location" not in answer.headers or answer.headers["location"].startswith("/desk/login")


async def test_an_address_without_a_row_in_the_table_refuses_everybody(desk: Desk) -> None:
    unlisted = dataclasses.replace(
        next(page for page in PAGES if page.path == "/"), path="/unlisted", permit="nobody.thought.of.it"
    )
    desk.app.router.routes.insert(0, Mount("/desk", routes=[guarded(desk.frame, unlisted), *desk_routes(desk.frame)]))
    async with desk.client() as client:
        enter(desk, client, "peragaan-dewi")
        answer = await client.get("/desk/unlisted")
    assert answer.status_code == 403


def test_all_mounted_routes_are_in_the_table_of_pages(desk: Desk) -> None:
    app: Starlette = desk.app
    mounted = {
        (route.path, method)
        for mount in app.routes
        for route in mount.routes  # type: ignore[attr-defined]
        for method in route.methods - {"HEAD"}
    }
    assert mounted == {(page.path, page.method) for page in PAGES}


def test_every_module_of_the_desk_declares_its_addresses_once_and_all_are_joined() -> None:
    modules = [import_module(name) for _f, name, _p in walk_packages(bot.desk.__path__, "bot.desk.") if name != APP]
    declared = [page for module in modules for page in getattr(module, "PAGES", ())]
    addresses = [(page.path, page.method) for page in declared]
    assert len(addresses) == len(set(addresses))
    assert set(addresses) == {(page.path, page.method) for page in PAGES if page.path != "/static/{name}"}
    assert all(
        page.handler.__module__ == module.__name__ for module in modules for page in getattr(module, "PAGES", ())
    )


def test_r25_a_row_names_organisations_too_and_tracing_is_the_red_crosss() -> None:
    theirs = [action for action, row in PERMITS.items() if action.startswith("links.")]
    assert theirs
    assert all(allows(Role.OFFICER, action, "palang_merah") for action in theirs)
    others = ("kp2mi", "mission:kl", "partner:palang_merah", "")
    assert not any(allows(role, action, other) for role in Role for action in theirs for other in others)


def test_an_interpreter_may_read_and_write_where_they_were_added_and_do_nothing_else() -> None:
    may = {action for action in PERMITS if allows(Role.INTERPRETER, action, "palang_merah")}
    assert "ticket.interpret" in may
    assert not {action for action in may if action.startswith(("ticket.", "queue.", "file.", "links."))} - {
        "ticket.interpret"
    }


def test_an_action_without_a_row_is_nobodys() -> None:
    assert not any(allows(role, "ticket.burn") for role in Role)


def test_an_admin_cannot_read_what_people_wrote() -> None:
    assert not allows(Role.ADMIN, "ticket.read")


def test_an_officer_who_no_longer_works_here_may_do_nothing(helpline: Helpline) -> None:
    officer = helpline.officer("peragaan-ani")
    require(officer, "ticket.read")

    def leave(db: Session) -> None:
        db.get_one(Officer, officer.id).active = False

    helpline.database.write_now(leave)
    with pytest.raises(NotPermitted):
        permits.require(helpline.officer("peragaan-ani"), "ticket.read")
