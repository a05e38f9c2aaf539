"""A person in danger: one question whether it is safe to write, then the picture that an officer needs."""

from flows.script import Answer, Ask, Go, Listen, Numbers, Scene, State, Stop, Ticket, _, flow
from flows.words import Service, Urgency, Writing

CAN_YOU_WRITE = Ask(
    _("Bisa menulis sekarang?"),
    (
        Answer(_("Bisa"), then="where", yes=True, writing=Writing.SAFE, also=("bisa bicara", "boleh", "aman")),
        Answer(_("Jangan balas"), then="quiet", yes=False, writing=Writing.QUIET, also=("tidak bisa", "gak bisa")),
        Answer(_("Nanti"), then="later", writing=Writing.LATER, also=("nanti saja", "tunggu", "sebentar")),
    ),
)

emergency = flow(
    "emergency",
    Scene(
        "heard",
        (_("Pesan Anda sudah masuk."),),
        opens=Ticket(Service.EMERGENCY, Urgency.CRITICAL),
        then=CAN_YOU_WRITE,
    ),
    Scene(
        "gentle",
        (_("Terima kasih sudah menulis."),),
        opens=Ticket(Service.EMERGENCY, Urgency.HIGH),
        then=Ask(
            _("Apakah Anda aman sekarang?"),
            (
                Answer(_("Tidak aman"), then="heard", yes=False, urgency=Urgency.CRITICAL),
                Answer(_("Aman"), then="told", yes=True),
                Answer(_("Jangan balas"), then="quiet", writing=Writing.QUIET),
            ),
        ),
    ),
    Scene("told", then=Listen(_("Baik. Ceritakan sedikit, pendek saja. Suara juga boleh."), "what", then="kept")),
    Scene("kept", (_("Terima kasih. Sudah kami simpan, nanti ada orang yang membaca."),), then=Stop()),
    Scene(
        "voice",
        (_("Suara Anda sudah masuk. Nanti ada orang yang mendengarkan."),),
        opens=Ticket(Service.EMERGENCY, Urgency.HIGH, "voice"),
        then=CAN_YOU_WRITE,
    ),
    Scene("quiet", writing=Writing.QUIET, then=Stop()),
    Scene("later", (_("Baik. Tulis lagi kapan saja, kami ada di sini."),), then=CAN_YOU_WRITE),
    Scene("safe_again", (_("Terima kasih."), State()), then=Go("where_now")),
    Scene(
        "where",
        (State(), Numbers()),
        then=Go("where_now"),
    ),
    Scene(
        "where_now",
        then=Listen(
            _("Anda di mana? Kirim lokasi, atau tulis negara, kota, dan tempat yang mudah dikenali."),
            "where",
            then="what",
            wants="place",
        ),
    ),
    Scene(
        "what",
        (Numbers(),),
        then=Listen(_("Apa yang terjadi? Tulis atau kirim suara, pendek saja."), "what", then="hurt"),
    ),
    Scene(
        "hurt",
        then=Ask(
            _("Apakah ada yang terluka atau sakit?"),
            (
                Answer(_("Saya"), then="child", urgency=Urgency.CRITICAL, yes=True),
                Answer(_("Orang lain"), then="child", urgency=Urgency.CRITICAL),
                Answer(_("Tidak ada"), then="child", yes=False),
                Answer(_("Belum tahu"), then="child"),
            ),
            field="hurt",
        ),
    ),
    Scene(
        "child",
        then=Ask(
            _("Apakah ada anak di sana?"),
            (
                Answer(_("Ada"), then="reach", yes=True),
                Answer(_("Tidak ada"), then="reach", yes=False),
                Answer(_("Saya masih anak"), then="reach", urgency=Urgency.CRITICAL),
            ),
            field="child",
        ),
    ),
    Scene(
        "reach",
        then=Listen(
            _("Lewat apa, jam berapa, dan dengan kata apa kami aman menghubungi Anda? Ini HP siapa?"),
            "reach",
            then="done",
        ),
    ),
    Scene(
        "done",
        (
            _("Terima kasih. Semua sudah kami simpan."),
            State(),
            _("Anda boleh menulis lagi kapan saja. Anda yang memutuskan."),
        ),
        then=Stop(),
    ),
    service=Service.EMERGENCY,
)
