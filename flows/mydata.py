"""Myself and my data, the safe-contact profile, and the safety plan (SAFETY R1, R4 to R7, R10)."""

from flows.opening import BAIK, opening
from flows.script import Answer, Ask, Go, HandOver, Listen, Scene, State, Stop, _, flow
from flows.words import Device, Service

SKIP = _("Lewati")
YES, NO = _("Ya"), _("Tidak")
NOTHING_TO_SHOW = _("Tidak ada yang bisa kami tampilkan di sini. Tulis petugas bila perlu.")

mydata = flow(
    "mydata",
    *opening("which", None, BAIK),
    Scene(
        "which",
        then=Ask(
            _("Apa yang Anda inginkan?"),
            (
                Answer(_("Melihat data saya"), then="look", also=("lihat",)),
                Answer(_("Memperbaiki data"), then="correct", also=("perbaiki",)),
                Answer(_("Menarik izin"), then="withdraw", also=("tarik izin",)),
                Answer(_("Hapus semua data"), then="detour.delete", also=("hapus",)),
                Answer(_("Ganti nomor"), then="another_address", also=("nomor baru",)),
            ),
            other="correct",
        ),
    ),
    Scene("look", (NOTHING_TO_SHOW,), then=Stop(), guarded="copy"),
    Scene("withdraw", (_("Baik. Kami periksa dulu siapa yang menulis."),), then=Stop(), guarded="withdraw"),
    Scene("correct", then=Listen(_("Apa yang salah, dan apa yang benar?"), "correction", then="corrected")),
    Scene("corrected", (_("Terima kasih. Sudah kami simpan."),), then=Stop(), guarded="correct"),
    Scene(
        "another_address",
        then=Listen(_("Tulis kode dan kata rahasia Anda. Kalau lupa, tulis lupa."), "joining", then="joined"),
    ),
    Scene("joined", (NOTHING_TO_SHOW,), then=HandOver(Service.INFORMATION, "another_address", then="end")),
    Scene("end", (_("Nanti ada orang yang membaca."),), then=Stop(), guarded="join"),
    service=Service.INFORMATION,
)

profile = flow(
    "profile",
    *opening("may_write", None, BAIK),
    Scene(
        "may_write",
        then=Ask(
            _("Bolehkah kami menulis lebih dulu kepada Anda?"),
            (Answer(YES, then="when", yes=True), Answer(NO, then="phone", yes=False)),
            field="may_write_first",
            other="when",
        ),
    ),
    Scene(
        "when",
        (_("Izin ini berlaku 7 hari, lalu kami tanya lagi."),),
        then=Listen(_("Hari apa dan jam berapa yang aman, waktu di tempat Anda?"), "safe_hours", then="words"),
    ),
    Scene(
        "words",
        then=Listen(_('Dengan kata apa kami menyapa? Contoh: "Halo, apa kabar?"'), "greeting", "phone", skip=SKIP),
    ),
    Scene(
        "phone",
        then=Ask(
            _("HP ini milik siapa?"),
            (
                Answer(_("Milik saya"), then="check_phrase", device=Device.OWN, also=("punya saya",)),
                Answer(_("Pinjam"), then="check_phrase", device=Device.BORROWED),
                Answer(_("Dipakai bersama"), then="check_phrase", device=Device.SHARED, also=("bersama",)),
                Answer(_("Ada yang mengawasi"), then="check_phrase", device=Device.WATCHED, also=("diawasi",)),
            ),
            field="device",
            other="check_phrase",
        ),
    ),
    Scene(
        "check_phrase",
        (_("Kata rahasia membuktikan bahwa itu memang Anda."),),
        then=Listen(_("Tulis satu kata rahasia. Boleh dilewati."), "check_phrase", "second_word", skip=SKIP),
    ),
    Scene(
        "second_word",
        then=Listen(
            _("Tulis kata kedua, kalau Anda dipaksa menulis. Boleh dilewati."), "forced_word", then="exit", skip=SKIP
        ),
    ),
    Scene(
        "exit",
        (
            _("Di WhatsApp kami tidak bisa menghapus pesan. Anda bisa menghapusnya sendiri."),
            _("Tekan lama obrolan ini. Pilih hapus. Pilih hapus sekali lagi."),
        ),
        then=Go("kept"),
        signed="quick_exit",
    ),
    Scene("kept", (_("Terima kasih. Sudah kami simpan."), State()), then=Stop(), guarded="profile"),
    service=Service.INFORMATION,
)

plan = flow(
    "plan",
    *opening("what", None, BAIK),
    Scene(
        "what",
        (
            _("Rencana aman disiapkan pelan-pelan. Anda yang memutuskan."),
            _("Isinya: kata sandi, salinan surat, uang, pengisi daya, dan siapa dihubungi."),
        ),
        then=Ask(
            _("Mau menyusun bersama petugas?"),
            (Answer(YES, then="code", yes=True), Answer(NO, then="end", yes=False)),
            other="code",
        ),
        signed="danger",
    ),
    Scene("code", then=Listen(_("Kata apa yang berarti Anda butuh bantuan?"), "code_word", then="papers", skip=SKIP)),
    Scene(
        "papers",
        then=Listen(_("Salinan surat apa yang Anda punya, dan di mana disimpan?"), "papers", then="money", skip=SKIP),
    ),
    Scene("money", then=Listen(_("Uang dan pengisi daya disimpan di mana?"), "money", then="call", skip=SKIP)),
    Scene("call", then=Listen(_("Siapa yang bisa dihubungi, dan lewat apa?"), "whom_to_call", then="hand", skip=SKIP)),
    Scene("hand", then=HandOver(Service.INFORMATION, "safety_plan", then="end")),
    Scene("end", (_("Terima kasih. Tulis lagi kapan saja."),), then=Stop()),
    service=Service.INFORMATION,
)
