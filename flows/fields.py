"""The fields of a ticket, by service, with the words under which an officer sees them."""

from collections.abc import Mapping
from types import MappingProxyType

from flows.script import _
from flows.words import Service

ANY = {
    "what": _("Apa yang terjadi"),
    "said": _("Kata-kata lain"),
    "where": _("Di mana"),
    "reach": _("Cara menghubungi"),
    "forwarded": _("Pesan terusan"),
    "readers": _("Siapa yang boleh membaca"),
}

FIELDS: Mapping[Service, Mapping[str, str]] = MappingProxyType(
    {
        Service.EMERGENCY: MappingProxyType(
            {
                **ANY,
                "safe_now": _("Aman sekarang?"),
                "confirmed": _("Dibenarkan olehnya"),
                "hurt": _("Yang terluka, anak, berapa orang"),
                "concerned": _("Tentang siapa"),
                "knows": _("Apakah orang itu tahu"),
            }
        ),
        Service.COMPLAINT: MappingProxyType({**ANY}),
        Service.FAMILY_LINKS: MappingProxyType({**ANY}),
        Service.PSYCHOSOCIAL: MappingProxyType({**ANY}),
        Service.INFORMATION: MappingProxyType({**ANY}),
        Service.SAFEGUARDING: MappingProxyType(
            {**ANY, "about_whom": _("Tentang siapa atau kantor mana"), "may_answer": _("Boleh dijawab?")}
        ),
    }
)
"""In the order in which the desk shows them."""
