"""The simulator's doors: what comes in, what is refused, and when it answers."""

import asyncio
from collections.abc import Mapping

import httpx
import pytest

from bot.channels.simulator.channel import sample
from bot.channels.simulator.doors import MOST_BYTES, guarded
from bot.errors import TryLater
from bot.messages import Receipt
from bot.permits import PERMITS
from flows.words import Attachment, Heard, Kind, Point, Press
from tests.channels.simulator_peer import NOON, SITI, Peer, file, message

MESSAGES = "/simulator/messages"


@pytest.fixture
async def peer() -> Peer:
    return Peer()


async def posted(peer: Peer, body: bytes, **headers: str) -> httpx.Response:
    async with peer.client() as client:
        return await client.post(MESSAGES, content=body, headers=headers)


async def heard(peer: Peer, **parts: object) -> Heard:
    answer = await posted(peer, message(**parts))
    assert answer.json() == {"receipt": "taken"}
    return peer.inbox.heard[-1]


async def test_a_text_is_heard_with_its_address_key_name_and_time(peer: Peer) -> None:
    assert await heard(peer, text="tolong", name="Siti") == Heard(
        "simulator", SITI, "kunci-0001", NOON, text="tolong", name="Siti"
    )


async def test_a_button_carries_the_turn_that_offered_it(peer: Peer) -> None:
    tapped = await heard(peer, kind="button", text="Bisa", press={"turn": 3, "choice": 1})
    assert (tapped.kind, tapped.press, tapped.text) == (Kind.BUTTON, Press(3, 1, "Bisa"), "")


async def test_a_button_carries_the_name_of_its_choice(peer: Peer) -> None:
    tapped = await heard(peer, kind="button", text="Bisa", press={"turn": 3, "choice": 1, "name": "abcdefg7"})
    assert tapped.press == Press(3, 1, "Bisa", "abcdefg7")


async def test_a_voice_note_brings_its_bytes(peer: Peer) -> None:
    voice = await heard(peer, kind="voice", files=[file(b"RIFF\0\1", "audio/wav", "suara.wav")])
    assert voice.files == (Attachment("audio/wav", content=b"RIFF\0\1", name="suara.wav", size=6),)


async def test_a_place_is_heard_with_its_label(peer: Peer) -> None:
    place = await heard(peer, kind="location", point={"latitude": 3.14, "longitude": 101.69, "label": "Kuala Lumpur"})
    assert (place.kind, place.point) == (Kind.LOCATION, Point(3.14, 101.69, "Kuala Lumpur"))


async def test_a_place_outside_the_globe_is_kept_raw_for_a_human(peer: Peer) -> None:
    place = await heard(peer, kind="location", point={"latitude": 999, "longitude": 0})
    assert (place.kind, place.point, b"999" in place.raw) == (Kind.UNREADABLE, None, True)


async def test_a_contact_card_a_sticker_and_an_edit_are_heard_as_such(peer: Peer) -> None:
    card = await heard(peer, kind="contact", text="Ibu", phone="+62 811")
    sticker = await heard(peer, kind="sticker", text="🙏")
    edit = await heard(peer, text="bukan itu", edits="kunci-0000")
    assert [card.phone, sticker.kind, edit.edits] == ["+62 811", Kind.STICKER, "kunci-0000"]


async def test_r29_a_forwarded_message_says_so(peer: Peer) -> None:
    forwarded = await heard(peer, text="awas", forwarded=True, often_forwarded=True)
    assert (forwarded.forwarded, forwarded.often_forwarded) == (True, True)


# Words arrive as they were written.
@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,  # the longest that a person pastes
        "nol\0byte",  # NUL bytes
        "\u202eterbalik\u200f",  # marks of right-to-left scripts
        "👩‍👧 ꦱꦸꦒꦼꦁ",  # joined signs and Javanese script
        "baris\r\nkedua\ttab",
    ],
)
async def test_words_arrive_as_they_were_written(peer: Peer, text: str) -> None:
    assert (await heard(peer, text=text)).text == text


async def test_half_a_surrogate_pair_becomes_a_mark_that_can_be_stored(peer: Peer) -> None:
    assert (await heard(peer, text="a\ud83db")).text == "a\ufffdb"


# No message of ours: answered 400, and nothing reaches the inbox.
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"address": "' + SITI.encode() + b'"}',  # no key
        message(address="x"),  # an address that no page draws
        message(key="../../etc"),
        message(kind="perintah"),  # a kind that we do not know
        message(kind="button", text="Bisa"),  # a button without its turn
        message(kind="button", press={"turn": 10**30, "choice": 0}),
        message(kind="location"),
        message(kind="location", point={"latitude": float("nan"), "longitude": 0}),
        message(text={"di": "dalam"}),
        message(files=[{"mime": "audio/wav"}]),
    ],
)
async def test_what_is_no_message_is_refused(peer: Peer, body: bytes) -> None:
    answer = await posted(peer, body)
    assert (answer.status_code, answer.json(), peer.inbox.heard) == (400, {"refused": "not_a_message"}, [])


async def test_a_body_of_5_megabytes_of_garbage_is_refused_clearly(peer: Peer) -> None:
    answer = await posted(peer, b"\xaa" * 5_000_000)
    assert (answer.status_code, answer.json()) == (413, {"refused": "too_large"})


async def test_a_picture_of_2_9_million_bytes_is_heard(peer: Peer) -> None:
    body = message(kind="photo", files=[file(b"\xff" * 2_900_000, "image/jpeg")])
    assert len(body) < MOST_BYTES
    assert (await posted(peer, body)).status_code == 200


async def test_a_message_is_answered_only_after_the_commit(peer: Peer) -> None:
    peer.inbox.may_commit.clear()
    asking = asyncio.create_task(posted(peer, message(text="tolong")))
    _done, waiting = await asyncio.wait([asking], timeout=0.05)
    peer.inbox.may_commit.set()
    assert waiting == {asking}
    assert (await asking).status_code == 200


async def test_a_database_that_cannot_commit_makes_the_page_ask_again(peer: Peer) -> None:
    peer.inbox.answer = TryLater()
    answer = await posted(peer, message(text="tolong"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_a_redelivery_is_acknowledged_as_such(peer: Peer) -> None:
    peer.inbox.answer = Receipt.AGAIN
    assert (await posted(peer, message(text="tolong"))).json() == {"receipt": "again"}


# Headers with which a browser says that another page asks.
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},  # another port of this machine
        {"sec-fetch-site": "none", "origin": "http://127.0.0.1"},
        {"origin": "https://jahat.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "null"},
        {"origin": "http://["},
    ],
)
async def test_another_page_cannot_write_for_this_telephone(peer: Peer, headers: Mapping[str, str]) -> None:
    answer = await posted(peer, message(text="tolong"), **headers)
    assert (answer.status_code, peer.inbox.heard) == (403, [])


async def test_the_page_itself_may_write(peer: Peer) -> None:
    answer = await posted(peer, message(text="tolong"), origin="http://127.0.0.1", **{"sec-fetch-site": "same-origin"})
    assert answer.status_code == 200


# A name that was bent to this machine (DNS rebinding), or a request that a proxy brought in from outside.
@pytest.mark.parametrize("host", ["jahat.example", "127.0.0.1.jahat.example", "10.0.0.1:8000", "localhost.", "[", ""])
@pytest.mark.parametrize("path", ["/", MESSAGES, "/simulator/lines", "/simulator/static/telephone.js"])
async def test_only_a_name_of_this_machine_opens_the_door(peer: Peer, host: str, path: str) -> None:
    async with peer.client(headers={"host": host}) as client:
        answer = await client.request("POST" if path == MESSAGES else "GET", path, content=message(text="tolong"))
    assert (answer.status_code, peer.inbox.heard) == (403, [])


@pytest.mark.parametrize("here", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
async def test_each_name_of_this_machine_opens_the_door(peer: Peer, here: str) -> None:
    async with peer.client(base_url=here, client="::1") as client:
        assert (await client.get("/")).status_code == 200


async def test_another_machine_is_refused(peer: Peer) -> None:
    async with peer.client(client="192.168.1.7") as client:
        assert (await client.get("/")).status_code == 403


@pytest.mark.parametrize(
    "path", ["/", "/simulator/static/telephone.js", "/simulator/samples/suara.wav", "/simulator/lines"]
)
async def test_every_answer_is_strict_about_what_may_run(peer: Peer, path: str) -> None:
    async with peer.client() as client:
        policy = (await client.get(path)).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_the_banner_says_that_nobody_reads(peer: Peer) -> None:
    async with peer.client() as client:
        page = (await client.get("/")).text
    assert "Ini peragaan: tidak ada petugas sungguhan yang membaca." in page


async def test_without_demonstration_there_is_no_banner() -> None:
    async with Peer(demonstration=False).client() as client:
        assert "Ini peragaan" not in (await client.get("/")).text


@pytest.mark.parametrize(
    "path", ["/simulator/static/../channel.py", "/simulator/static/none.js", "/simulator/samples/x"]
)
async def test_no_other_file_is_given(peer: Peer, path: str) -> None:
    async with peer.client() as client:
        assert (await client.get(path)).status_code == 404


async def test_the_samples_are_a_voice_and_a_picture(peer: Peer) -> None:
    async with peer.client() as client:
        voice, photo = [await client.get(f"/simulator/samples/{name}") for name in ("suara.wav", "foto.png")]
    assert (voice.content[:4], voice.headers["content-type"]) == (b"RIFF", "audio/wav")
    assert (photo.content[:4], photo.headers["content-type"]) == (b"\x89PNG", "image/png")


def test_every_address_names_a_permit_that_the_table_knows(peer: Peer) -> None:
    assert {route.name for route in peer.simulator.routes()} == {"simulator.see", "simulator.write", "asset.read"}
    assert [route.path for route in peer.simulator.routes() if route.name not in PERMITS] == []


async def test_an_address_without_a_row_in_the_table_refuses(peer: Peer) -> None:
    peer.app.router.routes.insert(0, guarded("/baru", "nobody.thought.of.it", sample))
    async with peer.client() as client:
        assert (await client.get("/baru")).status_code == 403
