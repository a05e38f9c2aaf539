"""What a text tells us: danger and how urgent, the wish, the command, yes or no, places; pure, without a network."""

import re
from typing import Final

from flows.words import Command, Mentions, Reading, Service, Sign, Urgency

CRITICAL, HIGH = Urgency.CRITICAL, Urgency.HIGH

# Kind, urgency, service and the words that show it, in Indonesian and Malay.
DANGERS: Final = tuple(
    (kind, urgency, service, re.compile(rf"\b(?:{words})"))
    for kind, urgency, service, words in (
        ("suicide", CRITICAL, Service.PSYCHOSOCIAL, r"bunuh diri|(?:ingin|mau|pengen|pingin|nak) mati\b|akhiri hidup"),
        ("violence", CRITICAL, Service.EMERGENCY, r"di ?(?:pukul|tampar|tendang|siksa|hajar|gebuk|aniaya)"),
        ("sexual_violence", CRITICAL, Service.EMERGENCY, r"di ?(?:perkosa|rogol|cabul|leceh)|perkosa"),
        ("confinement", HIGH, Service.EMERGENCY, r"di ?(?:kunci|kurung|sekap|gembok)|(?:tidak|tak|ga) boleh keluar"),
        ("papers_withheld", HIGH, Service.EMERGENCY, r"paspor (?:saya )?(?:di ?(?:tahan|pegang|ambil|sita))"),
        ("wages_withheld", HIGH, Service.COMPLAINT, r"gaji (?:saya )?(?:tidak|belum|tak|ga) (?:di ?)?bayar"),
        ("missing_person", HIGH, Service.FAMILY_LINKS, r"hilang kontak|tidak ada kabar|cari (?:kakak|adik|ibu|anak)"),
    )
)
COMMANDS: Final = {
    "petugas": Command.PERSON,
    "darurat": Command.EMERGENCY,
    "menu": Command.MENU,
    "bahasa": Command.LANGUAGE,
    "suara": Command.VOICE,
    "kembali": Command.BACK,
    "berhenti": Command.STOP,
    "hapus data saya": Command.DELETE,
    "keluhan": Command.COMPLAINT_ABOUT_US,
    "boleh balas": Command.MAY_REPLY,
}
DO_NOT_REPLY: Final = re.compile(r"\bj(?:a|g)?ngan (?:di ?)?balas|\bjgn (?:di ?)?(?:balas|bls)|\bjangan hubungi")
YES: Final = frozenset({"ya", "iya", "bisa", "boleh", "betul", "benar", "ok", "oke", "nggih", "enya", "yes"})
NO: Final = frozenset({"tidak", "tak", "ga", "gak", "enggak", "nggak", "bukan", "belum", "mboten", "henteu", "no"})
PLACES: Final = {"hongkong": "HK", "hk": "HK", "taiwan": "TW", "malaysia": "MY", "singapura": "SG", "arab": "SA"}


def read(text: str, *, address: str = "", language_hint: str = "") -> Reading:
    """Everything that one text tells us; `address` and `language_hint` only help where the text says little."""
    plain = " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())
    signs, service = _dangers(plain)
    command, exact = _command(plain)
    return Reading(
        language="id" if plain else "und",
        confidence=0.5 if plain else 0.0,
        language_candidates=("id",) if plain else (),
        service=service,
        urgency=max((sign.urgency for sign in signs), default=Urgency.NORMAL),
        signs=signs,
        command=command,
        command_exact=exact,
        yes=_yes(plain),
        mentions=Mentions(country=next((PLACES[word] for word in plain.split() if word in PLACES), "")),
    )


def _dangers(plain: str) -> tuple[tuple[Sign, ...], Service | None]:
    found = [(kind, urgency, service, words.search(plain)) for kind, urgency, service, words in DANGERS]
    heard = [(Sign(kind, urgency, hit.group()), service) for kind, urgency, service, hit in found if hit]
    heard.sort(key=lambda pair: -pair[0].urgency)
    return tuple(sign for sign, _ in heard), heard[0][1] if heard else None


def _command(plain: str) -> tuple[Command | None, bool]:
    if DO_NOT_REPLY.search(plain):
        return Command.DO_NOT_REPLY, True
    return COMMANDS.get(plain), plain in COMMANDS


def _yes(plain: str) -> bool | None:
    if plain in YES:
        return True
    return False if plain in NO else None
