"""What the page's script says: handed to it by the page, so that a translator finds it here."""

from bot.language.catalogue import translate

LANGUAGE = "id"


def _(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


def say(text: str) -> str:
    """This sentence in the language of the page."""
    return translate(LANGUAGE, text)


WORDS = {
    "sending": _("Dikirim"),
    "received": _("Sampai"),
    "waiting": _("Menunggu sinyal"),
    "refused": _("Tidak diterima"),
    "too_large": _("Terlalu besar untuk dikirim"),
    "connected": _("tersambung"),
    "connecting": _("menyambung…"),
    "no_signal": _("sinyal dimatikan"),
    "edit": _("Ubah"),
    "edited": _("diubah"),
    "again": _("Kirim ulang"),
    "tapped": _("tombol"),
    "choices": _("Pilihan jawaban"),
    "forwarded": _("Diteruskan"),
    "often_forwarded": _("Sering diteruskan"),
    "voice": _("Pesan suara"),
    "photo": _("Foto"),
    "video": _("Video"),
    "document": _("Berkas"),
    "sticker": _("Stiker"),
    "contact": _("Kartu kontak"),
    "location": _("Lokasi"),
    "strange": _("Kiriman yang tidak dikenal"),
    "recording": _("Merekam"),
    "no_microphone": _("Mikrofon tidak bisa dipakai. Kirim suara contoh dari menu +."),
    "no_place": _("Lokasi telepon ini tidak bisa dibaca. Pilih kota."),
    "you": _("Anda"),
    "service": _("Kentongan"),
    "telephone": _("Telepon"),
    "nameless": _("Tanpa nama"),
    "resent": _("Dikirim ulang dengan kunci yang sama"),
    "nothing_to_resend": _("Belum ada pesan untuk dikirim ulang"),
    "new_sim": _("Kartu SIM baru: bagi layanan, ini orang yang belum dikenal"),
    "unsaved": _("Peramban tidak bisa menyimpan riwayat lagi"),
}

# What SAFETY R3 keeps off a lock screen until the person has said that writing is safe.
TELLING = (
    "petugas",
    "darurat",
    "polisi",
    "laporan",
    "kasus",
    "palang merah",
    "kp2mi",
    "kbri",
    "bahaya",
)
