"""A person in danger: one question whether it is safe to write, then the picture that an officer needs."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from flows.opening import ARRIVED, NOT_SAFE, SAFE_WORDS, can_you_write, opening
from flows.script import Answer, Ask, Go, Guess, Listen, Numbers, OnChannel, Scene, SceneLine, State, Ticket, _, flow
from flows.words import Device, Service, Urgency, Writing

# What we show back may lead to a conversation of its own.
OWN_PATHS: Mapping[str, str] = MappingProxyType(
    {
        "sexual_violence": "assault.late",
        "about_to_be_moved": "moved.late",
        "ransom": "captive.late",
        "scam_compound": "captive.late",
        "arrest": "arrest.late",
        "pregnancy": "pregnant.late",
        "child": "child.late",
    }
)
NOT_THAT = _("Bukan itu")
WHAT_WE_HEARD = _("Mana yang terjadi? Boleh beberapa angka. Kalau ada yang terluka, tulis juga berapa orang.")
WHERE_ARE_YOU = _("Anda di mana? Tulis negara dan kota, atau kirim lokasi. Kalau tidak tahu, tulis yang terlihat.")
ARE_YOU_THERE = _("Anda di {place}, ya? Kalau bukan, tulis negara dan kotanya. Boleh juga kirim lokasi.")
WHERE_ABOARD = _(
    "Anda di mana? Kalau di kapal, tulis namanya, bendera, pelabuhan terakhir, dan agennya. Boleh juga kirim lokasi."
)
WHAT_HAPPENED = _("Apa yang terjadi? Tulis atau kirim suara. Satu dua kata pun cukup.")
WHAT_AND_WHO_IS_HURT = _(
    "Apa yang terjadi? Satu dua kata pun cukup. Tulis juga berapa yang terluka, dan apakah ada anak."
)
HOW_WHEN_AND_WORDS = _(
    'Lewat apa, jam berapa, dan dengan sapaan apa aman menghubungi Anda? Contoh: "di sini, malam, bilang dari adik".'
)
"""How, when and with which words to reach somebody, in one question."""
PHONE_AND_REACH = _(
    "Siapa yang biasa membuka HP ini? Lewat apa, jam berapa, dan dengan sapaan apa aman menghubungi Anda?"
)
"""Whose telephone it is and how to reach somebody, in one: the picture takes no more than six messages."""

WHO_OPENS = _("Siapa yang biasa membuka HP ini?")
PHONES = (
    Answer(
        _("Hanya saya"),
        then="done",
        value="Milik saya",
        device=Device.OWN,
        also=("milik saya", "hp saya", "punya saya", "saya sendiri", "sendiri", "saya"),
    ),
    Answer(
        _("Yang punya HP juga"),
        then="done",
        value="Pinjam",
        device=Device.BORROWED,
        also=("pinjam", "hp pinjam", "minjam", "pinjaman", "yang punya"),
    ),
    Answer(_("Dipakai bersama"), then="done", device=Device.SHARED, also=("bersama", "bareng")),
    Answer(
        _("Ada yang memeriksa"),
        then="exit",
        value="Ada yang mengawasi",
        device=Device.WATCHED,
        also=("diperiksa orang", "ada yang mengawasi", "diawasi", "diperiksa"),
    ),
)


def phones(then: str, watched: str) -> tuple[Answer, ...]:
    """Who opens the telephone, in the words that every conversation uses."""
    led = {"done": then, "exit": watched}
    return tuple(replace(answer, then=led[answer.then]) for answer in PHONES)


CAN_DELETE, CANNOT_DELETE = ("telegram", "simulator"), ("whatsapp", "terminal")
QUICK_EXIT: tuple[SceneLine, ...] = (
    _('Kalau ada yang datang, tulis "tutup cepat". Kami langsung diam.'),
    OnChannel(
        CAN_DELETE,
        _("Pesan kami yang belum 48 jam kami hapus. Pesan Anda tetap terlihat. Hapus sendiri, kalau sempat."),
    ),
    OnChannel(CANNOT_DELETE, _("Di WhatsApp kami tidak bisa menghapus pesan. Anda bisa menghapusnya sendiri.")),
    OnChannel(CANNOT_DELETE, _("Kembali ke daftar obrolan. Tekan lama nama kami. Pilih gambar tempat sampah.")),
    OnChannel(CANNOT_DELETE, _("Di iPhone, geser nama kami ke kiri. Pilih Lainnya, lalu hapus.")),
)
"""How to be silent at once, and what that deletes on which channel (SAFETY R7)."""


def exit_taught(then: str = "done", name: str = "exit") -> Scene:
    """Somebody looks into the telephone: the quick exit is taught before anything more is said."""
    # The key does not lie beside the lock: "boleh balas" and the phrase stay unnamed, an officer lets "orang" back.
    back = _('Mau dijawab lagi? Tulis "orang". Ingat ini, lalu hapus pesan kami.')
    return Scene(name, (*QUICK_EXIT, back), then=Go(then), signed="quick_exit")


MAY_WRITE_AND_PROFILE = _('Anda boleh menulis lagi kapan saja. Supaya aman dihubungi, tulis "profil aman".')


def phone(name: str, then: str, watched: str) -> Scene:
    """Whose telephone it is, with how to reach somebody; an answer alone leads to `then`, own words have said both."""
    answers = phones(then, watched)
    return Scene(name, then=Ask(PHONE_AND_REACH, answers, field="device", other="done", words="reach"))


def ending() -> tuple[Scene, ...]:
    """How the telling ends: whose telephone, how to reach, and the truth of how far it is.

    Whoever pressed a button is asked how to reach them: at once where less was asked before, else when the six
    messages to the picture are over.
    """
    how = Listen(HOW_WHEN_AND_WORDS, "reach", then="done", skip=_("Lewati"), once=True)
    return (
        phone("phone", "how_to_reach", "exit"),
        exit_taught("how_to_reach"),
        Scene("how_to_reach", then=how),
        phone("phone_last", "done_but_reach", "exit_last"),
        exit_taught("done_but_reach", name="exit_last"),
        done(closing=MAY_WRITE_AND_PROFILE),
        # A button says only whose telephone it is: how to reach them is asked when all the rest has arrived.
        done("consent.reach", MAY_WRITE_AND_PROFILE, "done_but_reach"),
    )


def done(then: str = "consent.ask", closing: str = "", name: str = "done") -> Scene:
    """All that an officer needs was asked; what is written from here on is kept with the ticket."""
    return Scene(
        name,
        (
            _("Terima kasih. Semua sudah kami terima."),
            State(),
            closing or _("Anda boleh menulis lagi kapan saja. Anda yang memutuskan."),
        ),
        then=Go(then),
    )


def where(then: str, name: str = "where_now") -> Scene:
    """Where the person is; not asked twice."""
    return Scene(name, then=where_are_you(then))


def where_are_you(then: str, skip: str = "") -> Listen:
    """Where the person is: only whether it is right where they named a place before; aboard, which ship it is."""
    return Listen(WHERE_ARE_YOU, "where", then, skip, wants="place", once=True, named=ARE_YOU_THERE, ship=WHERE_ABOARD)


BESIDE = (
    Answer(_("Ada yang terluka"), then="", urgency=Urgency.CRITICAL, also=("saya terluka", "luka"), field="hurt"),
    Answer(_("Ada anak"), then="", urgency=Urgency.CRITICAL, also=("anak", "bayi"), field="hurt"),
)
"""Who is hurt, and whether a child is there: asked together with the signs that we show back."""


def shown_back(name: str, then: str, unknown: str, refused: str) -> Scene:
    """The signs that we found, to be confirmed, and in the same question who is hurt and whether a child is there."""
    guess = Guess(WHAT_WE_HEARD, "confirmed", then, unknown, refused, NOT_THAT, OWN_PATHS, BESIDE)
    return Scene(name, (Numbers(),), then=guess)


emergency = flow(
    "emergency",
    *opening("where", Ticket(Service.EMERGENCY, Urgency.CRITICAL), signed="danger", later_then="where_soon"),
    Scene(
        "gentle",
        (_("Terima kasih sudah menulis."),),
        opens=Ticket(Service.EMERGENCY, Urgency.HIGH),
        then=Ask(
            _("Apakah Anda aman sekarang?"),
            (
                Answer(_("Tidak aman"), then="not_safe", yes=False, urgency=Urgency.CRITICAL, also=NOT_SAFE),
                Answer(_("Aman"), then="kept", also=SAFE_WORDS),
                Answer(_("Jangan balas"), then="quiet", writing=Writing.QUIET),
            ),
            field="safe_now",
            other="kept",
        ),
        signed="danger",
    ),
    Scene("kept", (_("Terima kasih. Semua sudah kami terima."),), then=can_you_write("where_soon")),
    Scene(
        "not_safe",
        (ARRIVED,),
        can_you_write("where_soon"),
        opens=Ticket(Service.EMERGENCY, Urgency.CRITICAL),
        signed="danger",
    ),
    Scene(
        "voice",
        (_("Suara Anda sudah masuk. Suara atau tulisan sama saja."),),
        opens=Ticket(Service.EMERGENCY, Urgency.HIGH, "voice"),
        then=can_you_write("where", _("Bisa menulis atau kirim suara sekarang?")),
    ),
    Scene("safe_again", (_("Terima kasih."), State()), then=Go("where_now")),
    Scene("where", (State(), Numbers()), then=Go("where_now")),
    where("guess"),
    shown_back("guess", "phone", "what", "what_and_hurt"),
    Scene("what", then=Listen(WHAT_HAPPENED, "what", then="shown_back")),
    shown_back("shown_back", "phone_last", "hurt", "phone_last"),
    # One question more was asked before this, so that two are one, and six messages suffice.
    Scene("where_soon", (State(), Numbers()), then=Go("where_late")),
    where("guess_soon", "where_late"),
    shown_back("guess_soon", "phone_last", "what_and_hurt", "phone_last"),
    Scene("what_and_hurt", then=Listen(WHAT_AND_WHO_IS_HURT, "what", then="phone_last")),
    # Whoever told already, and that it is their own matter, is not asked anew what happened.
    Scene("where_told", (Numbers(),), then=where_are_you("shown_back")),
    Scene(
        "hurt",
        (Numbers(),),
        then=Ask(
            _("Ada yang terluka, atau ada anak? Boleh beberapa angka. Boleh tambah berapa orang yang terluka."),
            (
                Answer(
                    _("Saya terluka"), then="phone_last", urgency=Urgency.CRITICAL, also=("saya", "saya sakit", "aku")
                ),
                Answer(_("Orang lain terluka"), "phone_last", urgency=Urgency.CRITICAL, also=("orang lain", "teman")),
                Answer(_("Ada anak"), then="phone_last", urgency=Urgency.CRITICAL, also=("anak", "bayi")),
                Answer(
                    _("Saya belum 18 tahun"), then="child.age_told", urgency=Urgency.CRITICAL, also=("saya masih anak",)
                ),
                Answer(_("Tidak ada"), then="phone_last", yes=False, also=("tidak", "aman semua")),
            ),
            field="hurt",
            other="phone_last",
            several=True,
        ),
    ),
    *ending(),
    service=Service.EMERGENCY,
    moves={"child": "hurt", "confirm": "hurt", "reach": "phone", "told": "heard_more"},
)
