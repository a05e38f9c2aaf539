"""What a file tells beside what it shows: where and when a picture was taken, with what, who wrote a sheet.

An officer's file leaves without it. Nothing is drawn anew: a picture keeps every one of its points.
"""

import logging
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from bot.errors import HelplineError

JPEG, PNG, PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
SHOWING: Final = frozenset(b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD pHYs acTL fcTL fdAT".split())
"""The parts of a PNG that change what is seen."""
ORIENTATION: Final = 0x0112
BESIDE: Final = ("/Metadata", "/PieceInfo", "/LastModified")
"""What a PDF says of itself in any of its objects."""
OF_REMARKS: Final = ("/T", "/M", "/NM", "/CreationDate")
"""Who wrote a remark on a page, and when."""
PARSERS_FAIL: Final = (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, struct.error)

# pypdf would log what it finds wrong in a file, in the file's own words.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class NotClean(HelplineError):
    """What this file tells beside what it shows cannot be taken out. Send a photo of it instead."""


@dataclass(frozen=True, slots=True)
class Clean:
    """A file without what it would tell beside what it shows; made by `clean` only."""

    content: bytes


def clean(content: bytes) -> Clean:
    """The same file, as it is seen and no more; another kind of file stays as it is and is refused by its kind.

    Raises NotClean for one that is broken, or locked.
    """
    strip = next((work for begins, work in KINDS if content.startswith(begins)), None)
    if strip is None:
        return Clean(content)
    try:
        return Clean(strip(content))
    except PARSERS_FAIL:
        raise NotClean from None


def clean_jpeg(content: bytes) -> bytes:
    """A JPEG with its picture, its colours and which way is up; what comes after its end is gone, too."""
    turned, head, parts = 0, b"", []
    for marker, part in segments(content):
        if marker == 0xE1 and part[4:10] == b"Exif\x00\x00":
            turned = turned or orientation(part[10:])
        elif marker == 0xE0 and part[4:9] == b"JFIF\x00":
            # Its own small picture may show what was cut away.
            head = part[:2] + struct.pack(">H", 16) + part[4:16] + b"\x00\x00"
        elif shows(marker, part):
            parts.append(part)
    return b"".join([JPEG[:2], head, which_way_up(turned) if turned > 1 else b"", *parts])


def shows(marker: int, part: bytes) -> bool:
    """Is this part of a JPEG seen: its points and tables, its colour profile, how its colours are stored?"""
    if marker == 0xE2:
        return part[4:16] == b"ICC_PROFILE\x00"
    if marker == 0xEE:
        return part[4:9] == b"Adobe"
    return not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, bytes) of every part of a JPEG up to its end. Raises ValueError for a broken one."""
    place = 2
    while True:
        if content[place] != 0xFF:
            raise ValueError
        while content[place + 1] == 0xFF:
            place += 1
        marker = content[place + 1]
        if marker == 0xD9:
            yield marker, content[place : place + 2]
            return
        alone = marker == 0x01 or 0xD0 <= marker <= 0xD7
        ends = place + 2 if alone else place + 2 + struct.unpack_from(">H", content, place + 2)[0]
        if marker == 0xDA:
            ends = end_of_points(content, ends)
        if ends > len(content):
            raise ValueError
        yield marker, content[place:ends]
        place = ends


def end_of_points(content: bytes, place: int) -> int:
    """Where a JPEG's points end: at a marker that is neither a stuffed byte nor a restart."""
    while True:
        place = content.index(b"\xff", place)
        if content[place + 1] != 0 and not 0xD0 <= content[place + 1] <= 0xD7:
            return place
        place += 2


def orientation(tiff: bytes) -> int:
    """Which way up the camera was held, 1 to 8; 0 where it is not said."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for place in range(first + 2, first + 2 + 12 * count, 12):
            tag, _kind, _many, value = struct.unpack_from(f"{order}HHIH", tiff, place)
            if tag == ORIENTATION:
                return int(value) if 1 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def which_way_up(turned: int) -> bytes:
    """The smallest part of a JPEG that says which way is up, and nothing else."""
    tiff = b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, turned, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def clean_png(content: bytes) -> bytes:
    """A PNG with the parts that are seen, up to its end. Raises ValueError for a broken one."""
    parts, place = [PNG], len(PNG)
    while True:
        length, name = struct.unpack_from(">I4s", content, place)
        ends = place + 12 + length
        if ends > len(content):
            raise ValueError
        if name in SHOWING:
            parts.append(content[place:ends])
        if name == b"IEND":
            return b"".join(parts)
        place = ends


def clean_pdf(content: bytes) -> bytes:
    """A PDF with its pages; without author, dates, history, what a program kept in it, and its pictures' own data.

    Raises NotClean for one that is locked.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError
    from pypdf.generic import DictionaryObject, StreamObject

    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise NotClean
        writer = PdfWriter(clone_from=reader)
        for number in range(1, len(writer._objects) + 1):
            one = writer.get_object(number)
            if isinstance(one, DictionaryObject):
                for name in (*BESIDE, *(OF_REMARKS if is_remark(one) else ())):
                    one.pop(name, None)
            if isinstance(one, StreamObject) and one.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
                one._data = clean_jpeg(one._data)
        writer.metadata = None
        out, reached = BytesIO(), BytesIO()
        writer.write(out)
        # What nothing points to any more is written all the same; a second copy holds only what can be reached.
        again = PdfWriter(clone_from=PdfReader(out))
        again.metadata = None
        again.write(reached)
    except PyPdfError:
        raise NotClean from None
    return reached.getvalue()


def is_remark(one: object) -> bool:
    """Is this a remark that somebody put on a page? A field of a form is none: its name is needed."""
    return isinstance(one, dict) and "/Rect" in one and one.get("/Subtype") not in (None, "/Widget")


KINDS: Final = ((JPEG, clean_jpeg), (PNG, clean_png), (PDF, clean_pdf))
