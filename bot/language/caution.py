"""What an officer's words are looked at for before they leave: SAFETY's words, links, money, names, news of a death.

All but death only warns. The same patterns run in the officer's browser while they type, so they keep to what Python
and JavaScript both understand.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

# SAFETY, "Words": what we do not say; R18 and R19 name the last four.
NOT_SAID: Final = (
    "tenang saja",
    "(?:ber)?sabar(?:lah)?",
    "pasti(?:nya)?",
    "(?:kami|kita|saya) (?:ber)?janji",
    "jangan (?:khawatir|kuatir)",
    "kenapa (?:tidak|nggak|gak) lapor",
    "kabur",
    "ilegal",
    "tki gelap",
    "korban",
    "aib",
    "cerita lengkap(?:nya)?",
    "jangan menyerah",
    "(?:pikirkan|ingat) keluarga",
    "dinodai",
    "dosa",
)
WORDS: Final = rf"(?<![a-z])(?:{'|'.join(NOT_SAID)})(?![a-z])"
TELLING: Final = re.compile(
    r"\b(petugas|darurat|polisi|laporan|lapor|kasus|palang\s+merah|kp2mi|bp2mi|kbri|kjri|kdei|bahaya|"
    r"officers?|emergenc\w+|police|reports?|cases?|red\s+cross|embass\w+|consulate|danger\w*)\b",
    re.IGNORECASE,
)
"""What SAFETY R3 keeps off a lock screen, in the languages that we speak."""
LINK: Final = r"https?://\S+|www\.\S+|(?<![a-z0-9@])[a-z0-9-]+\.(?:com|id|net|org|info|me|ly)(?![a-z0-9])"
MONEY: Final = (
    r"(?<![a-z])(?:rp|idr|usd|rm|myr|sar|hkd|sgd|twd|nt\$|\$)\.?\s?\d[\d.,]*"
    r"|\d+(?:[.,]\d+)*\s?(?:rupiah|juta|ribu|ringgit|riyal|dolar|dollar)(?![a-z])"
)
TITLES: Final = (
    r"(?:Bapak|Pak|Ibu|Bu|Mas|Mbak|Mba|Bang|Kak|Tuan|Nyonya|Nona|Haji|Hajjah|Ustaz|Ustad|Madam|Sir|Mr|Mrs|Ms)\.?"
)
# A telephone, a lamp or a permit that is "mati" is no death.
DIED: Final = "".join(f"(?<!{thing} )" for thing in ("hp", "lampu", "listrik", "telepon", "baterai", "permit", "visa"))
DEATH: Final = re.compile(
    rf"(?<![a-z])(?:{DIED}mati(?! lampu| listrik| rasa)|meninggal|wafat|tewas|jenazah"
    r"|jasad|almarhum(?:ah)?|berpulang|dimakamkan|dikuburkan"
    r"|tutup usia|menghembuskan napas terakhir|tiada lagi|sudah tiada|passed away|died|dead|meninggalnya)(?![a-z])",
    re.IGNORECASE,
)
# Answers of a conversation in which somebody else is named.
THEIRS: Final = (
    *("name", "nickname", "other_names", "father", "mother", "parents", "employer", "agency"),
    *("whom_to_call", "trusted_adult", "about_whom", "with_whom", "may_know"),
)
JOINING: Final = frozenset("dan atau dari yang anak bin binti orang tidak ada tahu nama the and saya".split())
KIN: Final = frozenset("pak bapak ibu mas mbak tuan nyonya kakak adik suami istri ayah keluarga".split())
NO_NAME: Final = JOINING | KIN | frozenset(("majikan", "agen", "teman", "desa", "kota"))
SHORTEST_NAME: Final = 3
MOST_NAMES: Final = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for: a pattern for both Python and JavaScript; `flags` is "i" where case does not matter."""

    kind: str
    pattern: str
    flags: str = "i"

    def found(self, text: str) -> tuple[str, ...]:
        """What of the text it is, each once."""
        seen = re.finditer(self.pattern, text, re.IGNORECASE if self.flags else 0)
        return tuple(dict.fromkeys(match[0] for match in seen))


@dataclass(frozen=True, slots=True)
class Warned:
    """What somebody should look at again: words, link, money, name or what tells a stranger, and which words it is."""

    kind: str
    found: tuple[str, ...]


def rules(others: Iterable[str] = (), own: Iterable[str] = (), overlooked: bool = False) -> tuple[Rule, ...]:
    """What to look for where these are other people's names, and those the person's and the officer's own.

    `overlooked`: somebody else may see the telephone, as far as anybody knows.
    """
    ours = frozenset(token.casefold() for token in own)
    theirs = sorted({name for name in others if name.casefold() not in ours})[:MOST_NAMES]
    # Names are matched with their capital, so the person's own are left out in the form in which they are written.
    spared = "|".join(sorted({re.escape(form) for token in own for form in (token, token.capitalize())}))
    unless = rf"(?!(?:{spared})(?![A-Za-z]))" if spared else ""
    named = [rf"(?<![A-Za-z]){TITLES}\s+{unless}[A-Z][a-z]+"]
    named += [rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])" for name in theirs]
    always = (Rule("words", WORDS), Rule("link", LINK), Rule("money", MONEY), Rule("name", "|".join(named), ""))
    return (Rule("stranger", TELLING.pattern), *always) if overlooked else always


def warnings(
    text: str, others: Iterable[str] = (), own: Iterable[str] = (), overlooked: bool = False
) -> tuple[Warned, ...]:
    """What in these words the officer should look at again; nothing of it keeps them from sending."""
    looked = ((rule.kind, rule.found(text)) for rule in rules(others, own, overlooked))
    return tuple(Warned(kind, found) for kind, found in looked if found)


def names_of_others(answers: Mapping[str, str]) -> tuple[str, ...]:
    """The names of other people in the answers of a conversation, word by word."""
    told = " ".join(answers.get(field, "") for field in THEIRS)
    tokens = dict.fromkeys(re.findall(r"[A-Z][A-Za-z'-]+", told))
    return tuple(token for token in tokens if is_name(token))


def is_name(token: str) -> bool:
    """Could this word be a name?"""
    return len(token) >= SHORTEST_NAME and token.casefold() not in NO_NAME


def tells_of_death(text: str) -> bool:
    """Could these words be news of a death? In doubt they are held back (SAFETY R24)."""
    return DEATH.search(text) is not None
