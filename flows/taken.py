"""Something was taken, or somebody hurt themself: the number, where, somebody near, and staying (SAFETY R14, R18)."""

from flows.script import Answer, Ask, Go, Listen, Numbers, Scene, State, Stay, Ticket, _, flow
from flows.words import Service, Urgency

CRITICAL = Ticket(Service.EMERGENCY, Urgency.CRITICAL)

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


NOT_ME = (
    *("orang lain", "bukan saya", "ini teman saya", "teman saya", "keluarga saya", "adik saya", "kakak saya"),
    *("saya hanya melihat", "saya cuma lihat", "saya lihat", "saya yang lihat"),
)
"""How somebody says that another person took it."""
UNTIL_HELP_COMES_TO_THEM = (
    _("Tetap menulis. Satu kata pun cukup."),
    _("Pintunya boleh dibuka, supaya orang bisa masuk."),
    _("Kalau sulit menulis, kirim suara saja."),
    _("Pesan Anda masuk. Boleh terus menulis."),
    _("Apakah sudah ada orang di dekat dia?"),
    _("Terima kasih sudah menolong dia."),
    _("Kalau ada yang berubah, tulis di sini."),
    _("Semua pesan Anda masuk."),
)
"""The same for whoever writes of somebody else who took it: they may be beside them or in another country."""


def taken(name: str, opens: Ticket, *somebody_else: Answer) -> tuple[Scene, ...]:
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
                named=_("Anda di {place}, ya? Kalau bukan, tulis negara dan kotanya."),
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
                    *somebody_else,
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
    *taken(
        "heard",
        CRITICAL,
        Answer(_("Ini orang lain"), then="taken_other.late", value="other", also=NOT_ME, field="concerned"),
    ),
    service=Service.EMERGENCY,
)


def near_them() -> Ask:
    """Is anybody near the one who took it; it may be the one who writes."""
    return Ask(
        _("Siapa yang ada di dekat dia sekarang?"),
        (
            Answer(_("Saya"), then="beside", also=("saya sendiri", "aku", "saya di sini", "kami")),
            Answer(
                _("Orang lain"), then="others_near", also=("ada orang", "temannya", "keluarganya", "ada", "majikan")
            ),
            Answer(_("Tidak ada"), then="nobody_near", also=("tidak", "tidak ada orang", "dia sendirian", "sendirian")),
            Answer(_("Belum tahu"), then="nobody_near", also=("tidak tahu",)),
        ),
        field="alone",
        other="stay",
    )


WHERE_ARE_THEY = Listen(
    _("Dia di mana sekarang? Tulis negara dan kotanya."), "where", then="near", wants="place", once=True
)

poison_of_another = flow(
    "taken_other",
    Scene(
        "heard",
        (Numbers(first="ambulance", life=True, elsewhere=True), _("Minta orang terdekat menolong dia sekarang.")),
        opens=Ticket(Service.EMERGENCY, Urgency.CRITICAL, "other"),
        then=WHERE_ARE_THEY,
        signed="suicide",
    ),
    # Where it is was told already, in answer to the question before.
    Scene(
        "late",
        (_("Terima kasih sudah bilang."), _("Minta orang terdekat menolong dia sekarang.")),
        then=Go("near"),
        signed="suicide",
    ),
    Scene(
        "near",
        (Numbers(first="ambulance", life=True, elsewhere=True, unknown=False),),
        then=near_them(),
        signed="suicide",
    ),
    Scene("beside", (_("Panggil ambulans sekarang. Temani dia, kalau Anda aman."),), then=Go("stay"), signed="suicide"),
    Scene("others_near", (_("Minta mereka memanggil ambulans dan menemani dia."),), then=Go("stay"), signed="suicide"),
    Scene(
        "nobody_near",
        (_("Hubungi siapa pun yang dekat dengan dia. Minta orang itu datang sekarang."),),
        then=Go("stay"),
        signed="suicide",
    ),
    Scene(
        "stay",
        (State(), _("Tetap menulis di sini.")),
        then=Stay(UNTIL_HELP_COMES_TO_THEM, "what"),
        signed="suicide",
    ),
    service=Service.EMERGENCY,
)
