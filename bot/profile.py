"""How a safe-contact profile changes, what a guarded act does once proven, and consent taken down. In memory only."""

from datetime import datetime, timedelta

from bot.facts import after_withdrawal
from bot.safe_hours import are_open
from bot.store.dossiers import Dossier, TicketDraft
from flows.hours import opened
from flows.words import Consented, Profiled

PERMISSION_LASTS = timedelta(days=7)
"""So long somebody may be written to first, unless they renew it (SAFETY R4)."""
CHECK_IN_AFTER = timedelta(hours=24)
"""So long after their last words somebody who permitted it is greeted first."""


def profiled(dossier: Dossier, said: Profiled, now: datetime) -> None:
    """One thing of the profile was said."""
    safe = dossier.profile()
    dossier.looks_again = True
    match said.name:
        case "may_write":
            until = now + PERMISSION_LASTS if said.value == "yes" else None
            safe.set(may_write_until=until, check_in_at=now + CHECK_IN_AFTER if until else None)
        case "hours":
            country = place_of(dossier)
            safe.set(hours=said.value, country=country, zone=safe.zone if country == safe.country else "")
        case "country":
            safe.set(country=said.value, zone="")
        case "zone":
            safe.set(zone=said.value)
        case "greeting":
            safe.set(greeting=said.value.strip()[:200] or None)
        case "phrase":
            safe.set(phrase=said.value, wrong=0)
        case "forced":
            safe.set(forced=said.value)
        case _:
            return


def place_of(dossier: Dossier) -> str:
    """The country in which the person said to be, or the one that their address hints at."""
    return dossier.talk.place or dossier.talk.guessed_place


def returned(dossier: Dossier) -> None:
    """Whoever left by the quick exit is back: the chat is a chat again, and what was held is looked at anew."""
    dossier.profile().set(exited_at=None, wrong=0)
    dossier.looks_again = True


def guard(dossier: Dossier, act: str, proven: bool, ticket: TicketDraft, now: datetime) -> None:
    """What a guarded act does to the file: at once where it was proven, else only what must be taken down at once."""
    if proven and dossier.safe and dossier.safe.wrong:
        dossier.safe.set(wrong=0)
    match act:
        case "delete":
            dossier.erasures.append(("checked" if proven else "asked", ticket))
        case "keep":
            dossier.erasures.append(("revoked", ticket))
        case "withdraw" if proven:
            dossier.withdraws = True
            for one in dossier.tickets:
                one.set(readers=after_withdrawal(str(one.row["readers"])))
        case _:
            return


def consented(dossier: Dossier, said: Consented, now: datetime, ticket: TicketDraft | None) -> str:
    """Take down a yes or a no with the text's version, language, channel and time; gives it back in codes."""
    dossier.consents.append(
        {
            "ticket": ticket,
            "officer_id": None,
            "item": said.item,
            "given": said.given,
            "choice": said.choice,
            "version": said.version,
            "language": said.language,
            "channel": dossier.channel,
            "at": now,
        }
    )
    item = f"{said.item}:{said.choice}" if said.choice else said.item
    return f"{item} {'yes' if said.given else 'no'} version {said.version} in {said.language}"


def outside_hours(dossier: Dossier) -> bool:
    """Is it none of the hours in which this person may be written to, where they are (SAFETY R6)?"""
    safe = dossier.safe
    hours = opened(safe.hours) if safe else None
    return safe is not None and hours is not None and not are_open(hours, safe.country, dossier.heard_at, safe.zone)
