"""Consent, after the safety steps and never before them; no answer is a no, and a no changes nothing."""

from flows.script import RETURN, Answer, Ask, Go, Scene, _, flow

A_WOMAN = ("perempuan", "wanita", "mau perempuan", "perempuan saja", "minta perempuan")

consent = flow(
    "consent",
    Scene(
        "ask",
        (_("Cerita Anda dibaca orang yang menolong. Telegram dan WhatsApp juga menyimpan salinannya di luar negeri."),),
        then=Ask(
            _('Bolehkah terus disimpan, sampai Anda menulis "hapus data saya"?'),
            (
                Answer(_("Boleh"), then="yes", yes=True, also=("setuju", "silakan")),
                Answer(_("Tidak boleh"), then="no", yes=False, also=("tidak", "jangan disimpan")),
            ),
            consent="keep",
            other="no_answer",
        ),
        signed="consent",
    ),
    Scene("no_answer", (_("Baik. Boleh dijawab nanti. Kami tetap membantu."),), then=Go(RETURN)),
    Scene("yes", (_("Terima kasih. Tulis lagi kapan saja."),), then=Go(RETURN)),
    Scene(
        "no",
        (_('Baik. Kami tetap membantu. Untuk menghapus cerita, tulis "hapus data saya".'),),
        then=Go(RETURN),
        signed="consent",
    ),
    Scene(
        "woman",
        then=Ask(
            _("Mau dijawab perempuan?"),
            (
                Answer(_("Ya, perempuan"), then="readers", yes=True, also=A_WOMAN),
                Answer(_("Siapa saja"), then="readers", yes=False, also=("bebas", "terserah")),
            ),
            field="woman",
            other="readers",
        ),
        signed="sexual_violence",
    ),
    Scene(
        "readers",
        then=Ask(
            _("Cerita Anda dibaca orang yang menolong. Dari lembaga mana yang boleh?"),
            (
                Answer(_("Hanya Palang Merah"), then="ask", value="palang_merah", also=("palang merah",)),
                Answer(
                    _("KP2MI dan KBRI atau KJRI"),
                    then="ask",
                    value="kp2mi_and_missions",
                    also=("kp2mi", "kp2mi dan perwakilan"),
                ),
                Answer(_("Semua yang bisa membantu"), then="ask", value="all", also=("semua",)),
            ),
            field="readers",
            consent="readers",
            other="ask",
        ),
        signed="consent",
    ),
    detour=True,
)
