"""Words for what officers do together: links, origins of answers, files, consent, and more of a ticket's history."""

from collections.abc import Mapping
from typing import Final


def _(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


HAPPENED: Final[Mapping[str, str]] = {
    "merged": _("Digabung ke tiket lain"),
    "merged_here": _("Tiket lain digabung ke sini"),
    "split_off": _("Sebagian dipecah ke tiket lain"),
    "split_from": _("Dipecah dari tiket lain"),
    "linked": _("Dikaitkan dengan tiket lain"),
    "may_read": _("Izin membaca dicatat"),
    "referred": _("Lembar rujukan dibuat"),
    "looked": _("Dilihat sekilas"),
    "surge": _("Ditandai atau dilepas dari keadaan ramai"),
    "target": _("Batas waktu jawaban"),
    "rung_up": _("Petugas ditelepon"),
    "crossed": _("Ditawarkan lintas lembaga: nyawa terancam"),
    "unmet": _("Keinginan orangnya belum bisa dipenuhi"),
    "told_unmet": _("Diberi tahu bahwa keinginannya belum bisa dipenuhi"),
    "telephone": _("Perwakilan perlu ditelepon"),
    "telephoned": _("Kantor ditelepon"),
    "handed_to_institution": _("Diurus lembaga lain"),
    "institution_answered": _("Lembaga lain menjawab"),
    "ministry_registered": _("Didaftarkan di buku kementerian"),
    "ministry": _("Buku kementerian berubah"),
    "compared": _("Dibandingkan dengan permintaan lain"),
    "compared_lists": _("Dibandingkan dengan daftar relawan"),
    "returned": _("Kembali ke antrean dengan sendirinya"),
    "learned_from": _("Persetujuan belajar dicatat"),
}

WORK: Final[Mapping[str, Mapping[str, str]]] = {
    "call": {
        "reached": _("Bicara dengan seseorang"),
        "not_reached": _("Tidak diangkat"),
        "rings_back": _("Mereka akan menelepon kembali"),
    },
    "ministry_state": {
        "registered": _("Terdaftar"),
        "handed_over": _("Diserahkan ke lembaga lain"),
        "solved": _("Selesai"),
        "may_be_closed": _("Boleh ditutup kementerian"),
    },
    "ministry_ground": {
        "papers_missing": _("surat tidak lengkap"),
        "no_clarity": _("penjelasan tidak datang"),
        "unreachable": _("orangnya tidak bisa dihubungi"),
        "cannot_be_solved": _("tidak bisa diselesaikan"),
    },
    "ministry_learns": {
        "papers_complete": _("surat sudah lengkap"),
        "asked_for_clarity": _("kementerian meminta penjelasan"),
        "unreachable_since": _("orangnya tidak bisa dihubungi"),
        "called_unsolvable": _("dinyatakan tidak bisa diselesaikan"),
        "solved": _("selesai"),
    },
    "link": {
        "same_person": _("orang yang sama"),
        "same_employer": _("majikan yang sama"),
        "same_event": _("kejadian yang sama"),
    },
    "mime": {
        "image": _("Foto"),
        "audio": _("Suara"),
        "video": _("Video"),
        "application": _("Dokumen"),
        "text": _("Dokumen"),
    },
    "origin": {
        "text": _("dari pesannya"),
        "button": _("dari pilihannya"),
        "voice": _("dari suaranya"),
        "photo": _("dari fotonya"),
        "video": _("dari videonya"),
        "location": _("dari lokasinya"),
        "contact": _("dari kartu kontaknya"),
        "document": _("dari dokumennya"),
        "sticker": _("dari stikernya"),
        "unreadable": _("dari pesannya"),
    },
    "no_file": {
        "no_files": _("Saluran ini tidak bisa membawa berkas."),
        "no_public_address": _("Berkas lewat WhatsApp perlu alamat umum; pengelola belum mengaturnya."),
    },
    "consent_version": {
        "1": _("kata-kata versi 1"),
        "asked": _("ditanya petugas"),
        "withdrawn": _("dikatakan sendiri"),
    },
    "consent": {
        "keep": _("Menyimpan cerita"),
        "learn": _("Belajar dari kata-katanya"),
        "everything": _("Semua izin"),
        "readers:palang_merah": _("Dibaca Palang Merah saja"),
        "readers:kp2mi_and_missions": _("Dibaca KP2MI dan perwakilan"),
        "readers:all": _("Dibaca semua yang bisa membantu"),
        "read:palang_merah": _("Dibaca Palang Merah"),
        "read:kp2mi": _("Dibaca KP2MI"),
        "share_red_cross": _("Dibagikan di Palang Merah"),
        "share_ministry": _("Dibagikan ke KP2MI"),
        "palang_merah": _("Dibaca Palang Merah"),
        "kp2mi": _("Dibaca KP2MI"),
    },
}
