"""The first words to somebody who has not said yet what they need."""

from flows.script import Answer, Ask, Scene, State, Stop, Ticket, _, flow
from flows.words import Service, Urgency

MENU = Ask(
    _("Apa yang bisa kami bantu? Pilih angka, atau langsung tulis atau kirim suara."),
    (
        Answer(_("Butuh bantuan segera"), then="emergency.heard"),
        Answer(_("Ingin dijawab seseorang"), then="person", also=("orang",)),
    ),
)

welcome = flow(
    "welcome",
    Scene(
        "hello",
        (
            _("Halo, ini Kentongan. Yang menjawab pertama adalah mesin otomatis, dan semuanya gratis."),
            _("Kami tidak pernah minta uang, kode, kata sandi, atau foto badan."),
            _("Tanpa surat lengkap pun kami bantu."),
        ),
        then=MENU,
    ),
    Scene("menu", then=MENU),
    Scene(
        "person",
        (State(),),
        opens=Ticket(Service.INFORMATION, Urgency.HIGH, "person"),
        then=Stop(),
    ),
    Scene("stopped", (_("Baik, kami berhenti. Tulis lagi kapan saja."),), then=Stop()),
    Scene(
        "delete",
        (_("Permintaan Anda sudah kami catat. Tulis lagi kapan saja kalau berubah pikiran."),),
        guarded="delete",
        then=Stop(),
    ),
    Scene(
        "real",
        (
            _("Yang menjawab pertama adalah mesin otomatis, lalu orang. Semuanya gratis."),
            _("Kami tidak pernah minta uang, kode, kata sandi, atau foto badan."),
        ),
        then=MENU,
    ),
    Scene(
        "about_us",
        (_("Terima kasih sudah bilang. Tulis saja di sini. Yang membaca bukan orang yang Anda keluhkan."),),
        opens=Ticket(Service.SAFEGUARDING, Urgency.HIGH),
        then=Stop(),
    ),
)
