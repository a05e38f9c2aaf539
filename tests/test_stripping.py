"""An officer's file leaves as it is seen and tells no more: not where, when, with what or by whom it was made."""

import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from bot.stripping import JPEG, NotClean, clean
from tests.pictures import GPS, MADE_BY, PLACE, UPRIGHT, photographed, picture

TOLD = (b"GPS", b"Exif", b"http://ns.adobe.com", PLACE.encode(), b"Kamera", b"2026:11", b"Budi", b"MotionPhoto")


def points(content: bytes) -> bytes:
    """Every point of a picture."""
    return Image.open(BytesIO(content)).convert("RGB").tobytes()


def leaks(content: bytes) -> list[bytes]:
    return [one for one in TOLD if one in content]


def test_a_photo_leaves_without_where_and_when_it_was_taken_and_with_every_point_as_it_was() -> None:
    taken = photographed(turned=1)
    assert Image.open(BytesIO(taken)).getexif().get_ifd(GPS)
    cleaned = clean(taken).content
    assert leaks(cleaned) == []
    assert points(cleaned) == points(taken)
    assert Image.open(BytesIO(cleaned)).getexif().get_ifd(GPS) == {}


def test_a_photo_stays_the_right_way_up_and_says_nothing_else() -> None:
    cleaned = clean(photographed(turned=6)).content
    assert dict(Image.open(BytesIO(cleaned)).getexif()) == {UPRIGHT: 6}
    assert clean(cleaned).content == cleaned


def test_the_small_picture_inside_a_photo_goes_too() -> None:
    out = BytesIO()
    picture().save(out, "JPEG")
    plain = out.getvalue()
    small = b"\xff\xe0\x00\x13JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01\x42\x42\x42"
    with_small = JPEG[:2] + small + plain[20:]
    cleaned = clean(with_small).content
    assert b"\x42\x42\x42" not in cleaned[:24]
    assert points(cleaned) == points(plain)


def test_a_colour_profile_stays_for_it_is_seen() -> None:
    out = BytesIO()
    picture().save(out, "JPEG", icc_profile=b"profile" * 20)
    assert b"ICC_PROFILE" in clean(out.getvalue()).content


def test_a_screenshot_leaves_without_its_texts_and_with_every_point() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Budi")
    words.add_itxt("XML:com.adobe.xmp", f"http://ns.adobe.com {PLACE}")
    words.add_text("Comment", PLACE, zip=True)
    exif = Image.Exif()
    exif[MADE_BY] = "Kamera"
    out = BytesIO()
    picture().save(out, "PNG", pnginfo=words, exif=exif)
    told = out.getvalue() + PLACE.encode()
    cleaned = clean(told).content
    assert leaks(cleaned) == []
    assert zlib.compress(PLACE.encode()) not in cleaned
    assert points(cleaned) == points(told)


def sheet() -> PdfWriter:
    """A page with a photo on it, remarks, an author and what a program kept."""
    out = BytesIO()
    Image.open(BytesIO(photographed())).save(out, "PDF", title=PLACE, author="Budi")
    writer = PdfWriter(clone_from=PdfReader(out))
    kept = DecodedStreamObject()
    kept.set_data(f"http://ns.adobe.com {PLACE}".encode())
    writer.root_object[NameObject("/Metadata")] = writer._add_object(kept)
    inner = DecodedStreamObject()
    inner.set_data(f"MotionPhoto {PLACE}".encode())
    private = DictionaryObject({NameObject("/Private"): writer._add_object(inner)})
    writer.pages[0][NameObject("/PieceInfo")] = writer._add_object(private)
    writer.add_annotation(0, FreeText(text="Tanda tangan di sini", rect=(0, 0, 20, 20), title_bar="Budi"))
    return writer


def as_bytes(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_leaves_with_its_pages_and_without_author_history_and_its_photos_own_data() -> None:
    made = as_bytes(sheet())
    assert leaks(made)
    cleaned = clean(made).content
    assert leaks(cleaned) == []
    read = PdfReader(BytesIO(cleaned))
    assert not read.metadata
    assert len(read.pages) == 1
    assert points(read.pages[0].images[0].data) == points(PdfReader(BytesIO(made)).pages[0].images[0].data)
    assert b"Tanda tangan di sini" in cleaned


def test_a_pdf_that_was_changed_leaves_without_how_it_was_before() -> None:
    before = as_bytes(sheet())
    again = PdfWriter(BytesIO(before), incremental=True)
    again.add_blank_page()
    assert b"Budi" in as_bytes(again)
    assert b"Budi" not in clean(as_bytes(again)).content


LOCKED = "locked"


@pytest.mark.parametrize("broken", ["half_a_jpeg", "half_a_png", "half_a_pdf", LOCKED])
def test_what_cannot_be_cleaned_does_not_leave(broken: str) -> None:
    locked = sheet()
    locked.encrypt("rahasia")
    png = BytesIO()
    picture().save(png, "PNG")
    contents = {
        "half_a_jpeg": photographed()[:400],
        "half_a_png": png.getvalue()[:60],
        "half_a_pdf": b"%PDF-1.7 and nothing",
        LOCKED: as_bytes(locked),
    }
    with pytest.raises(NotClean):
        clean(contents[broken])


def test_another_kind_of_file_is_left_for_the_channel_to_refuse() -> None:
    assert clean(b"MZ").content == b"MZ"
