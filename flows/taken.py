"""Something was taken, or somebody hurt themself: the number, where, somebody near, and staying (SAFETY R14, R18)."""

from flows.script import Answer, Ask, Go, Listen, Numbers, Scene, State, Stay, Ticket, _, flow
from flows.words import Service, Urgency

ALONE_NOW = _("Apakah Anda sendirian sekarang?")
# Each is said once, at most one a minute. What keeps alive comes first; nothing is asked about what was taken.
UNTIL_HELP_COMES = (
    _("Tetap menulis. Satu kata pun cukup."),
    _("Buka pintu, kalau bisa."),
    _("Kalau sulit menulis, kirim suara saja."),
    _("Tunjukkan pesan ini kepada orang terdekat."),
    _("Pesan Anda masuk. Boleh terus menulis."),
    _("Apakah sudah ada orang di dekat Anda?"),
    _("Terima kasih masih menulis."),
    _("Kalau ada yang berubah, tulis di sini."),
    _("Ini bukan salah Anda."),
    _("Semua pesan Anda masuk."),
)


def taken(name: str, opens: Ticket) -> tuple[Scene, ...]:
    """The ambulance at once, then where and with whom: no word first about whether writing is safe, and no story."""
    return (
        Scene(
            name,
            (Numbers(first="ambulance", life=True), _("Minta orang terdekat membantu sekarang.")),
            opens=opens,
            then=Listen(
                _("Anda di mana sekarang? Tulis negara dan kotanya."),
                "where",
                then="taken_near",
                wants="place",
                once=True,
            ),
            signed="suicide",
        ),
        Scene(
            "taken_near",
            (Numbers(first="ambulance", life=True, unknown=False),),
            then=Ask(
                ALONE_NOW,
                (
                    Answer(_("Sendirian"), then="taken_alone", also=("ya", "iya", "sendiri", "tidak ada")),
                    Answer(_("Tidak sendirian"), then="taken_with", also=("tidak", "ada teman", "ada", "teman")),
                ),
                field="alone",
                other="taken_stay",
            ),
            signed="suicide",
        ),
        Scene(
            "taken_with", (_("Minta dia menemani Anda dan memanggil ambulans."),), Go("taken_stay"), signed="suicide"
        ),
        Scene("taken_alone", (_("Buka pintu dan minta tolong, kalau bisa."),), Go("taken_stay"), signed="suicide"),
        Scene(
            "taken_stay", (State(), _("Tetap menulis di sini.")), then=Stay(UNTIL_HELP_COMES, "what"), signed="suicide"
        ),
    )


poison = flow(
    "taken",
    *taken("heard", Ticket(Service.EMERGENCY, Urgency.CRITICAL)),
    service=Service.EMERGENCY,
)
