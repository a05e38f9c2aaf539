"""What a case asks of an officer: by the contact's wish, or by what its signs show."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from bot.routing.values import Case
from flows.words import Service

NEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sexual_violence": "sexual_violence",
        "sextortion": "sexual_violence",
        "suicide": "suicide",
        "self_harm_done": "suicide",
        "child": "children",
        "about_to_be_moved": "trafficking",
        "ransom": "trafficking",
        "scam_compound": "trafficking",
        "hunt": "family_links",
    }
)
SERVICE_NEEDS: Final[Mapping[Service, str]] = MappingProxyType(
    {Service.SAFEGUARDING: "safeguarding", Service.FAMILY_LINKS: "family_links"}
)


def training_wished(case: Case) -> frozenset[str]:
    """The special training that this case asks for."""
    return _by_signs(case.signs, case.service) | case.wish_training


def gender_wished(case: Case) -> str:
    """The gender that the contact wishes; after sexual violence a woman is offered (SAFETY R19)."""
    if case.wish_gender:
        return case.wish_gender
    return "female" if "sexual_violence" in case.signs else ""


@lru_cache(maxsize=1024)
def _by_signs(signs: frozenset[str], service: Service) -> frozenset[str]:
    needed = {NEEDS[sign] for sign in signs if sign in NEEDS}
    if service in SERVICE_NEEDS:
        needed.add(SERVICE_NEEDS[service])
    return frozenset(needed)
