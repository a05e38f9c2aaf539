"""The *Ringkasan pengaduan*: a complaint as text, its fields in the order in which the ministry asks them."""

from collections.abc import Callable, Mapping

from flows.script import _

TITLE = _("Ringkasan pengaduan")
# The ministry's own form was not to be had; this is the order of the fields that are known of it.
ORDER = (
    ("ministry_case", _("Nomor perkara di kementerian")),
    ("matter", _("Pokok masalah")),
    ("concerned", _("Yang mengalami")),
    ("where", _("Negara dan kota")),
    ("employer", _("Pemberi kerja, agen, perusahaan penempatan")),
    ("what", _("Kejadian menurut urutan, dan yang sudah dicoba")),
    ("wish", _("Yang diinginkan")),
    ("evidence", _("Bukti")),
    ("reach", _("Cara aman menghubungi")),
    ("said", _("Keterangan lain")),
)
EMPTY = _("(belum ada)")


def complaint_summary(code: str, answers: Mapping[str, str], say: Callable[[str], str]) -> str:
    """The complaint of this ticket as text; what was not said is shown as not said, never guessed."""
    lines = [f"{say(TITLE)} {code}", ""]
    for name, label in ORDER:
        lines.append(f"{say(label)}: {answers.get(name) or say(EMPTY)}")
    return "\n".join(lines)
