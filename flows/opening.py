"""How every matter opens: it has arrived, and one question, whether writing is safe (SAFETY R3, R5)."""

from dataclasses import replace

from flows.script import Answer, Ask, Scene, SceneLine, Stop, Ticket, _
from flows.words import Writing

ARRIVED = _("Pesan Anda sudah masuk.")
BAIK = _("Baik.")
THANKS_FOR_WRITING = _("Terima kasih sudah menulis.")
CAN_YOU_WRITE = _("Bisa menulis sekarang?")
IF_YOU_CAN = _('Kalau bisa menulis, balas 1. Mau dijawab orang? Tulis "orang".')
WRITE_ON = _("Pesan ini masuk juga. Boleh terus menulis.")
WRITE_WHEN_ABLE = _('Balas 1 kalau bisa menulis, atau tulis "bisa".')
WRITE_WHEN_YOU_CAN = _('Baik. Tulis "bisa" kalau sudah bisa.')
SECRET_WORD = _("Tulis kata rahasia yang Anda pilih bersama kami. Kalau belum punya, pilih Lewati.")
YES_I_CAN = ("bisa bicara", "bisa menulis", "boleh", "aman", "sudah bisa", "sekarang bisa")
NO_I_CANNOT = ("tidak bisa", "gak bisa", "nggak bisa", "jangan", "tidak aman")
# Any yes will not do where somebody is asked whether they are safe: "bisa" answers another question.
SAFE_WORDS = ("ya", "iya", "yes", "nggih", "ya aman", "iya aman", "saya aman", "aku aman")
NOT_SAFE = ("tidak", "bahaya")
# "Belum" is no "never": somebody who cannot write yet must not be met with silence.
NOT_NOW = ("nanti saja", "nanti aja", "nanti dulu", "nanti ya", "tunggu", "sebentar", "belum bisa", "belum", "blm")


def can_you_write(then: str, question: str = CAN_YOU_WRITE) -> Ask:
    """May we write now? Left out where that was said before."""
    return Ask(
        question,
        (
            Answer(_("Bisa"), then=then, yes=True, writing=Writing.SAFE, also=YES_I_CAN),
            Answer(_("Jangan balas"), then="quiet", yes=False, writing=Writing.QUIET, also=NO_I_CANNOT),
            Answer(_("Nanti"), then="later", writing=Writing.LATER, also=NOT_NOW),
        ),
        other="heard_more",
        known_safe=then,
    )


def opening(
    then: str, opens: Ticket | None, *lines: SceneLine, signed: str = "", later_then: str = ""
) -> tuple[Scene, ...]:
    """The scenes with which a matter opens: heard, later, quiet. After "bisa" it goes on at `then`.

    Where a message more was written before, it goes on at `later_then`.
    """
    soon = later_then or then
    later = can_you_write(soon, WRITE_WHEN_YOU_CAN)
    # Whoever was told to write "bisa" and says "belum" or "tidak" is still not able: that asks for no silence.
    asked = replace(later.answers[1], yes=None)
    return (
        Scene("heard", lines or (ARRIVED,), can_you_write(then), opens=opens, signed=signed),
        # Whoever goes on telling hears that it arrives, not the same words twice in a row.
        Scene(
            "heard_more", (_("Pesan ini sudah masuk."),), replace(can_you_write(soon, IF_YOU_CAN), other="heard_again")
        ),
        Scene("heard_again", (WRITE_ON,), can_you_write(soon, WRITE_WHEN_ABLE)),
        Scene("later", then=Ask(later.question, (later.answers[0], asked), other="heard_more", known_safe=soon)),
        Scene("quiet", writing=Writing.QUIET, then=Stop()),
    )
