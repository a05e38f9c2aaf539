"""What we may tell, each page with its source and the source's date; what has no source is left out.

A source is named as whoever published it; the day after it is the one on which it was published or, where that is
unknown, read. `until` ends a page that must be looked at again: rates, programmes, laws that change.
"""

from dataclasses import dataclass

from flows.script import _


@dataclass(frozen=True, slots=True)
class Page:
    """One short page: the label under which it is chosen, its lines, where the facts come from, and as of when."""

    name: str
    label: str
    lines: tuple[str, ...]
    source: str
    dated: str
    programme: bool = False
    """Somebody may say here that they want to take part: a ticket with their regency and skill."""


PAPERS = (
    Page(
        "passport_lost",
        _("Paspor hilang di luar negeri"),
        (
            _(
                "Hubungi KBRI atau KJRI dulu, sebelum ke polisi. "
                "Di beberapa negara, polisi bisa menahan orang tanpa surat."
            ),
            _("Di KBRI atau KJRI Anda bisa minta SPLP, surat jalan pulang."),
            _("Surat belum lengkap pun tetap boleh datang."),
        ),
        "Imigrasi Yogyakarta; detikNews",
        "2025",
    ),
    Page(
        "passport_withheld",
        _("Paspor dipegang majikan"),
        (
            _("Pekerja migran berhak memegang paspornya sendiri."),
            _("Itu tertulis dalam undang-undang nomor 18 tahun 2017, pasal 6."),
            _('Kalau takut, tidak perlu memintanya sendiri. Tulis "masalah kerja".'),
        ),
        "UU 18/2017 pasal 6",
        "2017",
    ),
    Page(
        "overstay",
        _("Izin tinggal habis"),
        (
            _("Belum punya surat lengkap pun, Anda boleh menghubungi KBRI, KJRI, atau KDEI."),
            _("Jangan bayar calo untuk mengurusnya."),
            _('Aturan tiap negara berbeda. Petugas bisa memeriksa. Pilih "Tanya petugas".'),
        ),
        "Direktorat Jenderal Imigrasi",
        "2024-01-16",
    ),
    Page(
        "amnesty_malaysia",
        _("Pemutihan di Malaysia"),
        (
            _("Program Repatriasi Migran 2.0 sudah berakhir pada Mei 2026."),
            _("Kami belum tahu program resmi yang baru."),
            _("Tanya KBRI atau KJRI. Jangan bayar calo."),
        ),
        "ANTARA, 18 Mei 2025",
        "2025-05-18",
    ),
)

WAGES = (
    Page(
        "wage_hong_kong",
        _("Gaji di Hong Kong"),
        (
            _("Pekerja rumah tangga: paling sedikit HK$5.100 sebulan."),
            _("Itu untuk kontrak sejak 30 September 2025."),
            _("Sejak itu mungkin sudah berubah. Tanya petugas."),
        ),
        "Lewis Silkin, 15 Oktober 2025; Enrich HK",
        "2025-10-15",
    ),
    Page(
        "wage_taiwan",
        _("Gaji di Taiwan"),
        (
            _("Perawat dan pekerja rumah tangga: paling sedikit NT$20.000 sebulan."),
            _("Itu untuk kontrak baru atau perpanjangan sejak 10 Agustus 2022."),
        ),
        "Workforce Development Agency Taiwan",
        "2022-08-10",
    ),
    Page(
        "wage_malaysia",
        _("Gaji di Malaysia"),
        (
            _("Umum: paling sedikit RM1.700 sebulan, sejak Februari 2025."),
            _("Pekerja rumah tangga tidak termasuk aturan itu."),
            _("Kesepakatan 2022 menyebut RM1.500 untuk pekerja rumah tangga Indonesia."),
        ),
        "Free Malaysia Today, 19 Oktober 2024 dan 30 April 2022",
        "2024-10-19",
    ),
    Page(
        "wage_singapore",
        _("Gaji di Singapura"),
        (
            _("Gaji harus dibayar paling lambat 7 hari setelah akhir bulan."),
            _("Majikan wajib punya catatan gaji. Tidak membayar itu melanggar hukum."),
        ),
        "Ministry of Manpower Singapore",
        "2025",
    ),
    Page(
        "wage_korea",
        _("Gaji di Korea"),
        (
            _("Sampai akhir 2026 paling sedikit 10.320 won sejam."),
            _("Mulai 1 Januari 2027 paling sedikit 10.700 won sejam."),
            _('Cara menghitung gaji sebulan berbeda-beda. Pilih "Tanya petugas".'),
        ),
        "Kementerian Ketenagakerjaan Korea, 5 Agustus 2026 (lewat salinan) dan lewat KBS World 5 Agustus 2025",
        "2026-08-05",
    ),
    Page(
        "wage_japan",
        _("Gaji di Jepang"),
        (
            _("Tiap prefektur punya upah paling rendah sendiri."),
            _("Rata-rata 1.177 yen sejam. Naiknya antara Oktober dan Desember 2026."),
            _('Petugas bisa memeriksa untuk kota Anda. Pilih "Tanya petugas".'),
        ),
        "Kementerian Kesehatan, Tenaga Kerja, dan Kesejahteraan Jepang, upah 2026 (lewat salinan)",
        "2026-09-04",
    ),
    Page(
        "rest_days",
        _("Hari libur pekerja"),
        (
            _("Hong Kong: satu hari libur setiap 7 hari, 24 jam penuh."),
            _("Majikan di sana tidak boleh memaksa kerja pada hari libur."),
            _("Singapura: satu hari libur seminggu. Sekali sebulan tidak boleh diganti uang."),
        ),
        "Labour Department Hong Kong, lewat Overseas Employment Centre; Ministry of Manpower Singapore, "
        "aturan sejak 1 Januari 2023",
        "2023-01-01",
    ),
    Page(
        "rights_gulf",
        _("Hak di negara Teluk"),
        (
            _("Emirat, Saudi, Qatar, Kuwait: pekerja rumah tangga libur satu hari seminggu."),
            _("Di Emirat dan Saudi, majikan tidak boleh menahan paspor Anda."),
            _("Di Qatar gaji pokok paling sedikit 1.000 riyal sebulan."),
        ),
        "u.ae, UU Emirat 9/2022; aturan Saudi Oktober 2023, lewat Gulf News 25 Februari 2024; UU Qatar 15/2017, lewat "
        "Human Rights Watch 26 Juni 2018; UU Qatar 17/2020 dan Kuwait 68/2015, lewat Recruitment Advisor Maret 2021",
        "2024-02-25",
    ),
    Page(
        "rights",
        _("Hak saya sebagai pekerja"),
        (
            _("Anda berhak atas upah, penjelasan kontrak, dan bantuan hukum."),
            _("Anda berhak menghubungi keluarga dan memegang surat sendiri."),
            _("Kontrak tidak boleh diubah tanpa persetujuan Anda."),
        ),
        "UU 18/2017 pasal 6 dan 18",
        "2017",
    ),
)

LAW = (
    Page(
        "legal_help",
        _("Bantuan hukum"),
        (
            _("Negara wajib mendampingi pekerja migran, juga dengan pengacara."),
            _("Untuk Anda itu gratis. Petugas bisa memulainya."),
        ),
        "UU 18/2017 pasal 21",
        "2017",
    ),
    Page(
        "shelter",
        _("Tempat tinggal aman"),
        (
            _("Petugas bisa membantu mencari tempat tinggal yang aman. Alamat tidak kami tulis di sini."),
            _('Petugas bisa menjelaskan caranya. Pilih "Tanya petugas".'),
        ),
        "KP2MI dan GIZ, 11 Maret 2025",
        "2025-03-11",
    ),
    Page(
        "trafficking",
        _("Perdagangan orang"),
        (
            _("Anda berhak dilindungi. Menurut hukum, nama Anda tidak boleh disebarkan."),
            _("Keluarga, teman, atau pendamping boleh meminta layanan untuk Anda."),
            _("Di luar negeri, KBRI atau KJRI wajib melindungi dan mengusahakan pulang."),
        ),
        "UU 21/2007 pasal 51 dan 54",
        "2007",
    ),
)

OFFER = (
    Page(
        "offer_check",
        _("Periksa tawaran kerja"),
        (
            _("Waspada kalau tawaran lewat media sosial, gaji besar tanpa syarat."),
            _("Waspada kalau berangkat tanpa kontrak, atau pakai visa wisata."),
            _("Ada dua tanda atau lebih? Tanya Disnaker atau BP3MI dulu."),
        ),
        "Kementerian Luar Negeri, lewat Medcom 3 April 2024 dan Suara 5 Agustus 2022",
        "2024-04-03",
    ),
    Page(
        "agency_check",
        _("Periksa PT atau agen"),
        (
            _("Perusahaan penempatan harus punya izin. Namanya SIP3MI."),
            _("Lowongan dan izinnya ada di siskop2mi.bp2mi.go.id."),
            _("Minta nama PT, nomor izin, negara, dan nama majikan."),
        ),
        "Voice Indonesia, 23 April 2025",
        "2025-04-23",
    ),
    Page(
        "register",
        _("Berangkat secara resmi"),
        (
            _("Sejak Januari 2026 pendaftaran lewat siskop2mi.bp2mi.go.id."),
            _("Umur paling sedikit 18 tahun. Ada kontrak, visa kerja, dan BPJS."),
            _("Dinas tenaga kerja (Disnaker) di kabupaten bisa membantu."),
        ),
        "Disnakertrans Karawang, Januari 2026",
        "2026-01-23",
    ),
    Page(
        "failed_departure",
        _("Gagal berangkat"),
        (
            _("Simpan kuitansi, nama perekrut, dan tanggalnya."),
            _('Tulis "masalah kerja" untuk mengadu. Bukti boleh menyusul.'),
        ),
        "BP2MI, data pengaduan September 2024",
        "2024-09-30",
    ),
)

COSTS = (
    Page(
        "placement_cost",
        _("Biaya penempatan"),
        (
            _("Pekerja migran tidak boleh dibebani biaya penempatan."),
            _("Sejak 2025 ada aturan biaya yang baru: Peraturan Menteri nomor 17."),
            _("Tanya petugas sebelum membayar. Minta kuitansi untuk setiap uang."),
        ),
        "UU 18/2017 pasal 30; Peraturan Menteri P2MI 17/2025, pasal.id; JPNN, 29 Oktober 2025",
        "2025-10-29",
    ),
    Page(
        "loan",
        _("Pinjaman KUR"),
        (
            _("KUR penempatan: sampai Rp100 juta, bunga 6 persen setahun."),
            _("Tanpa jaminan barang. Cicilan pertama setelah 6 bulan bekerja."),
            _("Perlu nomor KTP (NIK), terdaftar di SISKOP2MI, dan kontrak kerja."),
        ),
        "BP2MI, 17 September 2025",
        "2025-09-17",
        programme=True,
    ),
    Page(
        "training",
        _("Pelatihan dan bahasa"),
        (
            _("Pelatihan dan sertifikat termasuk tugas pemerintah daerah."),
            _("Ada juga pelatihan bahasa, misalnya bahasa Jerman."),
            _('Mau ikut? Pilih "Saya berminat".'),
        ),
        "JPNN, 29 Oktober 2025; KP2MI dan GIZ, 11 Maret 2025",
        "2025-03-11",
        programme=True,
    ),
)

HOME = (
    Page(
        "coming_home",
        _("Tiba di Indonesia"),
        (
            _("Ada ruang tunggu dan meja bantuan gratis di beberapa bandara."),
            _("Antara lain Soekarno-Hatta Terminal 3 dan Juanda Terminal 2."),
            _("Belum punya surat lengkap pun dilayani. Hati-hati calo."),
        ),
        "Banten Viva, 30 Maret 2025; KP2MI, 9 Oktober 2025",
        "2025-10-09",
    ),
    Page(
        "ferry",
        _("Pulang lewat laut"),
        (
            _("Di Dumai dan Tanjung Balai ada petugas yang menerima."),
            _("Mereka membantu data, kesehatan, dan perjalanan."),
        ),
        "BP2MI, 24 Maret dan 1 Agustus 2025",
        "2025-08-01",
    ),
    Page(
        "rehabilitation",
        _("Pemulihan setelah pulang"),
        (
            _("Anda berhak atas pendampingan, konseling, dan pemulihan."),
            _("Keluarga Anda juga boleh ikut."),
        ),
        "UU 18/2017 pasal 24; PP 59/2021 pasal 22",
        "2021",
        programme=True,
    ),
    Page(
        "business",
        _("Usaha sendiri"),
        (
            _("Ada pendampingan usaha, modal, dan akses pasar bagi yang pulang."),
            _('Mau ikut? Pilih "Saya berminat".'),
        ),
        "KP2MI, 11 Maret 2025; Peraturan 33/2025",
        "2025",
        programme=True,
    ),
    Page(
        "village",
        _("Bantuan desa dan kabupaten"),
        (
            _("Desa Migran Emas menerima pengaduan dan membantu usaha."),
            _("Di kabupaten ada dinas tenaga kerja (Disnaker)."),
        ),
        "Republika, 20 November 2025; PP 59/2021 pasal 30",
        "2025-11-20",
        programme=True,
    ),
)

FAMILY = (
    Page(
        "family_rights",
        _("Hak keluarga"),
        (
            _("Keluarga berhak tahu keadaan, masalah, dan kepulangan pekerja."),
            _("Keluarga boleh meminta salinan surat dan kontrak."),
            _("Yang bekerja tetap boleh memutuskan siapa yang dihubungi."),
        ),
        "UU 18/2017 pasal 6 ayat 3",
        "2017",
    ),
    Page(
        "children",
        _("Anak dan sekolah"),
        (
            _("Dari BPJS bisa ada beasiswa untuk anak."),
            _('Jumlahnya berbeda-beda. Petugas bisa memeriksa. Pilih "Tanya petugas".'),
        ),
        "Radar Kaur, 30 Agustus 2023",
        "2023-08-30",
    ),
    Page(
        "insurance",
        _("BPJS pekerja migran"),
        (
            _("BPJS melindungi 21 risiko, sebelum, selama, dan setelah bekerja."),
            _("Untuk 24 bulan iurannya Rp370.000 seluruhnya."),
            _("Kalau meninggal ada santunan. Petugas bisa memeriksa jumlahnya."),
        ),
        "Permenaker 4/2023 pasal 18",
        "2023-02-22",
    ),
    Page(
        "voting",
        _("Pemilu di luar negeri"),
        (
            _("Anda memilih di tempat pemungutan suara, lewat kotak keliling, atau pos."),
            _("Panitia pemilu di KBRI atau KJRI yang mengaturnya. Periksa nama di cekdptonline.kpu.go.id."),
            _("Kami tidak memihak siapa pun."),
        ),
        "Valid News, 18 April 2023",
        "2023-04-18",
    ),
)

READY = (
    Page(
        "donor",
        _("Mau donor darah"),
        (
            _("Umur 17 sampai 60 tahun, berat paling sedikit 45 kilogram."),
            _("Bawa KTP, SIM, atau paspor. Donor itu gratis."),
            _("Paling cepat 2 bulan sekali. Petugas donor yang memutuskan."),
        ),
        "Unit Donor Darah Palang Merah, lewat Kompas 11 April 2025",
        "2025-04-11",
    ),
)
