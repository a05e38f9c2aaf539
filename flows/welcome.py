"""The first words to somebody who has not said yet what they need."""

from flows.script import Answer, Ask, Scene, Stop, _, flow

MENU = Ask(
    _("Apa yang bisa kami bantu? Pilih angka, tulis, atau kirim suara."),
    (
        Answer(_("Butuh bantuan segera"), then="emergency.heard", also=("tolong", "bantuan segera", "segera")),
        Answer(
            _("Masalah kerja, ingin pulang"), then="complaint.heard", also=("masalah kerja", "ingin pulang", "kerja")
        ),
        Answer(_("Cari atau kabari keluarga"), then="family.heard", also=("keluarga", "cari keluarga")),
        Answer(_("Ingin ditemani bicara"), then="listen.heard", also=("ingin bicara", "bicara", "curhat")),
        Answer(_("Tanya info"), then="info.heard", also=("info", "informasi", "tanya")),
        Answer(_("Dijawab orang langsung"), then="person.wanted", also=("orang", "seseorang", "orang langsung")),
    ),
)

welcome = flow(
    "welcome",
    Scene(
        "hello",
        (
            _(
                "Halo, ini Kentongan. Layanan gratis untuk pekerja di luar negeri dan keluarganya. "
                "Yang menjawab pertama adalah mesin."
            ),
            _("Kami tidak pernah minta uang, kode, kata sandi, atau foto badan."),
            # "Pihak berwajib" says the police without the word that SAFETY R3 keeps from lock screens.
            _(
                "Kami bukan pihak berwajib, bukan imigrasi, bukan agen, dan bukan PT. "
                "Tanpa surat lengkap pun kami bantu."
            ),
            _('Bahasa Indonesia · English: tulis "bahasa" atau "language".'),
        ),
        then=MENU,
    ),
    Scene("menu", then=MENU),
    Scene("stopped", (_("Baik, kami berhenti. Tulis lagi kapan saja."),), then=Stop()),
    Scene("rested", (_('Tulis "menu" untuk pilihan lain.'),), then=Stop()),
    moves={"person": "person.wanted", "delete": "detour.delete", "real": "detour.real", "about_us": "about_us.heard"},
)
