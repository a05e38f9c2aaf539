"""What holds in every scene: commands, danger, and the short answers that any scene may need."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from flows.script import _
from flows.words import Command, Kind, Service

WELCOME = "welcome.hello"
MENU = "welcome.menu"
STOPPED = "welcome.stopped"
DANGER = "emergency.heard"
OTHER = "other.heard"
ANOTHER_COMPLAINT = "complaint.another"
ANOTHER_IN_DANGER = "other.another"
GENTLE_OF_ANOTHER = "other.gentle"
DOUBT = "emergency.gentle"
VOICE = "emergency.voice"
FILE_FIRST = "person.file"
WRITING_IS_SAFE = "emergency.safe_again"

TARGETS = MappingProxyType(
    {
        Command.PERSON: "person.wanted",
        Command.EMERGENCY: "emergency.heard",
        Command.MENU: MENU,
        Command.LANGUAGE: "detour.language",
        Command.VOICE: "detour.voice",
        Command.STOP: STOPPED,
        Command.DELETE: "detour.delete",
        Command.IS_THIS_REAL: "detour.real",
        Command.COMPLAINT_ABOUT_US: "about_us.heard",
    }
)
"""Where each word that works anywhere leads; BACK and the words about writing are done by the engine itself."""

WISHES = MappingProxyType(
    {
        Service.EMERGENCY: "emergency.heard",
        Service.COMPLAINT: "complaint.heard",
        Service.FAMILY_LINKS: "family.heard",
        Service.PSYCHOSOCIAL: "listen.heard",
        Service.INFORMATION: "info.heard",
        Service.SAFEGUARDING: "about_us.heard",
    }
)
"""Where a wish leads that somebody wrote in words of their own."""
SEEKS = "seek.heard"
"""Where it leads when the words already say that somebody is missing: nobody is asked what they need."""

TOPICS = "info.topics"
NEEDS_BLOOD = "info.need_blood"
"""Where words lead that name a topic of information, and who needs blood now."""
PHRASES: Mapping[str, str] = MappingProxyType(
    {
        "orang lain": ANOTHER_IN_DANGER,
        "orang baru": ANOTHER_IN_DANGER,
        "saya selamat": "safe.heard",
        "aku selamat": "safe.heard",
        "sy selamat": "safe.heard",
        "kami selamat": "safe.heard",
        "saya slamat": "safe.heard",
        "alhamdulillah saya selamat": "safe.heard",
        "alhamdulillah kami selamat": "safe.heard",
        "saya mencari": "seek.heard",
        "kabar keluarga": "news.heard",
        "ingin bicara": "listen.heard",
        "siapa kalian": "detour.real",
        "siapa ini": "detour.real",
        "ini siapa": "detour.real",
        "saya masih anak": "child.heard",
        "aku masih anak": "child.heard",
        "rencana aman": "plan.heard",
        "profil aman": "profile.heard",
        "data saya": "mydata.heard",
        "saya pernah menulis": "again.heard",
        "jam aman": "profile.heard",
        "sudah sampai mana": "mydata.heard",
        "sampai mana": "mydata.heard",
        "bagaimana laporan saya": "mydata.heard",
        "gimana laporan saya": "mydata.heard",
        "bagaimana permintaan saya": "mydata.heard",
        "gimana permintaan saya": "mydata.heard",
    }
)
"""Words that lead straight to a conversation, where nothing else is being told."""

PATHS: Mapping[str, str] = MappingProxyType(
    {
        "self_harm_done": "listen.done_already",
        "poison": "taken.heard",
        "suicide": "listen.thoughts",
        "sexual_violence": "assault.heard",
        "child": "child.heard",
        "about_to_be_moved": "moved.heard",
        "ransom": "captive.heard",
        "scam_compound": "captive.heard",
        "arrest": "arrest.heard",
        "pregnancy": "pregnant.heard",
        "death": "death.heard",
        "disaster": "disaster.heard",
    }
)
"""Signs that have a conversation of their own, the gravest first."""

WONDERS = "listen.wondering"
"""The one direct question, where a sign of ending one's life is not sure (SAFETY R18)."""
GENTLE: Mapping[str, str] = MappingProxyType({"suicide": WONDERS, "disaster": "disaster.heard"})
"""Conversations whose first question is gentle enough for a sign that is not sure."""

TAKEN_BY_ANOTHER = "taken_other.heard"
"""Somebody else took poison or hurt themself: the number for them, and words for whoever tells it."""
HEAVY_HEART = "listen.gentle"
"""The same question, asked by whoever listens: nothing but a heavy heart was told."""
ONLY_HEAVY = frozenset({"distress", "doubtful_danger"})
OF_ANOTHER: Mapping[str, str] = MappingProxyType(
    {
        "listen.done_already": TAKEN_BY_ANOTHER,
        "taken.heard": TAKEN_BY_ANOTHER,
        "listen.thoughts": OTHER,
        "assault.heard": "other_assault.heard",
        "child.heard": OTHER,
        "moved.heard": OTHER,
        "captive.heard": OTHER,
        "pregnant.heard": OTHER,
        "arrest.heard": "arrest_other.heard",
    }
)
"""Where a path leads when somebody else is in that danger: those paths speak to the person concerned (R16)."""

ALREADY_TAKEN = "listen.done_already"
"""Where it goes on when somebody who is stayed with tells that something was taken or done (SAFETY R18)."""
THOUGHTS = "listen.thoughts"
POISON = "taken.heard"
AFTER_TAKEN = frozenset({"done_already", "taken_near", "taken_with", "taken_alone", "taken_stay"})
"""Scenes that already go on after that, in either conversation: there nobody begins anew."""
TAKEN_ALREADY_TOLD = frozenset({"taken", "taken_other"})
"""Conversations about what was taken: whose mouth it went into was said, and nobody is led out of them by it."""
ABOUT_THOUGHTS = frozenset({"thoughts", "not_sure"})
"""Scenes that already ask whoever thinks of ending their life."""
ABOARD = re.compile(
    r"\b(abk|anak buah kapal|kapal(?! (terbang|api|udara))|pelaut|pelayaran|tengah laut|nelayan)\b", re.IGNORECASE
)
"""Words of whoever is aboard a ship: there a country and a city are no answer to where they are."""
NO_MATTER = frozenset({"info", "family", "mydata"})
"""Conversations in which somebody looks around: the fixed words lead on from there, too."""
SHORT_FORM = "disaster.heard"
SHORT_IN_AN_EVENT = frozenset({DANGER, DOUBT})
"""Conversations for any danger, in whose place whoever is part of a declared event gets the short form."""
OF_A_DISASTER = frozenset(
    {
        "disaster",
        "accident",
        "illness",
        "fire",
        "drowning",
        "not_breathing",
        "at_sea",
        "hunger",
        "thrown_out",
        "missing_person",
        "distress",
        "doubtful_danger",
    }
)
"""What a disaster brings with it. Whoever tells of anything else, such as violence, is asked about that."""

LATE: Mapping[str, str] = MappingProxyType(
    {
        "assault.heard": "assault.late",
        "other_assault.heard": "other_assault.late",
        "child.heard": "child.late",
        "moved.heard": "moved.late",
        "captive.heard": "captive.late",
        "arrest.heard": "arrest.late",
        "arrest_other.heard": "arrest.late",
        "pregnant.heard": "pregnant.late",
        "death.heard": "death.late",
        "disaster.heard": "disaster.late",
    }
)
"""The short way into a path that begins while another emergency is being told, so that six messages suffice."""

BREAKS_IN = frozenset({ALREADY_TAKEN, POISON, TAKEN_BY_ANOTHER, THOUGHTS, "assault.heard", "other_assault.heard"})
"""Conversations that begin even while another emergency is being told."""

COMMON_PATHS = frozenset({"emergency", "other"})
"""The emergencies for any danger; a path of its own may begin out of them."""

EVERYDAY = frozenset(
    {
        "wages_withheld",
        "missing_person",
        "overwork",
        "debt",
        "deception",
        "distress",
        "hunt",
        "retraction",
        "wrong_phrase",
        "phone_watched",
        "phone_taken_soon",
        "phone_borrowed",
        "somebody_else",
        "doubtful_danger",
    }
)
"""Signs that are shown on a ticket and raise it, but do not by themselves turn a talk into an emergency."""

GUESSES = MappingProxyType(
    {
        "attack_now": _("Sedang diserang"),
        "not_breathing": _("Tidak bernapas"),
        "poison": _("Minum racun"),
        "fire": _("Kebakaran"),
        "drowning": _("Tenggelam"),
        "sexual_violence": _("Disentuh tanpa mau"),
        "violence": _("Dipukul atau disakiti"),
        "about_to_be_moved": _("Akan dibawa pergi"),
        "ransom": _("Diminta uang tebusan"),
        "scam_compound": _("Dipaksa kerja menipu orang"),
        "confinement": _("Dikunci, tidak boleh keluar"),
        "threats": _("Diancam"),
        "sextortion": _("Diancam dengan foto badan"),
        "thrown_out": _("Diusir, tidak punya tempat"),
        "arrest": _("Ditangkap atau ditahan"),
        "accident": _("Kecelakaan"),
        "illness": _("Sakit"),
        "pregnancy": _("Hamil"),
        "hunger": _("Tidak diberi makan"),
        "disaster": _("Perang atau bencana"),
        "at_sea": _("Di laut atau di kapal"),
        "papers_withheld": _("Paspor atau surat ditahan"),
        "wages_withheld": _("Gaji tidak dibayar"),
        "debt": _("Dipaksa bayar utang"),
        "overwork": _("Kerja tanpa istirahat"),
        "deception": _("Dibohongi soal kerja"),
        "child": _("Saya belum 18 tahun"),
    }
)
"""What we show back of what we believe to have heard, the gravest first."""

SKIP = _("Lewati")
"""The label that passes a question over; it is never kept as an answer."""
REQUEST_STATES: Mapping[str, str] = MappingProxyType(
    {
        "received": _("Permintaan Anda sudah diterima."),
    }
)
"""One face to whoever looks for somebody, or sent news: it follows no event, so that it tells nothing (R27)."""
PUBLIC_FACE = _("Halo. Ini layanan informasi kerja ke luar negeri.")
"""All that a chat shows after a quick exit, to whoever does not say the agreed word (SAFETY R7)."""
SHORTER_PLEASE = _("Itu terlalu pendek, atau terlalu panjang. Tulis satu sampai lima kata.")
ANOTHER_WORD = _("Itu sama dengan kata rahasia. Pilih kata lain.")
HOURS_UNCLEAR = _('Kami belum mengerti jamnya. Boleh tulis "kapan saja".')
THANKS = _("Terima kasih.")
YOU_ARE_WELCOME = _("Sama-sama. Tulis lagi kapan saja.")
THANKED = frozenset(
    {
        *("makasih", "makasih ya", "makasi", "mksh", "terima kasih", "terima kasih ya", "terimakasih", "trims"),
        *("trimakasih", "terima kasih banyak", "makasih banyak", "suwun", "matur nuwun", "nuhun", "hatur nuhun"),
        *("thanks", "thank you", "thx", "oke makasih", "ok makasih", "ya makasih", "baik terima kasih"),
    }
)
"""Thanks, where nothing is being told: they ask for nothing, and begin nothing."""
YES = _("Ya")
NO = _("Bukan")
MYSELF = "Saya sendiri"
"""The value of the answer that the matter is one's own."""
ABOUT_WHOM = _("Ini tentang orang yang sama atau orang lain?")
DOUBTS = MappingProxyType(
    {
        Command.PERSON: _("Mau dijawab seseorang?"),
        Command.EMERGENCY: _("Butuh bantuan segera?"),
        Command.MENU: _("Mau lihat pilihan?"),
        Command.LANGUAGE: _("Mau ganti bahasa?"),
        Command.VOICE: _("Mau kirim pesan suara?"),
        Command.BACK: _("Mau kembali ke pertanyaan sebelumnya?"),
        Command.STOP: _("Mau berhenti dulu?"),
        Command.DELETE: _("Mau data Anda dihapus?"),
        Command.COMPLAINT_ABOUT_US: _("Ada yang kurang baik dari kami?"),
        Command.IS_THIS_REAL: _("Mau tahu siapa kami?"),
        Command.ANOTHER_IN_DANGER: ABOUT_WHOM,
        Command.ANOTHER_PERSON: ABOUT_WHOM,
    }
)
"""How we ask about a near miss. Neutral: nobody may have said yet that writing is safe (SAFETY R3)."""

SAME_OR_ANOTHER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        _("Orang yang sama"): ("sama", "yang sama", "orang itu juga"),
        _("Orang lain"): ("lain", "yang lain", "beda orang", "beda"),
    }
)
"""The two answers to the question whom new words are about, each with other words that mean it (SAFETY R16)."""

WRONG_NUMBER = frozenset(
    {
        *("salah nomor", "maaf salah nomor", "salah sambung", "maaf salah sambung", "salah kirim", "maaf salah kirim"),
        *("salah orang", "maaf salah orang", "wrong number", "sorry wrong number", "salah no", "maaf salah no"),
    }
)
"""Somebody meant to write to somebody else; where a matter is being told, it closes nothing (SAFETY R8)."""
NEVER_MIND = _("Tidak apa-apa. Tulis lagi kapan saja, kalau perlu.")
OTHER_LANGUAGE = "detour.other_language"
OTHER_LANGUAGES = re.compile(
    r"\b(jawa|jowo|sunda|madura|bali|minang|padang|aceh|bugis|makas+ar|banjar|sasak|lombok|batak|betawi|melayu|arab|"
    r"mandarin|kanton|cina|jepang|korea|tagalog|hindi|bengali|taiwan|hokkien)\b"
)
"""Languages that somebody may ask for and in which we cannot answer yet."""
UNCLEAR = _("Maaf, kami belum mengerti. Coba tulis dengan kata lain.")
STILL_UNCLEAR = _("Maaf, kami masih belum mengerti.")
"""The same where nothing was told yet: there is no message of which to say that it has arrived."""
ASKED_WHAT = frozenset(
    {
        *("apa", "apa ya", "apa itu", "apa sih", "apaan", "apa maksudnya", "maksudnya", "maksudnya apa", "maksud"),
        *("maksudnya gimana", "apa artinya", "artinya apa", "gimana maksudnya", "gmn maksudnya", "hah", "ha", "hm"),
        *("tidak mengerti", "tdk mengerti", "gak ngerti", "ga ngerti", "nggak ngerti", "ndak ngerti", "gk ngerti"),
        *("saya tidak mengerti", "saya tidak paham", "sy ga ngerti", "belum mengerti", "kurang ngerti"),
        *("tidak paham", "tdk paham", "gak paham", "ga paham", "nggak paham", "kurang paham"),
        *("what", "what do you mean", "i do not understand", "i don t understand"),
    }
)
"""Words that ask what our question means: they answer none, and the question is asked again."""
ONCE_MORE = _("Pesan Anda sudah masuk. Kami tulis sekali lagi.")
NOT_UNDERSTOOD = _("Maaf, kami belum mengerti. Pesan Anda tetap masuk.")
STILL_NOT_UNDERSTOOD = _("Maaf, kami masih belum mengerti. Pesan Anda tetap masuk.")
OLD_BUTTON = _("Tombol itu dari pesan yang lama. Pilih dari pesan yang ini, ya.")
OLD_BUTTON_NOTHING_OPEN = _('Tombol itu dari pesan yang lama. Tulis saja, atau tulis "menu".')
CHOICES_CHANGED = _("Pilihannya baru saja berubah. Pilih lagi dari pesan yang ini, ya.")
KEPT = _("Pesan Anda sudah masuk.")
TOO_LONG = _("Ini terlalu panjang untuk dikirim. Tolong tulis lebih pendek, paling banyak 1000 huruf.")
KEPT_BY_KIND = MappingProxyType(
    {
        Kind.VOICE: _("Suara Anda sudah masuk. Boleh kirim suara lagi kapan saja."),
        Kind.PHOTO: _("Foto Anda sudah masuk."),
        Kind.VIDEO: _("Video Anda sudah masuk."),
        Kind.DOCUMENT: _("Berkas Anda sudah masuk."),
        Kind.LOCATION: _("Lokasi Anda sudah masuk."),
        Kind.CONTACT: _("Kontak itu sudah masuk."),
    }
)

# SAFETY R11: received, being called, nobody on duty, read, answered. None is ahead of the facts.
STATES = MappingProxyType(
    {
        "received": _("Pesan Anda sudah masuk."),
        "called": _("Kami sedang memanggil petugas; belum ada yang membaca."),
        "nobody": _("Belum ada petugas yang bisa membaca. Kami terus memanggil."),
        "read": _("Petugas sudah membaca."),
        "answered": _("Petugas sudah membaca dan menjawab."),
    }
)

# The same before anybody said that writing is safe: a stranger at the lock screen learns nothing (SAFETY R3).
NEUTRAL_STATES = MappingProxyType(
    {
        "received": _("Pesan Anda sudah masuk."),
        "called": _("Sedang kami carikan orang; belum ada yang membaca."),
        "nobody": _("Belum ada orang yang bisa membaca. Kami terus mencari."),
        "read": _("Pesan Anda sudah dibaca."),
        "answered": _("Pesan Anda sudah dibaca dan dijawab."),
    }
)

ROLES = MappingProxyType(
    {
        "police": _("polisi"),
        "ambulance": _("ambulans"),
        "fire": _("pemadam kebakaran"),
        "all": _("polisi, ambulans, pemadam"),
    }
)
NUMBERS_SAID = _("Nomor darurat di {country}: {numbers}.")
NUMBERS_GUESSED = _(
    "Kalau tempatnya {country}, nomor daruratnya: {numbers}. Kalau bukan di sana, tulis nama negaranya."
)
NUMBERS_ELSEWHERE = _("Nomor darurat di {country}: {numbers}. Nomor itu hanya tersambung dari negara itu.")
NO_NUMBER = _(
    "Kami belum punya nomor yang sudah diperiksa untuk negara ini. "
    "Kalau nyawa terancam, minta orang terdekat memanggil ambulans atau polisi."
)
NO_COUNTRY = _(
    "Kalau nyawa terancam, minta orang terdekat memanggil ambulans atau polisi. "
    "Tulis negaranya, supaya kami bisa memberi nomor."
)
FIRST_ASK_US = _("Kalau ragu menelepon, petugas bisa membantu mencari cara yang aman.")

# SAFETY R13: without authorisation everybody is told so. R3 forbids the word "petugas" before anybody said that
# writing is safe, and R3 keeps the person unharmed: until then the same is said without it.
TRIAL = _("Ini percobaan. Tidak ada petugas yang membaca.")
NEUTRAL_TRIAL = _("Ini percobaan. Belum ada orang yang membaca.")
