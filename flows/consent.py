"""Consent, after the safety steps and never before them; no answer is a no, and a no changes nothing."""

from flows.script import RETURN, Answer, Ask, Go, Scene, _, flow

consent = flow(
    "consent",
    Scene(
        "ask",
        then=Ask(
            _(
                "Bolehkah petugas yang menolong menyimpan cerita Anda? "
                "Telegram dan WhatsApp menyimpan salinannya di luar negeri. "
                'Anda bisa berubah pikiran, tulis "hapus data saya".'
            ),
            (
                Answer(_("Boleh"), then="yes", yes=True, also=("setuju", "silakan")),
                Answer(_("Tidak boleh"), then="no", yes=False, also=("tidak", "jangan disimpan")),
            ),
            consent="keep",
            other=RETURN,
        ),
        signed="consent",
    ),
    Scene("yes", (_("Terima kasih."),), then=Go(RETURN)),
    Scene("no", (_("Baik. Kami tetap membantu seperti biasa."),), then=Go(RETURN), signed="consent"),
    detour=True,
)
