"""Somebody wants a person, or sends a file before any word; and complaints about ourselves (SAFETY R26)."""

from flows.script import Answer, Ask, Go, Listen, Scene, State, Stop, Ticket, _, flow
from flows.words import Service, Urgency, Writing

person = flow(
    "person",
    Scene("wanted", (State(),), opens=Ticket(Service.INFORMATION, Urgency.HIGH, "person"), then=Go("about")),
    Scene(
        "file",
        (_("Sudah kami simpan."),),
        opens=Ticket(Service.INFORMATION, Urgency.NORMAL, "file"),
        then=Go("about"),
    ),
    Scene("about", then=Listen(_("Tentang apa? Tulis atau kirim suara, pendek saja."), "what", then="done")),
    Scene(
        "done",
        (_("Terima kasih. Kalau sudah dibaca, jawabannya masuk di sini."), _("Bantuan kami selalu gratis.")),
        then=Stop(),
    ),
    service=Service.INFORMATION,
)

about_us = flow(
    "about_us",
    Scene(
        "heard",
        (_("Terima kasih sudah bilang. Yang membaca bukan orang yang Anda keluhkan."),),
        opens=Ticket(Service.SAFEGUARDING, Urgency.HIGH),
        then=Listen(_("Apa yang terjadi? Tulis atau kirim suara. Nama Anda tidak perlu."), "what", then="about_whom"),
    ),
    Scene(
        "about_whom",
        then=Listen(_("Tentang siapa atau kantor mana?"), "about_whom", then="answer", skip=_("Lewati")),
    ),
    Scene(
        "answer",
        then=Ask(
            _("Boleh kami menjawab Anda di sini?"),
            (
                Answer(_("Boleh"), then="done", yes=True),
                Answer(_("Jangan balas"), then="quiet", yes=False, writing=Writing.QUIET),
            ),
            field="may_answer",
            other="done",
        ),
    ),
    Scene("quiet", writing=Writing.QUIET, then=Stop()),
    Scene("done", (_("Terima kasih. Sudah kami simpan. Bantuan kami selalu gratis."),), then=Stop()),
    service=Service.SAFEGUARDING,
)
