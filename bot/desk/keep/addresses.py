"""The addresses of the administrators' pages, each with its permit."""

from typing import Final

from bot.desk.frame import Page
from bot.desk.keep import officers, offices, rules, texts

PAGES: Final = (
    Page("/keep", "change.read", texts.home),
    Page("/keep/changes", "change.read", texts.changes),
    Page("/keep/offices", "office.keep", offices.listing),
    Page("/keep/new-office", "office.keep", offices.new),
    Page("/keep/new-office", "office.keep", offices.add, "POST"),
    Page("/keep/offices/{key}", "office.keep", offices.one),
    Page("/keep/offices/{key}", "office.keep", offices.change, "POST"),
    Page("/keep/offices/{key}/number", "office.keep", offices.number),
    Page("/keep/offices/{key}/number", "office.keep", offices.keep_number, "POST"),
    Page("/keep/offices/{key}/number/drop", "office.keep", offices.drop_number, "POST"),
    Page("/keep/officers", "officer.keep", officers.listing),
    Page("/keep/new-officer", "officer.keep", officers.new),
    Page("/keep/new-officer", "officer.keep", officers.add, "POST"),
    Page("/keep/officers/{officer:int}", "officer.keep", officers.one),
    Page("/keep/officers/{officer:int}", "officer.keep", officers.change, "POST"),
    Page("/keep/officers/{officer:int}/password", "officer.keep", officers.password, "POST"),
    Page("/keep/officers/{officer:int}/factor", "officer.keep", officers.factor, "POST"),
    Page("/keep/officers/{officer:int}/away", "officer.keep", officers.absence),
    Page("/keep/officers/{officer:int}/away", "officer.keep", officers.be_away, "POST"),
    Page("/keep/officers/{officer:int}/back", "officer.keep", officers.come_back, "POST"),
    Page("/keep/answers", "answer.keep", texts.listing),
    Page("/keep/new-answer", "answer.keep", texts.new),
    Page("/keep/new-answer", "answer.keep", texts.add, "POST"),
    Page("/keep/answers/{key}", "answer.keep", texts.one),
    Page("/keep/answers/{key}", "answer.keep", texts.change, "POST"),
    Page("/keep/rules", "rule.keep", rules.listing),
    Page("/keep/rule", "rule.keep", rules.one),
    Page("/keep/rule", "rule.keep", rules.keep, "POST"),
    Page("/keep/rule-move", "rule.keep", rules.move, "POST"),
    Page("/keep/fallback", "rule.keep", rules.fallback),
    Page("/keep/fallback", "rule.keep", rules.keep_fallback, "POST"),
    Page("/keep/explain", "rule.keep", rules.explain),
    Page("/keep/explain", "rule.keep", rules.explain, "POST"),
    Page("/keep/retention", "retention.keep", texts.keeping),
    Page("/keep/retention", "retention.keep", texts.keep_for, "POST"),
)
