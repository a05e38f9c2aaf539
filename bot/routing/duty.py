"""Who is on duty: a declared presence within a shift, minus absences, plus substitutes and call-ins."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.routing.hours import is_open, next_change, open_stretches
from bot.routing.values import Away, Officer, Presence
from flows.words import Urgency

CALL_IN_AGAIN_AFTER = timedelta(hours=24)


def on_duty(officer: Officer, now: datetime) -> bool:
    """Has this officer declared themselves present, and does their own shift run? Rest breaks are not asked."""
    return officer.presence is Presence.ON and absence(officer, now) is None and shift_runs(officer, now)


def shift_runs(officer: Officer, now: datetime) -> bool:
    """Does the shift, or an extra stretch agreed to, run? Somebody without shifts goes by presence alone."""
    if officer.works_until is not None and now < officer.works_until:
        return True
    return officer.shifts is None or is_open(officer.shifts, now)


def resting(officer: Officer, now: datetime) -> bool:
    """Is this officer in the break that follows a P0?"""
    return officer.rests_until is not None and now < officer.rests_until


def absence(officer: Officer, now: datetime) -> Away | None:
    """The absence that runs now, if any."""
    return next((away for away in officer.away if away.starts <= now < away.ends), None)


def would_work(officer: Officer, now: datetime) -> bool:
    """Would this absent officer work now? That is when somebody has to stand in."""
    return shift_runs(officer, now) if officer.shifts else officer.presence is not Presence.OFF


def stands_in(officer: Officer, by_id: Mapping[int, Officer], now: datetime) -> Officer | None:
    """Who does this absent officer's shift: the substitute, or the substitute's substitute. Loops end in nobody."""
    substitute = takes_the_call(officer, by_id, now)
    return substitute if substitute is not None and substitute.presence is Presence.ON else None


def takes_the_call(officer: Officer, by_id: Mapping[int, Officer], now: datetime) -> Officer | None:
    """Who is rung up for this officer: themselves, or while they are away who stands in, whether on shift or not."""
    seen = {officer.id}
    current = officer
    while (away := absence(current, now)) is not None:
        following = by_id.get(away.substitute)
        if following is None or following.id in seen:
            return None
        seen.add(following.id)
        current = following
    return current


def may_be_called_in(officer: Officer, now: datetime) -> bool:
    """Off shift, willing, not away, and not called within the last day?"""
    rested = officer.called_in_at is None or now - officer.called_in_at >= CALL_IN_AGAIN_AFTER
    off = not shift_runs(officer, now)
    return officer.agrees_to_call_ins and rested and off and absence(officer, now) is None


def next_duty_change(officer: Officer, now: datetime) -> datetime:
    """The first instant after which this officer's duty may differ from what it is now."""
    edges = [edge for away in officer.away for edge in (away.starts, away.ends)]
    edges += [edge for edge in (officer.works_until, officer.rests_until) if edge is not None]
    if officer.called_in_at is not None:
        edges.append(officer.called_in_at + CALL_IN_AGAIN_AFTER)
    if officer.shifts is not None:
        edges.append(next_change(officer.shifts, now))
    return min((edge for edge in edges if edge > now), default=now + timedelta(days=1))


def left_behind(urgency: Urgency, owner: Officer, due: datetime | None, now: datetime) -> bool:
    """Does a ticket go back to the queue because its owner's shift is over?

    P0 and P1 at once; the others where they are due before the owner comes back. On shift, or merely away from
    the screen, an owner keeps what is theirs: an idle owner is a matter of `targets.IDLE_OWNER`.
    """
    if shift_runs(owner, now) and absence(owner, now) is None and owner.presence is not Presence.OFF:
        return False
    if urgency >= Urgency.HIGH or due is None:
        return urgency >= Urgency.HIGH
    back = comes_back(owner, now)
    return back is None or due < back


def comes_back(officer: Officer, now: datetime) -> datetime | None:
    """When this officer's next shift outside any absence begins; None where no shift is planned."""
    if officer.shifts is None:
        return None
    ends = max((away.ends for away in officer.away if away.ends > now), default=now)
    return next((starts for starts, _ in open_stretches(officer.shifts, ends)), None)
