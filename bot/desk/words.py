"""What officers read in place of codes. Unknown codes are shown as they are, so that nothing is hidden."""

from collections.abc import Mapping
from typing import Final


def _(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


JUST_NOW: Final = _("baru saja")
MINUTES: Final = _("%(n)s mnt")
HOURS: Final = _("%(n)s jam")
DAYS: Final = _("%(n)s hari")
MONTHS: Final = (
    _("Jan"),
    _("Feb"),
    _("Mar"),
    _("Apr"),
    _("Mei"),
    _("Jun"),
    _("Jul"),
    _("Agt"),
    _("Sep"),
    _("Okt"),
    _("Nov"),
    _("Des"),
)

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "service": {
        "emergency": _("Darurat"),
        "complaint": _("Pengaduan"),
        "family_links": _("Cari keluarga"),
        "psychosocial": _("Dukungan jiwa"),
        "information": _("Informasi"),
        "safeguarding": _("Keluhan tentang kita"),
    },
    "priority": {
        "P0": _("Gawat"),
        "P1": _("Mendesak"),
        "P2": _("Biasa"),
        "P3": _("Ringan"),
    },
    "status": {
        "new": _("Baru"),
        "offered": _("Ditawarkan"),
        "taken": _("Dipegang"),
        "waiting_for_contact": _("Menunggu orangnya"),
        "waiting_for_office": _("Menunggu kantor"),
        "closed": _("Ditutup"),
        "merged": _("Digabung"),
    },
    "channel": {"telegram": "Telegram", "whatsapp": "WhatsApp", "simulator": "Simulator"},
    "queue": {
        "mine": _("Milik saya"),
        "offered": _("Untuk saya"),
        "unassigned": _("Belum dipegang"),
        "office": _("Semua terbuka"),
        "waiting": _("Menunggu jawaban"),
        "escalated": _("Dinaikkan"),
        "mentions": _("Menyebut saya"),
        "closed": _("Sudah ditutup"),
    },
    "role": {"officer": _("Petugas"), "lead": _("Penanggung jawab"), "admin": _("Pengelola")},
    "presence": {"on": _("Bertugas"), "away": _("Rehat"), "off": _("Tidak bertugas")},
    "writing": {
        "unknown": _("Belum kita ketahui"),
        "safe": _("Boleh ditulisi"),
        "later": _("Nanti saja"),
        "quiet": _("Jangan dibalas"),
    },
    "device": {
        "unknown": _("Belum kita ketahui"),
        "own": _("Milik sendiri"),
        "borrowed": _("Pinjaman"),
        "shared": _("Dipakai bersama"),
        "watched": _("Diawasi orang lain"),
    },
    "silence": {
        "asked": _("Orang ini menulis “jangan balas”. Tidak ada pesan yang keluar sampai dia menulis boleh."),
        "later": _("Orang ini belum bisa menulis sekarang. Kita menunggu dia menulis lagi."),
        "unreachable": _("Saluran menolak pesan untuk orang ini. Balasan tidak akan sampai."),
        "blocked": _("Orang ini memblokir percakapan. Balasan tidak akan sampai."),
    },
    "state": {
        "heard": _("Masuk"),
        "due": _("Menunggu dikirim"),
        "sending": _("Sedang dikirim"),
        "sent": _("Terkirim"),
        "delivered": _("Sampai di teleponnya"),
        "read": _("Sudah dia baca"),
        "failed": _("Gagal"),
        "held": _("Ditahan"),
        "dropped": _("Tidak jadi dikirim"),
        "note": _("Catatan"),
    },
    "failure": {
        "busy": _("saluran sedang sibuk"),
        "blocked": _("orang ini memblokir percakapan"),
        "chat_not_found": _("percakapan tidak ditemukan"),
        "no_channel": _("saluran tidak terpasang"),
    },
    "answer": {
        "where": _("Di mana"),
        "what": _("Apa yang terjadi"),
        "hurt": _("Siapa yang luka"),
        "child": _("Ada anak di sana?"),
        "reach": _("Cara menghubungi"),
        "place": _("Tempat"),
        "name": _("Nama"),
        "phone": _("Telepon"),
    },
    "happened": {
        "opened": _("Tiket dibuka"),
        "raised": _("Prioritas naik"),
        "sign": _("Tanda terlihat"),
        "person_wanted": _("Minta bicara dengan petugas"),
        "silence": _("Diminta jangan dibalas"),
        "may_write": _("Boleh ditulisi lagi"),
        "guarded": _("Permintaan yang perlu dicek dulu"),
        "offered": _("Ditawarkan kepada petugas"),
        "nobody_on_duty": _("Tidak ada petugas yang bertugas"),
        "taken": _("Diambil"),
        "opened_by": _("Dibuka untuk dibaca"),
        "replied": _("Dibalas"),
        "noted": _("Catatan ditulis"),
        "closed": _("Ditutup"),
    },
    "outcome": {
        "helped": _("Sudah terbantu"),
        "referred": _("Dirujuk ke kantor lain"),
        "no_answer": _("Orangnya tidak menjawab lagi"),
        "not_a_matter": _("Bukan urusan untuk kita"),
        "withdrawn": _("Orangnya tidak ingin lanjut"),
        "wrong_address": _("Salah alamat"),
        "other": _("Lainnya, lihat catatan"),
    },
    "file_state": {
        "due": _("sedang diambil"),
        "kept": _("tersimpan"),
        "lost": _("tidak bisa diambil"),
    },
    "kind": {
        "text": _("Teks"),
        "button": _("Tombol"),
        "voice": _("Pesan suara"),
        "photo": _("Foto"),
        "video": _("Video"),
        "sticker": _("Stiker"),
        "contact": _("Kartu kontak"),
        "location": _("Lokasi"),
        "document": _("Dokumen"),
        "unreadable": _("Pesan yang tidak bisa kita baca"),
    },
    "sign": {
        "violence": _("Kekerasan"),
        "sexual_violence": _("Kekerasan seksual"),
        "confinement": _("Dikurung"),
        "about_to_be_moved": _("Akan dipindahkan"),
        "papers_withheld": _("Paspor atau surat ditahan"),
        "wages_withheld": _("Gaji tidak dibayar"),
        "threats": _("Ancaman"),
        "debt": _("Jeratan utang"),
        "illness": _("Sakit"),
        "pregnancy": _("Kehamilan"),
        "accident": _("Kecelakaan"),
        "arrest": _("Ditangkap"),
        "thrown_out": _("Diusir"),
        "disaster": _("Bencana"),
        "at_sea": _("Di laut"),
        "ransom": _("Tebusan"),
        "scam_compound": _("Dipaksa menipu"),
        "suicide": _("Ingin mengakhiri hidup"),
        "self_harm_done": _("Sudah melukai diri"),
        "not_breathing": _("Tidak bernapas"),
        "fire": _("Kebakaran"),
        "poison": _("Racun"),
        "drowning": _("Tenggelam"),
        "attack_now": _("Sedang diserang"),
        "child": _("Ada anak"),
        "death": _("Kematian"),
        "overwork": _("Kerja berlebihan"),
        "hunger": _("Tidak diberi makan"),
        "sextortion": _("Diperas dengan gambar"),
        "missing_person": _("Orang hilang"),
        "deception": _("Ditipu"),
        "distress": _("Tertekan"),
        "hunt": _("Mungkin sedang memburu orang"),
        "retraction": _("Menarik kembali: mungkin orang lain yang menulis"),
        "phone_watched": _("Telepon diawasi"),
        "phone_taken_soon": _("Telepon akan diambil"),
        "phone_borrowed": _("Telepon pinjaman"),
        "somebody_else": _("Tentang orang lain"),
        "doubtful_danger": _("Mungkin bahaya"),
    },
}


def word(kind: str, code: str) -> str:
    """The Indonesian for a code of this kind; an unknown code is its own word."""
    return WORDS[kind].get(code, code)
