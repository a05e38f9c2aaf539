"""Every page of the desk, as its own route table lists them: axe-core finds nothing, in both languages, wide and small.

A page that is added is looked at here without a word, or fails for want of an address (`WHERE`).
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.async_api import Browser, BrowserContext, Page
from sqlmodel import Session, select

from bot import broadcasts, events, harm, interpreters, lists, tickets
from bot.audience import Audience
from bot.desk.app import PAGES
from bot.desk.figures import sweep
from bot.desk.figures.__main__ import answer
from bot.desk.frame import Page as Address
from bot.desk.sessions import begin
from bot.permits import Role, allows
from bot.routing.values import KP2MI
from bot.store.event_tables import Broadcast
from tests.care.conftest import give_file, officer
from tests.care.test_links import SAFE, SOUGHT, lay, record
from tests.care.test_quality import closed
from tests.desk.test_browser import AXE
from tests.desk.test_pages import HELP
from tests.world import Helpline

STRANGER = ""
PEOPLE = {
    STRANGER: (Role.STRANGER, ""),
    "ani": (Role.OFFICER, "kp2mi"),
    "dewi": (Role.LEAD, "kp2mi"),
    "eka": (Role.OFFICER, "palang_merah"),
    "gita": (Role.ADMIN, "kp2mi"),
    "hana": (Role.INTERPRETER, "kp2mi"),
}
"""In this order: a page is looked at by the first who may, and by those whom `FACES` names for it."""
FACES = {
    "/": ("dewi",),
    "/rooms": ("dewi", "eka", "gita", "hana"),
    "/harm": ("dewi",),
    "/t/{code}": ("dewi",),
    "/t/{code}/care": ("dewi",),
}
ONLY = {"/interpret": ("hana",), "/t/{code}/interpret": ("hana",)}
"""Whose page it is: who interprets in this ticket."""
TOGETHER = ((STRANGER, "hana", "ani"), ("dewi",), ("eka",), ("gita",))
"""Who looks in one test, so that the pages are spread over the processors."""
WINDOWS = ((1280, 800, "light"), (360, 740, "dark"))
LANGUAGES = ("id", "en")


@dataclass(frozen=True)
class World:
    """The codes of what there is to be looked at."""

    mine: str
    free: str
    drawn: str
    pair: str
    message: str
    event: int
    officer: int
    batch: str


@pytest.fixture
def world(helpline: Helpline) -> World:
    """Something on every page: tickets, files, an interpreter, two records, a reading, harm, an event, figures."""
    drawn = closed(helpline, who="lama").code
    pair = lay(helpline, (record(helpline, "karto", "seek", SOUGHT), record(helpline, "sumarni", "safe", SAFE)))
    for who in range(6):
        helpline.hears(HELP, who=f"orang{who}")
    helpline.hears(HELP)
    number = helpline.tickets()[0].id or 0
    give_file(helpline, "image/jpeg", b"foto")
    vault, now, listed = helpline.vault, helpline.now, list[str]()
    hana = helpline.officer("peragaan-hana").id or 0

    def work(db: Session) -> None:
        ani, dewi = officer(db, "peragaan-ani"), officer(db, "peragaan-dewi")
        tickets.take(db, vault, number, ani, now)
        tickets.note(db, vault, number, ani, "Tanya @peragaan-dewi besok", now)
        interpreters.add(db, number, ani, hana, now)
        flood = events.declare(db, dewi, "flood", ("MY",), now)
        found = lists.read_list(b"nama,asal,keadaan\nSiti,Indramayu,sehat\n")
        listed.append(lists.enter(db, vault, flood, ani, found, now))
        broadcasts.draft(db, dewi, {"id": "Halo. Jalan sudah dibuka."}, Audience(frozenset({"MY"})), now)
        told = harm.Written("near_miss", "Nomor salah hampir terkirim.")
        harm.report(db, vault, ani, told, now, "H-1")
        sweep.wish(db, KP2MI, now)

    helpline.database.write_now(work)
    with helpline.reading() as db:
        said = answer(db, {KP2MI: ""}, now)
        message = db.exec(select(Broadcast.code)).one()
    helpline.database.write_now(lambda db: sweep.keep(db, said, now))
    helpline.now += timedelta(minutes=1)
    free = helpline.tickets("orang0")[0].code
    ani = helpline.officer("peragaan-ani").id or 0
    return World(helpline.tickets()[0].code, free, drawn, pair, message, 1, ani, listed[0])


def where(page: Address, world: World) -> tuple[str, ...]:
    """The addresses under which one page of the table is looked at. Raises KeyError for one that nobody thought of."""
    table = {
        "/static/{name}": ("/static/desk.css",),
        "/t/{code}": (f"/t/{world.mine}", f"/t/{world.free}", f"/t/{world.drawn}"),
        "/t/{code}/file/{file:int}": (f"/t/{world.mine}/file/1",),
        "/t/{code}/summary.pdf": (f"/t/{world.mine}/summary.pdf",),
        "/t/{code}/summary.txt": (f"/t/{world.mine}/summary.txt",),
        "/t/{code}/care": (f"/t/{world.mine}/care",),
        "/t/{code}/matters": (f"/t/{world.mine}/matters",),
        "/t/{code}/split": (f"/t/{world.mine}/split",),
        "/t/{code}/interpret": (f"/t/{world.mine}/interpret",),
        "/training/{name}": ("/training/dapur",),
        "/quality/{code}": (f"/quality/{world.drawn}",),
        "/links/{code}": (f"/links/{world.pair}",),
        "/broadcasts/{code}": (f"/broadcasts/{world.message}",),
        "/events/{event:int}": (f"/events/{world.event}",),
        "/events/blank/{name}": ("/events/blank/safe",),
        "/events/list/{name}": (f"/events/list/{world.batch}",),
        "/figures/{name}.svg": ("/figures/heard.svg",),
        "/keep/answers/{key}": ("/keep/answers/first_word",),
        "/keep/offices/{key}": ("/keep/offices/kp2mi.centre",),
        "/keep/offices/{key}/number": ("/keep/offices/kp2mi.centre/number?at=0",),
        "/keep/rule": ("/keep/rule?at=0", "/keep/rule"),
        "/keep/officers/{officer:int}": (f"/keep/officers/{world.officer}",),
        "/keep/officers/{officer:int}/away": (f"/keep/officers/{world.officer}/away",),
    }
    return table[page.path] if "{" in page.path or page.path in table else (page.path,)


# A voice note is heard, not seen.
UNSEEN = {"/t/{code}/interpret/voice/{file:int}"}
SEEN = [one for one in PAGES if one.method == "GET" and not one.by_itself and one.path not in UNSEEN]


def lookers(page: Address) -> tuple[str, ...]:
    """Who looks at this page."""
    if page.path in ONLY:
        return ONLY[page.path]
    may = [name for name, (role, organisation) in PEOPLE.items() if allows(role, page.permit, organisation)]
    return tuple(dict.fromkeys((may[0], *FACES.get(page.path, ()))))


@asynccontextmanager
async def window_of(browser: Browser, helpline: Helpline, address: str, name: str) -> AsyncIterator[BrowserContext]:
    """A browser in which this person is logged in."""
    window = await browser.new_context(locale="id-ID", bypass_csp=True)
    await window.add_init_script(AXE)
    if name != STRANGER:
        number, token = helpline.officer(f"peragaan-{name}").id or 0, secrets.token_hex(16)
        helpline.database.write_now(lambda db: begin(db, helpline.vault, number, token, "known", helpline.now))
        await window.add_cookies([{"name": "desk", "value": token, "url": f"{address}/desk"}])
    yield window
    await window.close()


async def broken(page: Page, path: str, language: str) -> list[str]:
    """What axe finds on a page in both windows, and where it is wider than the small one."""
    found = []
    for width, height, scheme in WINDOWS:
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await page.set_viewport_size({"width": width, "height": height})
        violations = await page.evaluate("axe.run({resultTypes: ['violations']}).then((found) => found.violations)")
        rules = [f"{one['id']} {node['target']}" for one in violations for node in one["nodes"]]
        found += [f"{path} {language} {width}: {rule}" for rule in rules]
        if await page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{path} {language} {width}: wider than its window")
    return found


async def looked_at(window: BrowserContext, address: str, path: str, language: str) -> list[str]:
    """What is wrong on one page in one language; nothing for what is no page but a picture or a sheet."""
    shown = await window.request.get(f"{address}/desk{path}")
    if shown.status != 200:
        return [f"{path}: {shown.status}"]
    if not shown.headers["content-type"].startswith("text/html") or "content-disposition" in shown.headers:
        return []
    page = await window.new_page()
    await window.add_cookies([{"name": "desk_language", "value": language, "url": f"{address}/desk"}])
    await page.goto(f"{address}/desk{path}")
    found = await broken(page, path, language)
    if await page.evaluate("document.documentElement.lang") != language:
        found.append(f"{path}: not in {language}")
    await page.close()
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("names", TOGETHER, ids=" and ".join)
async def test_axe_finds_nothing_on_any_page_of_the_route_table_wide_and_small(
    browser: Browser, address: str, helpline: Helpline, world: World, names: tuple[str, ...], language: str
) -> None:
    found: list[str] = []
    for name in names:
        paths = [path for one in SEEN if name in lookers(one) for path in where(one, world)]
        async with window_of(browser, helpline, address, name) as window:
            for path in paths:
                found += await looked_at(window, address, path, language)
    assert found == []


def test_every_page_that_is_seen_has_somebody_who_may_see_it() -> None:
    assert [one.path for one in SEEN if not lookers(one)] == []
    assert (
        {name for one in SEEN for name in lookers(one)} == set(PEOPLE) == {name for some in TOGETHER for name in some}
    )
