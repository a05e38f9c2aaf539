"""Somebody writes for somebody else: a relative, a friend, somebody who helps, somebody who saw it (SAFETY R16)."""

from flows.emergency import done
from flows.opening import opening
from flows.script import Answer, Ask, Listen, Numbers, Scene, State, Ticket, _, flow
from flows.words import Service, Urgency

other = flow(
    "other",
    *opening("who", Ticket(Service.EMERGENCY, Urgency.CRITICAL, "other"), signed="danger"),
    Scene(
        "who",
        (State(),),
        then=Ask(
            _("Ini tentang Anda sendiri atau orang lain?"),
            (
                Answer(_("Saya sendiri"), then="emergency.where_told", value="self", also=("saya", "aku", "diri saya")),
                Answer(_("Keluarga saya"), then="where", value="relative", also=("keluarga", "istri", "suami", "anak")),
                Answer(_("Teman"), then="where", value="friend", also=("kawan", "teman saya")),
                Answer(_("Orang yang saya bantu"), then="where", value="helped", also=("saya bantu",)),
                Answer(_("Saya hanya melihat"), then="where", value="witness", also=("saksi", "melihat")),
            ),
            field="concerned",
            other="where",
        ),
    ),
    Scene(
        "where",
        then=Listen(
            _("Orang itu ada di mana? Tulis negara, kota, dan tempat di dekatnya."), "where", then="what", wants="place"
        ),
    ),
    Scene(
        "what",
        (Numbers(elsewhere=True),),
        then=Listen(_("Apa yang terjadi padanya? Tulis atau kirim suara, pendek saja."), "what", then="knows"),
    ),
    Scene(
        "knows",
        then=Ask(
            _("Apakah orang itu tahu Anda menulis ke sini?"),
            (
                Answer(_("Tahu"), then="reach", yes=True, value="yes"),
                Answer(_("Belum tahu"), then="reach", yes=False, value="no", also=("tidak tahu",)),
                Answer(_("Tidak bisa ditanya"), then="reach", value="cannot_ask", also=("tidak bisa",)),
            ),
            field="knows",
            other="reach",
        ),
    ),
    Scene(
        "reach",
        (_("Kami tidak akan menulis kepadanya tanpa rencana yang aman."),),
        then=Listen(
            _("Bagaimana kami menghubungi Anda? Kalau tahu, tulis juga nomor orang itu."), "reach", then="done"
        ),
    ),
    done(),
    service=Service.EMERGENCY,
)
