"""What is shipped in English, and what the trail calls things, in an administrator's own words."""

from collections.abc import Mapping
from typing import Final


def _(text: str) -> str:
    """Marks a sentence for the translators."""
    return text


SHIPPED_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "rule": {
        "a thought of ending life": _("ingin mengakhiri hidup"),
        "sexual violence, where people are trained for it and nobody mediates": _(
            "kekerasan seksual, ke yang terlatih dan tanpa mediasi"
        ),
        "sexual violence, to be read by the ministry alone: its centre, and no directorate that mediates": _(
            "kekerasan seksual yang hanya dibaca kementerian, ke pusat dan tanpa mediasi"
        ),
        "forced into online fraud, or blackmailed with pictures": _(
            "dipaksa menipu daring, atau diperas dengan gambar"
        ),
        "illness, injury, fire, sea or disaster, and nobody who does harm": _(
            "sakit, luka, kebakaran, laut, atau bencana, tanpa pelaku"
        ),
        "wants to come home, or just did": _("ingin pulang, atau baru pulang"),
        "giving blood": _("mau donor darah"),
        "danger abroad, at the mission of that country": _("bahaya di luar negeri, ke perwakilan negara itu"),
        "employed by a household": _("pemberi kerja rumah tangga"),
        "employed by a company": _("pemberi kerja perusahaan"),
        "in Indonesia, at the regional office that covers the province": _(
            "di Indonesia, ke kantor daerah provinsi itu"
        ),
        "danger of any other kind": _("bahaya lain"),
        "a member of the family is sought, or is safe": _("mencari keluarga, atau kabar selamat"),
        "somebody to talk to": _("ingin ditemani bicara"),
        "a complaint about us, to the Red Cross's focal point": _("keluhan tentang kita, ke narahubung Palang Merah"),
        "a complaint about us, to the ministry's focal point": _("keluhan tentang kita, ke narahubung kementerian"),
        "fallback for emergency": _("kantor terakhir untuk darurat"),
        "fallback for complaint": _("kantor terakhir untuk pengaduan"),
        "fallback for family_links": _("kantor terakhir untuk cari keluarga"),
        "fallback for psychosocial": _("kantor terakhir untuk dukungan jiwa"),
        "fallback for information": _("kantor terakhir untuk informasi"),
        "fallback for safeguarding": _("kantor terakhir untuk keluhan tentang kita"),
        "default fallback": _("kantor terakhir untuk semua"),
        "any office that serves it": _("kantor mana pun yang melayaninya"),
        "a desk of the readers whom the person chose": _("kantor dari pembaca yang dipilih orangnya"),
        "focal point, because every other desk is complained about": _(
            "narahubung, karena kantor lain semuanya dikeluhkan"
        ),
    },
    "number_use": {
        "call centre, inside Indonesia": _("pusat panggilan, dari dalam negeri"),
        "call centre, from abroad": _("pusat panggilan, dari luar negeri"),
        "headquarters switchboard": _("sentral telepon markas"),
        "headquarters hotline, 24 hours in 2020": _("telepon siaga markas, 24 jam pada 2020"),
        "inside Indonesia": _("dari dalam negeri"),
        "switchboard": _("sentral telepon"),
        "hotline": _("telepon siaga"),
        "24 hours": _("24 jam"),
    },
    "kept": {
        "active": _("bekerja"),
        "agrees_to_call_ins": _("boleh dipanggil di luar giliran"),
        "away": _("tidak ada di tempat"),
        "capacity": _("paling banyak tiket"),
        "categories": _("jenis urusan"),
        "countries": _("negara"),
        "default": _("kantor terakhir untuk semua"),
        "first_look": _("hanya melihat pertama"),
        "gender": _("laki-laki atau perempuan"),
        "hours": _("jam buka"),
        "junior": _("masih baru"),
        "kind": _("jenis kantor"),
        "languages": _("bahasa"),
        "name": _("nama"),
        "no_ticket": _("Percakapan tanpa tiket"),
        "numbers": _("nomor kontak"),
        "office": _("kantor"),
        "on_call": _("siaga"),
        "order": _("urutan aturan"),
        "organisation": _("lembaga"),
        "parent": _("kantor induk"),
        "password": _("kata sandi"),
        "provinces": _("provinsi"),
        "purpose": _("untuk apa"),
        "regencies": _("kabupaten dan kota"),
        "role": _("peran"),
        "second factor": _("kode telepon"),
        "services": _("layanan"),
        "shifts": _("giliran"),
        "source": _("sumber"),
        "source_date": _("tanggal sumber"),
        "telegram": _("Telegram"),
        "title": _("judul"),
        "training": _("pelatihan"),
    },
    "kept_value": {"true": _("ya"), "false": _("tidak")},
}
