"""Files and approved templates on WhatsApp: Twilio is told an address that soon ends, or an approved message's id."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette

from bot import enclosures, tickets
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.media import media_route
from bot.errors import NotNow, Refused
from bot.messages import Enclosed, Parcel
from bot.store.tables import FileRow, Officer, TalkRow
from bot.stripping import Clean
from flows.words import Outgoing, Writing
from tests.channels.whatsapp_house import settings_for
from tests.peers.twilio import TwilioPeer
from tests.world import Helpline

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
TO = "whatsapp:+6281200000001"


@pytest.fixture
def helpline(tmp_path: Path) -> Iterator[Helpline]:
    made = Helpline(f"sqlite:///{tmp_path / 'media.db'}")
    made.roster()
    yield made
    made.close()


def sent_file(helpline: Helpline) -> int:
    """A picture that Ani has sent to somebody; the file's id."""
    helpline.hears("tolong saya dipukul majikan")
    number = helpline.tickets()[0].id or 0

    def send(db: Session) -> int:
        ani = db.exec(select(Officer).where(Officer.login == "peragaan-ani")).one()
        tickets.take(db, helpline.vault, number, ani, helpline.now)
        enclosures.send_file(db, helpline.vault, number, ani, Clean(PNG), helpline.now)
        return db.exec(select(FileRow)).one().id or 0

    return helpline.database.write_now(send)


async def fetched(helpline: Helpline, told: str) -> httpx.Response:
    """What Twilio gets at this address."""

    async def find(asked: str) -> tuple[str, bytes] | None:
        with helpline.reading() as db:
            return enclosures.shown_for(db, helpline.vault, asked, helpline.now)

    app = Starlette(routes=[media_route(find)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here.test") as client:
        return await client.get(f"/whatsapp/media/{told}")


async def test_twilio_fetches_a_file_for_a_quarter_of_an_hour_and_no_longer(helpline: Helpline) -> None:
    told = enclosures.ticket_for(helpline.vault, sent_file(helpline), helpline.now)
    fresh = await fetched(helpline, told)
    helpline.now += timedelta(minutes=16)
    old = await fetched(helpline, told)
    assert (fresh.status_code, fresh.headers["content-type"], fresh.content) == (200, "image/png", PNG)
    assert (old.status_code, old.content) == (404, b"")


@pytest.mark.parametrize("change", ["1", "x", ".", ""])
async def test_an_address_that_we_did_not_make_opens_nothing(helpline: Helpline, change: str) -> None:
    told = enclosures.ticket_for(helpline.vault, sent_file(helpline), helpline.now)
    assert (await fetched(helpline, change + told[:-1])).status_code == 404


async def test_a_file_goes_as_an_address_of_ours_without_a_word_of_anybody(helpline: Helpline) -> None:
    async with TwilioPeer().running() as peer:
        whatsapp = WhatsApp(settings_for(peer, "https://meja.example"), lambda file: f"{file}.99.abc")
        parcel = Parcel(1, TO, Outgoing(""), 1, (Enclosed(7, "image/png", PNG),))
        try:
            await whatsapp.send(parcel)
        finally:
            await whatsapp.close()
    [asked] = [call for call in peer.asked if "MediaUrl" in call]
    assert asked["MediaUrl"] == "https://meja.example/whatsapp/media/7.99.abc"
    assert asked.get("Body", "") == ""


async def test_without_a_public_address_a_file_is_refused_by_name(helpline: Helpline) -> None:
    async with TwilioPeer().running() as peer:
        whatsapp = WhatsApp(settings_for(peer).model_copy(update={"public_url": ""}))
        try:
            with pytest.raises(Refused) as refused:
                await whatsapp.send(Parcel(1, TO, Outgoing(""), 1, (Enclosed(7, "image/png", PNG),)))
        finally:
            await whatsapp.close()
    assert refused.value.code == "no_public_address"


async def test_an_approved_template_goes_by_its_id_at_the_vendor() -> None:
    content = "HX" + "0" * 32
    async with TwilioPeer().running() as peer:
        settings = settings_for(peer, "https://meja.example").model_copy(
            update={"twilio_templates": f"halo_balas={content}"}
        )
        whatsapp = WhatsApp(settings)
        try:
            await whatsapp.send(Parcel(1, TO, Outgoing("Halo"), 1, template="halo_balas"))
            with pytest.raises(Refused):
                await whatsapp.send(Parcel(2, TO, Outgoing("Halo"), 1, template="halo_terima_kasih"))
        finally:
            await whatsapp.close()
    assert [call["ContentSid"] for call in peer.asked if "ContentSid" in call] == [content]


def test_r4_a_template_leaves_only_to_somebody_who_said_that_they_may_be_written_to(helpline: Helpline) -> None:
    helpline.hears("tolong saya dipukul majikan")
    number = helpline.tickets()[0].id or 0

    def send(db: Session) -> None:
        ani = db.exec(select(Officer).where(Officer.login == "peragaan-ani")).one()
        tickets.take(db, helpline.vault, number, ani, helpline.now)
        enclosures.send_template(db, helpline.vault, number, ani, "halo_balas", helpline.now)

    with pytest.raises(NotNow):
        helpline.database.write_now(send)

    def safe(db: Session) -> None:
        db.exec(select(TalkRow)).one().writing = Writing.SAFE.value

    helpline.database.write_now(safe)
    helpline.database.write_now(send)
    assert helpline.said()[-1] == "Halo, apa kabar? Balas kalau sempat."


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"GIF89a", "wrong_kind"), (PNG + b"0" * 6_000_000, "too_large"), (b"MZ", "wrong_kind")],
)
def test_what_a_channel_does_not_take_is_named(content: bytes, why: str) -> None:
    found = enclosures.refusal("whatsapp", content)
    assert found is not None
    assert found.why == why


async def test_words_leave_before_the_pictures_that_go_with_them() -> None:
    async with TwilioPeer().running() as peer:
        whatsapp = WhatsApp(settings_for(peer, "https://meja.example"), lambda file: f"{file}.99.abc")
        try:
            await whatsapp.send(Parcel(1, TO, Outgoing("Ini peta."), 1, (Enclosed(7, "image/png", PNG),)))
        finally:
            await whatsapp.close()
    assert [(asked.get("Body", ""), "MediaUrl" in asked) for asked in peer.asked] == [("Ini peta.", False), ("", True)]
