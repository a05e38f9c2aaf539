"""What a Telegram update says: a table of the vendor's payloads and what we make of each."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.heard import (
    LONGEST_TEXT,
    Arrival,
    Json,
    arrival,
    arrival_of,
    heard_from,
)
from bot.messages import carried_by, press_from
from flows.matching import names_of
from flows.words import Attachment, Choice, Heard, Kind, Point, Press

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 24, 11, 59, 58, tzinfo=UTC)
SITI = {"id": 71, "is_bot": False, "first_name": "Siti", "last_name": "Aminah", "language_code": "id"}
CHAT = {"id": 71, "type": "private", "first_name": "Siti", "last_name": "Aminah"}
GROUP = {"id": -100123, "type": "supergroup", "title": "Kampung"}
OURS = {"id": 1, "is_bot": True, "first_name": "Kentongan"}
PLAIN = Heard(
    channel="telegram",
    address="71",
    key="900",
    at=NOON,
    written_at=WRITTEN,
    order=900,
    name="Siti Aminah",
    language_hint="id",
)


def message(**fields: object) -> Json:
    said = {"message_id": 5, "date": int(WRITTEN.timestamp()), "chat": CHAT, "from": SITI, **fields}
    return {"update_id": 900, "message": said}


def edited(**fields: object) -> Json:
    said = message(edit_date=int(WRITTEN.timestamp()), **fields)["message"]
    return {"update_id": 900, "edited_message": said}


def pressed(carried: str, **fields: object) -> Json:
    keyboard = {"inline_keyboard": [[{"text": "1 Bisa", "callback_data": "t12:0"}]]}
    shown = {"message_id": 4, "date": 1, "chat": CHAT, "from": OURS, "text": "?", "reply_markup": keyboard}
    query = {"id": "77", "from": SITI, "chat_instance": "x", "message": shown, "data": carried, **fields}
    return {"update_id": 900, "callback_query": query}


def file(mime: str, name: str = "", size: int = 9) -> tuple[Attachment, ...]:
    return (Attachment(mime=mime, reference="F1", name=name, size=size),)


def kept(name: str, **fields: object) -> dict[str, object]:
    return {name: {"file_id": "F1", "file_unique_id": "u", "file_size": 9, **fields}}


SIZES = [{"file_id": "F0", "file_size": 1}, {"file_id": "F1", "file_size": 9}]
VENUE = {"location": {"latitude": 3.1, "longitude": 101.7}, "title": "Pasar", "address": "Jalan 1"}
CARD = {"phone_number": "+60123", "first_name": "Budi", "user_id": 8}

READABLE = {
    "a text": (message(text="tolong"), replace(PLAIN, text="tolong")),
    "a command of the client": (message(text="/start"), replace(PLAIN, text="/start")),
    "10,000 characters": (message(text="a" * 10_000), replace(PLAIN, text="a" * 10_000)),
    "a NUL byte and right-to-left marks": (message(text="to\0\u202elong"), replace(PLAIN, text="to\0\u202elong")),
    "half of a surrogate pair": (message(text="a\ud83d"), replace(PLAIN, text="a\ufffd")),
    "forwarded": (message(text="x", forward_origin={"type": "hidden_user"}), replace(PLAIN, text="x", forwarded=True)),
    "edited": (edited(text="maaf"), replace(PLAIN, text="maaf", edits="5")),
    "a button": (pressed("t12:0"), replace(PLAIN, kind=Kind.BUTTON, press=Press(12, 0, "Bisa"), written_at=None)),
    "a location": (
        message(location={"latitude": -6.2, "longitude": 106}),
        replace(PLAIN, kind=Kind.LOCATION, point=Point(-6.2, 106.0)),
    ),
    "a venue": (
        message(venue=VENUE, location=VENUE["location"]),
        replace(PLAIN, kind=Kind.LOCATION, point=Point(3.1, 101.7, "Pasar, Jalan 1")),
    ),
    "the card of somebody else": (
        message(contact=CARD),
        replace(PLAIN, kind=Kind.CONTACT, phone="+60123", text="Budi"),
    ),
    "the writer's own card": (
        message(contact={**CARD, "user_id": 71}),
        replace(PLAIN, kind=Kind.CONTACT, phone="+60123"),
    ),
    "a photo, the largest of its sizes": (
        message(photo=SIZES, caption="ini"),
        replace(PLAIN, kind=Kind.PHOTO, text="ini", files=file("image/jpeg")),
    ),
    "a voice note": (
        message(**kept("voice", mime_type="audio/ogg")),
        replace(PLAIN, kind=Kind.VOICE, files=file("audio/ogg")),
    ),
    "an audio file": (
        message(**kept("audio", mime_type="audio/mp4", file_name="rekaman.m4a")),
        replace(PLAIN, kind=Kind.VOICE, files=file("audio/mp4", "rekaman.m4a")),
    ),
    "a video": (message(**kept("video")), replace(PLAIN, kind=Kind.VIDEO, files=file("video/mp4"))),
    "a round video": (message(**kept("video_note")), replace(PLAIN, kind=Kind.VIDEO, files=file("video/mp4"))),
    "a GIF, which comes as a document too": (
        message(**kept("animation"), **kept("document")),
        replace(PLAIN, kind=Kind.VIDEO, files=file("video/mp4")),
    ),
    "a document": (
        message(**kept("document", mime_type="application/pdf", file_name="paspor.pdf")),
        replace(PLAIN, kind=Kind.DOCUMENT, files=file("application/pdf", "paspor.pdf")),
    ),
    "a document of 4 GB whose type is nonsense": (
        message(**kept("document", mime_type="a\0/b", file_size=2**32)),
        replace(PLAIN, kind=Kind.DOCUMENT, files=file("application/octet-stream", size=2**31 - 1)),
    ),
    "a sticker": (
        message(**kept("sticker", emoji="🆘")),
        replace(PLAIN, kind=Kind.STICKER, text="🆘", files=file("image/webp")),
    ),
    "an animated sticker": (
        message(**kept("sticker", is_animated=True)),
        replace(PLAIN, kind=Kind.STICKER, files=file("application/x-tgsticker")),
    ),
}


@pytest.mark.parametrize(("update", "expected"), READABLE.values(), ids=READABLE.keys())
def test_what_a_person_sends_is_heard_as_they_sent_it(update: Json, expected: Heard) -> None:
    assert heard_from(update, NOON) == expected


UNREADABLE = {
    "a location outside the globe": message(location={"latitude": 91, "longitude": 0}),
    "a location that is no number": message(location={"latitude": float("nan"), "longitude": 0}),
    "a location without a longitude": message(location={"latitude": 1}),
    "a kind of message that is newer than we are": message(hologram={"file_id": "F1"}),
    "a text that is no text": message(text=7),
    "a message with nothing in it": message(),
    "an update type that we did not ask for": {"update_id": 900, "message_reaction": {"chat": CHAT, "user": SITI}},
    "an update type that nobody knows": {"update_id": 900, "hologram": {"from": SITI}},
}


@pytest.mark.parametrize("update", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_we_cannot_read_is_kept_raw_under_the_persons_address(update: Json) -> None:
    heard = heard_from(update, NOON)
    assert heard
    assert (heard.kind, heard.address, heard.key, heard.order) == (Kind.UNREADABLE, "71", "900", 900)
    assert json.loads(heard.raw).keys() == update.keys()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b"1" * 5000, b'{"a":', b"x" * 5_000_000],
    ids=["empty", "open", "list", "null", "string", "not UTF-8", "deep", "huge number", "cut off", "5 MB"],
)
def test_a_body_that_is_no_update_is_kept_whole_under_nobodys_address(body: bytes) -> None:
    heard = arrival_of(body, NOON).heard
    assert heard
    assert (heard.kind, heard.address, heard.raw) == (Kind.UNREADABLE, "", body)


def test_the_same_malformed_body_has_the_same_key_and_another_has_another() -> None:
    keys = [arrival_of(body, NOON).heard for body in (b"{", b"{", b"[")]
    assert [found and found.key for found in keys[:2]] == [keys[0] and keys[0].key] * 2
    assert keys[2]
    assert keys[0]
    assert keys[2].key != keys[0].key


@pytest.mark.parametrize("number", [None, "900", True, -1, 2**63, 1.5], ids=str)
def test_an_update_without_a_usable_number_is_still_heard_once(number: object) -> None:
    first, again = (arrival({**message(text="tolong"), "update_id": number}, NOON) for _ in range(2))
    assert first == again
    assert first.order is None
    assert first.heard
    assert (first.heard.text, first.heard.key[:4], first.heard.order) == ("tolong", "raw:", 0)


def test_a_text_beyond_all_measure_is_read_at_its_beginning_and_kept_whole() -> None:
    update = message(text="tolong" * LONGEST_TEXT)
    heard = heard_from(update, NOON)
    assert heard
    assert len(heard.text) == LONGEST_TEXT
    assert json.loads(heard.raw) == update


@pytest.mark.parametrize("date", [-1, 10**30, "soon", None, 10**15], ids=str)
def test_a_date_that_is_none_costs_no_words(date: object) -> None:
    said = {"message_id": 5, "date": date, "chat": CHAT, "from": SITI, "text": "tolong"}
    heard = heard_from({"update_id": 900, "message": said}, NOON)
    assert heard
    assert (heard.kind, heard.text, heard.address, heard.written_at) == (Kind.TEXT, "tolong", "71", None)


@pytest.mark.parametrize(
    "carried", ["", "t:0", "t1:", "x1:0", "t1:0 ", "t٣:0", "t1:0:0", "t-1:0", "t" + "9" * 40 + ":0"]
)
def test_a_button_that_is_not_ours_is_a_press_on_nothing_kept_raw(carried: str) -> None:
    heard = heard_from(pressed(carried), NOON)
    assert heard
    assert (heard.kind, heard.press) == (Kind.BUTTON, None)
    assert b"callback_query" in heard.raw


@pytest.mark.parametrize("turn", [0, 12, 999_999_999])
def test_a_button_carries_its_turn_and_the_name_of_its_choice_within_64_bytes(turn: int) -> None:
    (name,) = names_of("Bisa menulis sekarang?", ("Bisa",))
    carried = carried_by(turn, 0, Choice("Bisa", name))
    assert len(carried.encode()) <= 64
    assert press_from(carried, "Bisa") == Press(turn, label="Bisa", name=name)


@pytest.mark.parametrize(("turn", "choice"), [(0, 0), (12, 3), (999_999_999, 99)])
def test_a_button_of_a_line_that_an_older_version_kept_carries_its_place(turn: int, choice: int) -> None:
    assert press_from(carried_by(turn, choice, Choice("Bisa"))) == Press(turn, choice)


def test_a_press_on_a_message_that_telegram_no_longer_shows_is_heard() -> None:
    heard = heard_from(pressed("t12:0", message={"chat": CHAT, "message_id": 4, "date": 0}), NOON)
    assert heard == replace(PLAIN, kind=Kind.BUTTON, press=Press(12, 0), written_at=None)


def test_a_press_names_the_spinner_to_stop() -> None:
    assert arrival(pressed("t12:0"), NOON).spinner == "77"


MEMBER = {"chat": GROUP, "from": SITI, "date": 1, "old_chat_member": {"status": "left"}}


@pytest.mark.parametrize(
    "update",
    [
        message(chat=GROUP, text="tolong saya dipukul"),
        message(chat={**GROUP, "type": "channel"}, text="tolong"),
        {"update_id": 900, "channel_post": {"chat": {**GROUP, "type": "channel"}, "text": "tolong"}},
        {"update_id": 900, "my_chat_member": {**MEMBER, "new_chat_member": {"status": "member"}}},
        {"update_id": 900, "my_chat_member": {**MEMBER, "new_chat_member": {"status": "administrator"}}},
        pressed("t12:0", message={"chat": GROUP, "message_id": 4, "date": 0}),
    ],
    ids=["group text", "channel text", "channel post", "added", "made administrator", "group press"],
)
def test_r29_a_group_opens_nothing_and_is_left(update: Json) -> None:
    assert arrival(update, NOON) == Arrival(order=900, leave=-100123)


def test_r29_a_group_that_we_have_left_is_not_left_again() -> None:
    update = {"update_id": 900, "my_chat_member": {**MEMBER, "new_chat_member": {"status": "left"}}}
    assert arrival(update, NOON) == Arrival(order=900)


def test_a_person_who_blocks_us_has_said_nothing() -> None:
    member = {"chat": CHAT, "from": SITI, "date": 1, "new_chat_member": {"status": "kicked"}}
    assert arrival({"update_id": 900, "my_chat_member": member}, NOON) == Arrival(order=900, gone="71")


def test_a_person_who_comes_back_has_said_nothing_either() -> None:
    member = {"chat": CHAT, "from": SITI, "date": 1, "new_chat_member": {"status": "member"}}
    assert arrival({"update_id": 900, "my_chat_member": member}, NOON) == Arrival(order=900)


NAMES = """update_id message edited_message callback_query my_chat_member chat from user id type text caption date
edit_date photo voice location latitude longitude contact data venue reply_markup inline_keyboard callback_data
message_id new_chat_member status"""
FIELDS = st.sampled_from(NAMES.split())
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["private", "group", "t1:0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=5),
    max_leaves=20,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(FIELDS, ANYTHING, max_size=5))
def test_whatever_the_shape_of_an_update_it_is_taken_and_what_was_heard_can_be_written_down(update: Json) -> None:
    heard = arrival_of(json.dumps(update).encode(), NOON).heard
    if heard:
        assert heard.key
        assert isinstance((heard.text + heard.name + heard.address + heard.phone).encode(), bytes)
        assert heard.kind is not Kind.UNREADABLE or json.loads(heard.raw).keys() == update.keys()
