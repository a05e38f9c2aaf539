"""What the administrators' forms say: what is wrong, the days of the week, the codes of the trail."""

from collections.abc import Mapping
from typing import Final

from bot.desk.keep.shipped import SHIPPED_WORDS


def _(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


WRONG: Final[Mapping[str, str]] = {
    "needed": _("Isi kolom ini."),
    "choose": _("Pilih salah satu dari daftar."),
    "other": _("Isian ini tidak bisa disimpan. Periksa lagi."),
    "hours": _("Tulis satu baris per hari, seperti: sen-jum 08:00-16:00."),
    "date": _("Tulis tanggal seperti 2026-12-25."),
    "dates": _("Tulis satu tanggal per baris, seperti 2026-12-25."),
    "changes": _("Tulis seperti: 2026-12-24 08:00-12:00."),
    "moment": _("Tulis tanggal dan jam."),
    "zone": _("Tulis zona waktu seperti Asia/Jakarta."),
    "countries": _("Tulis kode negara dua huruf, seperti MY SA HK."),
    "provinces": _("Provinsi tidak dikenal. Tulis kode atau namanya, satu per baris."),
    "regencies": _("Kabupaten tidak dikenal. Tulis kodenya, seperti 35.02."),
    "languages": _("Bahasa tidak dikenal. Tulis kode seperti id jv su."),
    "key": _("Pakai huruf kecil, angka, titik, dan garis bawah saja."),
    "key_taken": _("Kunci itu sudah dipakai."),
    "organisation": _("Pilih lembaga, atau tulis mission:NAMA atau partner:NAMA."),
    "parent_circle": _("Kantor induk ini membuat lingkaran. Pilih yang lain."),
    "rules_need_it": _("Aturan masih memakai kantor ini. Ubah aturannya dulu."),
    "invisible_signs": _("Ada tanda yang tidak terlihat. Ketik ulang kolom ini."),
    "changed_meanwhile": _("Orang lain baru saja mengubahnya. Isian Anda masih ada; bandingkan lalu simpan lagi."),
    "number": _("Nomor tidak dikenal. Tulis dengan kode negara, seperti +6221…, atau nomor pendek."),
    "expires": _("Tanggal ini sudah lewat."),
    "login": _("Tulis nama masuk tanpa spasi."),
    "login_taken": _("Nama masuk itu sudah dipakai."),
    "no_such_office": _("Kantor itu tidak ada."),
    "no_such_officer": _("Petugas itu tidak ada."),
    "no_such_number": _("Nomor itu sudah tidak ada."),
    "not_yourself": _("Anda tidak bisa menutup jalan masuk Anda sendiri."),
    "substitute": _("Pengganti harus petugas aktif lain dari lembaga yang sama."),
    "ends_before": _("Akhir harus sesudah awal."),
    "telegram": _("Tulis angkanya saja, seperti 123456789."),
    "capacity": _("Tulis angka dari 1 sampai 50."),
    "answer_key": _("Pakai huruf kecil, angka, dan garis bawah saja."),
    "not_said": _("Ada kata yang tidak kita pakai kepada orang. Ganti."),
    "rule_does_not_hold": _("Aturan ini tidak bisa dijalankan. Periksa kantor dan nama aturannya."),
    "name_taken": _("Nama itu sudah dipakai aturan lain."),
    "desk": _("Pilih kantor atau jenis kantor yang ada."),
    "places": _("Tempat tidak dikenal. Tulis kode negara, atau nama provinsi atau kabupaten."),
    "too_long_500": _("Terlalu panjang. Paling banyak 500 huruf."),
    "nobody_chosen": _("Pilih untuk siapa: tempat, layanan, atau bahasa."),
    "not_neutral": _("Kata-kata ini memberi tahu orang yang melihat layarnya. Tulis yang netral."),
    "not_yet": _("Waktu ini belum sampai."),
    "too_long": _("Terlalu panjang. Paling banyak 300 huruf."),
    "days": _("Tulis jumlah hari, dari 180 sampai 10950."),
}

DAYS: Final = ("sen", "sel", "rab", "kam", "jum", "sab", "min")
"""Monday first, as people here shorten them; the English ones are understood, too."""

KEEP_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    **SHIPPED_WORDS,
    "thing": {
        "office": _("Kantor"),
        "officer": _("Petugas"),
        "answer": _("Jawaban siap pakai"),
        "rules": _("Aturan"),
        "retention": _("Masa simpan"),
    },
    "period": {"no_ticket": _("Percakapan tanpa tiket")},
    "stays": {
        "held": _("ditahan penanggung jawab"),
        "complaint": _("ada keluhan tentang kita yang masih berjalan"),
        "wish": _("orangnya sedang meminta penghapusan sendiri"),
        "search": _("masih dibandingkan di ruang cari keluarga"),
        "linked": _("terkait dengan tiket yang masih terbuka"),
        "ministry": _("perkara kementerian belum selesai"),
    },
    "purpose": {"reply": _("Balasan biasa"), "event": _("Untuk bencana atau keramaian")},
    "office_kind": {
        "centre": _("Pusat"),
        "bp3mi": _("Kantor daerah (BP3MI)"),
        "headquarters": _("Markas"),
        "mission": _("Perwakilan di luar negeri"),
        "partner": _("Mitra"),
        "safeguarding": _("Penerima keluhan tentang kita"),
    },
    "training": {
        "sexual_violence": _("Kekerasan seksual"),
        "suicide": _("Ingin mengakhiri hidup"),
        "children": _("Anak"),
        "trafficking": _("Perdagangan orang"),
        "family_links": _("Cari keluarga"),
        "safeguarding": _("Keluhan tentang kita"),
    },
    "obstacle": {
        "goes there": _("cocok, ke sini"),
        "no office of that kind covers this place, or nobody there is linked": _(
            "tidak ada kantor seperti itu untuk tempat ini, atau belum ada petugas di sana"
        ),
        "nobody there is linked": _("belum ada petugas di sana"),
        "the complaint is about it": _("keluhannya tentang kantor ini"),
        "the contact's choice of readers leaves it out": _("orangnya tidak memilih kantor ini sebagai pembaca"),
    },
    "employer": {"": _("tidak diketahui"), "household": _("rumah tangga"), "company": _("perusahaan")},
    "readers": {
        "": _("belum ditanya"),
        "palang_merah": _("hanya Palang Merah"),
        "kp2mi_and_missions": _("KP2MI dan perwakilan"),
        "kp2mi": _("hanya KP2MI"),
        "anyone": _("semua yang bisa membantu"),
    },
}
