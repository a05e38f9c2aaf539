"""First words that name a topic of information: whoever writes "nyoblos" or "info KUR" is led to that page at once."""

from collections.abc import Mapping
from types import MappingProxyType

from flows import anywhere
from flows.hearing import NAMED_TOPIC, Hearing, words_of
from flows.matching import folded
from flows.script import Ask, Stop
from flows.words import Kind, Reading, Service, Writing

MOST_WORDS, LONGEST_PHRASE = 9, 4
A_QUESTION_OF_ITS_OWN = 5
"""More words than this may ask what no page answers: they stand on a ticket, too."""
BLOOD = "need_blood"
PAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        BLOOD: (
            *(
                "butuh darah",
                "perlu darah",
                "cari darah",
                "butuh donor",
                "cari donor",
                "cari pendonor",
                "kantong darah",
            ),
            *("butuh pendonor", "perlu donor", "need blood"),
        ),
        "donor": ("donor darah", "mau donor", "jadwal donor", "donor", "syarat donor"),
        "passport_lost": ("paspor hilang", "paspor saya hilang", "paspor sy hilang", "kehilangan paspor"),
        "overstay": ("info overstay", "izin tinggal habis", "visa habis"),
        "amnesty_malaysia": ("pemutihan", "amnesti", "program repatriasi"),
        "wage_hong_kong": (
            "gaji hongkong",
            "gaji hk",
            "gaji di hongkong",
            "gaji hong kong",
            "gaji di hong kong",
            "umr hongkong",
            "umr hk",
        ),
        "wage_taiwan": ("gaji taiwan", "gaji di taiwan", "umr taiwan"),
        "wage_malaysia": ("gaji malaysia", "gaji di malaysia", "umr malaysia"),
        "wage_singapore": ("gaji singapura", "gaji di singapura", "gaji singapore", "gaji di singapore"),
        "wage_korea": ("gaji korea", "gaji di korea", "umr korea"),
        "wage_japan": ("gaji jepang", "gaji di jepang", "umr jepang"),
        "rest_days": ("hari libur", "hari istirahat", "jatah libur"),
        "rights": ("hak pekerja", "hak tkw", "hak tki", "hak saya", "hak pekerja migran"),
        "legal_help": ("bantuan hukum", "info pengacara", "cari pengacara"),
        "offer_check": ("tawaran kerja", "tawaran kerjaan", "lowongan kerja", "lowongan", "loker", "info loker"),
        "agency_check": ("cek pt", "pt resmi", "agen resmi", "cek agen", "pt ini resmi", "periksa pt"),
        "register": ("berangkat resmi", "cara daftar", "daftar tki", "jadi tki", "jadi tkw", "siskop2mi"),
        "placement_cost": ("biaya penempatan", "biaya berangkat", "potongan agen"),
        "loan": ("kur", "info kur", "pinjaman kur", "kredit usaha rakyat"),
        "training": ("pelatihan", "info pelatihan", "kursus bahasa", "belajar bahasa", "pelatihan bahasa"),
        "business": ("usaha sendiri", "modal usaha", "buka usaha"),
        "village": ("bantuan desa", "desa migran", "desmigratif"),
        "children": ("beasiswa", "beasiswa anak", "sekolah anak"),
        "insurance": ("bpjs", "info asuransi", "asuransi tki", "bpjs tki"),
        "voting": ("nyoblos", "coblos", "pemilu", "pilpres", "pileg", "cara memilih"),
        "bag_1": ("tas siaga", "info tas siaga"),
        "quake_1": ("info gempa", "kartu gempa", "siaga gempa", "kalau gempa", "saat gempa", "info tsunami"),
        "flood_1": ("info banjir", "kartu banjir", "siaga banjir", "kalau banjir", "saat banjir"),
        "typhoon_1": ("info topan", "kartu topan", "siaga topan", "info taifun", "info badai", "kalau topan"),
        "fire_1": ("info kebakaran", "kartu kebakaran", "siaga kebakaran", "kalau kebakaran"),
        "war_1": ("info perang", "kartu perang", "siaga perang", "kalau perang"),
    }
)
"""The pages, cards and steps of flows/info.py that somebody may name, and how people name them."""
TOPICS: Mapping[str, str] = MappingProxyType({words: page for page, said in PAGES.items() for words in said})
MAY_SUSPECT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        BLOOD: frozenset({"illness", "doubtful_danger"}),
        **{card: frozenset({"disaster", "doubtful_danger"}) for card in PAGES if card.endswith("_1")},
    }
)
"""What the ear may suspect beside the words that name the page: "info gempa" is no earthquake."""


def to_topic(hearing: Hearing) -> bool:
    """Lead to the page that these words name, where no danger is told and no question of another matter stands open."""
    here = hearing.here
    if hearing.service not in (None, Service.INFORMATION) or hearing.heard.forwarded:
        return False
    # Where words of their own are asked for, they are the answer and no topic.
    asked = isinstance(here[1].then, Ask | Stop) if here else True
    page = topic_of(hearing.heard.text, hearing.reading) if asked and hearing.heard.kind is Kind.TEXT else ""
    if not page or (here and here[1].name == page):
        # Whoever reads that page already asks more than it tells.
        return False
    if page == BLOOD:
        hearing.notice_signs()
        hearing.enter(anywhere.NEEDS_BLOOD)
        hearing.keep(Service.INFORMATION, "what", words_of(hearing.heard), more=True)
        return True
    hearing.note(answers=MappingProxyType({**hearing.talk.answers, NAMED_TOPIC: page}))
    if here and here[0].name == "info" and hearing.talk.asked and hearing.talk.writing is not Writing.SAFE:
        # Whether writing is safe is being asked: the page comes after that.
        return False
    hearing.notice_signs()
    hearing.enter(anywhere.TOPICS if hearing.talk.writing is Writing.SAFE else anywhere.WISHES[Service.INFORMATION])
    if len(hearing.heard.text.split()) > A_QUESTION_OF_ITS_OWN:
        hearing.keep(Service.INFORMATION, "what", words_of(hearing.heard), more=True)
    return True


def topic_of(text: str, reading: Reading) -> str:
    """The page that short words name, the longest name first; empty where they name none, or tell of trouble."""
    words = folded(text).split()
    if not words or len(words) > MOST_WORDS:
        return ""
    spans = [(size, at) for size in range(LONGEST_PHRASE, 0, -1) for at in range(len(words) - size + 1)]
    named = (TOPICS.get(" ".join(words[at : at + size]), "") for size, at in spans)
    page = next((each for each in named if each), "")
    suspected = MAY_SUSPECT.get(page, frozenset())
    calm = all(sign.doubtful and sign.kind in suspected for sign in reading.signs)
    return page if calm and (page in MAY_SUSPECT or reading.service in (None, Service.INFORMATION)) else ""
