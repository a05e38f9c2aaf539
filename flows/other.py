"""Somebody writes for somebody else: a relative, a friend, somebody who helps, somebody who saw it (SAFETY R16)."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.emergency import PHONE_AND_REACH, PHONES, done, exit_taught
from flows.opening import ARRIVED, can_you_write, opening
from flows.script import Answer, Ask, Go, Listen, Numbers, Scene, State, Ticket, _, flow
from flows.words import Service, Urgency

SKIP = _("Lewati")
YES, NO, UNSURE = _("Ya"), _("Tidak"), _("Belum tahu")
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
        _("Apa yang terjadi padanya? Tulis juga kapan terakhir ada kabar."),
        _("Apakah dia tahu Anda menulis ke sini?"),
    ),
    Role(
        "friend",
        _("Teman"),
        ("kawan", "teman saya"),
        _("Teman Anda ada di mana? Tulis negara, kota, dan tempat di dekatnya."),
        _("Apa yang terjadi pada teman Anda? Tulis atau kirim suara, pendek saja."),
        _("Apakah teman Anda tahu Anda menulis ke sini?"),
    ),
    Role(
        "helped",
        _("Orang yang saya bantu"),
        ("saya bantu",),
        _("Orang itu di negara dan kota mana? Tulis juga nama lembaga Anda."),
        _("Apa yang sudah Anda ketahui? Tulis juga yang sudah dilakukan."),
        _("Apakah orang itu setuju Anda menulis untuknya?"),
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
        _("Apa yang Anda lihat atau dengar? Tulis juga kapan."),
        _("Apakah orang itu tahu Anda menulis ke sini?"),
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
        yield Scene(f"days_{name}", (Numbers("ambulance", elsewhere=True),), then=days(name), signed="sexual_violence")
        yield Scene(f"medicine_{name}", MEDICINE, then=Go(f"knows_{name}"), signed="medical")
    yield Scene(f"knows_{name}", then=knows(role))


def knows(role: Role) -> Ask:
    """Does the person concerned know, or agree? A missing agreement never delays danger."""
    return Ask(
        role.knows,
        (
            Answer(YES, then="reach", yes=True, value="yes", also=("tahu", "setuju")),
            Answer(NO, then="reach", yes=False, value="no", also=("belum tahu", "belum")),
            Answer(_("Tidak bisa ditanya"), then="reach", value="cannot_ask", also=("tidak bisa",)),
        ),
        field="knows",
        other="reach",
    )


def days(name: str) -> Ask:
    """R19's three questions in one, so that the picture takes no more than six: fresh, hurt, not away yet?"""
    medicine = f"medicine_{name}"
    return Ask(
        _("Mana yang benar sekarang? Boleh tulis beberapa angka."),
        (
            Answer(_("Terjadi dalam 5 hari ini"), medicine, value=YES, yes=True, field="within_days"),
            Answer(_("Tidak satu pun"), f"knows_{name}", yes=False, field="within_days", value=NO),
            Answer(UNSURE, medicine, also=("tidak tahu", "lupa", "lewati"), field="within_days"),
            Answer(_("Terluka atau berdarah"), medicine, urgency=Urgency.CRITICAL, also=("terluka", "berdarah")),
            Answer(_("Masih dekat orang itu"), medicine, value="Belum", urgency=Urgency.CRITICAL, field="away"),
        ),
        field="hurt",
        other=medicine,
        several=True,
    )


MEDICINE = (
    _("Di beberapa negara, rumah sakit bisa memberi tahu polisi. Petugas bisa membantu mencari cara yang aman."),
    _("Obat pencegah penyakit diminum secepatnya, sebelum 3 hari sejak kejadian."),
    _("Obat pencegah kehamilan diminum secepatnya, sebelum 5 hari sejak kejadian."),
)


def reach() -> Scene:
    """Whose telephone it is, and how to reach the one who writes."""
    return Scene("reach", (NO_WORD_TO_THEM,), then=Ask(PHONE_AND_REACH, PHONES, field="reach", other="done"))


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
    reach(),
    exit_taught(),
    Scene(
        "done",
        (
            _("Terima kasih. Semua sudah kami simpan."),
            State(),
            _('Anda boleh menambah kapan saja. Untuk orang lain lagi, tulis "orang lain".'),
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
        then=Ask(_("Siapa orang itu bagi Anda?"), roles("where"), field="concerned", other="where_helped"),
    ),
    service=Service.EMERGENCY,
    moves={"where": "where_relative", "what": "what_relative", "knows": "knows_relative"},
)

other_assault = flow(
    "other_assault",
    *opening("who", Ticket(Service.EMERGENCY, Urgency.CRITICAL, "sexual_violence"), signed="sexual_violence"),
    Scene(
        "who",
        (
            _("Terima kasih sudah memberi tahu. Orang yang dipaksa tidak pernah salah."),
            _("Tidak perlu menceritakan kejadiannya di sini."),
            State(),
        ),
        then=who("where", "assault.begin"),
        signed="sexual_violence",
    ),
    *(scene for role in ROLES for scene in told_by(role, story=False)),
    reach(),
    exit_taught(),
    done("consent.woman", _("Anda boleh menulis lagi kapan saja. Dia yang memutuskan.")),
    service=Service.EMERGENCY,
)
