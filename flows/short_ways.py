"""The short way into a path of its own, out of an emergency that is being told: one question more, at most two.

Whoever wrote "tolong", and tells only at the fourth message what happened, still needs no more than six.
"""

from collections.abc import Iterator

from flows.emergency import exit_taught, where
from flows.opening import ARRIVED, can_you_write
from flows.script import Answer, Ask, Go, Listen, Numbers, Scene, SceneLine, State, Ticket, _
from flows.words import Urgency

YES, NO, UNSURE = _("Ya"), _("Tidak"), _("Belum tahu")
NOT_YOUR_FAULT = _("Terima kasih sudah memberi tahu. Ini bukan salah Anda.")
NO_STORY = _("Anda tidak perlu menceritakan kejadiannya di sini.")
DONT_SIGN = _("Surat yang tidak dimengerti jangan ditandatangani dulu. Boleh minta penerjemah.")
TELL_NOT_TO_SIGN = _("Surat yang tidak dia mengerti jangan ditandatangani dulu. Dia boleh minta penerjemah.")
NOT_TOLD_TO_FAMILY = _("Tanpa izin Anda, keluarga, majikan, dan polisi tidak kami hubungi.")
BLEEDING_NOW = _("Apakah sekarang keluar darah, atau perut sakit sekali?")
PAPERS_OF_THE_DEAD = _("KBRI atau KJRI bisa membantu surat-suratnya. Surat yang belum ada boleh menyusul.")
HEAVY_NEWS = _("Kami ikut prihatin. Terima kasih sudah menulis di saat seberat ini.")
MEDICINE = (
    _("Di beberapa negara, rumah sakit bisa memberi tahu polisi. Petugas bisa membantu mencari cara yang aman."),
    _("Ada obat agar tidak tertular penyakit. Paling baik sebelum 3 hari."),
    _("Ada obat agar tidak hamil. Paling baik sebelum 5 hari. Sesudah itu pun, bantuan boleh diminta."),
)


def begins(opens: Ticket, *lines: SceneLine, signed: str) -> Iterator[Scene]:
    """How the short way begins: whether writing is safe, unless that was said, its lines, and where, unless known."""
    yield Scene("late", (ARRIVED,), can_you_write("late_begin"), opens=opens, signed=signed)
    yield Scene("late_begin", lines, Go("late_where"), signed=signed)
    yield where("late_ask", "late_where")


def three_in_one(medicine: str, none: str) -> Ask:
    """R19's three questions in one, where no room is left for three: fresh, hurt, not away yet?"""
    return Ask(
        _("Mana yang benar sekarang? Boleh tulis beberapa angka."),
        (
            Answer(_("Terluka atau berdarah"), medicine, urgency=Urgency.CRITICAL, also=("terluka", "berdarah")),
            Answer(_("Masih dekat pelakunya"), medicine, value="Belum", urgency=Urgency.CRITICAL, field="away"),
            Answer(_("Terjadi dalam 5 hari ini"), medicine, value=YES, yes=True, field="within_days"),
            Answer(UNSURE, medicine, also=("tidak tahu", "lupa", "lewati"), field="within_days"),
            Answer(_("Tidak satu pun"), none, yes=False, field="within_days", value=NO),
        ),
        field="hurt",
        other=medicine,
        several=True,
    )


def assault_late(opens: Ticket) -> Iterator[Scene]:
    """Sexual violence: no story, R19's three questions in one, and the medicine."""
    yield from begins(opens, NOT_YOUR_FAULT, NO_STORY, State(), signed="sexual_violence")
    yield Scene("late_ask", (Numbers("ambulance"),), three_in_one("medicine", "done"), signed="sexual_violence")


def pregnant_late(opens: Ticket) -> Iterator[Scene]:
    """Pregnant: bleeding or pain now comes before everything, and nobody is told."""
    yield from begins(opens, NOT_TOLD_TO_FAMILY, State(), signed="medical")
    bleeding = Answer(YES, then="late_number", yes=True, urgency=Urgency.CRITICAL)
    ask = Ask(BLEEDING_NOW, (bleeding, Answer(NO, then="done", yes=False)), field="hurt", other="done")
    yield Scene("late_ask", then=ask, signed="medical")
    yield Scene("late_number", (Numbers(first="ambulance", life=True),), then=Go("done"), signed="medical")


def child_late(opens: Ticket) -> Iterator[Scene]:
    """A child: in a child's words."""
    yield Scene("late", (_("Pesanmu sudah masuk."),), can_you_write("late_begin"), opens=opens, signed="child")
    lines = (_("Terima kasih sudah menulis ke sini. Ini bukan salahmu."),)
    yield Scene("late_begin", lines, Go("late_where"), signed="child")
    place = Listen(_("Kamu di mana? Tulis atau kirim suara."), "where", then="adult", wants="place", once=True)
    yield Scene("late_where", then=place)


def captive_late(opens: Ticket) -> Iterator[Scene]:
    """Held for ransom or in a scam compound: the telephone may be looked into, so that the quick exit is taught."""
    lines = (_("Ini bukan salah Anda. Bantuan kami gratis."), State())
    yield Scene("late", (ARRIVED,), can_you_write("late_begin"), opens=opens, signed="danger")
    yield Scene("late_begin", lines, Go("late_exit"), signed="danger")
    yield exit_taught("late_where", "late_exit")
    yield where("late_ask", "late_where")
    how_many = _("Berapa orang yang tidak boleh keluar? Ada yang sakit, atau diminta uang?")
    yield Scene("late_ask", (Numbers(),), then=Listen(how_many, "hurt", then="done"))


def moved_late(opens: Ticket) -> Iterator[Scene]:
    """About to be moved: when, from where to where, with whom, in one."""
    yield from begins(opens, State(), signed="danger")
    journey = _("Kapan Anda dibawa, ke mana, dan dengan siapa? Tulis yang Anda tahu saja.")
    yield Scene("late_ask", (Numbers(),), then=Listen(journey, "when", then="done"))


def arrest_late(opens: Ticket) -> Iterator[Scene]:
    """Arrested: nothing is signed that is not understood, and the mission only with a yes."""
    yield from begins(opens, DONT_SIGN, State(), signed="legal")
    answers = (
        Answer(YES, then="done", yes=True),
        Answer(NO, then="done", yes=False),
        Answer(UNSURE, then="done", also=("tidak tahu",)),
    )
    question = _("Mau KBRI atau KJRI diberi tahu? Tulis juga sejak kapan, dan apa alasannya, kata mereka.")
    ask = Ask(question, answers, field="tell_mission", other="done", words="court")
    yield Scene("late_ask", then=ask, signed="legal")


def death_late(opens: Ticket) -> Iterator[Scene]:
    """A relative has died: condolence first, then what the family wishes."""
    yield Scene("late", (ARRIVED,), can_you_write("late_begin"), opens=opens, signed="death")
    place = _("Di mana itu terjadi? Tulis juga nama dan hubungannya dengan Anda.")
    listen = Listen(place, "where", then="late_ask", wants="place", once=True)
    yield Scene("late_begin", (HEAVY_NEWS, State()), then=listen, signed="death")
    wishes = wishes_of_the_family("late_papers", "done")
    yield Scene("late_ask", then=wishes, signed="death")
    yield Scene("late_papers", (PAPERS_OF_THE_DEAD,), then=Go("done"))


def wishes_of_the_family(then: str, unclear: str) -> Ask:
    """Is the news clear at all; and only then brought home, buried there, or not known yet (R24)."""
    return Ask(
        _("Apakah kabarnya sudah jelas? Keinginan keluarga boleh dijawab nanti."),
        (
            Answer(_("Kabarnya belum jelas"), then=unclear, also=("belum jelas",)),
            Answer(_("Dibawa pulang"), then=then, also=("pulang", "dipulangkan")),
            Answer(_("Dimakamkan di sana"), then=then, also=("di sana", "dimakamkan")),
            Answer(UNSURE, then=then, also=("tidak tahu",)),
        ),
        field="wish",
        other=then,
    )


def disaster_late(opens: Ticket) -> Iterator[Scene]:
    """A disaster that is told in the midst of an emergency: is everybody safe, and what is needed most?"""
    yield Scene("late", (ARRIVED,), Go("late_where"), opens=opens, signed="danger")
    yield where("late_ask", "late_where")
    answers = (
        Answer(_("Semua selamat"), then="done", yes=True, also=("selamat",)),
        Answer(_("Ada yang terluka"), then="late_number", urgency=Urgency.CRITICAL, also=("luka", "ada yang luka")),
        Answer(_("Terjebak"), then="late_number", urgency=Urgency.CRITICAL, also=("kami terjebak", "tertimbun")),
    )
    question = _("Apakah Anda dan orang di dekat Anda selamat? Tulis juga yang paling dibutuhkan.")
    ask = Ask(question, answers, field="hurt", other="done", words="need")
    yield Scene("late_ask", then=ask, signed="danger")
    yield Scene("late_number", (Numbers(first="ambulance", life=True),), then=Go("done"), signed="danger")
