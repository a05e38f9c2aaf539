"""Twilio never delivers again: what did not reach us is fetched from its list, once, in order, with its files."""

from datetime import timedelta

import pytest

from bot.channels.whatsapp import catch_up as catching
from bot.channels.whatsapp import vendor
from bot.errors import TryLater
from bot.messages import Receipt
from flows.words import Heard, Kind
from tests.channels.whatsapp_house import House, house, parcel

SITI = "whatsapp:+60123456789"
NOWHERE = "http://127.0.0.1:9/whatsapp"


async def offline(ours: House) -> str:
    """Our webhook refuses connections from now on; what it was, to put back."""
    webhook, ours.peer.webhook = ours.peer.webhook, NOWHERE
    return webhook


async def test_after_a_refused_connection_everything_missed_is_caught_up_once_and_in_order() -> None:
    async with house() as ours:
        siti, wayan = ours.peer.person(SITI), ours.peer.person("whatsapp:ID.9f8E7d")
        await siti.writes("sebelum")
        webhook = await offline(ours)
        for turn in range(3):
            assert not (await siti.writes(f"tolong {turn}")).arrived
        await wayan.writes("saya juga")
        ours.peer.webhook = webhook
        await siti.writes("sesudah")
        assert await ours.catch_up() == 4
        assert await ours.catch_up() == 0
        assert [one.text for one in ours.door.heard if one.address == SITI] == [
            "sebelum", "sesudah", "tolong 0", "tolong 1", "tolong 2",
        ]  # fmt: skip
        assert [one.text for one in ours.door.heard if one.address != SITI] == ["saya juga"]


async def test_a_missed_voice_note_comes_with_its_file() -> None:
    async with house() as ours:
        await offline(ours)
        await ours.peer.person(SITI).sends_voice(b"OggS tolong")
        assert await ours.catch_up() == 1
        (heard,) = ours.door.heard
        assert (heard.kind, heard.files[0].mime) == (Kind.VOICE, "audio/ogg")
        assert await ours.whatsapp.fetch(heard.files[0].reference) == b"OggS tolong"


async def test_a_missed_place_which_the_list_does_not_tell_is_kept_as_unreadable() -> None:
    async with house() as ours:
        await offline(ours)
        await ours.peer.person(SITI).sends_place(22.28, 114.15)
        await ours.catch_up()
        (heard,) = ours.door.heard
        assert (heard.kind, heard.address) == (Kind.UNREADABLE, SITI)
        assert heard.raw


async def test_what_is_younger_than_twilios_own_patience_is_left_to_the_live_delivery() -> None:
    async with house() as ours:
        assert await ours.catch_up(settled=catching.SETTLED) == 0
        await offline(ours)
        ours.peer.later(timedelta(minutes=1))
        await ours.peer.person(SITI).writes("tolong")
        assert await ours.catch_up(settled=catching.SETTLED) == 0
        ours.peer.later(timedelta(minutes=1))
        assert await ours.catch_up(settled=catching.SETTLED) == 1


async def test_at_a_start_what_was_sent_just_before_does_not_have_to_settle() -> None:
    async with house() as ours:
        await offline(ours)
        await ours.peer.person(SITI).writes("tolong")
        await ours.peer.person(SITI).sends_place(22.28, 114.15)  # may still come live, with its place
        assert await ours.catch_up(settled=catching.SETTLED) == 1
        assert ours.door.texts == ["tolong"]


async def test_later_sweeps_ask_only_from_an_hour_before_the_last_that_went_well() -> None:
    async with house() as ours:
        await offline(ours)
        await ours.peer.person(SITI).writes("pertama")
        assert await ours.catch_up() == 1
        for minutes, again in ((50, 1), (70, 1), (1, 0)):  # the last sweep that went well was at 0, 50, 120
            ours.door.heard.clear()  # as if it had never been claimed: what is asked for again comes again
            ours.peer.later(timedelta(minutes=minutes))
            assert await ours.catch_up() == again


async def test_our_own_lines_and_what_is_older_than_asked_for_are_not_caught_up() -> None:
    async with house() as ours:
        await offline(ours)
        siti = ours.peer.person(SITI)
        await siti.writes("lama")
        ours.peer.later(timedelta(hours=30))
        await siti.writes("baru")
        await ours.whatsapp.send(parcel("halo juga", SITI))
        assert await ours.catch_up() == 1
        assert ours.door.texts == ["baru"]


async def test_a_list_of_many_pages_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "PAGE", 7)
    async with house() as ours:
        await offline(ours)
        siti = ours.peer.person(SITI)
        for turn in range(30):
            await siti.writes(f"pesan {turn}")
        assert await ours.catch_up() == 30
        assert ours.door.texts == [f"pesan {turn}" for turn in range(30)]


async def test_a_list_that_lags_behind_is_caught_up_with_by_a_later_sweep() -> None:
    async with house() as ours:
        await offline(ours)
        ours.peer.lag = timedelta(minutes=2)
        await ours.peer.person(SITI).writes("tolong")
        assert await ours.catch_up() == 0
        ours.peer.later(timedelta(minutes=3))
        assert await ours.catch_up() == 1


async def test_when_one_message_cannot_be_stored_that_persons_later_ones_wait_with_it() -> None:
    async with house() as ours:
        await offline(ours)
        siti, wayan = ours.peer.person(SITI), ours.peer.person("whatsapp:ID.9f8E7d")
        for text in ("satu", "dua", "tiga"):
            await siti.writes(text)
        await wayan.writes("saya juga")

        async def refuses_dua(heard: Heard) -> Receipt:
            if heard.text == "dua":
                raise TryLater()
            return await ours.door.receive(heard)

        now = ours.peer.now()
        assert await ours.whatsapp.catch_up(now, refuses_dua, ours.door.claimed, settled=timedelta()) == 2
        assert sorted(ours.door.texts) == ["satu", "saya juga"]
        assert await ours.catch_up() == 2
        assert [one.text for one in ours.door.heard if one.address == SITI] == ["satu", "dua", "tiga"]


async def test_a_list_that_cannot_be_read_is_an_error_to_try_again() -> None:
    async with house() as ours:
        ours.peer.token = "changed meanwhile"
        with pytest.raises(TryLater):
            await ours.catch_up()
