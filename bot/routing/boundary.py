"""Which organisation may read a case (SAFETY R25), and whom a complaint must never reach (R25, R26)."""

from bot.routing.values import KP2MI, MISSION, PALANG_MERAH, Case, Officer, Readers, organisation_kind
from flows.words import Service, Urgency

# Tracing and psychosocial data are the Red Cross's.
RED_CROSS_ONLY = frozenset({Service.FAMILY_LINKS, Service.PSYCHOSOCIAL})
# Where the contact was not asked yet, a case stays with the two organisations that run the helpline.
HOME = frozenset({PALANG_MERAH, KP2MI})


def may_read(case: Case, organisation: str) -> bool:
    """May this organisation read the case, by its kind and by what the contact chose? Danger is not asked.

    Where it was accepted with the person's yes to that one organisation, its officers may.
    """
    if case.placed and organisation == case.organisation:
        return True
    kind = organisation_kind(organisation)
    match case.readers:
        case Readers.ANYONE:
            return True
        case Readers.KP2MI:
            return kind == KP2MI
        case Readers.PALANG_MERAH:
            return kind == PALANG_MERAH
        case Readers.KP2MI_AND_MISSIONS:
            return kind in {KP2MI, MISSION}
        case Readers.NOT_ASKED:
            return _reads_unasked(case, organisation)


def _reads_unasked(case: Case, organisation: str) -> bool:
    if case.service in RED_CROSS_ONLY:
        return organisation == PALANG_MERAH
    if case.organisation:
        return organisation == case.organisation
    return organisation in HOME


def life_in_danger(case: Case) -> bool:
    """The one exception to the contact's choice of readers; whoever uses it writes it into the log."""
    return case.urgency is Urgency.CRITICAL


def may_cross(case: Case, organisation: str) -> bool:
    """With life in danger, the two home organisations, and a mission that is linked, may read; a partner never."""
    return life_in_danger(case) and organisation_kind(organisation) in {PALANG_MERAH, KP2MI, MISSION}


def complained_about(case: Case, office: str, organisation: str) -> bool:
    """Is the complaint about this office or its organisation? Then it never goes there, whatever the urgency."""
    about = case.complaint_about
    return bool(about) and (office in about or organisation in about or organisation_kind(organisation) in about)


def named(case: Case, officer: Officer) -> bool:
    """Is this officer named in the complaint, or of the office or organisation that it is about?

    A safeguarding focal point is there to hear complaints about its own organisation (SAFETY R26), unless it is
    named itself.
    """
    about = case.complaint_about
    if f"officer:{officer.id}" in about or officer.office in about:
        return True
    return "safeguarding" not in officer.training and complained_about(case, officer.office, officer.organisation)
