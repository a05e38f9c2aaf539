"""The routing rules that hold: the ones kept at the desk, or those that ship with the program."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Final

from sqlmodel import Session, select

from bot.directory.offices import read_offices
from bot.directory.reading import BadDirectory
from bot.directory.rules import read_rules, write_rules
from bot.keeping.trail import EVERYBODY, Unfit, may_keep, write_change
from bot.routing.values import Rule, Rules
from bot.store.keeping_tables import KeptText
from bot.store.roster import RULES, read_all_offices
from bot.store.tables import Office, Officer

ACT: Final = "rule.keep"


def rules_now(db: Session) -> Rules:
    """The rules by which tickets are routed at this moment."""
    return read_all_offices(db.connection()).rules


def keep_rules(db: Session, officer: Officer, rules: Rules, seen: Rules, now: datetime) -> None:
    """Keep these rules in place of the ones that the administrator saw.

    Raises Unfit for a rule that does not hold, and where somebody else changed them meanwhile.
    """
    may_keep(db, officer, ACT, EVERYBODY)
    row = db.get(KeptText, RULES, with_for_update=True)
    before = rules_now(db)
    if before != seen:
        raise Unfit("name", "changed_meanwhile")
    offices = [read_offices(one.profile, "office")[0] for one in db.exec(select(Office))]
    text = write_rules(rules)
    try:
        read_rules(text, "rules", offices)
    except (BadDirectory, ValueError):
        raise Unfit("name", "rule_does_not_hold") from None
    if row is None:
        db.add(KeptText(name=RULES, text=text, changed_at=now, changed_by=officer.id or 0))
    else:
        row.text, row.changed_at, row.changed_by = text, now, officer.id or 0
    write_change(db, officer, (EVERYBODY, "rules", "rules"), state(before), state(rules), now)


def state(rules: Rules) -> dict[str, object]:
    """The rules as the trail shows them: in their order, each by its name."""
    told: dict[str, object] = {f"rule: {rule.name}": said(rule) for rule in rules.rules}
    told |= {f"fallback: {service.value}": desk for service, desk in rules.fallback.items()}
    return told | {"default": rules.default, "order": [rule.name for rule in rules.rules]}


def said(rule: Rule) -> dict[str, object]:
    """A rule without the fields that it leaves open."""
    values = asdict(rule)
    return {
        one.name: sorted(map(str, values[one.name])) if isinstance(values[one.name], frozenset) else values[one.name]
        for one in fields(rule)
        if values[one.name]
    }
