"""The training room: invented tickets with feedback by rule; and who has come how far, for leads and administrators."""

import json
from typing import Final

from sqlmodel import Session
from starlette.responses import Response

from bot import staff
from bot.desk.frame import Page, Visit
from bot.permits import Role
from bot.store.keeping_tables import Change
from bot.store.tables import Officer
from bot.training import exercises, progress
from flows.words import Service, Urgency

LEVELS = tuple(sorted(Urgency, reverse=True))


async def page(visit: Visit) -> Response:
    """All invented tickets with what is done, and the next one."""
    officer_id = visit.officer.officer_id

    def seen(db: Session) -> tuple[dict[str, bool], Officer]:
        return progress.tried(db, officer_id), db.get_one(Officer, officer_id)

    tried, officer = await visit.read(seen)
    done = frozenset(name for name, good in tried.items() if good)
    words = {
        "all": exercises.invented(visit.language),
        "tried": tried,
        "done": done,
        "following": progress.following(done),
        "trained": officer.trained_how,
    }
    return await visit.show("training.html", dict(words))


async def one(visit: Visit) -> Response:
    """One invented ticket, to be answered."""
    found = exercises.named(str(visit.request.path_params["name"]), visit.language)
    if found is None:
        return await visit.no_ticket()
    return await shown(visit, found, None, ())


async def answer(visit: Visit) -> Response:
    """What was chosen, and what is to be said of it, rule by rule."""
    found = exercises.named(str(visit.request.path_params["name"]), visit.language)
    if found is None:
        return await visit.no_ticket()
    chosen = exercises.Answered(
        number(visit.field("urgency", 1)),
        visit.field("service", 20),
        number(visit.field("reply", 1)),
        visit.field("step", 40),
    )
    officer_id, now, language = visit.officer.officer_id, visit.now, visit.language
    judged = await visit.desk.database.write(lambda db: progress.answer(db, officer_id, found, chosen, language, now))
    return await shown(visit, found, chosen, judged)


def number(typed: str) -> int:
    """A digit of the form; -1 where nothing was chosen."""
    return int(typed) if typed.isdigit() else -1


async def shown(
    visit: Visit,
    found: exercises.Invented,
    chosen: exercises.Answered | None,
    judged: tuple[exercises.Judged, ...],
) -> Response:
    """The page of one invented ticket, with feedback where it was answered."""
    officer_id = visit.officer.officer_id
    done = await visit.read(lambda db: progress.done(db, officer_id))
    names = [one.name for one in exercises.invented(visit.language)]
    words = {
        "one": found,
        "place": names.index(found.name) + 1,
        "number": len(names),
        "done": len(done),
        "chosen": chosen,
        "judged": judged,
        "good": bool(judged) and exercises.good(judged),
        "following": progress.following(done),
        "levels": LEVELS,
        "services": tuple(Service),
    }
    return await visit.show("exercise.html", dict(words))


async def trainees(visit: Visit) -> Response:
    """Who has come how far: a lead sees their organisation, an administrator theirs with the form for an exemption."""
    organisation = visit.officer.organisation
    found = await visit.read(lambda db: progress.trainees(db, organisation))
    number_of = len(exercises.invented(visit.language))
    return await visit.show("trainees.html", {"trainees": found, "number": number_of, "admin": Role.ADMIN})


async def exempt(visit: Visit) -> Response:
    """An administrator lets an officer off the invented tickets, with the reason; it stands among the changes."""
    login, reason, admin = visit.field("login", 100), visit.field("reason", 300), visit.officer
    if not reason:
        return visit.go("/trainees", "no_reason")

    def let_off(db: Session) -> bool:
        theirs = {one.login for one in progress.trainees(db, admin.organisation)}
        if login not in theirs:
            return False
        before = staff.known(db, login).trained_how
        told = staff.exempt(db, login, reason, visit.now, admin.officer_id)
        after = {"trained": told["trained"], "reason": reason}
        db.add(
            Change(
                at=visit.now,
                officer_id=admin.officer_id,
                organisation=admin.organisation,
                what="officer",
                which=login,
                before=json.dumps({"trained": before}),
                after=json.dumps(after, ensure_ascii=False),
            )
        )
        return True

    let = await visit.desk.database.write(let_off)
    return visit.go("/trainees", "exempted" if let else "not_now")


PAGES: Final = (
    Page("/training", "training.do", page),
    Page("/training/{name}", "training.do", one),
    Page("/training/{name}", "training.do", answer, "POST"),
    Page("/trainees", "training.see", trainees),
    Page("/trainees/exempt", "training.exempt", exempt, "POST"),
)
