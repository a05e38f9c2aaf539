"""Consent, after the safety steps and never before them; no answer is a no, and a no changes nothing."""

from flows.emergency import CAN_DELETE, CANNOT_DELETE, HOW_WHEN_AND_WORDS
from flows.script import RETURN, Answer, Ask, Go, Listen, OnChannel, Scene, SceneLine, _, flow

A_WOMAN = ("perempuan", "wanita", "mau perempuan", "perempuan saja", "minta perempuan")
PALANG_MERAH = ("palang merah", "palang merah aja", "palang merah saja", "cuma palang merah", "hanya palang merah aja")

SKIP = _("Lewati")
COPIES: tuple[SceneLine, ...] = (
    OnChannel(CAN_DELETE, _("Telegram juga menyimpan salinannya, di negara lain.")),
    OnChannel(CANNOT_DELETE, _("WhatsApp juga menyimpan salinannya, di negara lain.")),
)
"""Each is told of its own vendor alone."""
KEEP = Ask(
    _("Bolehkah kami menyimpan cerita Anda? Anda boleh minta dihapus kapan saja."),
    (
        Answer(_("Boleh"), then="yes", yes=True, also=("setuju", "silakan")),
        Answer(_("Tidak boleh"), then="no", yes=False, also=("tidak", "jangan disimpan")),
    ),
    consent="keep",
    other="no_answer",
)
consent = flow(
    "consent",
    Scene(
        "ask",
        (_("Cerita Anda dibaca orang yang menolong."), *COPIES),
        then=KEEP,
        signed="consent",
    ),
    # Whoever just chose who may read is not told a second time that it is read.
    Scene("keep", COPIES, then=KEEP, signed="consent"),
    # Asked when all the rest has arrived, of whoever said by a button whose telephone it is.
    Scene("reach", then=Listen(HOW_WHEN_AND_WORDS, "reach", then="ask", skip=SKIP, once=True)),
    Scene("reach_first", then=Listen(HOW_WHEN_AND_WORDS, "reach", then="readers", skip=SKIP, once=True)),
    Scene("no_answer", (_("Baik. Boleh dijawab nanti. Kami tetap membantu."),), then=Go(RETURN)),
    Scene("yes", (_("Terima kasih. Tulis lagi kapan saja."),), then=Go(RETURN)),
    Scene(
        "no",
        then=Ask(
            _("Baik, kami tetap membantu. Mau ceritanya langsung dihapus?"),
            (
                Answer(_("Ya, hapus"), then="detour.delete", yes=True, also=("hapus", "hapus saja")),
                Answer(_("Nanti saja"), then="later", yes=False, also=("nanti", "belum", "jangan dulu")),
            ),
            other="later",
        ),
        signed="consent",
    ),
    Scene("later", (_('Baik. Untuk menghapus nanti, tulis "hapus data saya".'),), then=Go(RETURN)),
    Scene(
        "woman",
        then=Ask(
            _("Mau yang menjawab perempuan?"),
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
            _("Siapa yang boleh membaca cerita Anda? KP2MI itu kementerian pekerja migran."),
            (
                Answer(_("Hanya Palang Merah"), then="keep", value="palang_merah", also=PALANG_MERAH),
                Answer(
                    _("KP2MI dan KBRI atau KJRI"),
                    then="keep",
                    value="kp2mi_and_missions",
                    also=("kp2mi", "kp2mi dan perwakilan"),
                ),
                Answer(_("Semua yang bisa membantu"), then="keep", value="all", also=("semua",)),
            ),
            field="readers",
            consent="readers",
            other="keep",
        ),
        signed="consent",
    ),
    detour=True,
)
