"""Somebody writes for somebody else: a relative, a friend, somebody who helps, somebody who saw it (SAFETY R16)."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.emergency import done, exit_taught
from flows.opening import ARRIVED, can_you_write, opening
from flows.script import Answer, Ask, Go, Listen, Numbers, Scene, State, Ticket, _, flow
from flows.short_ways import MEDICINE, NO, YES, three_in_one
from flows.words import Device, Service, Urgency

NEVER_THEIR_FAULT = _("Terima kasih sudah memberi tahu. Orang yang dipaksa tidak pernah salah.")
NO_STORY = _("Tidak perlu menceritakan kejadiannya di sini.")
NO_WORD_TO_THEM = _("Kami tidak akan menulis kepadanya tanpa rencana yang aman.")


@dataclass(frozen=True, slots=True)
class Role:
    """Who writes for the person concerned, and the words in which we ask them."""

    name: str
    label: str
    also: tuple[str, ...]
    where: str
    what: str
    knows: str


ROLES = (
    Role(
        "relative",
        _("Keluarga saya"),
        ("keluarga", "istri", "suami", "anak"),
        _("Keluarga Anda ada di mana? Tulis negara, kota, dan tempat di dekatnya."),
        _("Apa yang terjadi padanya? Ada yang terluka, ada anak, berapa orang? Kapan terakhir ada kabar?"),
        _("Apakah dia tahu Anda menulis ke sini? Boleh beberapa angka. Tulis juga cara dan jam menghubungi Anda."),
    ),
    Role(
        "friend",
        _("Teman"),
        ("kawan", "teman saya"),
        _("Teman Anda ada di mana? Tulis negara, kota, dan tempat di dekatnya."),
        _("Apa yang terjadi pada teman Anda? Ada yang terluka, ada anak, berapa orang? Suara juga boleh."),
        _(
            "Apakah teman Anda tahu Anda menulis ke sini? Boleh beberapa angka. "
            "Tulis juga cara dan jam menghubungi Anda."
        ),
    ),
    Role(
        "helped",
        _("Orang yang saya bantu"),
        ("saya bantu",),
        _("Dia di negara dan kota mana? Boleh tambah lembaga Anda, kalau ada."),
        _("Apa yang sudah Anda ketahui? Ada yang terluka, ada anak, berapa orang? Apa yang sudah dilakukan?"),
        _(
            "Apakah yang mengalaminya setuju Anda menulis? Boleh beberapa angka. "
            "Tulis juga cara dan jam menghubungi Anda."
        ),
    ),
    Role(
        "witness",
        _("Saya hanya melihat"),
        (
            "saksi",
            "melihat",
            "saya melihat",
            "saya lihat",
            "cuma lihat",
            "cuma melihat",
            "saya cuma lihat",
            "hanya lihat",
        ),
        _("Di mana Anda melihatnya? Tulis negara, kota, dan tempat di dekatnya."),
        _("Apa yang Anda lihat atau dengar, dan kapan? Ada yang terluka, ada anak, berapa orang?"),
        _(
            "Apakah yang mengalaminya tahu Anda menulis ke sini? Boleh beberapa angka. "
            "Tulis juga cara dan jam menghubungi Anda."
        ),
    ),
)
"""A relative, a friend, somebody who helps, a witness: each in words of their own."""


def roles(then: str) -> tuple[Answer, ...]:
    """Who writes for the person concerned; `then` is where each role's questions begin."""
    return tuple(Answer(role.label, f"{then}_{role.name}", value=role.name, also=role.also) for role in ROLES)


def who(then: str, myself: str) -> Ask:
    """Who writes: the person concerned, or somebody for them."""
    me = Answer(_("Saya sendiri"), then=myself, value="self", also=("saya", "aku", "diri saya"))
    question = _("Ini tentang Anda sendiri atau orang lain?")
    return Ask(question, (me, *roles(then)), field="concerned", other=f"{then}_helped")


def told_by(role: Role, story: bool) -> Iterator[Scene]:
    """The questions to one who writes for somebody: where, what unless no story is asked, whether they know, how."""
    name = role.name
    yield Scene(
        f"where_{name}", then=Listen(role.where, "where", f"what_{name}" if story else "days_" + name, wants="place")
    )
    if story:
        yield Scene(f"what_{name}", (Numbers(elsewhere=True),), then=Listen(role.what, "what", then=f"knows_{name}"))
    else:
        yield Scene(
            f"days_{name}",
            (Numbers("ambulance", elsewhere=True),),
            then=three_in_one(f"medicine_{name}", f"knows_{name}"),
            signed="sexual_violence",
        )
        yield Scene(f"medicine_{name}", MEDICINE, then=Go(f"knows_{name}"), signed="medical")
    yield Scene(f"knows_{name}", (NO_WORD_TO_THEM,), then=knows(role))


def knows(role: Role) -> Ask:
    """Does the person concerned know, or agree; whose telephone is this, and how may the one who writes be reached?

    A missing agreement never delays danger.
    """
    return Ask(
        role.knows,
        (
            Answer(YES, then="done", yes=True, value="yes", also=("tahu", "setuju", "dia tahu")),
            Answer(NO, then="done", yes=False, value="no", also=("belum tahu", "belum", "tidak tahu")),
            Answer(_("Tidak bisa ditanya"), then="done", value="cannot_ask", also=("tidak bisa",)),
            Answer(
                _("HP ini dipakai bersama"),
                then="done",
                value="Dipakai bersama",
                device=Device.SHARED,
                also=("dipakai bersama", "pinjam", "hp pinjam"),
                field="device",
            ),
            Answer(
                _("HP ini ada yang periksa"),
                then="exit",
                value="Ada yang mengawasi",
                device=Device.WATCHED,
                also=("diperiksa orang", "hp ini diperiksa orang", "ada yang memeriksa", "diperiksa", "diawasi"),
                field="device",
            ),
        ),
        field="knows",
        other="done",
        several=True,
        words="reach",
    )


CRITICAL = Ticket(Service.EMERGENCY, Urgency.CRITICAL, "other")

other = flow(
    "other",
    *opening("who", CRITICAL, signed="danger"),
    Scene(
        "gentle",
        (ARRIVED,),
        can_you_write("who"),
        opens=Ticket(Service.EMERGENCY, Urgency.HIGH, "other"),
        signed="danger",
    ),
    Scene("who", (State(),), then=who("where", "emergency.where_told")),
    *(scene for role in ROLES for scene in told_by(role, story=True)),
    exit_taught(),
    Scene(
        "done",
        (
            _("Terima kasih. Semua sudah kami terima."),
            State(),
            _('Anda boleh menambah kapan saja. Untuk orang yang berbeda, tulis "orang baru".'),
        ),
        then=Go("consent.ask"),
    ),
    Scene(
        "another",
        (_("Baik. Kami buat catatan baru untuk orang ini."),),
        can_you_write("whose"),
        opens=CRITICAL,
        another=True,
    ),
    Scene(
        "whose",
        (State(),),
        then=Ask(_("Siapa dia bagi Anda?"), roles("where"), field="concerned", other="where_helped"),
    ),
    service=Service.EMERGENCY,
    moves={
        "where": "where_relative",
        "what": "what_relative",
        "knows": "knows_relative",
        "reach": "knows_relative",
    },
)


def late() -> Iterator[Scene]:
    """Sexual violence that is told in the midst of another person's emergency: not asked anew who and where."""
    yield Scene(
        "late",
        (ARRIVED,),
        can_you_write("late_begin"),
        opens=Ticket(Service.EMERGENCY, Urgency.CRITICAL, "sexual_violence"),
        signed="sexual_violence",
    )
    place = Listen(_("Dia di negara dan kota mana?"), "where", "late_ask", wants="place", once=True)
    yield Scene("late_begin", (NEVER_THEIR_FAULT, NO_STORY, State()), then=place, signed="sexual_violence")
    ask = three_in_one("late_medicine", "done")
    yield Scene("late_ask", (Numbers("ambulance", elsewhere=True),), then=ask, signed="sexual_violence")
    yield Scene("late_medicine", MEDICINE, then=Go("done"), signed="medical")


other_assault = flow(
    "other_assault",
    *opening("who", Ticket(Service.EMERGENCY, Urgency.CRITICAL, "sexual_violence"), signed="sexual_violence"),
    Scene(
        "who",
        (
            NEVER_THEIR_FAULT,
            NO_STORY,
            State(),
        ),
        then=who("where", "assault.late"),
        signed="sexual_violence",
    ),
    *(scene for role in ROLES for scene in told_by(role, story=False)),
    *late(),
    exit_taught(),
    done("consent.woman", _("Anda boleh menulis lagi kapan saja. Yang mengalaminya yang memutuskan.")),
    service=Service.EMERGENCY,
    moves={"reach": "knows_relative"},
)
