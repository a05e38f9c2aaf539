"""What one Telegram update says, in our own words: pure, total, and without the vendor's library."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import cast

from bot.messages import press_from
from flows.words import Attachment, Heard, Kind, Point

Json = Mapping[str, object]

NAME = "telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONGEST_TEXT = 20_000
"""Telegram itself stops at 4,096 characters; of anything longer the rest is kept raw, not read for signs."""

FARTHEST = 2**33
"""Seconds since 1970 that are still a date: the year 2242."""

NOTHING: Json = {}
MIME = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}", re.ASCII)
LARGEST_SIZE = 2**31 - 1
"""People may send 4 GB; a column of PostgreSQL's plain integers ends here, and we fetch no more than 20 MB."""
FILES: Mapping[str, tuple[Kind, str]] = {
    "voice": (Kind.VOICE, "audio/ogg"),
    # A recording made with another program is as much somebody's voice as a voice note (SAFETY R17).
    "audio": (Kind.VOICE, "audio/mpeg"),
    "video": (Kind.VIDEO, "video/mp4"),
    "video_note": (Kind.VIDEO, "video/mp4"),
    # An animation comes with a `document` beside it, so it is looked for first.
    "animation": (Kind.VIDEO, "video/mp4"),
    "sticker": (Kind.STICKER, "image/webp"),
    "document": (Kind.DOCUMENT, "application/octet-stream"),
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came with one update: words of a person, a press whose spinner turns, a group to leave, a block.

    `order` is the update_id, None where it had none. At most one of `heard`, `leave` and `gone` is set.
    """

    order: int | None = None
    heard: Heard | None = None
    spinner: str = ""
    leave: int | None = None
    gone: str = ""


def heard_from(update: Json, now: datetime) -> Heard | None:
    """The message of a person in this update, if there is one."""
    return arrival(update, now).heard


def arrival_of(body: bytes, now: datetime) -> Arrival:
    """What came in this request's body; what is no JSON object is kept raw, under nobody's address."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        update = None
    if isinstance(update, dict):
        return arrival(update, now, body)
    return Arrival(heard=Heard(NAME, "", _digest(body), now, Kind.UNREADABLE, raw=body))


def arrival(update: Json, now: datetime, raw: bytes = b"") -> Arrival:
    """What came with this update. Whatever its shape, a person's message in it is never lost."""
    raw = raw or json.dumps(update).encode()
    order = _count(update, "update_id")
    key = _digest(raw) if order is None else str(order)
    return replace(_sort(update, Heard(NAME, "", key, now, order=order or 0), raw), order=order)


def clean(text: str) -> str:
    """The same text, able to be written as UTF-8: half of a surrogate pair stands for nothing."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _sort(update: Json, blank: Heard, raw: bytes) -> Arrival:
    if member := _part(update, "my_chat_member"):
        return _membership(member)
    if query := _part(update, "callback_query"):
        return _pressed(query, blank, raw)
    subject = next(_subjects(update), NOTHING)
    if (group := _group(subject)) is not None:
        return Arrival(leave=group)
    blank = _signed(blank, subject)
    if message := _part(update, "message") or _part(update, "edited_message"):
        return Arrival(heard=_message(message, blank, raw))
    return Arrival(heard=replace(blank, kind=Kind.UNREADABLE, raw=raw))


def _membership(member: Json) -> Arrival:
    status = _words(_part(member, "new_chat_member"), "status")
    if _words(_part(member, "chat"), "type") == "private":
        return Arrival(gone=_address(member) if status == "kicked" else "")
    return Arrival(leave=None if status in ("left", "kicked") else _group(member))


def _pressed(query: Json, blank: Heard, raw: bytes) -> Arrival:
    message = _part(query, "message")
    if (group := _group(message)) is not None:
        return Arrival(leave=group)
    carried = _words(query, "data")
    press = press_from(carried, _label(message, carried))
    signed = _signed(blank, {"from": query.get("from"), "chat": message.get("chat")})
    heard = replace(signed, kind=Kind.BUTTON, press=press, raw=b"" if press else raw)
    return Arrival(heard=heard, spinner=_words(query, "id"))


def _label(message: Json, carried: str) -> str:
    """The words on the button, without the number that we put before them."""
    for row in _list(_part(message, "reply_markup"), "inline_keyboard"):
        for button in row if isinstance(row, list) else ():
            if isinstance(button, dict) and button.get("callback_data") == carried:
                return re.sub(r"^\d+ ", "", _words(button, "text"))
    return ""


def _message(message: Json, blank: Heard, raw: bytes) -> Heard:
    text = _words(message, "text") or _words(message, "caption")
    written = replace(
        blank,
        text=text[:LONGEST_TEXT],
        written_at=_instant(message),
        forwarded="forward_origin" in message or "forward_date" in message,
        edits=str(_count(message, "message_id") or "") if "edit_date" in message else "",
        raw=raw if len(text) > LONGEST_TEXT else b"",
    )
    return _carrying(message, written) or replace(written, kind=Kind.UNREADABLE, raw=raw)


def _carrying(message: Json, written: Heard) -> Heard | None:
    """The message with what it carries, or None where we cannot read that."""
    for field, (kind, mime) in FILES.items():
        if part := _part(message, field):
            emoji = _words(part, "emoji") if kind is Kind.STICKER else ""
            return replace(written, kind=kind, text=written.text or emoji, files=(_file(part, mime),))
    if sizes := [size for size in _list(message, "photo") if isinstance(size, dict)]:
        return replace(written, kind=Kind.PHOTO, files=(_file(sizes[-1], "image/jpeg"),))
    if card := _part(message, "contact"):
        return _card(card, message, written)
    if "location" in message or "venue" in message:
        point = _point(message)
        return replace(written, kind=Kind.LOCATION, point=point) if point else None
    return written if _words(message, "text") else None


def _file(part: Json, mime: str) -> Attachment:
    if part.get("is_animated") is True:
        mime = "application/x-tgsticker"
    if part.get("is_video") is True:
        mime = "video/webm"
    said = _words(part, "mime_type")
    return Attachment(
        mime=said.lower() if MIME.fullmatch(said) else mime,
        reference=_words(part, "file_id"),
        name=_words(part, "file_name"),
        size=min(_count(part, "file_size") or 0, LARGEST_SIZE),
    )


def _card(card: Json, message: Json, written: Heard) -> Heard:
    """A contact card. Whose it is stands in the text, unless it is the writer's own."""
    own = card.get("user_id") is not None and card.get("user_id") == _part(message, "from").get("id")
    return replace(written, kind=Kind.CONTACT, phone=_words(card, "phone_number"), text="" if own else _full_name(card))


def _point(message: Json) -> Point | None:
    venue = _part(message, "venue")
    place = _part(venue, "location") or _part(message, "location")
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    # Written so that NaN, which Python lets through as JSON, is outside the globe too.
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    label = ", ".join(filter(None, (_words(venue, "title"), _words(venue, "address"))))
    return Point(float(latitude), float(longitude), label)


def _signed(blank: Heard, subject: Json) -> Heard:
    """The same message with who wrote it."""
    writer = _part(subject, "from") or _part(subject, "user")
    return replace(
        blank,
        address=_address(subject),
        name=_full_name(writer) or _full_name(_part(subject, "chat")),
        language_hint=_words(writer, "language_code"),
    )


def _full_name(person: Json) -> str:
    return " ".join(filter(None, (_words(person, "first_name"), _words(person, "last_name"))))


def _address(subject: Json) -> str:
    for part in ("chat", "from", "user"):
        number = _part(subject, part).get("id")
        if isinstance(number, int) and not isinstance(number, bool):
            return str(number)
    return ""


def _group(subject: Json) -> int | None:
    """The group or channel that this came from, if it came from one."""
    chat = _part(subject, "chat")
    number = chat.get("id")
    if _words(chat, "type") in ("group", "supergroup", "channel") and isinstance(number, int):
        return number
    return None


def _subjects(update: Json) -> Iterator[Json]:
    """What the update is about: the parts of it that name a chat or a person."""
    for value in update.values():
        if isinstance(value, dict) and any(isinstance(value.get(who), dict) for who in ("chat", "from", "user")):
            yield value


def _instant(message: Json) -> datetime | None:
    seconds = _count(message, "edit_date") or _count(message, "date")
    return datetime.fromtimestamp(seconds, UTC) if seconds and seconds < FARTHEST else None


def _part(of: Json, name: str) -> Json:
    value = of.get(name)
    return cast(Json, value) if isinstance(value, dict) else NOTHING


def _list(of: Json, name: str) -> list[object]:
    value = of.get(name)
    return value if isinstance(value, list) else []


def _words(of: Json, name: str) -> str:
    value = of.get(name)
    return clean(value) if isinstance(value, str) else ""


def _count(of: Json, name: str) -> int | None:
    """A whole number that a database can keep, or None."""
    value = of.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63 else None


def _digest(raw: bytes) -> str:
    return "raw:" + sha256(raw).hexdigest()[:40]
