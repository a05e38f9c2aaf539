"""What the page sends, strictly read, as the Heard that it means."""

import json
import re
from datetime import datetime
from typing import Annotated

from pydantic import Base64Bytes, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from flows.words import Attachment, Heard, Kind, Point, Press

CHANNEL = "simulator"
ADDRESS = r"^[A-Za-z0-9-]{8,64}$"
"""An address and a message's key are drawn by the page: letters, digits and dashes."""


def whole(text: object) -> object:
    """Half of a surrogate pair is no character and cannot be stored: it becomes U+FFFD. All else stays, NUL too."""
    if not isinstance(text, str):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_drawn(text: str) -> bool:
    """Has this the form of an address that a page draws?"""
    return re.fullmatch(ADDRESS, text) is not None


Drawn = Annotated[str, StringConstraints(pattern=ADDRESS)]
Words = Annotated[str, BeforeValidator(whole)]


class Pressed(BaseModel):
    """The button that was tapped: the turn that offered it, its place there, and its name where the page knows it."""

    turn: int = Field(ge=0, lt=2**31)
    choice: int = Field(ge=0, lt=100)
    name: str = Field("", pattern=r"^[a-z2-7]{0,8}$")


class Place(BaseModel):
    """A place as the page tells it, which need not lie on the globe."""

    latitude: float = Field(allow_inf_nan=False)
    longitude: float = Field(allow_inf_nan=False)
    label: Words = ""

    @property
    def on_the_globe(self) -> bool:
        """Is this a place at all?"""
        return abs(self.latitude) <= 90 and abs(self.longitude) <= 180


class File(BaseModel):
    """A file and its bytes, in base 64."""

    mime: str = Field(max_length=100)
    content: Base64Bytes
    name: Words = ""


class Sent(BaseModel):
    """One message as the page sends it."""

    model_config = ConfigDict(frozen=True)

    address: Drawn
    key: Drawn
    kind: Kind = Kind.TEXT
    text: Words = ""
    press: Pressed | None = None
    point: Place | None = None
    phone: str = Field("", max_length=40)
    files: list[File] = Field(default_factory=list, max_length=10)
    name: Words = ""
    forwarded: bool = False
    often_forwarded: bool = False
    edits: str = Field("", pattern=r"^[A-Za-z0-9-]{0,64}$")


def read(body: bytes, at: datetime) -> Heard | None:
    """The message that a body means, or None where it means none of ours."""
    try:
        return heard(Sent.model_validate(json.loads(body)), body, at)
    except (ValidationError, ValueError, RecursionError):
        return None


def heard(sent: Sent, body: bytes, at: datetime) -> Heard | None:
    """The Heard of a message that was read; None where a button or a place says neither which nor where."""
    if (sent.kind is Kind.BUTTON and sent.press is None) or (sent.kind is Kind.LOCATION and sent.point is None):
        return None
    strange = sent.kind is Kind.UNREADABLE or (sent.point is not None and not sent.point.on_the_globe)
    return Heard(
        channel=CHANNEL,
        address=sent.address,
        key=sent.key,
        at=at,
        kind=Kind.UNREADABLE if strange else sent.kind,
        text="" if sent.press else sent.text,
        press=Press(sent.press.turn, sent.press.choice, sent.text, sent.press.name) if sent.press else None,
        point=Point(sent.point.latitude, sent.point.longitude, sent.point.label)
        if sent.point and not strange
        else None,
        phone=sent.phone,
        files=tuple(
            Attachment(file.mime, content=file.content, name=file.name, size=len(file.content)) for file in sent.files
        ),
        name=sent.name,
        forwarded=sent.forwarded,
        often_forwarded=sent.often_forwarded,
        edits=sent.edits,
        raw=body if strange else b"",
    )
