"""Cards for a disaster, each with its source and the source's date; what has no source is left out."""

from dataclasses import dataclass

from flows.script import _


@dataclass(frozen=True, slots=True)
class Card:
    """A card for a disaster: its steps, one a message, with where they come from and as of when."""

    name: str
    label: str
    steps: tuple[str, ...]
    source: str
    dated: str


CARDS = (
    Card(
        "bag",
        _("Tas siaga"),
        (
            _("Air 3 liter sehari untuk tiap orang, cukup 3 hari."),
            _("Makanan, senter, radio, uang logam, obat, baju hangat."),
            _("Salinan paspor dan nomor penting dalam bahasa Anda."),
        ),
        "Kyoto City International Foundation",
        "2024",
    ),
    Card(
        "quake",
        _("Gempa"),
        (
            _("Saat bergetar, berlindung di bawah meja. Lindungi kepala."),
            _("Jauhi kaca dan barang yang bisa jatuh."),
            _("Getaran berhenti? Matikan kompor, keluar lewat tangga, jangan naik lift."),
            _("Di luar, cari tempat lapang. Jauhi tiang, pohon, dan gedung."),
            _("Di tepi laut, ikuti peringatan tsunami. Pergi ke tempat tinggi."),
        ),
        "BNPB, Buku Siaga Bencana 2019; KBRI Tokyo, lewat MerahPutih 30 Juli 2025",
        "2025-07-30",
    ),
    Card(
        "flood",
        _("Banjir"),
        (
            _("Ada peringatan banjir? Pergi ke tempat yang lebih tinggi."),
            _("Jangan berjalan, berenang, atau naik kendaraan lewat air banjir."),
            _("Air deras setinggi 15 sentimeter sudah bisa menjatuhkan orang."),
            _("Matikan listrik dan air kalau diminta oleh yang berwenang."),
            _("Pulang setelah dinyatakan aman. Jauhi kabel yang putus."),
        ),
        "Palang Merah Amerika, lewat KFSM 22 Mei 2019 dan Palang Merah Tennessee Mei 2018",
        "2019-05-22",
    ),
    Card(
        "typhoon",
        _("Topan"),
        (
            _("Sebelum topan, ikuti peringatan cuaca. Cari tahu tempat berlindung."),
            _("Siapkan air, makanan, senter, dan obat. Masukkan barang dari luar."),
            _("Saat topan, di dalam rumah saja. Jauhi jendela dan pintu kaca."),
            _("Tiba-tiba reda? Topan mungkin belum lewat. Jangan keluar dulu."),
            _("Diminta mengungsi? Berangkat saat itu juga."),
            _("Sesudahnya, jauhi kabel putus dan bangunan rusak."),
        ),
        "Federasi Palang Merah dan Bulan Sabit Merah Internasional, halaman topan; Saipan Tribune",
        "2026-11-28",
    ),
    Card(
        "fire",
        _("Kebakaran"),
        (
            _("Keluar lewat tangga darurat. Jangan naik lift."),
            _("Banyak asap? Merangkak. Udara bersih ada di dekat lantai."),
            _("Tutup hidung dan mulut dengan kain basah."),
            _("Periksa pintu dengan punggung tangan. Panas? Cari jalan lain."),
            _("Baju terbakar? Berguling di lantai sampai padam."),
            _("Terjebak? Tutup celah pintu, lalu beri tanda dari jendela."),
        ),
        "BNPB dan BPBD DKI Jakarta, lewat Suara Social; BPBD Kota Tangerang, lewat Liputan6 16 Januari 2025",
        "2025-01-16",
    ),
    Card(
        "war",
        _("Perang"),
        (
            _("Siapkan tas: surat penting, uang, makanan, dan minuman."),
            _("Ada sirene atau ledakan? Masuk gedung kokoh atau ruang bawah tanah."),
            _("Di dalam, pilih lantai terendah. Duduk jauh dari jendela."),
            _("Di luar dan tidak ada gedung? Tiarap dan lindungi kepala."),
            _("Kabari KBRI atau KJRI di mana Anda berada."),
            _("Ikuti kabar resmi. Jauhi kerumunan."),
        ),
        "KBRI Teheran, lewat FIN 15 April 2024 dan Bisnis 14 April 2024; pemerintah Jepang, lewat Tribunnews "
        "5 Agustus 2017; Kedutaan Amerika Serikat di Kyiv, lewat VOI 24 Februari 2022",
        "2024-04-15",
    ),
    Card(
        "unexploded",
        _("Ranjau dan sisa bom"),
        (
            _("Ada benda aneh di tanah? Jangan disentuh, jangan didekati."),
            _("Ada pagar atau tanda bahaya? Jangan masuk."),
            _("Ada satu ranjau? Di dekatnya biasanya ada lagi."),
            _("Pakai jalan yang sering dipakai orang. Laporkan kepada yang berwenang."),
        ),
        "Federasi Palang Merah dan Bulan Sabit Merah Internasional, ifrcstaysafe.org; landminealert.org",
        "2026-11-29",
    ),
)
"""Each step is a message of its own."""
