"""Lines out, files in and what went wrong, against Twilio's stand-in on loopback."""

import logging
from datetime import timedelta

import httpx
import pytest

from bot.channels.whatsapp import WhatsApp, failure_of, name_of
from bot.channels.whatsapp.vendor import LARGEST_FILE, Wire
from bot.errors import CannotReach, HelplineError, Refused, TryLater
from bot.settings import Settings
from flows.words import Kind
from tests.channels.whatsapp_house import House, house, parcel, settings_for
from tests.peers.twilio import TOKEN, Person

SITI = "whatsapp:+60123456789"
WAYAN = "whatsapp:ID.9f8E7dCanary"


async def siti_writes(ours: House) -> Person:
    siti = ours.peer.person(SITI, "Siti")
    await siti.writes("halo")
    return siti


async def test_a_line_arrives_with_its_choices_numbered_and_its_statuses_come_back() -> None:
    async with house() as ours:
        siti = await siti_writes(ours)
        sid = await ours.whatsapp.send(parcel("Bisa bicara sekarang?", SITI, "Bisa", "Jangan balas"))
        assert await siti.hears(1) == ["Bisa bicara sekarang?\n\n1 Bisa\n2 Jangan balas"]
        await ours.peer.settles()
        await siti.reads()
        assert ours.door.became == [(sid, state, "") for state in ("sent", "delivered", "read")]


async def test_somebody_without_a_number_is_answered_at_the_business_scoped_id() -> None:
    async with house() as ours:
        wayan = ours.peer.person(WAYAN)
        await wayan.writes("tolong")
        assert ours.door.heard[0].address == WAYAN
        await ours.whatsapp.send(parcel("Pesan Anda sudah masuk.", ours.door.heard[0].address))
        assert await wayan.hears(1) == ["Pesan Anda sudah masuk."]


async def test_a_long_line_leaves_in_parts_and_in_order() -> None:
    async with house() as ours:
        siti = await siti_writes(ours)
        sid = await ours.whatsapp.send(parcel("\n\n".join(letter * 1500 for letter in "abc"), SITI))
        assert await siti.hears(3) == ["a" * 1500, "b" * 1500, "c" * 1500]
        await ours.peer.settles()
        assert ours.door.became == [(siti.got[-1].sid, state, "") for state in ("sent", "delivered")]
        assert sid == siti.got[-1].sid


async def test_a_part_that_was_taken_is_not_sent_again_when_a_later_one_had_to_wait() -> None:
    async with house() as ours:
        siti = await siti_writes(ours)
        long = parcel("\n\n".join(letter * 1500 for letter in "ab"), SITI)
        taken = ours.whatsapp.twilio.create
        calls = []

        async def busy_at_the_second(*asked: str) -> str:
            calls.append(asked)
            if len(calls) == 2:
                raise TryLater()
            return await taken(*asked)

        ours.whatsapp.twilio.create = busy_at_the_second  # type: ignore[assignment,method-assign]
        with pytest.raises(TryLater):
            await ours.whatsapp.send(long)
        await ours.whatsapp.send(long)
        assert await siti.hears(2) == ["a" * 1500, "b" * 1500]


# Twilio's answer to a send, and what it means for the line
ANSWERS: list[tuple[int, int, type[HelplineError]]] = [
    (400, 21211, CannotReach),  # no such address
    (400, 21610, CannotReach),  # the person said stop
    (400, 63003, CannotReach),
    (400, 63024, CannotReach),
    (400, 63016, Refused),  # outside the 24 hours
    (400, 21617, Refused),
    (404, 20404, Refused),
    (429, 20429, TryLater),
    (400, 63018, TryLater),
    (429, 63038, TryLater),
    (500, 20500, TryLater),
    (503, 20503, TryLater),
    (401, 20003, TryLater),  # our own token is wrong: our outage, not the line's fault
]


@pytest.mark.parametrize(("status", "code", "error"), ANSWERS)
async def test_each_refusal_of_twilio_has_a_meaning(status: int, code: int, error: type[HelplineError]) -> None:
    async with house() as ours:
        await siti_writes(ours)
        ours.peer.refuses_next(code, status)
        with pytest.raises(error) as raised:
            await ours.whatsapp.send(parcel("halo juga", SITI))
        assert raised.value.__dict__["code"] == str(code)


async def test_a_busy_twilio_says_after_how_many_seconds_to_come_back() -> None:
    async with house() as ours:
        ours.peer.refuses_next(20429, 429)
        with pytest.raises(TryLater) as raised:
            await ours.whatsapp.send(parcel("halo", SITI))
        assert raised.value.after == 1


async def test_outside_the_24_hours_the_refusal_comes_by_status_with_its_name() -> None:
    async with house() as ours:
        await siti_writes(ours)
        ours.peer.later(timedelta(hours=25))
        sid = await ours.whatsapp.send(parcel("halo juga", SITI))
        await ours.peer.settles()
        assert ours.door.became == [(sid, "failed", "63016")]
        assert (type(failure_of("63016")), name_of("63016")) == (Refused, "outside_window")


@pytest.mark.parametrize(("code", "error"), [(63018, TryLater), (63003, CannotReach), (63013, Refused)])
async def test_a_failure_told_later_by_status_has_a_meaning_too(code: int, error: type[HelplineError]) -> None:
    async with house() as ours:
        await siti_writes(ours)
        ours.peer.fails_next(code)
        sid = await ours.whatsapp.send(parcel("halo juga", SITI))
        await ours.peer.settles()
        assert ours.door.became == [(sid, "failed", str(code))]
        assert isinstance(failure_of(str(code)), error)


async def test_an_address_that_is_none_is_not_even_tried() -> None:
    async with house() as ours:
        with pytest.raises(CannotReach):
            await ours.whatsapp.send(parcel("halo", "whatsapp:"))
        assert ours.peer.messages == []


async def test_when_twilio_cannot_be_reached_the_line_is_tried_later() -> None:
    settings = Settings(twilio_account_sid="AC1", twilio_auth_token="t", twilio_api_url="http://127.0.0.1:9")
    whatsapp = WhatsApp(settings)
    with pytest.raises(TryLater):
        await whatsapp.send(parcel("halo", SITI))
    await whatsapp.close()


async def test_no_number_word_token_or_address_is_in_any_log_or_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    async with house() as ours:
        await siti_writes(ours)
        await ours.peer.person(WAYAN).writes("rahasia sekali")
        for code, status in ((21211, 400), (63016, 400), (20429, 429), (20500, 500), (20003, 401)):
            ours.peer.refuses_next(code, status)
            with pytest.raises(HelplineError) as raised:
                await ours.whatsapp.send(parcel("balasan rahasia", SITI))
            error: BaseException | None = raised.value
            while error is not None:
                shown += [str(error), repr(error)]
                error = error.__context__ or error.__cause__
        await ours.whatsapp.send(parcel("balasan rahasia", SITI))
        ours.door.closed = True
        await ours.peer.person(SITI).writes("rahasia sekali")
        base = ours.peer.url
    told = caplog.text + "".join(shown)
    for secret in ("60123456789", "Canary", "rahasia", TOKEN, base, "api.twilio.com", ours.peer.account):
        assert secret not in told


async def test_a_voice_note_is_fetched_with_our_login_and_without_it_from_the_store() -> None:
    async with house() as ours:
        await ours.peer.person(SITI).sends_voice(b"OggS tolong")
        (heard,) = ours.door.heard
        assert heard.kind is Kind.VOICE
        assert await ours.whatsapp.fetch(heard.files[0].reference) == b"OggS tolong"


async def test_a_file_over_16_mb_is_refused_while_it_comes() -> None:
    async with house() as ours:
        await ours.peer.person(SITI).sends("video/mp4", b"x" * (LARGEST_FILE + 1))
        with pytest.raises(Refused) as raised:
            await ours.whatsapp.fetch(ours.door.heard[0].files[0].reference)
        assert raised.value.code == "file_too_large"


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "http://169.254.169.254/latest",
        "https://evil.example/2010-04-01/Accounts/AC/Messages/MM/Media/ME",
        "/2010-04-01/Accounts/AC/Messages/MM/Media/ME/../../../../x",
        "/etc/passwd",
    ],
)
async def test_nothing_is_fetched_that_is_no_file_of_twilios(reference: str) -> None:
    async with house() as ours:
        with pytest.raises(Refused):
            await ours.whatsapp.fetch(reference)


async def test_a_file_that_is_not_there_yet_is_asked_for_again() -> None:
    async with house() as ours:
        with pytest.raises(TryLater):
            await ours.whatsapp.fetch("/2010-04-01/Accounts/AC/Messages/MM/Media/ME")


@pytest.mark.parametrize(
    ("onward", "allowed"),
    [
        ("https://mms.twiliocdn.com/x?Signature=y", True),
        ("https://s3-external-1.amazonaws.com/media.twiliocdn.com/x", True),
        ("/store/ticket", True),
        ("http://mms.twiliocdn.com/x", False),
        ("https://mms.twiliocdn.com:8443/x", False),
        ("https://mms.twiliocdn.com.evil.example/x", False),
        ("https://mms.twiliocdn.com@evil.example/x", False),
        ("http://127.0.0.1:1/x", False),
        ("http://[::1]/x", False),
        ("file:///etc/passwd", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_a_redirect_is_followed_only_to_twilios_own_stores(onward: str, allowed: bool) -> None:
    wire = Wire("https://api.twilio.com")
    here = httpx.URL("https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME")
    if allowed:
        assert wire._onward(here, onward).scheme == "https"
    else:
        with pytest.raises(Refused):
            wire._onward(here, onward)


async def test_the_sdk_asks_nobody_but_the_address_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    async with house() as ours:
        siti = await siti_writes(ours)
        whatsapp = WhatsApp(settings_for(ours.peer))
        await whatsapp.send(parcel("halo juga", SITI))
        assert await siti.hears(1) == ["halo juga"]
        await whatsapp.close()
        with pytest.raises(Refused):
            await Wire(ours.peer.url).request("GET", "https://evil.example/x")
