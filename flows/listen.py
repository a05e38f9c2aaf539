"""Somebody wants to talk: psychological first aid (look, listen, link), and staying with somebody who waits (R18)."""

from flows.opening import NOT_SAFE, SAFE_WORDS, THANKS_FOR_WRITING, can_you_write, opening
from flows.script import Answer, Ask, Go, HandOver, Listen, Scene, State, Stay, Stop, Ticket, _, flow
from flows.taken import ALONE_NOW, taken
from flows.words import Service, Urgency, Writing

SKIP = _("Lewati")
YES, NO = _("Ya"), _("Tidak")
CRITICAL = Ticket(Service.PSYCHOSOCIAL, Urgency.CRITICAL, "thoughts")

# Short, warm, true. Each is said once, at most one a minute; none promises, none gives advice.
WARM = (
    _("Terima kasih sudah menulis lagi."),
    _("Anda di negara mana sekarang? Boleh tidak dijawab."),
    _("Yang Anda rasakan itu berat."),
    _("Anda boleh menulis apa saja di sini."),
    _("Tidak perlu rapi. Sedikit-sedikit saja."),
    _("Wajar kalau Anda merasa begini."),
    _("Boleh juga kirim suara."),
    _("Kalau ada orang di dekat Anda, boleh minta ditemani."),
    _("Anda tidak harus menjawab apa-apa."),
    _("Kami masih di sini."),
    _("Terima kasih sudah bertahan sampai sekarang."),
    _("Tidak ada pesan Anda yang hilang."),
    _("Tidak mudah menulis seperti ini."),
    _("Tidak ada pertanyaan yang harus dijawab."),
    _("Anda yang memutuskan apa yang diceritakan."),
    _("Terima kasih sudah percaya kepada kami."),
    _("Tarik napas pelan, kalau mau."),
)


TOMORROW = ("nanti", "telepon", "besok", "besok aja", "besok saja", "nanti aja", "nanti saja", "lain kali")
ENOUGH = ("cukup", "sudah", "sudah cukup", "makasih", "makasih ya", "terima kasih", "terima kasih ya", "trims")
"""How people say that it is enough for today: thanks are not one more story."""


def weighs(label: str, then: str, *also: str) -> Answer:
    """One thing that may weigh on somebody."""
    return Answer(label, then=then, also=also)


def heard_you(name: str, line: str, question: str = _("Mau cerita sedikit? Tulis atau kirim suara.")) -> Scene:
    """A warm line for what weighs, and room for words of their own."""
    return Scene(name, (line,), then=Listen(question, "what", "next_more", skip=SKIP))


WE_ASK = _("Terima kasih sudah menulis. Kami bertanya karena peduli.")
NO_IS_HEARD = _("Terima kasih sudah menjawab. Kalau berubah, tulis kapan saja.")
ALONE = Ask(
    ALONE_NOW,
    (
        Answer(_("Sendirian"), then="stay_alone", also=("ya", "iya", "sendiri")),
        Answer(_("Tidak sendirian"), then="stay_near", also=("tidak", "ada teman", "ada")),
    ),
    field="alone",
    other="stay",
)


def direct(after_no: str) -> Ask:
    """The one direct, kind question about ending one's life (SAFETY R18)."""
    return Ask(
        _("Apakah Anda terpikir untuk mengakhiri hidup?"),
        (
            Answer(YES, then="thoughts", yes=True, urgency=Urgency.CRITICAL),
            Answer(_("Tidak"), then=after_no, yes=False),
            Answer(_("Tidak yakin"), then="not_sure", urgency=Urgency.CRITICAL, also=("mungkin",)),
            Answer(_("Tidak mau jawab"), then="not_sure", urgency=Urgency.CRITICAL),
        ),
        field="asked_directly",
        other="thoughts",
    )


listen = flow(
    "listen",
    *opening("place", None, THANKS_FOR_WRITING),
    Scene(
        "place",
        (_("Anda boleh cerita apa saja."),),
        then=Ask(
            _("Apakah Anda aman di tempat Anda sekarang?"),
            (
                Answer(_("Aman"), then="weighs", also=SAFE_WORDS),
                Answer(_("Tidak aman"), then="emergency.heard", yes=False),
                Answer(_("Tidak yakin"), then="weighs", also=("belum tahu", "tidak tahu")),
            ),
            field="safe_now",
            other="weighs",
        ),
    ),
    # Somebody sounds worn out, and nothing else: whoever listens asks the one question, and goes on listening.
    Scene(
        "gentle",
        (THANKS_FOR_WRITING,),
        opens=Ticket(Service.PSYCHOSOCIAL, Urgency.HIGH),
        then=Ask(
            _("Apakah Anda aman sekarang?"),
            (
                Answer(_("Tidak aman"), then="emergency.not_safe", yes=False, also=NOT_SAFE),
                Answer(_("Aman"), then="gentle_kept", also=SAFE_WORDS),
                Answer(_("Jangan balas"), then="quiet", writing=Writing.QUIET),
            ),
            field="safe_now",
            other="gentle_kept",
        ),
        signed="danger",
    ),
    Scene("gentle_kept", (_("Terima kasih sudah bilang."),), then=can_you_write("weighs")),
    Scene(
        "weighs",
        then=Ask(
            _("Apa yang paling berat sekarang? Boleh pakai kata sendiri."),
            (
                weighs(_("Sendirian"), "alone", "kesepian"),
                weighs(_("Takut atau panik"), "afraid", "takut", "panik"),
                weighs(_("Lelah hidup"), "ask_directly", "capek hidup"),
                weighs(_("Berduka"), "grief", "duka", "kehilangan"),
                weighs(_("Bertengkar"), "quarrel", "berantem", "cekcok"),
                weighs(_("Tidak bisa tidur"), "sleep", "susah tidur"),
                Answer(
                    _("Pernah disakiti"),
                    "after_violence",
                    value="Setelah kekerasan",
                    also=("setelah kekerasan", "habis dipukul"),
                ),
                weighs(_("Rumah atau utang"), "home", "rumah", "utang", "hutang", "rasa bersalah"),
            ),
            field="weighs",
            other="next_more",
        ),
    ),
    heard_you("alone", _("Merasa sendirian itu berat. Terima kasih sudah bilang.")),
    heard_you("afraid", _("Takut itu wajar. Kita pelan-pelan saja.")),
    heard_you("grief", _("Kami turut berduka. Menangis boleh, diam juga boleh.")),
    heard_you("quarrel", _("Bertengkar itu melelahkan. Terima kasih sudah bilang.")),
    heard_you("home", _("Memikirkan itu terus memang melelahkan. Terima kasih sudah bilang.")),
    heard_you("sleep", _("Malam terasa panjang kalau tidak bisa tidur.")),
    heard_you(
        "after_violence",
        _("Ini bukan salah Anda. Anda tidak perlu menceritakan kejadiannya."),
        _("Apa yang terasa paling berat hari ini?"),
    ),
    Scene(
        "next",
        then=Ask(
            _("Apa yang bisa membantu Anda sekarang?"),
            (
                Answer(_("Bicara dengan orang"), then="talk_now", also=("bicara", "sekarang")),
                Answer(_("Dihubungi nanti"), then="later_when", also=TOMORROW),
                Answer(_("Latihan tenang"), then="breathe", also=("latihan", "napas")),
                Answer(_("Bantuan dekat rumah"), then="near_home", also=("dekat rumah", "cabang")),
                Answer(_("Untuk keluarga saya"), then="family", also=("keluarga", "keluarga saya")),
                Answer(_("Cukup dulu"), then="closing", also=ENOUGH),
            ),
            other="more",
        ),
    ),
    Scene("next_more", (_("Terima kasih sudah menulis."),), then=Go("next")),
    # Whoever goes on telling is not thanked in the same words each time, nor asked the same question again.
    Scene(
        "more", then=Listen(_('Boleh terus cerita. Kalau sudah, pilih "Selesai".'), "what", "next", skip=_("Selesai"))
    ),
    Scene("talk_now", then=HandOver(Service.PSYCHOSOCIAL, "asked", then="waiting")),
    Scene("waiting", (State(),), then=Stay(WARM, "what")),
    Scene(
        "later_when",
        then=Ask(
            _("Kapan, menurut jam di tempat Anda? Boleh tulis hari dan jam."),
            (
                Answer(_("Pagi, jam 8 sampai 11"), then="later_where", also=("pagi",)),
                Answer(_("Siang, jam 11 sampai 3"), then="later_where", also=("siang",)),
                Answer(_("Sore, jam 3 sampai 6"), then="later_where", also=("sore",)),
                Answer(_("Malam, jam 6 sampai 9"), then="later_where", also=("malam",)),
                Answer(_("Larut malam"), then="later_where", also=("tengah malam", "jam 10 malam", "jam 11 malam")),
            ),
            field="call_back",
            other="later_where",
        ),
    ),
    Scene(
        "later_where",
        then=Listen(_("Anda di negara dan kota mana?"), "where", "later_how", skip=SKIP, wants="place", once=True),
    ),
    Scene(
        "later_how",
        then=Listen(
            _("Lewat apa kami menghubungi Anda? Boleh tambah sapaannya."), "reach", then="later_kept", skip=SKIP
        ),
    ),
    Scene("later_kept", then=HandOver(Service.PSYCHOSOCIAL, "call_back", then="closing")),
    Scene(
        "near_home",
        (_("Masih sakit atau takut setelah pulang? Cabang Palang Merah bisa mendampingi."), _("Ini gratis.")),
        then=Listen(_("Di kabupaten mana Anda tinggal?"), "regency", then="near_home_kept"),
    ),
    Scene("near_home_kept", then=HandOver(Service.PSYCHOSOCIAL, "referral", then="closing")),
    Scene(
        "family",
        (_("Keluarga juga boleh bercerita dan didampingi. Ini gratis."),),
        then=Listen(
            _("Apa yang keluarga Anda butuhkan? Tulis juga siapa mereka."), "family", then="family_where", skip=SKIP
        ),
    ),
    Scene("family_where", then=Listen(_("Di kabupaten mana mereka tinggal?"), "regency", then="near_home_kept")),
    Scene(
        "closing",
        (_("Terima kasih sudah menulis."), State(), _("Tulis lagi kapan saja. Anda yang memutuskan.")),
        then=Stop(),
    ),
    Scene(
        "breathe",
        then=Ask(
            _("Latihan napas, satu langkah satu pesan. Mau mencoba?"),
            (
                Answer(_("Mau"), "breathe_in", yes=True),
                Answer(_("Cara lain"), "ground"),
                Answer(_("Cukup"), "next"),
            ),
            other="next",
        ),
    ),
    Scene(
        "breathe_in",
        then=Ask(
            _("Tarik napas lewat hidung, hitung sampai 4."),
            (Answer(_("Lanjut"), "breathe_out", yes=True), Answer(_("Cukup"), "next", yes=False)),
            other="next",
        ),
    ),
    Scene(
        "breathe_out",
        then=Ask(
            _("Lepaskan pelan lewat mulut, hitung sampai 6."),
            (
                Answer(_("Sekali lagi"), "breathe_in", yes=True, also=("lagi", "ulang")),
                Answer(_("Cukup"), "next", yes=False),
            ),
            other="next",
        ),
    ),
    Scene(
        "ground",
        then=Ask(
            _("Lihat sekeliling. Sebut 5 benda dalam hati."),
            (Answer(_("Lanjut"), "ground_touch", yes=True), Answer(_("Cukup"), "next", yes=False)),
            other="ground_touch",
        ),
    ),
    Scene(
        "ground_touch",
        then=Ask(
            _("Sentuh 4 benda. Rasakan halus atau kasarnya."),
            (Answer(_("Lanjut"), "ground_hear", yes=True), Answer(_("Cukup"), "next", yes=False)),
            other="ground_hear",
        ),
    ),
    Scene(
        "ground_hear",
        then=Ask(
            _("Dengarkan 3 suara, yang dekat dan yang jauh."),
            (Answer(_("Selesai"), "next", yes=True), Answer(_("Ulangi"), "ground", also=("lagi",))),
            other="next",
        ),
    ),
    Scene(
        "ask_directly",
        (WE_ASK,),
        opens=Ticket(Service.PSYCHOSOCIAL, Urgency.HIGH, "thoughts"),
        then=direct("answered_no"),
        signed="suicide",
    ),
    # A sign that is not sure, in whatever is being told: the one direct question (R18); a "no" lowers nothing.
    Scene(
        "wondering",
        (WE_ASK,),
        opens=Ticket(Service.PSYCHOSOCIAL, Urgency.HIGH, "thoughts"),
        then=direct("wondered_no"),
        signed="suicide",
    ),
    Scene(
        "thoughts",
        (_("Terima kasih sudah bilang. Kami di sini."),),
        opens=CRITICAL,
        then=ALONE,
        signed="suicide",
    ),
    Scene("not_sure", (_("Tidak apa-apa. Kami di sini."),), opens=CRITICAL, then=ALONE, signed="suicide"),
    Scene("answered_no", (NO_IS_HEARD,), then=Go("next"), signed="suicide"),
    Scene("wondered_no", (NO_IS_HEARD,), then=can_you_write("place"), signed="suicide"),
    *taken("done_already", CRITICAL),
    Scene(
        "stay_alone",
        (_("Kalau ada yang Anda percaya, minta ditemani sekarang."),),
        then=Go("stay"),
        signed="suicide",
    ),
    Scene("stay_near", (_("Kalau Anda percaya orang di dekat Anda, minta ditemani."),), then=Go("stay")),
    Scene(
        "stay",
        (State(), _("Tulis apa saja di sini. Pelan-pelan saja.")),
        then=Stay(WARM, "what"),
        signed="suicide",
    ),
    service=Service.PSYCHOSOCIAL,
    moves={"panic": "breathe", "guilt": "home"},
)
