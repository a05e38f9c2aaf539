"""Logging in and out, and what an officer may set for themselves: language and presence."""

from typing import Final

from anyio import to_thread
from sqlmodel import Session, select
from starlette.responses import Response

from bot.desk import sessions
from bot.desk.frame import BASE, Visit, set_cookie, take_cookie
from bot.desk.passwords import matches
from bot.desk.screen import LANGUAGES
from bot.store.tables import Officer

PRESENCES: Final = ("on", "away", "off")
A_YEAR: Final = 365 * 24 * 3600


async def door(visit: Visit) -> Response:
    """The login form, with a token that ties its post to this browser."""
    if visit.login is not None:
        return visit.go("/")
    return await door_page(visit)


async def door_page(visit: Visit, wrong: str = "", status: int = 200) -> Response:
    """The form, saying what was wrong the last time, but never which of name and password."""
    token = visit.desk.secret()
    asked = visit.request.query_params.get("next", "") or visit.field("next")
    words: dict[str, object] = {"token": token, "wrong": wrong, "next": asked, "typed_name": visit.field("name", 100)}
    response = await visit.show("door.html", words, status)
    set_cookie(visit, response, "desk_door", token)
    return response


async def begin(visit: Visit) -> Response:
    """Log in with name and password, throttled by name and by address."""
    desk, vault, now = visit.desk, visit.desk.database.vault, visit.now
    name, password = visit.field("name", 100), str(visit.form.get("password", ""))
    address = visit.request.client.host if visit.request.client else ""
    if not await visit.read(lambda db: sessions.may_try(db, vault, name, address, now)):
        return await door_page(visit, "throttled", 429)
    kept = await visit.read(lambda db: password_of(db, name, desk.settings.demonstration))
    if not await to_thread.run_sync(matches, kept[1], password):
        await desk.database.write(lambda db: sessions.failed(db, vault, name, address, now))
        return await door_page(visit, "wrong", 403)
    token, csrf = desk.secret(), desk.secret()

    def keep(db: Session) -> None:
        sessions.succeeded(db, vault, name)
        sessions.begin(db, vault, kept[0], token, csrf, now)

    await desk.database.write(keep)
    response = visit.go(way_on(visit.field("next")))
    set_cookie(visit, response, "desk", token)
    take_cookie(visit, response, "desk_door")
    return response


def password_of(db: Session, name: str, demonstration: bool) -> tuple[int, str]:
    """The id and kept password of the officer with this login, or nothing that any password matches."""
    officer = db.exec(select(Officer).where(Officer.login == name)).first()
    if officer is None or officer.id is None or not sessions.works_here(officer, demonstration):
        return 0, ""
    return officer.id, officer.password_hash


def way_on(asked: str) -> str:
    """Where to go after the login: to the ticket that was asked for, and never away from the desk."""
    code = asked.removeprefix("/t/")
    return asked if asked.startswith("/t/") and code.isalnum() else "/"


async def end(visit: Visit) -> Response:
    """Log out here and now."""
    session_id = visit.officer.session_id
    await visit.desk.database.write(lambda db: sessions.end(db, session_id))
    response = visit.go("/login", "logged_out")
    take_cookie(visit, response, "desk")
    return response


async def choose_language(visit: Visit) -> Response:
    """The language of the desk's words, for this browser."""
    chosen = visit.field("language", 2)
    response = visit.go("/" if visit.login else "/login")
    if chosen in LANGUAGES:
        response.set_cookie("desk_language", chosen, max_age=A_YEAR, path=BASE, samesite="strict", httponly=True)
    return response


async def declare_presence(visit: Visit) -> Response:
    """On shift, away or off: said by the officer, never guessed from a connection."""
    presence, officer_id = visit.field("presence", 4), visit.officer.officer_id
    if presence not in PRESENCES:
        return visit.go("/")

    def declare(db: Session) -> None:
        officer = db.get_one(Officer, officer_id)
        officer.presence = presence
        db.add(officer)

    await visit.desk.database.write(declare)
    return visit.go("/", f"presence_{presence}")
