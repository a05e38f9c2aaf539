"""Family links: Saya Mencari, Saya Selamat, kabar keluarga. Nothing is matched or released here (SAFETY R27)."""

from flows.opening import BAIK, opening
from flows.script import Answer, Ask, Go, Listen, Scene, State, Stop, Ticket, _, flow
from flows.words import Service, Urgency, Writing

SKIP = _("Lewati")
YES, NO = _("Ya"), _("Tidak")
NOTHING_TO_SHOW = _("Tidak ada yang bisa kami tampilkan di sini. Tulis petugas bila perlu.")

family = flow(
    "family",
    *opening("which", None, BAIK),
    Scene(
        "which",
        then=Ask(
            _("Apa yang Anda butuhkan?"),
            (
                Answer(_("Saya Mencari"), then="seek.relation", also=("mencari", "cari")),
                Answer(_("Saya Selamat"), then="safe.heard", also=("selamat",)),
                Answer(_("Kirim kabar keluarga"), then="news.to_whom", also=("kabar keluarga", "kirim kabar")),
                Answer(_("Tanya permintaan saya"), then="request", also=("permintaan saya", "tanya")),
            ),
            other="seek.relation",
        ),
    ),
    Scene(
        "request",
        then=Ask(
            _("Apa yang ingin Anda lakukan?"),
            (
                Answer(_("Bagaimana kabarnya?"), then="state", also=("kabarnya", "bagaimana")),
                Answer(_("Menambah keterangan"), then="add", also=("tambah", "menambah")),
                Answer(_("Memperbaiki"), then="add", also=("perbaiki", "salah")),
                Answer(_("Membatalkan"), then="withdraw", also=("batal", "tarik")),
            ),
            other="add",
        ),
    ),
    Scene("state", (NOTHING_TO_SHOW,), then=Stop(), guarded="state"),
    Scene("withdraw", (NOTHING_TO_SHOW,), then=Stop(), guarded="withdraw"),
    Scene("add", then=Listen(_("Tulis keterangannya di sini. Suara juga boleh."), "more", then="added")),
    Scene("added", (_("Terima kasih. Sudah kami simpan."),), then=Stop()),
    service=Service.FAMILY_LINKS,
)

seek = flow(
    "seek",
    *opening("relation", Ticket(Service.FAMILY_LINKS, Urgency.NORMAL, "seek"), BAIK),
    Scene(
        "relation",
        (_("Kami bantu mencari lewat jaringan Palang Merah. Ini gratis."),),
        then=Ask(
            _("Siapa yang Anda cari?"),
            (
                Answer(_("Anak"), then="name"),
                Answer(_("Suami atau istri"), then="name", also=("suami", "istri")),
                Answer(_("Orang tua"), then="name", also=("ibu", "bapak", "ayah")),
                Answer(_("Saudara"), then="name", also=("kakak", "adik")),
                Answer(_("Yang lain"), then="name", also=("teman", "lain")),
            ),
            field="relation",
            other="name",
        ),
    ),
    Scene(
        "name",
        then=Listen(_("Siapa nama lengkapnya? Tambah nama panggilan dan nama lain."), "name", "parents", wants="name"),
    ),
    Scene(
        "parents",
        (_("Banyak orang bernama sama. Nama orang tua sangat membantu."),),
        then=Listen(_("Siapa nama ayah dan ibunya?"), "parents", then="sex_age", skip=SKIP, wants="name"),
    ),
    Scene("sex_age", then=Listen(_("Laki-laki atau perempuan? Lahir tahun berapa?"), "sex_age", "home", skip=SKIP)),
    Scene(
        "home",
        then=Listen(
            _("Dari desa, kecamatan, dan kabupaten mana? Pakai nama waktu itu."), "home", then="last_place", skip=SKIP
        ),
    ),
    Scene(
        "last_place",
        then=Listen(
            _("Terakhir di negara dan kota mana? Majikan atau agennya siapa?"),
            "last_place",
            then="last_contact",
            skip=SKIP,
            wants="place",
        ),
    ),
    Scene(
        "last_contact",
        then=Listen(
            _("Kapan terakhir ada kabar, dan apa yang terjadi? Ingat sebagian nomornya?"), "what", "photo", skip=SKIP
        ),
    ),
    Scene("photo", then=Listen(_("Ada foto wajahnya? Boleh dikirim sekarang."), "photo", "others", skip=SKIP)),
    Scene(
        "others",
        then=Ask(
            _("Ada orang lain yang juga dicari?"),
            (Answer(YES, then="name", yes=True, also=("ada",)), Answer(NO, then="enquirer", yes=False)),
            other="enquirer",
            field="more_people",
        ),
    ),
    Scene("enquirer", then=Listen(_("Siapa nama Anda? Lewat apa lagi kami menghubungi Anda?"), "enquirer", "share")),
    Scene(
        "share",
        then=Ask(
            _("Bolehkah nama orang itu dikirim ke Palang Merah negara lain?"),
            (Answer(YES, then="share_ministry", yes=True), Answer(NO, then="share_ministry", yes=False)),
            consent="share_red_cross",
            other="share_ministry",
        ),
        signed="consent",
    ),
    Scene(
        "share_ministry",
        then=Ask(
            _("Bolehkah KP2MI dan perwakilan Indonesia ikut membaca?"),
            (Answer(YES, then="done", yes=True), Answer(NO, then="done", yes=False)),
            consent="share_ministry",
            other="done",
        ),
        signed="consent",
    ),
    Scene(
        "done",
        (
            _("Permintaan Anda sudah diterima."),
            _("Kami belum tahu apakah orangnya bisa ditemukan. Mencari bisa lama."),
            _("Orang yang dicari memutuskan sendiri kabar apa yang disampaikan."),
        ),
        then=Go("consent.ask"),
    ),
    service=Service.FAMILY_LINKS,
)

safe = flow(
    "safe",
    Scene(
        "heard",
        then=Listen(_("Syukurlah. Tulis nama Anda, dan nama orang tua atau desa."), "name", then="kept", wants="name"),
    ),
    Scene(
        "kept",
        (_("Sudah tercatat. Belum ada yang kami beri tahu."),),
        opens=Ticket(Service.FAMILY_LINKS, Urgency.NORMAL, "safe"),
        then=Ask(
            _("Bagaimana keadaan Anda?"),
            (
                Answer(_("Saya sehat"), then="whom", also=("sehat", "baik")),
                Answer(_("Saya di tempat aman"), then="whom", also=("tempat aman",)),
                Answer(_("Nanti saya menghubungi"), then="whom", also=("nanti",)),
                Answer(_("Saya butuh bantuan"), then="emergency.heard", also=("butuh bantuan", "bantuan")),
                Answer(_("Saya mencatat orang lain"), then="by_other", also=("orang lain",)),
            ),
            field="message",
            other="whom",
        ),
    ),
    Scene(
        "by_other",
        (_("Terima kasih. Kami tidak menyampaikan apa pun tanpa orangnya sendiri."),),
        then=Listen(_("Siapa Anda, dan di mana bertemu orang itu?"), "made_by", then="done", skip=SKIP),
    ),
    Scene(
        "whom",
        then=Listen(
            _("Siapa yang boleh tahu? Tanpa jawaban, tidak ada yang kami beri tahu."), "may_know", "details", skip=SKIP
        ),
    ),
    Scene(
        "details", then=Listen(_("Mau menambah umur, alamat rumah, atau tempat sekarang?"), "more", "done", skip=SKIP)
    ),
    Scene("done", (_("Terima kasih. Semua sudah kami simpan. Tulis lagi kapan saja."),), then=Stop()),
    service=Service.FAMILY_LINKS,
)

news = flow(
    "news",
    *opening("to_whom", Ticket(Service.FAMILY_LINKS, Urgency.NORMAL, "news"), BAIK),
    Scene(
        "to_whom",
        (_("Petugas Palang Merah membaca kabar ini dulu sebelum dikirim."),),
        then=Listen(_("Untuk siapa? Tulis nama lengkap dan nama orang tuanya."), "name", then="address", wants="name"),
    ),
    Scene(
        "address", then=Listen(_("Di mana alamatnya? Tulis selengkap yang Anda ingat."), "home", "letter", skip=SKIP)
    ),
    Scene(
        "letter",
        (_("Kabar keluarga saja, paling banyak 1000 huruf."),),
        then=Listen(_("Tulis kabarnya sekarang."), "letter", then="enquirer"),
    ),
    Scene(
        "enquirer", then=Listen(_("Siapa nama Anda, dan apa hubungan Anda?"), "enquirer", then="answer", wants="name")
    ),
    Scene(
        "answer",
        then=Ask(
            _("Mau menerima balasannya di sini?"),
            (
                Answer(YES, then="done", yes=True),
                Answer(NO, then="done", yes=False),
                Answer(_("Jangan balas"), then="quiet", writing=Writing.QUIET),
            ),
            field="wants_answer",
            other="done",
        ),
    ),
    Scene("done", (_("Terima kasih. Sudah kami simpan."), State()), then=Go("consent.ask")),
    service=Service.FAMILY_LINKS,
)
