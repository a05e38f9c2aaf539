"""The routing rules: read from a file and checked against the offices that they name."""

import json
from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from types import MappingProxyType

from bot.directory import reading
from bot.directory.offices import services, shipped_offices
from bot.directory.reading import BadDirectory, Row
from bot.routing.office import KIND
from bot.routing.values import Office, Rule, Rules
from flows.words import SIGN_KINDS, Service, Urgency

RULE_FIELDS = frozenset(field.name for field in fields(Rule))
EMPLOYER_KINDS = frozenset({"household", "company"})


@cache
def shipped_rules() -> Rules:
    """The rules that ship with the program."""
    return read_rules(reading.shipped("rules.toml"), "rules.toml", shipped_offices())


def read_rules(text: str, where: str, offices: Iterable[Office] | None) -> Rules:
    """The rules of a TOML text. Raises BadDirectory for a rule, a fallback or a desk that does not hold.

    Without offices the desks that it names are taken as they are.
    """
    document, listed = reading.toml(text, where), None if offices is None else tuple(offices)
    reading.known(document, frozenset({"default", "fallback", "rule"}), where)
    rules = tuple(_rule(row, where, listed) for row in reading.rows(document, "rule", where))
    names = [rule.name for rule in rules]
    for name in names:
        if names.count(name) > 1:
            raise BadDirectory(where, f"two rules are called {name}")
    default = reading.text_of(document, "default", where)
    _desk(default, where, listed)
    return Rules(rules, MappingProxyType(_fallback(document, where, listed)), default)


def _fallback(document: Row, where: str, offices: tuple[Office, ...] | None) -> dict[Service, str]:
    named = document.get("fallback")
    if not isinstance(named, dict):
        raise BadDirectory(where, "[fallback] has to name a desk for every service")
    missing = [service for service in Service if service.value not in named]
    if missing:
        raise BadDirectory(where, f"[fallback] names no desk for {', '.join(missing)}")
    reading.known(named, frozenset(service.value for service in Service), f"{where}, fallback")
    for desk in named.values():
        _desk(str(desk), where, offices)
    return {service: str(named[service.value]) for service in Service}


def _rule(row: Row, where: str, offices: tuple[Office, ...] | None) -> Rule:
    name = reading.text_of(row, "name", where)
    here = f"{where}, rule {name}"
    reading.known(row, RULE_FIELDS, here)
    to = reading.text_of(row, "to", here)
    _desk(to, here, offices)
    return Rule(
        name=name,
        to=to,
        services=services(row, here),
        categories=frozenset(reading.texts_of(row, "categories", here)),
        countries=frozenset(reading.texts_of(row, "countries", here)),
        not_countries=frozenset(reading.texts_of(row, "not_countries", here)),
        provinces=frozenset(reading.texts_of(row, "provinces", here)),
        employer_kinds=_among(row, "employer_kinds", EMPLOYER_KINDS, here),
        urgencies=frozenset(Urgency[u.upper()] for u in _among(row, "urgencies", _URGENCIES, here)),
        languages=frozenset(reading.texts_of(row, "languages", here)),
        signs=_among(row, "signs", frozenset(SIGN_KINDS), here),
        not_signs=_among(row, "not_signs", frozenset(SIGN_KINDS), here),
    )


_URGENCIES = frozenset(urgency.name.lower() for urgency in Urgency)


def _among(row: Row, name: str, allowed: frozenset[str], where: str) -> frozenset[str]:
    given = frozenset(reading.texts_of(row, name, where))
    if not given <= allowed:
        raise BadDirectory(where, f"{name} does not know {', '.join(sorted(given - allowed))}")
    return given


def _desk(to: str, where: str, offices: tuple[Office, ...] | None) -> None:
    if offices is None:
        return
    if to.startswith(KIND):
        if not any(office.kind == to.removeprefix(KIND) for office in offices):
            raise BadDirectory(where, f"no office is of the kind in {to}")
    elif not any(office.key == to for office in offices):
        raise BadDirectory(where, f"there is no office {to}")


def write_rules(rules: Rules) -> str:
    """A TOML text that `read_rules` reads as the same rules."""
    head = [f"default = {json.dumps(rules.default, ensure_ascii=False)}", "", "[fallback]"]
    head += [f"{service.value} = {json.dumps(desk, ensure_ascii=False)}" for service, desk in rules.fallback.items()]
    return "\n".join([*head, *(line for rule in rules.rules for line in _written(rule))]) + "\n"


def _written(rule: Rule) -> list[str]:
    lines = ["", "[[rule]]"]
    for field in fields(rule):
        value = getattr(rule, field.name)
        if isinstance(value, str):
            lines.append(f"{field.name} = {json.dumps(value, ensure_ascii=False)}")
        elif value:
            codes = sorted(one.name.lower() if isinstance(one, Urgency) else str(one) for one in value)
            lines.append(f"{field.name} = {json.dumps(codes, ensure_ascii=False)}")
    return lines
