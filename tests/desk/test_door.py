"""Logging in: who gets in, what the browser keeps, and how guesses and old sessions end."""

import base64
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from io import BytesIO

import httpx
import pytest
from PIL import Image
from sqlmodel import Session, select
from vl_convert import svg_to_png
from zxingcpp import read_barcodes

from bot.desk import factor, sessions
from bot.desk.passwords import hashed, matches
from bot.settings import Settings
from bot.store.database import Database
from bot.store.tables import DeskSession, LoginAttempt, Officer
from bot.store.work_tables import SecondFactor
from tests.desk.conftest import PASSWORD, Desk, csrf_in, furnish, log_in, press
from tests.world import Helpline

SVG = "http://www.w3.org/2000/svg"


async def test_the_right_password_opens_the_desk(desk: Desk) -> None:
    async with desk.client() as client:
        answer = await log_in(client)
        home = await client.get("/desk/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/")
    assert "Ani (peragaan)" in home.text


@pytest.mark.parametrize("name", ["peragaan-ani", "nobody-has-this-name", ""])
async def test_a_wrong_password_and_an_unknown_name_read_the_same(desk: Desk, name: str) -> None:
    async with desk.client() as client:
        answer = await log_in(client, name, "salah-sekali-salah")
    assert answer.status_code == 403
    assert "Nama atau kata sandi tidak cocok." in answer.text


async def test_only_the_hash_of_the_session_token_is_kept(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        await log_in(client)
        token = client.cookies["desk"]
    with helpline.reading() as db:
        kept = db.exec(select(DeskSession)).one()
    assert kept.token_hash == helpline.vault.hash("desk_session", token)
    assert token.encode() not in kept.token_hash


async def test_on_loopback_the_cookie_is_kept_from_scripts_and_other_sites(desk: Desk) -> None:
    async with desk.client() as client:
        answer = await log_in(client)
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("desk="))
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


async def test_over_tls_the_cookie_belongs_to_this_host_alone(helpline: Helpline) -> None:
    desk = Desk(helpline, Settings(public_url="https://desk.test"))
    settle_real_officer(helpline)
    async with over_tls(desk) as client:
        await log_in(client, "rara")
        answer = await digits(client, helpline)
    cookie = next(one for one in answer.headers.get_list("set-cookie") if "desk=" in one)
    assert cookie.startswith("__Host-desk=")
    assert "Secure" in cookie
    assert "Path=/;" in cookie
    assert answer.headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize("real", [{"public_url": "https://desk.test"}, {"telegram_token": "1:x"}])
async def test_r13_demonstration_officers_cannot_log_in_outside_the_demonstration(
    helpline: Helpline, real: dict[str, str]
) -> None:
    desk = Desk(helpline, Settings.model_validate(real))
    async with over_tls(desk) as client:
        answer = await log_in(client)
    assert answer.status_code == 403


async def test_r13_a_demonstration_login_ends_when_the_demonstration_does(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        await log_in(client)
        token = client.cookies["desk"]
    with helpline.reading() as db:
        assert sessions.find(db, helpline.vault, token, helpline.now, demonstration=True) is not None
        assert sessions.find(db, helpline.vault, token, helpline.now, demonstration=False) is None


async def test_every_page_of_the_demonstration_says_so(desk: Desk) -> None:
    async with desk.client() as client:
        door = await client.get("/desk/login")
        await log_in(client)
        pages = [door, await client.get("/desk/"), await client.get("/desk/t/NONE")]
    assert all("Semua orang dan petugas di sini rekaan." in page.text for page in pages)


async def test_guesses_at_one_name_are_throttled_and_end_by_themselves(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        for _guess in range(sessions.GUESSES_A_NAME):
            assert (await log_in(client, password="salah")).status_code == 403
        assert (await log_in(client)).status_code == 429
        helpline.now += sessions.THROTTLE
        assert (await log_in(client)).status_code == 303


def test_guesses_from_one_address_are_throttled_whatever_the_name(helpline: Helpline) -> None:
    def guess(db: Session) -> bool:
        for number in range(sessions.GUESSES_AN_ADDRESS):
            sessions.failed(db, helpline.vault, f"name{number}", "2001:db8::1", helpline.now)
        return sessions.may_try(db, helpline.vault, "another", "2001:db8::2", helpline.now)

    assert not helpline.database.write_now(guess)


async def test_failed_logins_are_kept_as_keyed_hashes(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        await log_in(client, "namarahasia", "salah")
    with helpline.reading() as db:
        kept = [attempt.who_hash for attempt in db.exec(select(LoginAttempt))]
    assert helpline.vault.hash("login_name", "namarahasia") in kept
    assert all(b"namarahasia" not in who for who in kept)


async def test_a_login_without_the_forms_token_is_refused(desk: Desk) -> None:
    async with desk.client() as client:
        await client.get("/desk/login")
        answer = await client.post("/desk/login", data={"name": "peragaan-ani", "password": PASSWORD, "csrf": "guess"})
    assert answer.status_code == 403
    assert "desk" not in client.cookies


async def test_a_post_from_another_site_is_refused_even_with_the_token(desk: Desk) -> None:
    async with desk.client() as client:
        await log_in(client)
        token = csrf_in((await client.get("/desk/")).text)
        answer = await client.post(
            "/desk/presence", data={"csrf": token, "presence": "off"}, headers={"Sec-Fetch-Site": "cross-site"}
        )
    assert answer.status_code == 403


async def test_logging_out_ends_the_session_on_the_server(desk: Desk) -> None:
    async with desk.client() as client:
        await log_in(client)
        token = client.cookies["desk"]
        await press(client, "/desk/", "/desk/logout")
        client.cookies.set("desk", token, path="/desk")
        answer = await client.get("/desk/")
    assert answer.status_code == 303


async def test_an_idle_session_ends_and_a_busy_one_goes_on(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        await log_in(client)
        for _half_hour in range(3):
            helpline.now += timedelta(minutes=30)
            assert (await client.get("/desk/")).status_code == 200
        helpline.now += sessions.IDLE
        assert (await client.get("/desk/")).status_code == 303


async def test_what_a_page_fetches_by_itself_keeps_no_session_alive(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        await log_in(client)
        for _half_hour in range(2):
            helpline.now += timedelta(minutes=30)
            answer = await client.get("/desk/now")
    assert answer.status_code == 401


async def test_no_session_is_longer_than_a_shift(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        await log_in(client)
        for _half_hour in range(24):
            helpline.now += timedelta(minutes=30)
            answer = await client.get("/desk/")
    assert answer.status_code == 303


async def test_words_typed_before_the_session_ended_are_given_back(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        await log_in(client)
        helpline.now += sessions.IDLE
        answer = await client.post("/desk/t/ABC/reply", data={"csrf": "x", "text": "jangan <b>hilang</b>"})
    assert answer.status_code == 401
    assert "jangan &lt;b&gt;hilang&lt;/b&gt;" in answer.text


@pytest.mark.parametrize("away", ["https://evil.test", "//evil.test", "/t/../x", "/logout", "/t/A?x=//evil"])
async def test_the_login_leads_nowhere_but_to_the_desk(desk: Desk, away: str) -> None:
    async with desk.client() as client:
        page = await client.get("/desk/login")
        form = {"csrf": csrf_in(page.text), "name": "peragaan-ani", "password": PASSWORD, "next": away}
        answer = await client.post("/desk/login", data=form)
    assert answer.headers["location"] == "/desk/"


async def test_a_form_too_large_is_refused_before_it_is_read(desk: Desk) -> None:
    async with desk.client() as client:
        answer = await client.post("/desk/login", data={"name": "x" * 100_000})
    assert answer.status_code == 413


def test_a_password_is_kept_by_argon2id_and_no_other_matches() -> None:
    kept = hashed(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert matches(kept, PASSWORD)
    assert not matches(kept, PASSWORD + "x")
    assert not matches("", "a name that nobody has")
    assert not matches(kept, "x" * 1000)


async def test_a_real_officer_enrols_a_telephone_before_anything_is_shown(helpline: Helpline) -> None:
    desk = Desk(helpline, Settings(public_url="https://desk.test"))
    settle_real_officer(helpline)
    async with over_tls(desk) as client:
        step = await log_in(client, "rara")
        assert "Enam angka dari aplikasi" in step.text
        assert (await client.get("/desk/")).status_code == 303
        await digits(client, helpline)
        assert (await client.get("/desk/")).status_code == 200
    with helpline.reading() as db:
        kept = db.exec(select(SecondFactor)).one()
    assert secret_in(step.text) not in kept.sealed_secret


async def test_the_secret_is_shown_only_until_a_code_has_fitted_and_no_code_fits_twice(helpline: Helpline) -> None:
    desk = Desk(helpline, Settings(public_url="https://desk.test"))
    settle_real_officer(helpline)
    async with over_tls(desk) as first, over_tls(desk) as second, over_tls(desk) as third:
        secret = secret_in((await log_in(first, "rara")).text)
        assert (await digits(first, helpline, secret)).status_code == 303
        assert "<code>" not in (await log_in(second, "rara")).text
        assert (await digits(second, helpline, secret)).status_code == 403
        helpline.now += timedelta(seconds=60)
        assert (await digits(third, helpline, secret)).status_code == 303


def test_one_code_opens_one_door_where_two_processes_are_asked_in_the_same_instant(database_url: str) -> None:
    helpline = Helpline(database_url)
    furnish(helpline)
    settle_real_officer(helpline)
    number, vault, now = helpline.officer("rara").id or 0, helpline.vault, helpline.now
    secret = b"12345678901234567890"
    helpline.database.write_now(lambda db: factor.secret_for(db, vault, number, secret, now))
    code = factor.code_at(secret, int(now.timestamp()) // factor.STEP)
    other = Database(database_url, vault)
    asked = threading.Event()

    def slowly(db: Session) -> bool:
        accepted = factor.accept(db, vault, number, code, now)
        asked.set()
        time.sleep(0.4)
        return accepted

    with ThreadPoolExecutor(2) as processes:
        first = processes.submit(helpline.database.write_now, slowly)
        assert asked.wait(10)
        second = processes.submit(other.write_now, lambda db: factor.accept(db, vault, number, code, now))
        assert (first.result(10), second.result(10)) == (True, False)
    other.close()
    helpline.close()


async def test_the_password_alone_opens_nothing_and_a_forged_half_way_neither(helpline: Helpline) -> None:
    desk = Desk(helpline, Settings(public_url="https://desk.test"))
    settle_real_officer(helpline)
    async with over_tls(desk) as client:
        await log_in(client, "rara")
        for forged in ("1.99999999999.00", "1", "", "x.y.z"):
            client.cookies.set("__Host-desk_half", forged, domain="desk.test", path="/")
            door = csrf_in((await client.get("/desk/login")).text)
            answer = await client.post("/desk/factor", data={"csrf": door, "code": "000000"})
            assert answer.headers["location"] == "/desk/login"


async def test_guesses_at_the_six_digits_are_throttled(helpline: Helpline) -> None:
    desk = Desk(helpline, Settings(public_url="https://desk.test"))
    settle_real_officer(helpline)
    async with over_tls(desk) as client:
        page = await log_in(client, "rara")
        for _guess in range(sessions.GUESSES_A_NAME):
            page = await client.post("/desk/factor", data={"csrf": csrf_in(page.text), "code": "x"})
        page = await client.post("/desk/factor", data={"csrf": csrf_in(page.text), "code": "x"})
    assert page.status_code == 429


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_the_codes_are_those_of_rfc_6238(at: int, code: str) -> None:
    assert factor.code_at(b"12345678901234567890", at // factor.STEP) == code


async def test_a_camera_reads_from_the_first_page_what_its_link_opens(helpline: Helpline) -> None:
    desk = Desk(helpline, Settings(public_url="https://desk.test"))
    settle_real_officer(helpline)
    async with over_tls(desk) as client:
        page = (await log_in(client, "rara")).text
    link = unescape(page.split('href="otpauth:', 1)[1].split('"', 1)[0])
    square = page[page.index("<svg") : page.index("</svg>") + len("</svg>")].replace("<svg", f'<svg xmlns="{SVG}"')
    seen = read_barcodes(Image.open(BytesIO(svg_to_png(square, scale=6))))
    assert [one.text for one in seen] == [f"otpauth:{link}"]


def over_tls(desk: Desk) -> httpx.AsyncClient:
    """A browser that reaches the desk by its public address."""
    client = desk.client()
    client.base_url = httpx.URL("https://desk.test")
    return client


def secret_in(html: str) -> bytes:
    """The secret that an enrolment page shows."""
    shown = html.split("<code>", 1)[1].split("</code>", 1)[0].replace(" ", "")
    return base64.b32decode(shown + "=" * (-len(shown) % 8))


async def digits(client: httpx.AsyncClient, helpline: Helpline, secret: bytes = b"") -> httpx.Response:
    """Type what the telephone shows; without its secret, what the enrolment page told it."""
    page = await log_in(client, "rara")
    code = factor.code_at(secret or secret_in(page.text), int(helpline.now.timestamp()) // factor.STEP)
    return await client.post("/desk/factor", data={"csrf": csrf_in(page.text), "code": code})


def settle_real_officer(helpline: Helpline) -> None:
    """An officer who is not invented."""

    def hire(db: Session) -> None:
        invented = db.exec(select(Officer)).first()
        assert invented is not None
        db.add(
            Officer(
                office_id=invented.office_id,
                login="rara",
                name="Rara",
                password_hash=invented.password_hash,
                created_at=helpline.now,
            )
        )

    helpline.database.write_now(hire)
