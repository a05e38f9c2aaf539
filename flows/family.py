"""Family links: Saya Mencari, Saya Selamat, kabar keluarga. Nothing is matched or released here (SAFETY R27)."""

from flows.emergency import WHO_OPENS, exit_taught, phones
from flows.opening import SECRET_WORD, THANKS_FOR_WRITING, opening
from flows.script import Answer, Ask, Go, Listen, Prove, Scene, Shown, State, Stop, Ticket, _, flow
from flows.words import Service, Urgency

SKIP = _("Lewati")
YES, NO = _("Ya"), _("Tidak")
NOTHING_TO_SHOW = _("Tidak ada yang bisa kami tampilkan di sini. Tulis petugas bila perlu.")

family = flow(
    "family",
    *opening("which", None, THANKS_FOR_WRITING),
    Scene(
        "which",
        then=Ask(
            _("Apa yang Anda butuhkan?"),
            (
                Answer(_("Saya Mencari seseorang"), then="seek.heard", also=("saya mencari", "mencari", "cari")),
                Answer(
                    _("Kabari: Saya Selamat"),
                    then="safe.heard",
                    also=(
                        "saya selamat",
                        "selamat",
                    ),
                ),
                Answer(
                    _("Kirim kabar ke keluarga"),
                    then="news.heard",
                    also=("kabar keluarga", "kirim kabar", "kirim kabar keluarga"),
                ),
                Answer(
                    _("Permintaan yang dulu"),
                    then="request",
                    also=("tanya permintaan saya", "permintaan saya", "tanya"),
                ),
            ),
            other="seek.heard",
        ),
    ),
    Scene(
        "request",
        then=Ask(
            _("Apa yang ingin Anda lakukan?"),
            (
                Answer(
                    _("Sudah sampai mana?"),
                    then="state",
                    also=("kabarnya", "bagaimana", "bagaimana kabarnya", "sampai mana"),
                ),
                Answer(_("Menambah keterangan"), then="add", also=("tambah", "menambah")),
                Answer(_("Memperbaiki"), then="add", also=("perbaiki", "salah")),
                Answer(_("Membatalkan"), then="withdraw", also=("batal", "tarik")),
            ),
            other="add",
        ),
    ),
    Scene(
        "state",
        then=Prove(SECRET_WORD, "state", then="state_shown", otherwise="nothing", skip=SKIP),
    ),
    Scene("state_shown", (Shown("request"),), then=Stop()),
    Scene("nothing", (NOTHING_TO_SHOW,), then=Stop()),
    Scene(
        "withdraw",
        (_("Permintaan ini sudah kami catat. Ini perlu waktu."),),
        then=Stop(),
        guarded="withdraw",
    ),
    Scene("add", then=Listen(_("Tulis keterangannya di sini. Suara juga boleh."), "more", then="added")),
    Scene("added", (_("Terima kasih. Semua sudah kami terima."),), then=Stop()),
    service=Service.FAMILY_LINKS,
)


def about(name: str, question: str, then: str, wants: str = "text", *lines: str, field: str = "") -> Scene:
    """One question about the person who is looked for; each may be passed over."""
    return Scene(name, lines, Listen(question, field or name, then=then, skip=SKIP, wants=wants))


def of_writer(name: str, question: str, then: str, wants: str = "text") -> Scene:
    """One question about the one who looks for them, asked once however many people are looked for."""
    return Scene(name, then=Listen(question, name, then=then, skip=SKIP, wants=wants, once=True))


SOUGHT = Ticket(Service.FAMILY_LINKS, Urgency.NORMAL, "seek")

seek = flow(
    "seek",
    *opening("begin", SOUGHT, THANKS_FOR_WRITING),
    Scene(
        "begin",
        (
            _("Kami bantu mencari lewat jaringan Palang Merah. Ini gratis."),
            _("Jawab yang Anda tahu saja. Berhenti kapan pun boleh, jawaban Anda tersimpan."),
        ),
        then=Go("relation"),
    ),
    Scene(
        "relation",
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
    Scene("another", (_("Baik. Kami buat catatan baru untuk orang ini."),), Go("relation"), opens=SOUGHT, another=True),
    about("name", _("Siapa nama lengkapnya?"), "nickname", "name"),
    about("nickname", _("Nama panggilannya?"), "other_names", "name"),
    about("other_names", _("Pernah memakai nama lain, misalnya di paspor?"), "father", "name"),
    about(
        "father",
        _("Siapa nama ayahnya?"),
        "mother",
        "name",
        _("Banyak orang bernama sama. Nama orang tua sangat membantu."),
    ),
    about("mother", _("Siapa nama ibunya?"), "sex", "name"),
    Scene(
        "sex",
        then=Ask(
            _("Laki-laki atau perempuan?"),
            (
                Answer(_("Laki-laki"), then="birth", value="male", also=("pria", "cowok")),
                Answer(_("Perempuan"), then="birth", value="female", also=("wanita", "cewek")),
                Answer(SKIP, then="birth"),
            ),
            field="sex",
            other="birth",
        ),
    ),
    about("birth", _("Lahir tahun berapa, atau umurnya berapa?"), "home", "date"),
    about("home", _("Dari desa, kecamatan, dan kabupaten mana? Pakai nama daerah waktu dia berangkat."), "last_place"),
    about("last_place", _("Terakhir di negara dan kota mana?"), "last_employer", "place"),
    about("last_employer", _("Siapa majikannya, atau di mana kerjanya?"), "last_agency", field="employer"),
    about("last_agency", _("Lewat agen atau PT apa?"), "number_part", field="agency"),
    about("number_part", _("Ingat nomor HP atau paspornya? Sebagian angka juga membantu."), "last_contact"),
    about("last_contact", _("Kapan terakhir ada kabar?"), "what"),
    about("what", _("Setahu Anda, apa yang terjadi?"), "photo"),
    about("photo", _("Ada foto wajahnya? Boleh dikirim sekarang."), "enquirer", "photo"),
    of_writer("enquirer", _("Sekarang tentang Anda. Siapa nama Anda?"), "enquirer_contact", "name"),
    of_writer("enquirer_contact", _("Lewat apa aman menghubungi Anda? Boleh tambah jamnya."), "second_way"),
    of_writer("second_way", _("Kalau itu tidak bisa, siapa yang bisa kami hubungi?"), "phone"),
    Scene(
        "phone",
        then=Ask(
            WHO_OPENS,
            (*phones("share", "exit"), Answer(SKIP, then="share")),
            field="device",
            other="share",
            once=True,
        ),
    ),
    exit_taught("share"),
    Scene(
        "share",
        then=Ask(
            _("Bolehkah nama yang dicari dikirim ke Palang Merah negara lain?"),
            (Answer(YES, then="share_ministry", yes=True), Answer(NO, then="share_ministry", yes=False)),
            consent="share_red_cross",
            other="share_ministry",
        ),
        signed="consent",
    ),
    Scene(
        "share_ministry",
        then=Ask(
            _("Bolehkah KP2MI dan KBRI atau KJRI ikut membaca?"),
            (Answer(YES, then="others", yes=True), Answer(NO, then="others", yes=False)),
            consent="share_ministry",
            other="others",
        ),
        signed="consent",
    ),
    Scene(
        "others",
        then=Ask(
            _("Ada orang lain yang juga dicari?"),
            (Answer(YES, then="another", yes=True, also=("ada",)), Answer(NO, then="done", yes=False)),
            other="done",
        ),
    ),
    Scene(
        "done",
        (
            _("Permintaan Anda sudah diterima."),
            _("Kami belum tahu apakah orangnya bisa ditemukan. Mencari bisa lama."),
            _("Yang dicari boleh memilih kabar apa yang disampaikan. Anda boleh menambah keterangan kapan saja."),
        ),
        then=Go("consent.ask"),
    ),
    service=Service.FAMILY_LINKS,
    moves={"parents": "father", "sex_age": "sex"},
)

safe = flow(
    "safe",
    Scene(
        "heard",
        then=Listen(
            _("Syukurlah. Siapa yang selamat? Tulis nama, dan nama orang tua atau desanya."),
            "name",
            then="kept",
            wants="name",
        ),
    ),
    Scene(
        "kept",
        (_("Sudah tercatat. Belum ada yang kami beri tahu."),),
        opens=Ticket(Service.FAMILY_LINKS, Urgency.NORMAL, "safe"),
        then=Ask(
            _("Bagaimana keadaannya? Boleh tulis beberapa angka."),
            (
                Answer(_("Saya sehat"), then="whom", also=("sehat", "baik")),
                Answer(_("Saya di tempat aman"), then="whom", also=("tempat aman",)),
                Answer(_("Nanti saya kabari"), then="whom", also=("nanti", "nanti saya menghubungi")),
                Answer(_("Saya butuh bantuan"), then="emergency.heard", also=("butuh bantuan", "bantuan")),
                Answer(_("Ini tentang orang lain"), then="by_other", also=("orang lain", "saya mencatat orang lain")),
            ),
            field="message",
            other="whom",
            several=True,
        ),
    ),
    Scene(
        "by_other",
        (_("Terima kasih. Kami tidak menyampaikan apa pun tanpa izin orangnya sendiri."),),
        then=Listen(
            _("Siapa nama Anda sendiri? Tulis juga di mana Anda bertemu dia."), "made_by", then="done", skip=SKIP
        ),
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
    Scene("done", (_("Terima kasih. Semua sudah kami terima. Tulis lagi kapan saja."),), then=Stop()),
    service=Service.FAMILY_LINKS,
)

news = flow(
    "news",
    *opening("to_whom", Ticket(Service.FAMILY_LINKS, Urgency.NORMAL, "news"), THANKS_FOR_WRITING),
    Scene(
        "to_whom",
        (_("Petugas Palang Merah membaca kabar ini dulu sebelum dikirim."),),
        then=Listen(_("Untuk siapa? Tulis nama lengkapnya."), "name", then="parents", wants="name"),
    ),
    Scene("parents", then=Listen(_("Siapa nama ayah dan ibunya?"), "parents", "address", skip=SKIP, wants="name")),
    Scene(
        "address", then=Listen(_("Di mana alamatnya? Tulis selengkap yang Anda ingat."), "home", "letter", skip=SKIP)
    ),
    Scene(
        "letter",
        (_("Kabar keluarga saja, kira-kira setengah halaman."),),
        then=Listen(_("Kabar apa yang ingin Anda sampaikan?"), "letter", then="enquirer", most=1000),
    ),
    Scene(
        "enquirer",
        then=Listen(_("Siapa nama Anda? Tulis juga hubungan Anda dengannya."), "enquirer", then="answer", wants="name"),
    ),
    Scene(
        "answer",
        then=Ask(
            _("Mau menerima balasannya di sini?"),
            (
                Answer(YES, then="done", yes=True),
                Answer(NO, then="done", yes=False),
            ),
            field="wants_answer",
            other="done",
        ),
    ),
    Scene("done", (_("Terima kasih. Semua sudah kami terima."), State()), then=Go("consent.ask")),
    service=Service.FAMILY_LINKS,
)
