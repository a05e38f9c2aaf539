"""What the composer looks at before words leave: SAFETY's words, links, money, and news of a death."""

import re
from typing import Final

# SAFETY, "Words": what we do not say. Shown as a warning while the officer types; only death is held back.
NOT_SAID: Final = (
    "tenang saja",
    "sabar",
    "pasti",
    "kami janji",
    "jangan khawatir",
    "kenapa tidak lapor",
    "kabur",
    "ilegal",
    "tki gelap",
    "korban",
    "aib",
    "cerita lengkap",
    "jangan menyerah",
    "pikirkan keluarga",
)
LINK: Final = r"https?://|www\.|\b[a-z0-9-]+\.(?:com|id|net|org|info|me|ly)\b"
MONEY: Final = r"\b(?:rp|usd|rm|sar|hkd|sgd|twd)\s?\d|\b\d+(?:[.,]\d+)*\s?(?:rupiah|juta|ribu|ringgit|riyal|dolar)\b"
DEATH: Final = re.compile(
    r"\b(?:meninggal|wafat|tewas|mati|jenazah|almarhum(?:ah)?|berpulang|dimakamkan|tutup usia|passed away|died)\b",
    re.IGNORECASE,
)


def tells_of_death(text: str) -> bool:
    """Could these words be news of a death? In doubt they are held back (SAFETY R24)."""
    return DEATH.search(text) is not None
