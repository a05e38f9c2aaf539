"""Small pictures as a telephone makes them, with what they tell beside what they show."""

from io import BytesIO

from PIL import Image

PLACE = "Mess Kontrakan Jalan Melur"
GPS, MADE_BY, WHEN, UPRIGHT = 0x8825, 0x010F, 0x0132, 0x0112


def picture() -> Image.Image:
    """A picture whose points all differ a little."""
    made = Image.new("RGB", (64, 48))
    made.putdata([(x * 4, y * 5, (x * y) % 255) for y in range(48) for x in range(64)])
    return made


def plain_png() -> bytes:
    """A PNG that tells nothing beside what it shows."""
    out = BytesIO()
    picture().save(out, "PNG")
    return out.getvalue()


def photographed(turned: int = 6) -> bytes:
    """A JPEG as a telephone makes it: GPS, camera, time, XMP, a comment, and a film after its end."""
    exif = Image.Exif()
    exif[MADE_BY], exif[WHEN], exif[UPRIGHT] = "Kamera", "2026:11:24 12:00:00", turned
    exif.get_ifd(GPS).update({1: "N", 2: (3.0, 8.0, 20.0), 3: "E", 4: (101.0, 41.0, 12.0)})
    out = BytesIO()
    xmp = f'<x:xmpmeta xmlns:x="http://ns.adobe.com/">{PLACE}</x:xmpmeta>'.encode()
    picture().save(out, "JPEG", exif=exif, xmp=xmp, comment=PLACE, dpi=(72, 72), progressive=True)
    return out.getvalue() + b"MotionPhoto" + PLACE.encode()
