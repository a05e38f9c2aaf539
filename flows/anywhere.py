"""What holds in every scene: commands, danger, and the short answers that any scene may need."""

from types import MappingProxyType

from flows.script import _
from flows.words import Command, Kind, Service

WELCOME = "welcome.hello"
DANGER = "emergency.heard"
DOUBT = "emergency.gentle"
VOICE = "emergency.voice"
WRITING_IS_SAFE = "emergency.safe_again"

TARGETS = MappingProxyType(
    {
        Command.PERSON: "welcome.person",
        Command.EMERGENCY: "emergency.heard",
        Command.MENU: "welcome.menu",
        Command.STOP: "welcome.stopped",
        Command.DELETE: "welcome.delete",
        Command.IS_THIS_REAL: "welcome.real",
        Command.COMPLAINT_ABOUT_US: "welcome.about_us",
    }
)

WISHES = MappingProxyType({Service.EMERGENCY: "emergency.heard"})

NOT_UNDERSTOOD = _("Maaf, kami belum mengerti. Pesan Anda tetap kami simpan.")
OFFER_PERSON = _('Tidak apa-apa, pesan Anda tetap kami simpan. Tulis "orang" kalau ingin dijawab seseorang.')
OLD_BUTTON = _("Tombol itu dari pesan yang lama. Pilih dari pesan yang ini, ya.")
KEPT = _("Sudah kami simpan.")
KEPT_BY_KIND = MappingProxyType(
    {
        Kind.VOICE: _("Suara Anda sudah masuk. Nanti ada orang yang mendengarkan."),
        Kind.PHOTO: _("Foto Anda sudah masuk."),
        Kind.VIDEO: _("Video Anda sudah masuk."),
        Kind.DOCUMENT: _("Berkas Anda sudah masuk."),
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
        "called": _("Pesan Anda sudah masuk. Sedang kami carikan orang; belum ada yang membaca."),
        "nobody": _("Pesan Anda sudah masuk. Belum ada orang yang bisa membaca. Kami terus mencari."),
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
NUMBERS_GUESSED = _("Kalau Anda di {country}, nomor daruratnya: {numbers}. Kalau bukan di sana, tulis nama negaranya.")
NO_NUMBER = _(
    "Kami belum punya nomor yang sudah diperiksa untuk negara ini. "
    "Kalau nyawa terancam, minta orang terdekat memanggil ambulans atau polisi."
)
FIRST_ASK_US = _("Kalau Anda ragu menelepon ke sana, petugas bisa membantu mencari jalan dulu.")
