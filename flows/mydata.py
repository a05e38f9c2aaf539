"""Myself and my data, the safe-contact profile, and the safety plan (SAFETY R1, R4 to R7, R10)."""

from flows.emergency import QUICK_EXIT, WHO_OPENS, exit_taught, phones
from flows.opening import BAIK, SECRET_WORD, THANKS_FOR_WRITING, opening
from flows.script import (
    RETURN,
    Answer,
    Ask,
    Go,
    HandOver,
    HoursSaid,
    Listen,
    Prove,
    Scene,
    Shown,
    State,
    Stop,
    _,
    flow,
)
from flows.words import Service

SKIP = _("Lewati")
YES, NO = _("Ya"), _("Tidak")
NOTHING_TO_SHOW = _("Tidak ada yang bisa kami tampilkan di sini. Tulis petugas bila perlu.")
WHICH_CITY = _("Di negara itu ada beberapa waktu. Anda di kota atau provinsi mana?")


def prove(act: str, then: str, otherwise: str = "nothing") -> Prove:
    """The question before a guarded act; it is asked of everybody, so that it tells nothing."""
    return Prove(SECRET_WORD, act, then=then, otherwise=otherwise, skip=SKIP)


mydata = flow(
    "mydata",
    *opening("which", None, BAIK),
    Scene(
        "which",
        then=Ask(
            _("Apa yang Anda inginkan?"),
            (
                Answer(_("Melihat data saya"), then="look", also=("lihat", "melihat", "lihat data", "lihat data saya")),
                Answer(
                    _("Sampai mana pesan saya"),
                    then="code",
                    also=("sampai mana", "sudah sampai mana", "status", "laporan saya", "sampai mana laporan saya"),
                ),
                Answer(_("Memperbaiki data"), then="correct", also=("perbaiki", "memperbaiki", "betulkan")),
                Answer(_("Batalkan persetujuan"), then="withdraw", also=("tarik izin", "menarik izin", "batal setuju")),
                Answer(_("Hapus semua data"), then="detour.delete", also=("hapus", "hapus data")),
                Answer(_("Ganti nomor"), then="again.code", also=("nomor baru",)),
            ),
            other="correct",
        ),
    ),
    Scene("nothing", (NOTHING_TO_SHOW,), then=Stop()),
    Scene("look", then=prove("copy", then="copy")),
    Scene("copy", (Shown("copy"),), then=Stop()),
    Scene("code", then=Listen(_("Tulis nomor pesan yang pernah kami beri."), "code", then="state")),
    Scene("state", then=prove("state", then="state_shown")),
    Scene("state_shown", (Shown("state"),), then=Stop()),
    Scene("withdraw", then=prove("withdraw", then="withdrawn", otherwise="withdraw_noted")),
    Scene("withdrawn", (_("Baik. Izin Anda sudah dicabut."),), then=Stop()),
    Scene("withdraw_noted", (_("Permintaan ini sudah kami catat. Ini perlu waktu."),), then=Stop()),
    Scene("correct", then=Listen(_("Apa yang salah, dan apa yang benar?"), "correction", then="corrected")),
    Scene("corrected", (_("Terima kasih. Semua sudah kami terima."),), then=Stop(), guarded="correct"),
    service=Service.INFORMATION,
    moves={"another_address": "again.code", "joined": "again.joined", "end": "again.end"},
)

again = flow(
    "again",
    *opening("code", None, BAIK),
    Scene(
        "code",
        then=Listen(_("Tulis nomor pesan yang dulu. Kalau lupa, pilih Lewati."), "joining", then="old", skip=SKIP),
    ),
    Scene(
        "old",
        then=Listen(
            _("Tulis kata rahasia yang dulu. Kalau lupa, pilih Lewati."), "", "joined", skip=SKIP, profiles="old_phrase"
        ),
    ),
    Scene("joined", (NOTHING_TO_SHOW,), then=HandOver(Service.INFORMATION, "another_address", then="end")),
    Scene("end", (_("Pesan Anda sudah masuk."),), then=Stop(), guarded="join"),
    service=Service.INFORMATION,
)

profile = flow(
    "profile",
    *opening("who", None, BAIK),
    Scene(
        "who",
        then=Prove(SECRET_WORD, "profile", then="may_write", otherwise="not_shown", skip=SKIP, first=True),
    ),
    Scene("not_shown", (NOTHING_TO_SHOW,), then=Stop()),
    Scene(
        "may_write",
        then=Ask(
            _("Bolehkah kami mengirim pesan duluan?"),
            (Answer(YES, then="seven_days", yes=True), Answer(NO, then="country", yes=False)),
            field="may_write_first",
            other="country",
            profiles="may_write",
        ),
    ),
    Scene("seven_days", (_("Izin ini berlaku 7 hari, lalu kami tanya lagi."),), then=Go("greeting")),
    Scene(
        "greeting",
        then=Listen(
            _('Dengan kata apa kami menyapa? Contoh: "Halo, apa kabar?"'),
            "greeting",
            "country",
            skip=SKIP,
            profiles="greeting",
        ),
    ),
    Scene(
        "country",
        then=Listen(_("Anda di negara mana sekarang?"), "where", then="when", skip=SKIP, wants="place", once=True),
    ),
    Scene(
        "when",
        then=Listen(
            _("Hari apa dan jam berapa aman menulis? Contoh: jam 8 sampai 10 malam."),
            "safe_hours",
            then="hours",
            wants="hours",
        ),
    ),
    Scene(
        "hours",
        (HoursSaid(),),
        then=Ask(
            _("Betul?"),
            (
                Answer(_("Betul"), then="city", yes=True, also=("ya", "benar")),
                Answer(_("Ganti jamnya"), then="when", yes=False, also=("bukan",)),
            ),
            other="when",
        ),
    ),
    Scene("city", then=Listen(WHICH_CITY, "safe_city", then="phone", skip=SKIP, wants="clock")),
    Scene(
        "phone",
        (_("Di luar jam itu kami hanya menjawab pesan Anda sendiri."),),
        then=Ask(
            WHO_OPENS,
            phones("check_phrase", "check_phrase"),
            field="device",
            other="check_phrase",
        ),
    ),
    Scene(
        "check_phrase",
        (_("Kata rahasia membuktikan bahwa itu Anda. Buat sendiri, bukan sandi HP atau bank."),),
        then=Listen(
            _("Tulis kata rahasia Anda, lalu hapus pesan itu. Boleh dilewati."),
            "",
            "second_word",
            skip=SKIP,
            profiles="phrase",
        ),
    ),
    Scene(
        "second_word",
        then=Listen(
            _("Pilih kata kedua, kalau nanti Anda dipaksa menulis. Lalu hapus pesan itu. Boleh dilewati."),
            "",
            then="exit",
            skip=SKIP,
            profiles="forced",
        ),
    ),
    Scene(
        "exit",
        (
            *QUICK_EXIT,
            _('Untuk kembali, tulis kata rahasia. Kalau lupa, tulis "orang".'),
        ),
        then=Go("kept"),
        signed="quick_exit",
    ),
    Scene("kept", (_("Terima kasih. Semua sudah kami terima."),), then=Stop()),
    service=Service.INFORMATION,
    moves={"words": "greeting"},
)

hours = flow(
    "hours",
    Scene(
        "anew",
        (_("Anda sudah pindah negara, ya?"),),
        then=Listen(
            _("Jam berapa aman menulis di tempat Anda? Contoh: jam 8 sampai 10 malam."),
            "safe_hours",
            then="understood",
            skip=_("Jam yang sama"),
            wants="hours",
        ),
    ),
    Scene("understood", (HoursSaid(), _("Terima kasih. Semua sudah kami terima.")), then=Go("city")),
    Scene("city", then=Listen(WHICH_CITY, "safe_city", then="back", skip=SKIP, wants="clock")),
    Scene("back", then=Go(RETURN)),
    Scene(
        "renew",
        (_("Izin kami mengirim pesan duluan sudah habis."),),
        then=Ask(
            _("Masih boleh kami mengirim pesan duluan?"),
            (Answer(YES, then="renewed", yes=True), Answer(NO, then="ended", yes=False)),
            other="ended",
            profiles="may_write",
        ),
    ),
    Scene("renewed", (_("Baik. Izin ini berlaku 7 hari."),), then=Go(RETURN)),
    Scene("ended", (_("Baik. Kami tidak mengirim pesan duluan."),), then=Go(RETURN)),
    detour=True,
)

plan = flow(
    "plan",
    *opening("what", None, THANKS_FOR_WRITING),
    Scene(
        "what",
        (
            _("Rencana aman disiapkan pelan-pelan. Anda yang memutuskan."),
            _("Isinya: kata isyarat, salinan surat, uang, charger, dan orang tepercaya."),
        ),
        then=Go("exit"),
        signed="danger",
    ),
    exit_taught("together"),
    Scene(
        "together",
        then=Ask(
            _("Mau menyusun bersama petugas?"),
            (Answer(YES, then="code", yes=True), Answer(NO, then="end", yes=False)),
            other="code",
        ),
    ),
    Scene(
        "code",
        (_("Kata isyarat disepakati dengan orang tepercaya, untuk minta bantuan."),),
        then=Listen(
            _('Pilih kata biasa yang tidak mencurigakan. Contoh: "sudah masak".'),
            "code_word",
            then="papers",
            skip=SKIP,
        ),
    ),
    Scene(
        "papers",
        then=Listen(
            _("Salinan surat apa yang sudah Anda punya? Jangan tulis tempat simpannya."),
            "papers",
            then="money",
            skip=SKIP,
        ),
    ),
    Scene(
        "money",
        then=Ask(
            _("Uang dan charger HP sudah siap?"),
            (
                Answer(_("Sudah"), then="call", yes=True),
                Answer(_("Belum"), then="call", yes=False),
                Answer(SKIP, then="call"),
            ),
            field="money",
            other="call",
        ),
    ),
    Scene(
        "call",
        then=Listen(_("Siapa orang tepercaya Anda? Cukup nama panggilannya."), "whom_to_call", then="hand", skip=SKIP),
    ),
    Scene("hand", then=HandOver(Service.INFORMATION, "safety_plan", then="with_us")),
    Scene("with_us", (_("Terima kasih. Semua sudah kami terima."), State()), then=Go("end")),
    Scene("end", (_("Terima kasih. Tulis lagi kapan saja."),), then=Stop()),
    service=Service.INFORMATION,
)
