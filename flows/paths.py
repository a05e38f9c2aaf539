"""Emergencies with a path of their own: few questions, each may be passed over, no story is asked for."""

from flows import short_ways
from flows.emergency import (
    ARE_YOU_THERE,
    MAY_WRITE_AND_PROFILE,
    WHO_OPENS,
    done,
    exit_taught,
    phone,
    phones,
    where,
    where_are_you,
)
from flows.opening import SAFE_WORDS, opening
from flows.script import Answer, Ask, Go, Listen, Numbers, Scene, State, Stop, Ticket, _, flow
from flows.short_ways import (
    BLEEDING_NOW,
    DONT_SIGN,
    HEAVY_NEWS,
    MEDICINE,
    NO,
    NO_STORY,
    NOT_TOLD_TO_FAMILY,
    NOT_YOUR_FAULT,
    PAPERS_OF_THE_DEAD,
    TELL_NOT_TO_SIGN,
    UNSURE,
    YES,
)
from flows.words import Service, Urgency, Writing

SKIP = _("Lewati")
ON_THE_WAY = _("Anda boleh menulis lagi kapan saja, juga di jalan.")


def critical(category: str) -> Ticket:
    """The ticket of a path of its own."""
    return Ticket(Service.EMERGENCY, Urgency.CRITICAL, category)


def grave_end() -> Scene:
    """How the gravest tellings end: the truth of how far it is, then who may read (SAFETY R25)."""
    return done("consent.readers", MAY_WRITE_AND_PROFILE)


assault = flow(
    "assault",
    *opening("begin", critical("sexual_violence"), signed="sexual_violence"),
    Scene(
        "begin",
        (
            NOT_YOUR_FAULT,
            NO_STORY,
            State(),
        ),
        then=Go("away"),
        signed="sexual_violence",
    ),
    Scene(
        "away",
        then=Ask(
            _("Apakah Anda sudah jauh dari pelakunya?"),
            (
                Answer(_("Sudah"), then="hurt", yes=True, also=("ya", "jauh")),
                Answer(_("Belum"), then="safety_first", yes=False, urgency=Urgency.CRITICAL, also=("tidak", "dekat")),
                Answer(SKIP, then="hurt"),
            ),
            field="away",
            other="hurt",
        ),
        signed="sexual_violence",
    ),
    Scene(
        "safety_first",
        (Numbers(unknown=False), _("Berhenti menulis kapan saja, kalau perlu. Pesan Anda sudah masuk.")),
        then=Go("near_where"),
        signed="sexual_violence",
    ),
    # Whoever is still near is asked where first: the number depends on it, and her word shows that she can write.
    Scene(
        "near_where",
        then=where_are_you("near_number", SKIP),
    ),
    Scene("near_number", (Numbers(unknown=True),), then=Go("hurt"), signed="sexual_violence"),
    Scene(
        "hurt",
        then=Ask(
            _("Apakah Anda terluka atau berdarah?"),
            (
                Answer(YES, then="ambulance", yes=True, urgency=Urgency.CRITICAL),
                Answer(NO, then="days", yes=False),
                Answer(SKIP, then="days"),
            ),
            field="hurt",
            other="days",
        ),
        signed="sexual_violence",
    ),
    # The number stands at once where the country is known; else the place is asked first.
    Scene("ambulance", (Numbers(first="ambulance", unknown=False),), then=Go("where_hurt")),
    where("number", "where_hurt"),
    Scene("number", (Numbers(first="ambulance", unknown=True),), then=Go("days")),
    Scene(
        "days",
        then=Ask(
            _("Apakah itu terjadi dalam 5 hari terakhir?"),
            (
                Answer(YES, then="medicine", yes=True),
                Answer(NO, then="where_now", yes=False),
                Answer(UNSURE, then="medicine", also=("tidak tahu", "lupa")),
                Answer(SKIP, then="where_now"),
            ),
            field="within_days",
            other="medicine",
        ),
        signed="sexual_violence",
    ),
    Scene("medicine", MEDICINE, then=Go("where_now"), signed="medical"),
    *short_ways.assault_late(critical("sexual_violence")),
    where("done"),
    done("consent.woman", MAY_WRITE_AND_PROFILE),
    service=Service.EMERGENCY,
)

pregnant = flow(
    "pregnant",
    *opening("begin", critical("pregnancy"), signed="medical"),
    Scene("begin", (_("Terima kasih sudah menulis. Anda yang memutuskan mau cerita apa."), State()), then=Go("now")),
    Scene(
        "now",
        then=Ask(
            BLEEDING_NOW,
            (
                Answer(YES, then="ambulance", yes=True, urgency=Urgency.CRITICAL),
                Answer(NO, then="secret", yes=False),
                Answer(SKIP, then="secret"),
            ),
            field="hurt",
            other="secret",
        ),
        signed="medical",
    ),
    Scene(
        "ambulance", (Numbers(first="ambulance", life=True, unknown=False),), then=Go("where_hurt"), signed="medical"
    ),
    where("number", "where_hurt"),
    Scene("number", (Numbers(first="ambulance", life=True),), then=Go("secret"), signed="medical"),
    Scene(
        "secret",
        (NOT_TOLD_TO_FAMILY,),
        then=Listen(_("Siapa yang tidak boleh tahu? Boleh dilewati."), "must_not_know", then="need", skip=SKIP),
    ),
    Scene(
        "need",
        then=Ask(
            _("Apa yang paling Anda butuhkan sekarang?"),
            (
                Answer(_("Dokter atau bidan"), then="where_now", also=("dokter", "bidan")),
                Answer(_("Tempat tinggal"), then="where_now", also=("tempat",)),
                Answer(_("Pulang"), then="where_now"),
                Answer(_("Surat untuk anak"), then="where_now", also=("surat", "akta")),
                Answer(_("Ingin bicara dulu"), then="where_now", also=("bicara",)),
            ),
            field="need",
            other="where_now",
        ),
    ),
    where("done"),
    *short_ways.pregnant_late(critical("pregnancy")),
    grave_end(),
    service=Service.EMERGENCY,
)

child = flow(
    "child",
    *opening("begin", critical("child"), _("Pesanmu sudah masuk."), signed="child"),
    Scene("begin", (_("Terima kasih sudah menulis ke sini. Ini bukan salahmu."),), then=Go("safe"), signed="child"),
    Scene(
        "safe",
        then=Ask(
            _("Kamu aman sekarang?"),
            (
                Answer(_("Aman"), then="where", also=SAFE_WORDS),
                Answer(_("Tidak aman"), then="where", yes=False, urgency=Urgency.CRITICAL),
                Answer(_("Tidak tahu"), then="where", also=("belum tahu",)),
            ),
            field="safe_now",
            other="where",
        ),
        signed="child",
    ),
    Scene(
        "where",
        (Numbers(first="ambulance"),),
        then=Listen(
            _("Kamu di mana? Tulis atau kirim suara."),
            "where",
            then="what",
            wants="place",
            once=True,
            named=_("Kamu di {place}, ya? Kalau bukan, tulis di mana."),
        ),
    ),
    Scene(
        "what",
        (Numbers(first="ambulance"),),
        then=Listen(_("Apa yang terjadi? Satu dua kata pun cukup."), "what", then="adult", skip=SKIP),
        signed="child",
    ),
    # Whoever says it amid an emergency is spoken to as a child from here on, and is still asked about wounds.
    Scene(
        "age_told",
        (_("Terima kasih sudah bilang. Ini bukan salahmu."),),
        then=Listen(
            _("Kamu terluka? Siapa orang dewasa yang kamu percaya? Boleh dilewati."), "trusted_adult", "done", skip=SKIP
        ),
        signed="child",
    ),
    Scene(
        "adult",
        then=Listen(
            _("Siapa orang dewasa yang kamu percaya? Tulis juga umurmu. Boleh dilewati."),
            "trusted_adult",
            "done",
            skip=SKIP,
        ),
        signed="child",
    ),
    Scene(
        "done",
        (
            _("Terima kasih. Semua sudah kami terima."),
            State(),
            _(
                "Kami tidak langsung memberi tahu keluargamu. Kami tanya kamu dulu, kecuali nyawamu terancam. "
                "Kamu boleh menulis lagi kapan saja."
            ),
        ),
        then=Stop(),
        signed="child",
    ),
    *short_ways.child_late(critical("child")),
    service=Service.EMERGENCY,
    moves={"known": "safe", "age": "adult"},
)

captive = flow(
    "captive",
    *opening("begin", critical("captive"), signed="danger"),
    Scene(
        "begin",
        (_("Ini bukan salah Anda. Bantuan kami gratis."), State()),
        then=Go("watched"),
        signed="danger",
    ),
    Scene(
        "watched",
        then=Ask(
            WHO_OPENS,
            phones("where", "exit"),
            field="device",
            other="exit",
        ),
    ),
    exit_taught("where"),
    Scene(
        "where",
        then=Listen(
            _("Anda di mana? Tulis yang Anda tahu saja."),
            "where",
            "people",
            wants="place",
            once=True,
            named=ARE_YOU_THERE,
        ),
    ),
    Scene(
        "people",
        (Numbers(),),
        then=Listen(_("Berapa orang yang tidak boleh keluar? Tulis juga kalau ada yang sakit."), "hurt", then="money"),
    ),
    Scene(
        "money",
        then=Listen(_("Ada yang minta uang? Tulis siapa dan berapa, kalau ingat."), "money", then="done", skip=SKIP),
    ),
    *short_ways.captive_late(critical("captive")),
    grave_end(),
    service=Service.EMERGENCY,
)

moved = flow(
    "moved",
    *opening("when", critical("about_to_be_moved"), signed="danger"),
    Scene(
        "when",
        (State(),),
        then=Ask(
            _("Kapan Anda akan dibawa?"),
            (
                Answer(_("Sudah di jalan"), then="route", urgency=Urgency.CRITICAL, also=("sekarang",)),
                Answer(_("Hari ini"), then="route", urgency=Urgency.CRITICAL, also=("nanti malam",)),
                Answer(_("Besok"), then="route", urgency=Urgency.CRITICAL),
                Answer(UNSURE, then="route", also=("tidak tahu",)),
            ),
            field="when",
            other="route",
        ),
    ),
    Scene(
        "route",
        then=Listen(
            _("Dari mana dan mau dibawa ke mana? Nama bandara, pelabuhan, atau rumah."), "where", "who", wants="place"
        ),
    ),
    Scene(
        "who",
        (Numbers(),),
        then=Listen(_("Dengan siapa dan naik apa?"), "with_whom", then="phone"),
    ),
    phone("phone", "done_but_reach", "exit"),
    exit_taught("done_but_reach"),
    *short_ways.moved_late(critical("about_to_be_moved")),
    done(closing=ON_THE_WAY),
    done("consent.reach", ON_THE_WAY, "done_but_reach"),
    service=Service.EMERGENCY,
)

arrest = flow(
    "arrest",
    *opening("begin", critical("arrest"), signed="legal"),
    Scene(
        "begin",
        (DONT_SIGN, State()),
        then=Listen(_("Siapa yang ditahan? Tulis juga di mana."), "where", then="since", wants="place"),
        signed="legal",
    ),
    Scene(
        "since",
        then=Listen(
            _("Sejak kapan? Apa alasannya, kata mereka? Belum tahu juga tidak apa-apa."), "court", then="mission"
        ),
    ),
    Scene(
        "mission",
        then=Ask(
            _("Mau KBRI atau KJRI diberi tahu?"),
            (
                Answer(YES, then="phone", yes=True),
                Answer(NO, then="phone", yes=False),
                Answer(UNSURE, then="phone", also=("tidak tahu",)),
            ),
            field="tell_mission",
            other="phone",
        ),
        signed="legal",
    ),
    phone("phone", "done_but_reach", "exit"),
    exit_taught("done_but_reach"),
    *short_ways.arrest_late(critical("arrest")),
    grave_end(),
    done("consent.reach_first", MAY_WRITE_AND_PROFILE, "done_but_reach"),
    service=Service.EMERGENCY,
)

# A husband is held and his wife writes: she is told what she can tell him, and the same is asked.
arrest_other = flow(
    "arrest_other",
    *opening("begin", critical("arrest"), signed="legal"),
    Scene(
        "begin",
        (TELL_NOT_TO_SIGN, State()),
        then=Listen(_("Siapa yang ditahan? Tulis juga di mana."), "where", then="arrest.since", wants="place"),
        signed="legal",
    ),
    service=Service.EMERGENCY,
)

death = flow(
    "death",
    *opening("begin", Ticket(Service.EMERGENCY, Urgency.HIGH, "death"), signed="death"),
    Scene(
        "begin",
        (HEAVY_NEWS, State()),
        then=Listen(_("Kabar ini tentang siapa? Tulis nama dan hubungannya dengan Anda."), "concerned", then="where"),
        signed="death",
    ),
    Scene(
        "where",
        then=Listen(_("Di mana itu terjadi? Tulis juga dari siapa kabarnya."), "where", then="wish", wants="place"),
        signed="death",
    ),
    Scene("wish", then=short_ways.wishes_of_the_family("papers", "reach"), signed="death"),
    Scene(
        "papers",
        (PAPERS_OF_THE_DEAD, _("Soal gaji dan asuransi bisa dibicarakan nanti, pelan-pelan.")),
        then=Go("reach"),
    ),
    Scene(
        "reach",
        then=Listen(_("Lewat apa dan jam berapa keluarga boleh kami hubungi?"), "reach", then="done", skip=SKIP),
    ),
    *short_ways.death_late(Ticket(Service.EMERGENCY, Urgency.HIGH, "death")),
    Scene(
        "done",
        (
            _("Terima kasih. Semua sudah kami terima."),
            State(),
            _('Kalau ingin ditemani bicara, tulis "ingin bicara".'),
        ),
        then=Go("consent.ask"),
        signed="death",
    ),
    service=Service.EMERGENCY,
)


def where_is(then: str) -> Listen:
    """Where somebody is in a disaster; they may not have said yet that writing is safe."""
    return Listen(
        _("Anda di mana? Tulis negara dan nama tempat, atau kirim lokasi."), "where", then=then, wants="place"
    )


disaster = flow(
    "disaster",
    Scene(
        "heard",
        (_("Pesan Anda sudah masuk."),),
        opens=Ticket(Service.EMERGENCY, Urgency.HIGH, "disaster"),
        then=Ask(
            _("Apakah Anda dan orang di dekat Anda selamat?"),
            (
                Answer(_("Semua selamat"), then="where", yes=True, also=("selamat",)),
                Answer(
                    _("Ada yang terluka"),
                    then="ambulance",
                    urgency=Urgency.CRITICAL,
                    also=("luka", "terluka", "ada yang luka", "ada yg luka", "ada luka", "ada korban luka"),
                ),
                Answer(
                    _("Terjebak"),
                    then="ambulance",
                    urgency=Urgency.CRITICAL,
                    also=("tidak bisa keluar", "kami terjebak", "saya terjebak", "tertimbun"),
                ),
                Answer(_("Jangan balas"), then="quiet", writing=Writing.QUIET),
            ),
            field="hurt",
            other="where",
        ),
        signed="danger",
    ),
    Scene("ambulance", (Numbers(first="ambulance", life=True, unknown=False),), then=Go("where_hurt"), signed="danger"),
    Scene("where_hurt", (State(),), then=where_is("number")),
    Scene("number", (Numbers(first="ambulance", life=True),), then=Go("need"), signed="danger"),
    Scene("where", (State(),), then=where_is("need")),
    Scene("need", then=Listen(_("Apa yang paling dibutuhkan sekarang?"), "need", then="done")),
    Scene(
        "done",
        (_("Terima kasih. Semua sudah kami terima."), State(), _('Mau mengabari keluarga? Tulis "saya selamat".')),
        then=Stop(),
    ),
    Scene("quiet", writing=Writing.QUIET, then=Stop()),
    *short_ways.disaster_late(Ticket(Service.EMERGENCY, Urgency.HIGH, "disaster")),
    service=Service.EMERGENCY,
)

OWN = (assault, pregnant, child, captive, moved, arrest, arrest_other, death, disaster)
