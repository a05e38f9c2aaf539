"""The *Ringkasan pengaduan*: a complaint's facts in the order of what is known of the ministry's form."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flows.script import _

TITLE = _("Ringkasan pengaduan")
# Of the ministry's forms only the statement of the first clarification (Permen P2MI 23/2025, annex) was to be had: the
# party complained of, then the worker, then the matter. The rest follows in the order in which it is told.
ORDER = (
    ("ministry_case", _("Nomor perkara di kementerian")),
    ("employer", _("Pihak yang diadukan: nama, jabatan, perusahaan, alamat, telepon")),
    ("concerned", _("Pekerja migran yang mengalami")),
    ("where", _("Negara dan kota")),
    ("matter", _("Pokok masalah")),
    ("what", _("Kejadian menurut urutan, sejak kapan, dan yang sudah dicoba")),
    ("wish", _("Yang diinginkan")),
    ("evidence", _("Bukti")),
    ("reach", _("Cara aman menghubungi")),
    ("said", _("Keterangan lain")),
)
EMPTY = _("(belum ada)")
CODES: Mapping[str, str] = MappingProxyType(
    {
        "household": _("Rumah tangga"),
        "company": _("Perusahaan"),
        "ship": _("Kapal"),
        "not_left": _("Belum berangkat"),
        "[photo]": _("(foto, lihat di meja)"),
        "[document]": _("(berkas, lihat di meja)"),
        "[voice]": _("(suara, dengarkan di meja)"),
        "[video]": _("(video, lihat di meja)"),
    }
)
"""What stands in an answer as a code, in words."""


def summary_facts(answers: Mapping[str, str], say: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Each fact with its label; what was not said is shown as not said, never guessed."""
    return tuple((say(label), in_words(answers.get(name, ""), say) or say(EMPTY)) for name, label in ORDER)


def in_words(answer: str, say: Callable[[str], str]) -> str:
    """An answer with its codes in words, each line of it."""
    return "\n".join(say(CODES[line]) if line in CODES else line for line in answer.split("\n"))


def complaint_summary(code: str, answers: Mapping[str, str], say: Callable[[str], str]) -> str:
    """The complaint of this ticket as text."""
    facts = (f"{label}: {words}" for label, words in summary_facts(answers, say))
    return "\n".join([f"{say(TITLE)} {code}", "", *facts])
