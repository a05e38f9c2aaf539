"""Somebody wants a person, or sends a file before any word; and complaints about ourselves (SAFETY R26)."""

from flows.opening import ARRIVED, opening
from flows.script import Answer, Ask, Go, Listen, Scene, State, Stop, Ticket, _, flow
from flows.words import Service, Urgency, Writing

person = flow(
    "person",
    Scene("wanted", (State(),), opens=Ticket(Service.INFORMATION, Urgency.HIGH, "person"), then=Go("about")),
    Scene(
        "file",
        (ARRIVED,),
        opens=Ticket(Service.INFORMATION, Urgency.NORMAL, "file"),
        then=Go("about"),
    ),
    Scene(
        "about", then=Listen(_("Tentang apa? Tulis atau kirim suara. Satu dua kata pun cukup."), "what", then="done")
    ),
    Scene(
        "done",
        (_("Terima kasih. Kalau ada jawaban, masuknya di sini."), _("Bantuan kami selalu gratis.")),
        then=Stop(),
    ),
    service=Service.INFORMATION,
)

THANKS_FOR_TELLING = _("Terima kasih sudah bilang.")

about_us = flow(
    "about_us",
    # Who reads is told only once writing is safe: on a lock screen, somebody else might take it for themselves.
    *opening("what", Ticket(Service.SAFEGUARDING, Urgency.HIGH), THANKS_FOR_TELLING),
    Scene(
        "what",
        (_("Yang membaca bukan orang yang Anda keluhkan."),),
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
    Scene("done", (_("Terima kasih. Semua sudah kami terima. Bantuan kami selalu gratis."),), then=Stop()),
    service=Service.SAFEGUARDING,
)
