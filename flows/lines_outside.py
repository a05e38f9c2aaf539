"""What may have to reach somebody more than 24 hours after they last wrote: only through an approved template."""

from collections.abc import Mapping
from types import MappingProxyType

from flows.script import _

TEMPLATES: Mapping[str, str] = MappingProxyType(
    {
        "halo_balas": _("Halo, apa kabar? Balas kalau sempat."),
        "halo_terima_kasih": _("Halo, terima kasih sudah menulis. Balas kalau sempat."),
    }
)
"""Name of the template at the vendor, and its words: they could come from a friend (SAFETY R4)."""

NO_ANSWER_YET = (
    _("Maaf, belum ada jawaban untuk Anda. Kami belum tahu kapan."),
    _("Yang bertugas sudah kami ingatkan. Tulis lagi kapan saja."),
)
"""The truth after 10 working days without an answer to an interest in a programme."""

OUTSIDE_THE_WINDOW: Mapping[str, str] = MappingProxyType(
    {
        "officer_reply": "halo_balas",
        "check_in": "halo_balas",
        "still_unread": "halo_balas",
        "farewell": "halo_terima_kasih",
        "broadcast": "halo_balas",
    }
)
"""Each kind of line that may fall due after the window has closed, and the template that goes out instead."""
