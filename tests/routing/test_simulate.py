"""The simulation keeps its goals, gives the same figures for the same seed, and writes its charts."""

import json
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from bot.routing.command import route
from bot.routing.play import Outcome, Play
from bot.routing.rivals import Ours, Pooled, RoundRobin
from bot.routing.simulate import main, ratio
from bot.routing.world import Scenario, normal_week, surge
from flows.words import Urgency
from tests.routing.people import NOON, officer
from tests.routing.test_office import OFFICES, RULES, everybody_always


def ours(scenario: Scenario) -> Outcome:
    return Play(scenario, Ours(scenario), Random(8)).run()


def yardstick(scenario: Scenario) -> Outcome:
    return Play(scenario, Pooled(scenario), Random(8)).run()


def test_with_true_urgencies_a_life_in_danger_waits_hardly_longer_than_by_the_yardstick() -> None:
    world = surge(Random(7), messages=10_000, staff=100)
    outcome = ours(world)
    assert ratio(outcome, yardstick(world)) <= 1.2
    assert all(waits.unanswered == 0 for waits in outcome.waits.values())
    assert outcome.waits[Urgency.CRITICAL].late == 0


def test_with_15_of_100_urgencies_wrong_at_most_twice_as_long() -> None:
    outcome = ours(surge(Random(7), messages=10_000, staff=100, wrong=0.15))
    assert ratio(outcome, yardstick(surge(Random(7), messages=10_000, staff=100))) <= 2
    assert all(waits.unanswered == 0 for waits in outcome.waits.values())


def test_in_a_normal_week_more_people_are_answered_in_their_language_than_by_taking_turns() -> None:
    world = normal_week(Random(7), tickets=1500)
    outcome, turns = ours(world), Play(world, RoundRobin(world), Random(8)).run()
    assert outcome.language > turns.language + 0.2
    assert outcome.waits[Urgency.CRITICAL].late == 0
    assert all(waits.unanswered == 0 for waits in outcome.waits.values())


def test_the_same_seed_gives_the_same_figures() -> None:
    worlds = [normal_week(Random(3), tickets=200) for _ in range(2)]
    assert ours(worlds[0]) == ours(worlds[1])


def test_charts_and_tables_go_into_the_page_between_its_marks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "routing.md"
    page.write_text("before\n<!-- figures: begin -->old<!-- figures: end -->\nafter\n")
    assert main(["--scenario", "week", "--write", str(tmp_path)]) == 0
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "| kentongan | P0 |" in text
    assert "A normal week" in capsys.readouterr().out
    for picture in ("week-bars.svg", "week-curves.svg"):
        assert ElementTree.parse(tmp_path / "routing" / picture).getroot().tag.endswith("svg")


def test_route_explains_and_proves(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--explain", "--service", "complaint", "--country", "hk", "--employer", "household"]
    assert route(asked, OFFICES, RULES, [], NOON) == 0
    assert "employed by a household: kp2mi.complaints_household: goes there" in capsys.readouterr().out
    assert route(["--proof"], OFFICES, RULES, everybody_always(), NOON) == 0
    assert route(["--proof"], OFFICES, RULES, [officer(1)], NOON) == 1
    assert "nobody is on duty" in capsys.readouterr().out


def test_the_ratios_of_any_seeds_are_one_command_away(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--ratios", "5", "--staff", "30", "--messages-per-person", "20"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["seed"] == 5
    assert told["p95_true"] > 0
    assert {told[f"never_P{number}"] for number in range(4)} == {0}
