"""The fields of a ticket, by service, with the words under which an officer sees them."""

from collections.abc import Mapping
from types import MappingProxyType

from flows.script import _
from flows.words import Service

ANY = {
    "what": _("Apa yang terjadi"),
    "said": _("Kata-kata lain"),
    "where": _("Di mana"),
    "reach": _("Cara menghubungi"),
    "forwarded": _("Pesan terusan"),
    "readers": _("Siapa yang boleh membaca"),
}

FIELDS: Mapping[Service, Mapping[str, str]] = MappingProxyType(
    {
        Service.EMERGENCY: MappingProxyType(
            {
                **ANY,
                "safe_now": _("Aman sekarang?"),
                "alone": _("Sendirian?"),
                "confirmed": _("Dibenarkan olehnya"),
                "hurt": _("Yang terluka, anak, berapa orang"),
                "concerned": _("Tentang siapa"),
                "knows": _("Apakah yang mengalaminya tahu"),
                "away": _("Sudah jauh dari pelaku"),
                "within_days": _("Dalam 5 hari terakhir"),
                "woman": _("Petugas perempuan"),
                "must_not_know": _("Siapa tidak boleh tahu"),
                "need": _("Yang dibutuhkan"),
                "age": _("Umur"),
                "trusted_adult": _("Orang dewasa yang dipercaya"),
                "watched": _("HP diperiksa orang"),
                "device": _("HP milik siapa"),
                "money": _("Uang yang diminta"),
                "when": _("Kapan berangkat"),
                "with_whom": _("Bersama siapa, naik apa"),
                "court": _("Sidang"),
                "tell_mission": _("Perwakilan diberi tahu"),
                "wish": _("Keinginan keluarga"),
                "owed": _("Gaji atau asuransi belum diterima"),
            }
        ),
        Service.COMPLAINT: MappingProxyType(
            {
                **ANY,
                "ministry_case": _("Nomor perkara di kementerian"),
                "matter": _("Pokok masalah"),
                "concerned": _("Yang mengalami"),
                "employer": _("Pemberi kerja, agen, perusahaan penempatan"),
                "wish": _("Yang diinginkan"),
                "evidence": _("Bukti"),
            }
        ),
        Service.FAMILY_LINKS: MappingProxyType(
            {
                **ANY,
                "relation": _("Hubungan"),
                "name": _("Nama lengkap"),
                "nickname": _("Nama panggilan"),
                "other_names": _("Nama lain"),
                "father": _("Nama ayah"),
                "mother": _("Nama ibu"),
                "parents": _("Nama ayah dan ibu"),
                "sex": _("Jenis kelamin"),
                "birth": _("Tahun lahir atau umur"),
                "home": _("Desa, kecamatan, kabupaten asal"),
                "last_place": _("Negara dan kota terakhir"),
                "employer": _("Majikan terakhir"),
                "agency": _("Agen atau perusahaan"),
                "number_part": _("Nomor yang diingat"),
                "last_contact": _("Kabar terakhir"),
                "photo": _("Foto"),
                "enquirer": _("Nama yang bertanya"),
                "enquirer_contact": _("Cara menghubungi yang bertanya"),
                "second_way": _("Cara kedua menghubungi"),
                "device": _("HP milik siapa"),
                "message": _("Pesan aman"),
                "made_by": _("Dicatat oleh"),
                "may_know": _("Siapa boleh tahu"),
                "more": _("Keterangan tambahan"),
                "letter": _("Isi kabar"),
                "wants_answer": _("Mau balasan"),
            }
        ),
        Service.PSYCHOSOCIAL: MappingProxyType(
            {
                **ANY,
                "safe_now": _("Aman sekarang?"),
                "weighs": _("Yang paling berat"),
                "call_back": _("Kapan dihubungi"),
                "family": _("Dukungan untuk keluarga"),
                "regency": _("Kabupaten"),
                "asked_directly": _("Ditanya langsung"),
                "alone": _("Sendirian?"),
            }
        ),
        Service.INFORMATION: MappingProxyType(
            {
                **ANY,
                "community": _("Kelompok yang ingin dilatih"),
                "programme": _("Program yang diminati"),
                "regency": _("Kabupaten"),
                "skill": _("Keahlian atau usaha"),
                "blood": _("Kebutuhan darah"),
                "correction": _("Yang diperbaiki"),
                "joining": _("Kode yang dulu"),
                "code": _("Kode"),
                "may_write_first": _("Boleh menulis lebih dulu"),
                "safe_hours": _("Jam aman"),
                "safe_city": _("Kota untuk jam aman"),
                "greeting": _("Kata sapaan"),
                "device": _("HP milik siapa"),
                "code_word": _("Kata butuh bantuan"),
                "papers": _("Salinan surat"),
                "money": _("Uang dan pengisi daya"),
                "whom_to_call": _("Siapa dihubungi"),
            }
        ),
        Service.SAFEGUARDING: MappingProxyType(
            {**ANY, "about_whom": _("Tentang siapa atau kantor mana"), "may_answer": _("Boleh dijawab?")}
        ),
    }
)
"""In the order in which the desk shows them."""
