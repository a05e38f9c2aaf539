"""What Twilio posts about one WhatsApp message, turned into Heard; whatever cannot be read is kept raw."""

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from math import isfinite

import phonenumbers

from bot.messages import press_from
from flows.words import Attachment, Heard, Kind, Point, Press

CHANNEL = "whatsapp"
NOBODY = "whatsapp:"
"""The address of what came without a sender: kept, but nothing can be sent to it."""
LONGEST_TEXT = 65_536
"""Characters that WhatsApp itself lets a person type; what is longer is cut, and kept whole in `raw`."""
MOST_FILES = 10
LONGEST_ADDRESS = 256

_SID = re.compile(r"[A-Za-z0-9]{2,64}")
_MIME = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}")
_MEDIA = re.compile(r"/2010-04-01/Accounts/\w+/Messages/\w+/Media/\w+")
_BUSINESS_SCOPED = re.compile(r"(?:whatsapp:)?([A-Z]{2})\.[0-9A-Za-z.]+")

Fields = Mapping[str, str]


def heard_from(fields: Fields, raw: bytes, at: datetime) -> Heard | None:
    """Read one inbound message; None for a group's, which opens nothing (SAFETY R29).

    What has no sender, no id, no content that we know, or a place outside the globe comes back as
    `Kind.UNREADABLE` with `raw`, so that it is stored and an officer sees that something came.
    """
    if _from_a_group(fields):
        return None
    body, files, point = fields.get("Body", ""), _files(fields), _point(fields)
    press, label = _press(fields)
    text = "" if press else label or body
    kind = _kind(fields, text, files, point, press)
    key, address = _key(fields), _address(fields)
    lost = any(not file.reference for file in files)
    if not key or not address:
        kind = Kind.UNREADABLE
    return Heard(
        channel=CHANNEL,
        address=address or NOBODY,
        key=key or _key_of(raw),
        at=at,
        kind=kind,
        text=text[:LONGEST_TEXT],
        press=press,
        point=point,
        files=files,
        name=fields.get("ProfileName", "")[:LONGEST_ADDRESS],
        country_hint=country_of(address),
        forwarded=_true(fields, "Forwarded") or _true(fields, "FrequentlyForwarded"),
        often_forwarded=_true(fields, "FrequentlyForwarded"),
        raw=raw if kind is Kind.UNREADABLE or len(text) > LONGEST_TEXT or lost else b"",
    )


def raw_from(raw: bytes, at: datetime) -> Heard:
    """A request that bears Twilio's signature and that we could not read at all, kept as it came."""
    return Heard(CHANNEL, NOBODY, _key_of(raw), at, Kind.UNREADABLE, raw=raw)


def kind_of_file(mime: str) -> Kind:
    """What a file of this type is to the person who sent it; WhatsApp's stickers are WebP, its photos are not."""
    family = mime.partition("/")[0]
    match family:
        case "audio":
            return Kind.VOICE
        case "video":
            return Kind.VIDEO
        case "image":
            return Kind.STICKER if mime == "image/webp" else Kind.PHOTO
    return Kind.CONTACT if mime in ("text/vcard", "text/x-vcard", "text/directory") else Kind.DOCUMENT


def clean_mime(mime: str) -> str:
    """The type without its parameters, or the type of anything where it is no type."""
    plain = mime.partition(";")[0].strip().lower()
    return plain if _MIME.fullmatch(plain) else "application/octet-stream"


def reference_of(url: str) -> str:
    """Where Twilio keeps a file, as a path below its API: the host is ours to choose, never the message's."""
    found = _MEDIA.search(url)
    return found.group() if found else ""


def country_of(address: str) -> str:
    """Guess the ISO country of a WhatsApp address, or "" where it tells none.

    `whatsapp:+60…` tells by its calling code, `whatsapp:ID.…` (a business-scoped user id) by its prefix.
    It is the country of the number, which is not always where the person is.
    """
    if scoped := _BUSINESS_SCOPED.fullmatch(address):
        country = scoped.group(1)
        return country if country in phonenumbers.SUPPORTED_REGIONS else ""
    try:
        number = phonenumbers.parse(address.removeprefix("whatsapp:"))
    except phonenumbers.NumberParseException:
        return ""
    country = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(
        number.country_code or 0
    )
    return country if country in phonenumbers.SUPPORTED_REGIONS else ""


def _from_a_group(fields: Fields) -> bool:
    # Twilio carries no groups today; these are the marks of one in Meta's own webhooks, should it begin to.
    return "@g.us" in fields.get("From", "") or any(fields.get(name) for name in ("GroupId", "GroupSid"))


def _key(fields: Fields) -> str:
    sid = fields.get("MessageSid") or fields.get("SmsMessageSid") or ""
    return sid if _SID.fullmatch(sid) else ""


def _key_of(raw: bytes) -> str:
    """A key of our own for what came without one: the same bytes again are the same message."""
    return f"odd{sha256(raw).hexdigest()[:40]}"


def _address(fields: Fields) -> str:
    """The sender, opaque: a number or a business-scoped user id."""
    address = fields.get("From", "").strip()
    if not address and (scoped := fields.get("ExternalUserIdentifier", "").strip()):
        address = f"{NOBODY}{scoped.removeprefix(NOBODY)}"
    readable = address.isprintable() and len(address) <= LONGEST_ADDRESS
    return address if readable and address != NOBODY else ""


def _files(fields: Fields) -> tuple[Attachment, ...]:
    urls = [fields.get(f"MediaUrl{place}", "") for place in range(MOST_FILES)]
    mimes = [fields.get(f"MediaContentType{place}", "") for place in range(MOST_FILES)]
    return tuple(Attachment(clean_mime(mime), reference_of(url)) for url, mime in zip(urls, mimes, strict=True) if url)


def _point(fields: Fields) -> Point | None:
    try:
        latitude, longitude = float(fields["Latitude"]), float(fields["Longitude"])
    except (KeyError, ValueError):
        return None
    if not (isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    label = ", ".join(part for part in (fields.get("Label", ""), fields.get("Address", "")) if part)
    return Point(latitude, longitude, label)


def _press(fields: Fields) -> tuple[Press | None, str]:
    """The press that a button or a list carries, and the label that the person saw."""
    pressed = fields.get("ButtonPayload") or fields.get("ListId") or ""
    label = fields.get("ButtonText") or fields.get("ListTitle") or ""
    return press_from(pressed, label[:LONGEST_TEXT]), label


def _kind(fields: Fields, text: str, files: tuple[Attachment, ...], point: Point | None, press: Press | None) -> Kind:
    if press:
        return Kind.BUTTON
    if files:
        return kind_of_file(files[0].mime)
    if point:
        return Kind.LOCATION
    placed = fields.get("Latitude") or fields.get("Longitude")
    return Kind.TEXT if text and not placed else Kind.UNREADABLE


def _true(fields: Fields, name: str) -> bool:
    return fields.get(name, "").lower() == "true"
