"""Logging in and out, and what an officer may set for themselves: language and presence."""

import hmac
from datetime import datetime
from typing import Final

from anyio import to_thread
from sqlmodel import Session, select
from starlette.responses import Response

from bot.desk import factor, sessions
from bot.desk.frame import BASE, Page, Visit, set_cookie, take_cookie
from bot.desk.passwords import matches
from bot.desk.screen import LANGUAGES
from bot.store.tables import Officer

PRESENCES: Final = ("on", "away", "off")
A_YEAR: Final = 365 * 24 * 3600
HALF_SECONDS: Final = 300


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
    """Log in with name and password, throttled by name and by address; then comes the second factor."""
    desk, vault, now = visit.desk, visit.desk.database.vault, visit.now
    name, password = visit.field("name", 100), str(visit.form.get("password", ""))
    address = caller(visit)
    if not await visit.read(lambda db: sessions.may_try(db, vault, name, address, now)):
        return await door_page(visit, "throttled", 429)
    officer_id, kept = await visit.read(lambda db: password_of(db, name, desk.settings.demonstration))
    if not await to_thread.run_sync(matches, kept, password):
        await desk.database.write(lambda db: sessions.failed(db, vault, name, address, now))
        return await door_page(visit, "wrong", 403)
    await desk.database.write(lambda db: sessions.succeeded(db, vault, name))
    if desk.settings.demonstration:
        # Invented officers have no telephone to enrol, and nothing here is anybody's.
        return await let_in(visit, officer_id)
    return await factor_page(visit, officer_id)


def caller(visit: Visit) -> str:
    """The address that the request came from."""
    return visit.request.client.host if visit.request.client else ""


async def let_in(visit: Visit, officer_id: int, first: bool = False) -> Response:
    """Begin the session and lead on to the desk; the first time, to the tour."""
    desk, token, csrf = visit.desk, visit.desk.secret(), visit.desk.secret()
    vault = desk.database.vault
    await desk.database.write(lambda db: sessions.begin(db, vault, officer_id, token, csrf, visit.now))
    response = visit.go(way_on(visit.field("next")) if not first else "/tour")
    set_cookie(visit, response, "desk", token)
    for gone in ("desk_door", "desk_half"):
        take_cookie(visit, response, gone)
    return response


async def factor_page(visit: Visit, officer_id: int, wrong: str = "", status: int = 200) -> Response:
    """Ask for the six digits; at the first login, show the secret that makes them."""
    desk, token, drawn = visit.desk, visit.desk.secret(), visit.desk.draw(factor.SECRET_BYTES)
    vault = desk.database.vault

    def secret(db: Session) -> tuple[str, str]:
        if factor.enrolled(db, officer_id):
            return "", ""
        made = factor.secret_for(db, vault, officer_id, drawn, visit.now)
        return factor.readable(made), factor.address(made, db.get_one(Officer, officer_id).login)

    shown, address = await desk.database.write(secret)
    words: dict[str, object] = {"token": token, "next": visit.field("next"), "wrong": wrong, "secret": shown}
    if shown:
        words |= {"otp_address": address, "square": factor.picture(address)}
    response = await visit.show("factor.html", words, status)
    set_cookie(visit, response, "desk_door", token)
    set_cookie(visit, response, "desk_half", half(visit, officer_id, visit.now), HALF_SECONDS)
    return response


async def second(visit: Visit) -> Response:
    """The six digits, after the password: throttled like it, and each code only once."""
    desk, vault, now = visit.desk, visit.desk.database.vault, visit.now
    officer_id = half_way(visit)
    if officer_id == 0:
        return visit.go("/login")
    name, typed = f"factor:{officer_id}", visit.field("code", 12)
    if not await visit.read(lambda db: sessions.may_try(db, vault, name, caller(visit), now)):
        return await factor_page(visit, officer_id, "throttled", 429)
    first = not await visit.read(lambda db: factor.enrolled(db, officer_id))
    if not await desk.database.write(lambda db: factor.accept(db, vault, officer_id, typed, now)):
        await desk.database.write(lambda db: sessions.failed(db, vault, name, caller(visit), now))
        return await factor_page(visit, officer_id, "wrong", 403)
    return await let_in(visit, officer_id, first)


def half(visit: Visit, officer_id: int, at: datetime) -> str:
    """What the browser keeps between the two steps: who, until when, and our keyed hash of both."""
    said = f"{officer_id}.{int(at.timestamp()) + HALF_SECONDS}"
    return f"{said}.{visit.desk.database.vault.hash('desk_half', said).hex()}"


def half_way(visit: Visit) -> int:
    """The officer whose password was right a moment ago; 0 for anybody else."""
    said, _, proof = visit.request.cookies.get(visit.desk.cookie("desk_half"), "").rpartition(".")
    expected = visit.desk.database.vault.hash("desk_half", said).hex()
    if not said or not hmac.compare_digest(expected.encode(), proof.encode()):
        return 0
    officer_id, _, until = said.partition(".")
    return int(officer_id) if visit.now.timestamp() < int(until) else 0


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

    def declare(db: Session) -> bool:
        officer = db.get_one(Officer, officer_id)
        begins = presence == "on" and officer.presence == "off"
        officer.presence = presence
        db.add(officer)
        return begins

    begins = await visit.desk.database.write(declare)
    return visit.go("/digest" if begins else "/", f"presence_{presence}")


PAGES: Final = (
    Page("/login", "door.see", door),
    Page("/login", "session.begin", begin, "POST"),
    Page("/factor", "session.begin", second, "POST"),
    Page("/logout", "session.end", end, "POST"),
    Page("/language", "language.choose", choose_language, "POST"),
    Page("/presence", "presence.declare", declare_presence, "POST"),
)
