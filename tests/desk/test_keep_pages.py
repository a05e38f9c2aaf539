"""The administrators' pages: what is typed is kept or told why not, and no word of a person is there."""

import re
from datetime import timedelta
from html import unescape

import httpx
import pytest
from sqlmodel import select

from bot.desk.app import PAGES
from bot.desk.keep import parse
from bot.desk.keep.words import KEEP_WORDS
from bot.desk.sessions import is_junior
from bot.directory.offices import shipped_offices
from bot.directory.rules import shipped_rules
from bot.routing.values import Calendar
from bot.store.keeping_tables import Change
from bot.store.roster import profile_from, read_roster
from flows.words import Service
from tests.desk.conftest import Desk, csrf_in, enter, log_in
from tests.desk.test_pages import ANI, BUDI, DEWI, HELP, code_of
from tests.world import Helpline

GITA = "peragaan-gita"
CENTRE = "/desk/keep/offices/kp2mi.centre"
KEPT = [page for page in PAGES if page.path.startswith("/keep")]
GET = [page.path for page in KEPT if page.method == "GET" and "{" not in page.path]


def form_in(html: str, action: str) -> dict[str, str | list[str]]:
    """What a browser would post if nothing were changed in the form with this action."""
    form = html.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
    found: dict[str, str | list[str]] = {}
    for field in re.findall(r"<input[^>]*>", form):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', field))
        if told.get("type") == "checkbox":
            if " checked" in field:
                ticked = found.setdefault(told["name"], [])
                assert isinstance(ticked, list)
                ticked.append(told["value"])
        elif "name" in told:
            found[told["name"]] = unescape(told.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = unescape(chosen.group(1)) if chosen else ""
    return found


async def posted(client: httpx.AsyncClient, page: str, action: str, **changed: str | list[str]) -> httpx.Response:
    """Open a page, change some fields of its form, post it."""
    shown = await client.get(page)
    return await client.post(action, data=form_in(shown.text, action) | changed)


def changes(helpline: Helpline) -> list[Change]:
    """Every change, oldest first."""
    with helpline.reading() as db:
        return list(db.exec(select(Change).order_by(Change.id)))  # type: ignore[arg-type]


async def test_an_administrator_says_who_is_still_new_and_another_change_does_not_lose_it(
    desk: Desk, helpline: Helpline
) -> None:
    number = helpline.officer(BUDI).id
    page = f"/desk/keep/officers/{number}"
    async with desk.client() as client:
        enter(desk, client, GITA)
        await posted(client, page, page, junior="yes")
        await posted(client, page, page, capacity="7")
    budi = helpline.officer(BUDI)
    assert is_junior(budi.profile)
    assert profile_from(budi.profile)["capacity"] == 7


async def test_an_administrators_desk_begins_with_what_they_keep(desk: Desk) -> None:
    async with desk.client() as client:
        await log_in(client, GITA)
        first = await client.get("/desk/")
        home = await client.get(first.headers["location"])
    assert (first.status_code, first.headers["location"], home.status_code) == (303, "/desk/keep", 200)
    assert "Nomor yang belum dipastikan" in home.text


@pytest.mark.parametrize("path", [*GET, CENTRE.removeprefix("/desk"), "/keep/officers/1"])
async def test_every_page_is_for_administrators_alone(desk: Desk, path: str) -> None:
    async with desk.client() as gita, desk.client() as dewi, desk.client() as ani:
        for client, name in ((gita, GITA), (dewi, DEWI), (ani, ANI)):
            enter(desk, client, name)
        answers = [(await client.get(f"/desk{path}")).status_code for client in (gita, dewi, ani)]
    assert answers == [200, 403, 403]


async def test_an_administrator_never_reads_what_people_wrote(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    paths = (f"/desk/t/{code}", "/desk/now", "/desk/oversee", "/desk/figures", f"/desk/t/{code}/file/1")
    async with desk.client() as client:
        enter(desk, client, GITA)
        refused = [(await client.get(path)).status_code for path in paths]
        shown = [(await client.get(f"/desk{path}")).text for path in GET]
    assert refused == [403] * len(paths)
    assert [path for path, text in zip(GET, shown, strict=True) if "dipukul" in text or code in text] == []


async def test_opening_hours_are_written_as_people_here_write_them(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        enter(desk, client, GITA)
        hours = "sen-kam 8.00-12.00, 13:00 - 16:00\njum 08:00-11:00"
        done = await posted(client, CENTRE, CENTRE, hours=hours, holidays="2026-12-25\n1/1/2027")
        again = await client.get(CENTRE)
    assert done.headers["location"] == f"{CENTRE}?said=kept"
    assert "sen-kam 08:00-12:00, 13:00-16:00\njum 08:00-11:00" in again.text
    assert "2026-12-25\n2027-01-01" in again.text
    assert [one.which for one in changes(helpline)] == ["kp2mi.centre"]


# A field, what somebody types there, and what stands at the field then.
WRONG = [
    ("hours", "kapan saja", "Tulis satu baris per hari"),
    ("holidays", "besok", "Tulis satu tanggal per baris"),
    ("zone", "Jakarta", "Tulis zona waktu"),
    ("countries", "MY Malaysia", "Tulis kode negara dua huruf"),
    ("provinces", "Atlantis", "Provinsi tidak dikenal"),
    ("regencies", "35", "Kabupaten tidak dikenal"),
    ("languages", "elf", "Bahasa tidak dikenal"),
    ("name", "", "Isi kolom ini"),
    ("source_date", "kemarin", "Tulis tanggal"),
    ("parent", "tidak.ada", "Pilih salah satu"),
]


@pytest.mark.parametrize(("field", "typed", "told"), WRONG, ids=[one[0] for one in WRONG])
async def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(
    desk: Desk, helpline: Helpline, field: str, typed: str, told: str
) -> None:
    async with desk.client() as client:
        enter(desk, client, GITA)
        answer = await posted(client, CENTRE, CENTRE, **{field: typed, "source": "ditulis dengan susah payah"})
    assert answer.status_code == 422
    assert re.search(rf'id="wrong-{field}">{told}', answer.text)
    assert f'href="#field-{field}"' in answer.text
    assert "ditulis dengan susah payah" in answer.text
    if field != "parent":
        assert typed in unescape(answer.text)
    assert changes(helpline) == []


async def test_two_administrators_do_not_overwrite_each_other(desk: Desk) -> None:
    async with desk.client() as client:
        enter(desk, client, GITA)
        first = form_in((await client.get(CENTRE)).text, CENTRE)
        await client.post(CENTRE, data=first | {"name": "Satu"})
        second = await client.post(CENTRE, data=first | {"name": "Dua", "source": "punya saya"})
        stands = await client.get(CENTRE)
    assert second.status_code == 422
    assert "Orang lain baru saja mengubahnya" in second.text
    assert 'value="Dua"' in second.text
    assert 'value="Satu"' in stands.text


async def test_r14_a_number_is_added_and_made_sure_of(desk: Desk) -> None:
    async with desk.client() as client:
        enter(desk, client, GITA)
        page = f"{CENTRE}/number"
        wrong = await posted(client, page, page, number="abc", source="surat")
        past = await posted(client, page, page, number="+62 21 1234 5678", source="surat", expires="2020-01-01")
        done = await posted(client, page, page, number="+62 21 1234 5678", source="surat", checked="yes")
        shown = await client.get(CENTRE)
    assert (wrong.status_code, past.status_code, done.status_code) == (422, 422, 303)
    assert 'value="abc"' in wrong.text
    assert "+622112345678" in shown.text
    assert "Dipastikan oleh Gita, pengelola (peragaan)" in shown.text


async def test_a_new_officer_gets_a_password_that_is_shown_once(desk: Desk, helpline: Helpline) -> None:
    page = "/desk/keep/new-officer"
    async with desk.client() as client, desk.client() as rini:
        enter(desk, client, GITA)
        wrong = await posted(client, page, page, login="dua kata", name="Rini", office="kp2mi.centre", capacity="99")
        made = await posted(
            client, page, page, login="rini", name="Rini", office="kp2mi.centre", hours="sen-min 22:00-06:00"
        )
        password = made.text.split("<code>", 1)[1].split("</code>", 1)[0]
        entered = await log_in(rini, "rini", password)
        listed = await client.get("/desk/keep/officers")
    assert wrong.status_code == 422
    assert "Tulis angka dari 1 sampai 50" in wrong.text
    assert (made.status_code, entered.status_code) == (200, 303)
    assert "Rini" in listed.text
    assert password not in " ".join(one.after for one in changes(helpline))
    assert '"languages": ["id"]' in changes(helpline)[0].after


async def test_shifts_and_substitutes_are_changed_at_the_desk(desk: Desk, helpline: Helpline) -> None:
    ani, budi = (helpline.officer(login).id or 0 for login in (ANI, "peragaan-budi"))
    page = f"/desk/keep/officers/{ani}"
    async with desk.client() as client:
        enter(desk, client, GITA)
        done = await posted(client, page, page, hours="sen-jum 08:00-16:00", training=["suicide"], capacity="3")
        away = {"starts": "2026-12-01T08:00", "ends": "2026-12-05T16:00", "substitute": str(budi)}
        wrong = await posted(client, f"{page}/away", f"{page}/away", **(away | {"ends": "2026-11-01T08:00"}))
        kept = await posted(client, f"{page}/away", f"{page}/away", **away)
        shown = await client.get(page)
    with helpline.reading() as db:
        known = next(one for one in read_roster(db.connection()).officers if one.id == ani)
    assert (done.status_code, wrong.status_code, kept.status_code) == (303, 422, 303)
    assert (known.capacity, known.training, known.away[0].substitute) == (3, frozenset({"suicide"}), budi)
    assert isinstance(known.shifts, Calendar)
    assert parse.written_hours(known.shifts, "id") == "sen-jum 08:00-16:00"
    assert "diganti Budi (peragaan)" in shown.text


async def test_a_new_password_ends_every_open_login(desk: Desk, helpline: Helpline) -> None:
    ani = helpline.officer(ANI).id or 0
    async with desk.client() as client, desk.client() as hers:
        enter(desk, client, GITA)
        enter(desk, hers, ANI)
        page = f"/desk/keep/officers/{ani}"
        shown = await posted(client, page, f"{page}/password")
        after = await hers.get("/desk/")
    assert (shown.status_code, after.headers["location"]) == (200, "/desk/login")


async def test_rules_are_changed_moved_and_asked_why(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        enter(desk, client, GITA)
        page, listing = "/desk/keep/rule", "/desk/keep/rules"
        taken = await posted(client, page, page, name="giving blood", to="kp2mi.centre")
        made = await posted(client, page, page, name="khusus Sasak", to="palang_merah.health", languages="sas")
        after = await client.get(listing)
        seen = form_in(after.text, "/desk/keep/rule-move")["seen"]
        csrf = csrf_in(after.text)
        moved = await client.post("/desk/keep/rule-move", data={"csrf": csrf, "seen": seen, "at": "14", "how": "up"})
        late = await client.post("/desk/keep/rule-move", data={"csrf": csrf, "seen": seen, "at": "1", "how": "away"})
        why = await posted(client, "/desk/keep/explain", "/desk/keep/explain", language="sas")
    assert (taken.status_code, made.status_code) == (422, 303)
    assert ("kept" in moved.headers["location"], "changed_meanwhile" in late.headers["location"]) == (True, True)
    assert "khusus Sasak" in why.text
    assert "cocok, ke sini" in why.text
    assert [one.what for one in changes(helpline)] == ["rules", "rules"]


async def test_a_prepared_answer_is_changed_and_used(desk: Desk, helpline: Helpline) -> None:
    helpline.hears(HELP)
    page = "/desk/keep/answers/first_word"
    async with desk.client() as client, desk.client() as ani:
        enter(desk, client, GITA)
        enter(desk, ani, ANI)
        wrong = await posted(client, page, page, text_id="Tenang saja, sabar.")
        done = await posted(client, page, page, text_id="Halo, saya [nama] dari meja ini.")
        shown = await ani.get("/desk/")
        await ani.post(f"/desk/t/{code_of(helpline)}/take", data={"csrf": csrf_in(shown.text)})
        ticket = await ani.get(f"/desk/t/{code_of(helpline)}")
    assert (wrong.status_code, done.status_code) == (422, 303)
    assert "Halo, saya [nama] dari meja ini." in ticket.text


async def test_retention_is_set_and_the_history_tells_before_and_after(desk: Desk) -> None:
    page = "/desk/keep/retention"
    async with desk.client() as client:
        enter(desk, client, GITA)
        wrong = await posted(client, page, page, helped="3")
        done = await posted(client, page, page, helped="400")
        history = await client.get("/desk/keep/changes")
    assert (wrong.status_code, done.status_code) == (422, 303)
    assert "Gita, pengelola (peragaan)" in history.text
    assert re.search(r"<del>.*1825</del>.*<ins>.*400</ins>", history.text)


async def test_a_lead_holds_a_closed_ticket_back_and_the_administrator_sees_how_many_stay(
    desk: Desk, helpline: Helpline
) -> None:
    helpline.hears(HELP)
    code = code_of(helpline)
    care = f"/desk/t/{code}/care"
    async with desk.client() as ani, desk.client() as dewi, desk.client() as gita:
        enter(desk, ani, ANI)
        enter(desk, dewi, DEWI)
        enter(desk, gita, GITA)
        csrf = csrf_in((await ani.get("/desk/")).text)
        await ani.post(f"/desk/t/{code}/take", data={"csrf": csrf})
        await ani.post(f"/desk/t/{code}/close", data={"csrf": csrf, "outcome": "helped", "text": "Sudah."})
        assert "Isinya dihapus sendiri mulai 2031-11-23" in (await ani.get(care)).text
        refused = await ani.post(f"{care}/hold", data={"csrf": csrf, "why": "court"})
        held = await posted(dewi, care, f"{care}/hold", why="court")
        helpline.now += timedelta(days=3650)
        enter(desk, gita, GITA)
        page = (await gita.get("/desk/keep/retention")).text
    assert (refused.status_code, held.status_code) == (403, 303)
    assert re.search(r"ditahan penanggung jawab</dt><dd>1</dd>", page)
    assert "Sekarang sudah lewat: 0. Dalam 30 hari: 0." in page


async def test_what_an_administrator_names_is_shown_and_never_run(desk: Desk) -> None:
    attack = '<script>alert(1)</script> 100% "x"'
    async with desk.client() as client:
        enter(desk, client, GITA)
        await posted(client, CENTRE, CENTRE, name=attack)
        pages = [(await client.get(f"/desk{path}")) for path in (*GET, CENTRE.removeprefix("/desk"))]
    assert [page.url.path for page in pages if page.status_code != 200 or "<script>alert" in page.text] == []


async def test_a_form_without_its_token_changes_nothing(desk: Desk, helpline: Helpline) -> None:
    async with desk.client() as client:
        enter(desk, client, GITA)
        answers = [
            (
                await client.post(
                    f"/desk{page.path.replace('{key}', 'x').replace('{officer:int}', '1')}", data={"a": "b"}
                )
            )
            for page in KEPT
            if page.method == "POST"
        ]
    assert {answer.status_code for answer in answers} == {403}
    assert changes(helpline) == []


def test_hours_are_read_and_written_in_both_languages() -> None:
    made = parse.calendar_of("Asia/Jakarta", "mon-fri 08:00-16:00\nsat 08:00-12:00", "", "2026-12-24 8.00-12.00")
    assert parse.written_hours(made, "id") == "sen-jum 08:00-16:00\nsab 08:00-12:00"
    assert parse.written_hours(made, "en") == "mon-fri 08:00-16:00\nsat 08:00-12:00"
    assert parse.written_changes(made) == "2026-12-24 08:00-12:00"


async def test_nobody_there_is_no_error_page(desk: Desk) -> None:
    async with desk.client() as client:
        enter(desk, client, GITA)
        paths = ("/officers/999", "/offices/tidak.ada", "/answers/tidak_ada", "/rule?at=99")
        answers = [(await client.get(f"/desk/keep{path}")).status_code for path in (*paths, "/changes?page=99999")]
        number = await client.get(f"{CENTRE}/number?at=99")
    assert (answers, number.status_code) == ([403, 403, 403, 403, 200], 403)


def test_every_rule_reason_and_use_that_is_shipped_is_told_in_the_administrators_words() -> None:
    names = [rule.name for rule in shipped_rules().rules] + [f"fallback for {service.value}" for service in Service]
    assert [name for name in names if name not in KEEP_WORDS["rule"]] == []
    uses = {number.use for office in shipped_offices() for number in office.numbers} - {"", "WhatsApp"}
    assert [use for use in sorted(uses) if use not in KEEP_WORDS["number_use"]] == []


async def test_why_a_case_goes_there_and_what_was_changed_is_told_in_indonesian(desk: Desk) -> None:
    async with desk.client() as client:
        enter(desk, client, GITA)
        why = await posted(client, "/desk/keep/explain", "/desk/keep/explain", service="emergency", country="SA")
        rules = (await client.get("/desk/keep/rules")).text
        await posted(client, "/desk/keep/retention", "/desk/keep/retention", no_answer="730")
        changed = (await client.get("/desk/keep/changes")).text
    assert "bahaya di luar negeri, ke perwakilan negara itu: tidak ada kantor seperti itu" in why.text
    assert "bahaya lain</a> → <strong>Pusat Layanan KP2MI</strong>" in rules
    assert "<dt>Orangnya tidak menjawab lagi</dt>" in changed
