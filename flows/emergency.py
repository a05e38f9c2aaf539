"""A person in danger: one question whether it is safe to write, then the picture that an officer needs."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from flows.opening import SAFE_WORDS, can_you_write, opening
from flows.script import Answer, Ask, Go, Guess, Listen, Numbers, OnChannel, Scene, SceneLine, State, Ticket, _, flow
from flows.words import Device, Service, Urgency, Writing

# What we show back may lead to a conversation of its own.
OWN_PATHS: Mapping[str, str] = MappingProxyType(
    {
        "sexual_violence": "assault.begin",
        "about_to_be_moved": "moved.when",
        "ransom": "captive.begin",
        "scam_compound": "captive.begin",
        "arrest": "arrest.begin",
        "pregnancy": "pregnant.begin",
        "child": "child.known",
    }
)
NOT_THAT = _("Bukan itu")
WHAT_WE_HEARD = _("Mana yang terjadi? Boleh tulis beberapa angka.")
WHERE_ARE_YOU = _("Anda di mana? Tulis negara dan kota, atau kirim lokasi. Kalau tidak tahu, tulis yang terlihat.")
WHAT_HAPPENED = _("Apa yang terjadi? Tulis atau kirim suara, pendek saja.")
WHAT_AND_WHO_IS_HURT = _("Lalu apa yang terjadi? Ada yang terluka, atau ada anak? Tulis juga berapa orang.")
WHOSE_PHONE = _("Siapa yang bisa membuka HP ini?")
HOW_WHEN_AND_WORDS = _(
    "Lewat apa, jam berapa, dan dengan sapaan apa kami boleh menghubungi Anda? "
    'Contoh: "di sini, malam, bilang dari adik".'
)
"""How, when and with which words to reach somebody, in one question."""
PHONE_AND_REACH = _("Siapa yang bisa membuka HP ini? Boleh tambah cara, jam, dan sapaan yang aman.")
"""The same two in one, where so much was asked before that no question is left."""

PHONES = (
    Answer(
        _("Hanya saya"),
        then="done",
        value="Milik saya",
        device=Device.OWN,
        also=("milik saya", "hp saya", "punya saya", "saya sendiri", "sendiri", "saya"),
    ),
    Answer(_("Pinjam"), then="done", device=Device.BORROWED, also=("hp pinjam", "minjam")),
    Answer(_("Dipakai bersama"), then="done", device=Device.SHARED, also=("bersama", "bareng")),
    Answer(
        _("Diperiksa orang"),
        then="exit",
        value="Ada yang mengawasi",
        device=Device.WATCHED,
        also=("ada yang mengawasi", "diawasi", "diperiksa"),
    ),
)


CAN_DELETE, CANNOT_DELETE = ("telegram", "simulator"), ("whatsapp", "terminal")
QUICK_EXIT: tuple[SceneLine, ...] = (
    _('Kalau ada yang datang, tulis "tutup cepat". Kami langsung diam.'),
    OnChannel(CAN_DELETE, _("Pesan kami yang belum 48 jam kami hapus. Pesan Anda sendiri tidak bisa.")),
    OnChannel(CANNOT_DELETE, _("Di WhatsApp kami tidak bisa menghapus pesan. Anda bisa menghapusnya sendiri.")),
    OnChannel(CANNOT_DELETE, _("Tekan lama obrolan ini. Pilih hapus. Pilih hapus sekali lagi.")),
)
"""How to be silent at once, and what that deletes on which channel (SAFETY R7)."""


def exit_taught(then: str = "done") -> Scene:
    """Somebody looks into the telephone: the quick exit is taught before anything more is said."""
    back = _('Untuk kembali, tulis "boleh balas" atau kata rahasia.')
    return Scene("exit", (*QUICK_EXIT, back), then=Go(then), signed="quick_exit")


MAY_WRITE_AND_PROFILE = _('Anda boleh menulis lagi kapan saja. Supaya aman dihubungi, tulis "profil aman".')


def reach() -> Scene:
    """How, when and with which words somebody may be reached: for the officer, and no leave to write first (R4)."""
    return Scene("how_to_reach", then=Listen(HOW_WHEN_AND_WORDS, "reach", then="done", skip=_("Lewati")))


def ending() -> tuple[Scene, ...]:
    """How the telling ends: whose telephone, how to reach, and the truth of how far it is."""
    phones = tuple(replace(answer, then="how_to_reach") if answer.then == "done" else answer for answer in PHONES)
    return (
        Scene("phone", then=Ask(WHOSE_PHONE, phones, field="device", other="how_to_reach")),
        exit_taught("how_to_reach"),
        reach(),
        done(closing=MAY_WRITE_AND_PROFILE),
    )


def done(then: str = "consent.ask", closing: str = "") -> Scene:
    """All that an officer needs was asked; what is written from here on is kept with the ticket."""
    return Scene(
        "done",
        (
            _("Terima kasih. Semua sudah kami simpan."),
            State(),
            closing or _("Anda boleh menulis lagi kapan saja. Anda yang memutuskan."),
        ),
        then=Go(then),
    )


def where(then: str, name: str = "where_now") -> Scene:
    """Where the person is; not asked twice."""
    return Scene(name, then=Listen(WHERE_ARE_YOU, "where", then=then, wants="place", once=True))


emergency = flow(
    "emergency",
    *opening("where", Ticket(Service.EMERGENCY, Urgency.CRITICAL), signed="danger"),
    Scene(
        "gentle",
        (_("Terima kasih sudah menulis."),),
        opens=Ticket(Service.EMERGENCY, Urgency.HIGH),
        then=Ask(
            _("Apakah Anda aman sekarang?"),
            (
                Answer(_("Tidak aman"), then="heard", yes=False, urgency=Urgency.CRITICAL, also=("tidak", "bahaya")),
                Answer(_("Aman"), then="told", also=SAFE_WORDS),
                Answer(_("Jangan balas"), then="quiet", writing=Writing.QUIET),
            ),
            field="safe_now",
            other="kept",
        ),
        signed="danger",
    ),
    Scene("told", then=Listen(_("Baik. Ceritakan sedikit, pendek saja. Suara juga boleh."), "what", then="kept")),
    Scene("kept", (_("Terima kasih. Sudah kami simpan."),), then=can_you_write("where")),
    Scene(
        "voice",
        (_("Suara Anda sudah masuk. Boleh kirim suara lagi kapan saja."),),
        opens=Ticket(Service.EMERGENCY, Urgency.HIGH, "voice"),
        then=can_you_write("where"),
    ),
    Scene("safe_again", (_("Terima kasih."), State()), then=Go("where_now")),
    Scene("where", (State(), Numbers()), then=Go("where_now")),
    # Whoever told already, and that it is their own matter, is not asked anew what happened.
    Scene("where_told", (Numbers(),), then=Listen(WHERE_ARE_YOU, "where", then="hurt", wants="place", once=True)),
    where("guess"),
    Scene(
        "guess",
        (Numbers(),),
        then=Guess(WHAT_WE_HEARD, "confirmed", "hurt", "what", "what_and_hurt", NOT_THAT, OWN_PATHS),
    ),
    Scene("what", then=Listen(WHAT_HAPPENED, "what", then="hurt")),
    # One question more was asked before this, so that two are one, and six suffice.
    Scene("what_and_hurt", then=Listen(WHAT_AND_WHO_IS_HURT, "what", then="phone")),
    Scene(
        "hurt",
        (Numbers(),),
        then=Ask(
            _('Ada yang terluka, atau ada anak? Boleh beberapa angka, atau tulis: "dua orang".'),
            (
                Answer(_("Saya terluka"), then="phone", urgency=Urgency.CRITICAL, also=("saya", "saya sakit", "aku")),
                Answer(_("Orang lain terluka"), then="phone", urgency=Urgency.CRITICAL, also=("orang lain", "teman")),
                Answer(_("Ada anak"), then="phone", urgency=Urgency.CRITICAL, also=("anak", "bayi")),
                Answer(
                    _("Saya belum 18 tahun"), then="child.adult", urgency=Urgency.CRITICAL, also=("saya masih anak",)
                ),
                Answer(_("Tidak ada"), then="phone", yes=False, also=("tidak", "aman semua")),
            ),
            field="hurt",
            other="phone",
            several=True,
        ),
    ),
    *ending(),
    service=Service.EMERGENCY,
    moves={"child": "hurt", "confirm": "hurt", "reach": "phone"},
)
