"""Words of leads' and administrators' pages, in place of codes."""

from collections.abc import Mapping
from typing import Final


def _(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


SECONDS: Final = _("%(n)s dtk")
AT_LEAST: Final = _("paling sedikit %(n)s%%")
AT_MOST: Final = _("paling banyak %(n)s%%")
TOO_FEW: Final = _("kurang dari 5")

FIGURES: Final[Mapping[str, tuple[str, str]]] = {
    "map": (_("Tiket terbuka di dunia"), _("Besar lingkaran menurut jumlah tiket yang terbuka sekarang.")),
    "intake": (_("Tiket masuk"), _("Per jam, tiga hari terakhir. Jam yang sepi digabung.")),
    "first_word": (_("Kata pertama dari manusia"), _("Lama menunggu, 30 hari terakhir.")),
    "in_time_country": (_("Tepat waktu menurut negara"), _("Kata pertama dalam batas waktu, 30 hari terakhir.")),
    "in_time_category": (_("Tepat waktu menurut jenis"), _("Kata pertama dalam batas waktu, 30 hari terakhir.")),
    "backlog": (_("Tiket yang terbuka"), _("Empat kali sehari, dua minggu terakhir.")),
    "outcomes": (_("Hasil tiket yang ditutup"), _("Tiket yang ditutup, 30 hari terakhir.")),
    "languages": (_("Bahasa"), _("Tiket yang dibuka, 30 hari terakhir.")),
    "heard": (_("Didengar"), _("Orang dalam bahaya: apakah manusia menjawab, dan dalam bahasanya.")),
    "lost_at": (_("Hilang di jalan"), _("Pertanyaan yang tidak dijawab lagi, 30 hari terakhir.")),
    "lost_language": (_("Hilang di jalan, menurut bahasa"), _("Dari semua yang menulis, 30 hari terakhir.")),
    "lost_channel": (_("Hilang di jalan, menurut saluran"), _("Dari semua yang menulis, 30 hari terakhir.")),
    "lost_manner": (_("Hilang di jalan, suara atau tulisan"), _("Dari semua yang menulis, 30 hari terakhir.")),
    "still_there": (_("Masih ada"), _("Orang dalam bahaya: masih aman sesudah 24 jam, 7, dan 30 hari.")),
    "unsafe": (_("Pesan yang tidak aman"), _("Batasnya nol. Setiap satu perlu diperiksa.")),
    "fairness": (_("Keadilan"), _("Orang dalam bahaya, 30 hari terakhir. Apakah semua dilayani sama?")),
}

LEAD_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "event": {
        "earthquake": _("Gempa"),
        "flood": _("Banjir"),
        "fire": _("Kebakaran"),
        "war": _("Perang"),
        "mass_return": _("Pemulangan banyak orang"),
        "outbreak": _("Wabah"),
        "ship": _("Kapal karam"),
        "other": _("Lainnya"),
    },
    "broadcast": {
        "draft": _("Konsep"),
        "running": _("Sedang dikirim"),
        "stopped": _("Dihentikan"),
        "done": _("Selesai dikirim"),
    },
    "passed_over": {
        "danger": _("Tidak, karena tiket bahayanya terbuka"),
        "no_permission": _("Tidak, karena belum mengizinkan kita menulis dulu"),
        "asked_for_silence": _("Tidak, karena minta kita tidak membalas"),
        "unreachable": _("Tidak, karena salurannya menolak"),
        "no_template": _("Tidak, karena lewat 24 jam dan belum ada pesan WhatsApp yang disetujui"),
        "changed": _("Tidak, karena tidak lagi termasuk"),
        "no_answer": _("Tidak, karena sapaan tidak dijawab tiga hari"),
        # Why a line did not leave, or was not taken, as its row names it.
        "never_first": _("Tidak, karena tiket bahayanya terbuka"),
        "quick_exit": _("Tidak, karena memakai kata keluar cepat"),
        "asked": _("Tidak, karena minta kita tidak membalas"),
        "stranger": _("Tidak, karena alamat itu lama diam"),
        "outside_window": _("Tidak, karena lewat 24 jam sejak dia menulis"),
        "63016": _("Tidak, karena lewat 24 jam sejak dia menulis"),
        "template_missing": _("Tidak, karena belum ada pesan WhatsApp yang disetujui"),
        "63027": _("Tidak, karena belum ada pesan WhatsApp yang disetujui"),
        "other": _("Tidak, karena saluran menolak pesannya"),
    },
    "progress": {
        "due": _("Menunggu"),
        "greeted": _("Disapa dulu; isinya menyusul sesudah dia membalas"),
        "queued": _("Sudah dikirim ke saluran"),
        "not_reached": _("Tidak sampai"),
        "passed_over": _("Dilewati"),
        "stopped": _("Tidak jadi"),
    },
    "broadcast_entry": {
        "drafted": _("Ditulis"),
        "changed": _("Ditulis ulang"),
        "tested": _("Dicoba di telepon sendiri"),
        "approved": _("Disetujui"),
        "started": _("Mulai dikirim"),
        "stopped": _("Dihentikan"),
        "done": _("Selesai dikirim"),
    },
    "event_entry": {
        "declared": _("Diumumkan"),
        "ended": _("Selesai"),
        "status": _("Kabar ditulis"),
        "list_entered": _("Daftar disimpan"),
        "list_read": _("Daftar dibaca"),
        "list_taken_back": _("Daftar ditarik kembali"),
    },
    "column": {
        "country": _("Negara"),
        "number": _("Jumlah"),
        "from": _("Dari"),
        "until": _("Sampai"),
        "priority": _("Prioritas"),
        "median": _("Separuh dalam"),
        "p95": _("95 dari 100 dalam"),
        "p99": _("99 dari 100 dalam"),
        "in_time": _("Tepat waktu"),
        "category": _("Jenis"),
        "at": _("Saat"),
        "outcome": _("Hasil"),
        "language": _("Bahasa"),
        "heard": _("Didengar"),
        "question": _("Pertanyaan"),
        "came": _("Menulis"),
        "stopped": _("Berhenti"),
        "channel": _("Saluran"),
        "manner": _("Cara"),
        "horizon": _("Sesudah"),
        "safe": _("Diketahui aman"),
        "wrote": _("Menulis lagi"),
        "unsafe": _("Kejadian"),
        "exactly": _("Jumlah"),
        "dimension": _("Menurut"),
        "group": _("Kelompok"),
        "each_hour": _("Tiket per jam"),
    },
    "heard": {
        "own_language": _("Dijawab dalam bahasanya"),
        "other_language": _("Dijawab dalam bahasa lain"),
        "not_yet": _("Belum dijawab"),
        "never": _("Ditutup tanpa jawaban"),
    },
    "manner": {"voice": _("Suara"), "text": _("Tulisan")},
    "unsafe": {
        "after_silence": _("Keluar padahal diminta jangan dibalas"),
        "unasked": _("Keluar sendiri kepada orang dalam bahaya"),
        "all": _("Semua pesan yang keluar"),
    },
    "dimension": {
        "language": _("Bahasa"),
        "sex": _("Laki-laki atau perempuan"),
        "papers": _("Surat"),
        "device": _("Telepon"),
    },
    "sex": {"female": _("Perempuan"), "male": _("Laki-laki")},
    "how_safe": {
        "wrote": _("dia sendiri menulis begitu"),
        "voice": _("saya mendengar suaranya"),
        "seen": _("saya atau rekan bertemu dia"),
        "told": _("orang yang kita percaya melihatnya"),
    },
    "papers": {"complete": _("Surat lengkap"), "incomplete": _("Surat belum lengkap")},
    "group": {"others": _("Kelompok kecil digabung"), "unknown": _("Tidak diketahui")},
}
