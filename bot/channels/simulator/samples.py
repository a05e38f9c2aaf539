"""Things to send where no microphone, camera or satellite is at hand: a voice, a picture, places."""

import io
import math
import struct
import wave
import zlib
from functools import cache

from flows.words import Attachment, Point

RATE = 8_000
"""Samples of the sample voice in a second."""

# Where many write from, to a hundredth of a degree; the last one lies in the sea north of Natuna.
PLACES = (
    Point(3.14, 101.69, "Kuala Lumpur"),
    Point(1.49, 103.74, "Johor Bahru"),
    Point(5.98, 116.07, "Kota Kinabalu"),
    Point(1.35, 103.82, "Singapura"),
    Point(22.32, 114.17, "Hong Kong"),
    Point(25.03, 121.57, "Taipei"),
    Point(24.71, 46.68, "Riyadh"),
    Point(21.49, 39.19, "Jeddah"),
    Point(25.20, 55.27, "Dubai"),
    Point(29.38, 47.99, "Kuwait"),
    Point(37.57, 126.98, "Seoul"),
    Point(35.68, 139.69, "Tokyo"),
    Point(11.56, 104.92, "Phnom Penh"),
    Point(16.69, 98.51, "Myawaddy"),
    Point(-6.21, 106.85, "Jakarta"),
    Point(5.50, 108.30, "Laut Natuna"),
)


@cache
def voice() -> Attachment:
    """A tiny voice note: two soft tones of 0.6 seconds each, as a WAV file."""
    heard = io.BytesIO()
    with wave.open(heard, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(tone(196.0, 0.6) + tone(262.0, 0.6))
    return attached("audio/wav", "suara.wav", heard.getvalue())


def tone(hertz: float, seconds: float) -> bytes:
    """One tone that swells and fades, as 16-bit samples."""
    many = int(RATE * seconds)
    swell = (math.sin(math.pi * at / many) ** 2 for at in range(many))
    return b"".join(
        struct.pack("<h", int(9_000 * loud * math.sin(2 * math.pi * hertz * at / RATE)))
        for at, loud in enumerate(swell)
    )


@cache
def photo() -> Attachment:
    """A small picture without anybody in it: an evening sky of 96 by 64 points, as a PNG file."""
    wide, high = 96, 64
    rows = b"".join(b"\0" + bytes((40 + 3 * row, 70 + 2 * row, 110 + row)) * wide for row in range(high))
    header = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return attached("image/png", "foto.png", b"\x89PNG\r\n\x1a\n" + parts)


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG file: length, name, body, checksum (ISO/IEC 15948, section 5.3)."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def attached(mime: str, name: str, content: bytes) -> Attachment:
    """These bytes as a file that came along with a message."""
    return Attachment(mime=mime, name=name, content=content, size=len(content))
