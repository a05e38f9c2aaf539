"""What somebody who has proven who they are is shown of what we keep (SAFETY R1)."""

from flows.script import _
from flows.words import Service

WE_KEEP = _("Yang kami simpan: {lines} pesan dan {files} berkas Anda.")
A_MATTER = _("{service}, sejak {day}. Nomornya {code}.")
YOU_SAID_YES = _("Anda mengizinkan kami menyimpan cerita Anda.")
YOU_SAID_NO = _("Anda belum mengizinkan kami menyimpan cerita Anda.")
READ_BY = {
    "palang_merah": _("Yang boleh membaca: hanya Palang Merah."),
    "kp2mi_and_missions": _("Yang boleh membaca: KP2MI dan KBRI atau KJRI."),
    "all": _("Yang boleh membaca: semua yang bisa membantu."),
}
WHOLE_COPY = _('Untuk salinan lengkap, tulis "orang".')
MATTERS = {
    Service.EMERGENCY: _("Permintaan tolong"),
    Service.COMPLAINT: _("Masalah kerja"),
    Service.FAMILY_LINKS: _("Cari keluarga"),
    Service.PSYCHOSOCIAL: _("Ingin bicara"),
    Service.INFORMATION: _("Tanya info"),
    Service.SAFEGUARDING: _("Keluhan tentang kami"),
}
SENTENCES = (WE_KEEP, A_MATTER, YOU_SAID_YES, YOU_SAID_NO, WHOLE_COPY, *READ_BY.values(), *MATTERS.values())
