"""Short ways aside that any scene allows; each leads back to the scene that it began in."""

from flows.script import RETURN, Answer, Ask, Go, OnceSafe, Prove, Scene, _, flow

detour = flow(
    "detour",
    Scene(
        "real",
        (
            _("Yang menjawab pertama adalah mesin, lalu orang. Semuanya gratis."),
            OnceSafe(_("Kami bekerja untuk {organisations}.")),
            # "Pihak berwajib" says the police without the word that SAFETY R3 keeps from lock screens.
            _("Kami bukan pihak berwajib, bukan imigrasi, bukan agen, dan bukan PT."),
            OnceSafe(_("Kami bukan polisi.")),
            _("Kami tidak pernah minta uang, kode, kata sandi, atau foto badan."),
            _("Siapa pun yang minta itu bukan dari kami. Jangan dijawab."),
        ),
        then=Go(RETURN),
    ),
    Scene(
        "language",
        then=Ask(
            _("Bahasa apa?"),
            (
                Answer("Bahasa Indonesia", then="chosen", language="id", also=("indonesia", "indonesian", "id")),
                Answer("English", then="chosen", language="en", also=("inggris", "en", "bahasa inggris")),
            ),
            other="other_language",
        ),
    ),
    Scene(
        "other_language",
        (
            _("Kami baru bisa menjawab dalam bahasa Indonesia dan Inggris."),
            _("Anda boleh menulis dengan bahasa sendiri."),
        ),
        then=Go(RETURN),
    ),
    Scene("chosen", (_("Baik, kami memakai bahasa ini."),), then=Go(RETURN)),
    Scene(
        "voice",
        (_("Anda boleh kirim suara kapan saja."),),
        then=Go(RETURN),
    ),
    Scene(
        "delete",
        then=Prove(
            _("Tulis kata rahasia yang Anda pilih bersama kami. Kalau belum punya, pilih Lewati."),
            "delete",
            then="noted",
            otherwise="noted",
            skip=_("Lewati"),
        ),
        guarded="delete",
    ),
    Scene(
        "noted",
        (
            _("Permintaan ini sudah kami catat. Ini perlu waktu."),
            _('Sebelum selesai, Anda boleh berubah pikiran. Tulis "batal hapus".'),
        ),
        then=Go(RETURN),
    ),
    Scene("keep", (_("Baik. Tidak ada yang kami hapus."),), guarded="keep", then=Go(RETURN)),
    detour=True,
)
