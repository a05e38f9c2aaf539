"""Who may start, who is behind the desk then, and who can reach the simulator."""

import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from sqlmodel import select
from starlette.applications import Starlette

from bot.app import App, build, gone, holder_here, open_database, settle_in
from bot.errors import Busy, CannotStart
from bot.settings import Settings, read_settings
from bot.start import allowed
from bot.store.tables import Line, Offer
from flows.anywhere import NEUTRAL_TRIAL
from flows.book import BOOK
from flows.words import Heard
from tests.journeys.officer import hidden
from tests.privacy import Canary
from tests.world import NOON

PEER = "http://127.0.0.1:9"
AUTHORISED = {"organisations": "Palang Merah", "authorised_by": "Ibu Siti", "authorised_on": "2026-11-24"}
TWILIO = {
    "public_url": "https://kentongan.example",
    "twilio_account_sid": "AC1",
    "twilio_auth_token": "t" * 32,
    "twilio_from": "whatsapp:+628111",
}
TELEGRAM = {"telegram_token": "42:TEST"}

Start = Callable[..., App]


@pytest_asyncio.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Builds helplines on one database, as one start after another would."""
    built: list[App] = []

    def start(**settings: object) -> App:
        built.append(build(given(var_dir=tmp_path, **settings), lambda: NOON))
        return built[-1]

    yield start
    for app in built:
        await app.close()


def given(**settings: object) -> Settings:
    """These settings, and none of the machine's; unsigned texts are accepted unless a test is about them."""
    return Settings.model_validate({"accept_unsigned_texts": ",".join(BOOK.flows), **settings})


def asking(app: App) -> httpx.AsyncClient:
    """A browser on this machine."""
    door = httpx.ASGITransport(Starlette(routes=app.routes))
    return httpx.AsyncClient(transport=door, base_url="http://127.0.0.1:8000", follow_redirects=True)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        # Telegram itself, and nobody has said who speaks
        (TELEGRAM, "AUTHORISED_BY"),
        # WhatsApp itself
        (TWILIO, "AUTHORISED_BY"),
        # authorised by somebody, but nobody knows when
        ({**TELEGRAM, "organisations": "Palang Merah", "authorised_by": "Ibu Siti"}, "AUTHORISED_ON"),
        ({**TELEGRAM, **AUTHORISED, "authorised_on": "kemarin"}, "AUTHORISED_ON is a day"),
        # a demonstration that others could reach
        ({"host": "0.0.0.0"}, "HOST"),
        ({"host": ""}, "HOST"),
        ({"host": "192.168.1.2"}, "HOST"),
        # half of what WhatsApp needs
        ({**TWILIO, **AUTHORISED, "public_url": ""}, "WhatsApp needs PUBLIC_URL"),
        ({**TWILIO, **AUTHORISED, "twilio_account_sid": ""}, "TWILIO_ACCOUNT_SID"),
        ({**TWILIO, **AUTHORISED, "twilio_from": ""}, "TWILIO_FROM"),
        # a webhook that nobody could call
        ({**TELEGRAM, **AUTHORISED, "telegram_mode": "webhook"}, "TELEGRAM_MODE=webhook needs PUBLIC_URL"),
        # addresses that are none
        ({"public_url": "kentongan.example"}, "PUBLIC_URL is an address"),
        ({"public_url": "http://[::1"}, "PUBLIC_URL is an address"),
        # what Telegram would refuse later
        ({**TELEGRAM, **AUTHORISED, "telegram_webhook_secret": "dengan spasi"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({**AUTHORISED, "telegram_token": "bukan token"}, "TELEGRAM_TOKEN is not"),
    ],
)
def test_r13_settings_that_a_helpline_must_not_have_are_refused_with_a_sentence(
    settings: dict[str, str], says: str
) -> None:
    with pytest.raises(CannotStart, match=says) as refused:
        allowed(given(**settings))
    kept = [value for name, value in settings.items() if value and name not in ("telegram_mode", "public_url")]
    assert not [value for value in kept if value in str(refused.value)]


@pytest.mark.parametrize(
    "settings",
    [
        # nothing at all: the demonstration
        {},
        {"host": "::1"},
        # vendors themselves, authorised or expressly on trial
        {**TELEGRAM, **AUTHORISED},
        {**TELEGRAM, **TWILIO, **AUTHORISED, "host": "0.0.0.0"},
        {**TELEGRAM, "trial": True},
        # stand-ins on this machine need nobody's word
        {**TELEGRAM, "telegram_api_url": PEER},
        {**TWILIO, "twilio_api_url": "http://localhost:9"},
    ],
)
def test_r13_settings_that_a_helpline_may_have_start(settings: dict[str, str]) -> None:
    wanted = given(**settings)
    allowed(wanted)
    assert wanted.demonstration is not bool(wanted.telegram_token or wanted.twilio_auth_token)


def test_r30_unsigned_safety_texts_reach_people_only_when_the_operator_accepts_them_by_name() -> None:
    with pytest.raises(CannotStart, match="ACCEPT_UNSIGNED_TEXTS"):
        allowed(given(**TELEGRAM, **AUTHORISED, accept_unsigned_texts="emergency, listen"))
    allowed(given(**TELEGRAM, **AUTHORISED))


@pytest.mark.parametrize(
    ("settings", "here"),
    [
        # the demonstration, and stand-ins on this machine
        ({}, True),
        ({**TELEGRAM, "telegram_api_url": PEER}, True),
        ({**TWILIO, "public_url": "http://127.0.0.1:8000", "twilio_api_url": PEER}, True),
        # a vendor itself, an address that others know, or a host that others reach
        ({**TELEGRAM, "trial": True}, False),
        ({**TWILIO, "twilio_api_url": PEER}, False),
        ({"public_url": "https://kentongan.example"}, False),
        ({**TELEGRAM, "telegram_api_url": PEER, "host": "0.0.0.0"}, False),
    ],
)
async def test_r13_the_simulator_is_there_only_while_everything_stays_on_this_machine(
    start: Start, settings: dict[str, str], here: bool
) -> None:
    app = start(**settings)
    async with asking(app) as browser:
        assert (await browser.get("/")).status_code == (200 if here else 404)
    assert ("simulator" in app.channels) is here


async def test_r13_a_demonstration_officer_is_not_let_in_once_a_vendor_is_connected(start: Start) -> None:
    shown = start()
    password = settle_in(shown)["peragaan-budi"]
    async with asking(shown) as browser:
        token = hidden((await browser.get("/desk/login")).text, "csrf")
        form = {"csrf": token, "name": "peragaan-budi", "password": password}
        assert (await browser.post("/desk/login", data=form)).url.path == "/desk/"
        cookies = browser.cookies

    connected = start(**TELEGRAM, telegram_api_url=PEER)
    assert settle_in(connected) == {}
    async with asking(connected) as browser:
        browser.cookies = cookies
        assert (await browser.get("/desk/")).url.path == "/desk/login"
        form["csrf"] = hidden((await browser.get("/desk/login")).text, "csrf")
        assert (await browser.post("/desk/login", data=form)).status_code == 403


async def test_r13_a_demonstration_officer_is_not_offered_a_person_of_a_vendors_channel(start: Start) -> None:
    shown = start()
    settle_in(shown)
    assert await offers_for(shown, "simulator") > 0
    connected = start(**TELEGRAM, telegram_api_url=PEER)
    settle_in(connected)
    assert await offers_for(connected, "telegram") == 0


async def offers_for(app: App, channel: str) -> int:
    """To how many officers somebody in danger on this channel is held out."""
    before = offers(app)
    await app.inbox.receive(heard(channel))
    return offers(app) - before


def offers(app: App) -> int:
    """How often anybody was asked to take anything."""
    with app.database.reading() as db:
        return len(db.exec(select(Offer)).all())


def heard(channel: str, text: str = "tolong saya dipukul majikan") -> Heard:
    """Somebody's first words."""
    return Heard(channel=channel, address="77", key=f"{channel}-1", at=NOON, text=text)


async def test_r13_in_a_trial_the_first_words_say_that_it_is_one(start: Start) -> None:
    app = start(**TELEGRAM, trial=True)
    await app.inbox.receive(heard("telegram"))
    with app.database.reading() as db:
        first = db.exec(select(Line).where(Line.state == "due").order_by(Line.id)).first()  # type: ignore[arg-type]
        assert first is not None
        claimed = await app.database.write(lambda db: said(app, first.id or 0))
    assert NEUTRAL_TRIAL in claimed


def said(app: App, line_id: int) -> str:
    """The words of one line, opened."""
    from bot.store.tables import Contact, Key

    with app.database.reading() as db:
        line = db.get_one(Line, line_id)
        key = db.get_one(Key, db.get_one(Contact, line.contact_id).key_id)
        person = app.database.vault.person(key.id or 0, key.wrapped)
        return str(person.open_json("line.sealed_body", line_id, line.sealed_body)["text"])


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "kanari"), ("TRIAL", "mungkin"), ("TELEGRAM_MODE", "7919191919:AAKanariTokenKanariTokenKanari12345")],
)
def test_a_setting_that_cannot_be_read_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    with pytest.raises(CannotStart, match=name) as refused:
        read_settings()
    assert value not in str(refused.value)


def test_a_settings_file_that_is_no_text_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"HOST=\xff\xfe\n")
    with pytest.raises(CannotStart, match=r"\.env"):
        read_settings()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        # no address at all, and a driver that we do not have
        ("sandikanaripetugas-7Hx", "no address that we know"),
        ("postgres://a:sandikanaripetugas-7Hx@127.0.0.1/x", "no address that we know"),
        # a server that is not there
        ("postgresql+psycopg://a:sandikanaripetugas-7Hx@127.0.0.1:9/x", "cannot be opened"),
        # a place where nothing can be written
        ("sqlite:////proc/kentongan/x.db", "directory cannot be made"),
    ],
)
def test_a_database_that_cannot_be_opened_is_refused_with_a_sentence(
    tmp_path: Path, canary: Canary, url: str, says: str
) -> None:
    with pytest.raises(CannotStart, match=says) as refused:
        open_database(given(var_dir=tmp_path, database_url=url))
    assert canary.password not in str(refused.value)


def test_a_file_that_is_no_database_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_bytes(b"catatan penting, bukan basis data\n" * 100)
    before = (tmp_path / "notes.db").read_bytes()
    with pytest.raises(CannotStart, match="SQLITE_NOTADB"):
        open_database(given(**KEYS, database_url=f"sqlite:///{tmp_path / 'notes.db'}"))
    assert (tmp_path / "notes.db").read_bytes() == before


KEYS = {"master_key": "bW1t" * 10 + "bW0=", "index_key": "aWlp" * 10 + "aWk="}


def test_a_database_of_a_newer_version_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    settings = given(var_dir=tmp_path)
    database = open_database(settings)
    database.write_now(lambda db: db.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(CannotStart, match="newer version"):
        open_database(settings)


def test_a_first_start_waits_for_a_writer_and_then_says_who_is_in_the_way(tmp_path: Path) -> None:
    import sqlite3

    other = sqlite3.connect(tmp_path / "held.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Busy, match="Another process is writing"):
        open_database(given(**KEYS, database_url=f"sqlite:///{tmp_path / 'held.db'}"))
    other.close()


def test_a_process_of_this_machine_that_has_ended_is_not_waited_for() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(60)
    here = socket.gethostname()
    assert gone(f"{here}:{ended.pid}:abcd")
    assert gone(f"{here}:{os.getpid()}:drawn-by-one-before-us")
    assert not gone(f"{here}:{os.getppid()}:abcd")
    assert not gone(f"another.machine:{ended.pid}:abcd")
    assert not gone("nobody")
    assert holder_here().startswith(f"{here}:{os.getpid()}:")


@pytest.mark.parametrize(
    ("mode", "public_url", "polls"),
    [
        # nobody could call us
        ("auto", "", True),
        ("auto", "http://127.0.0.1:9", False),
        ("polling", "http://127.0.0.1:9", True),
        ("webhook", "http://127.0.0.1:9", False),
    ],
)
def test_telegram_is_polled_by_default_where_no_public_address_is_set(
    start: Start, mode: str, public_url: str, polls: bool
) -> None:
    app = start(**TELEGRAM, telegram_api_url=PEER, telegram_mode=mode, public_url=public_url)
    assert app.polls is polls
    assert bool([route for route in app.routes if getattr(route, "path", "") == "/telegram"]) is not polls
