"""Practices: they fill what a scenario leaves open, leave what it states, say both, and come once."""

import runpy
from pathlib import Path

import pytest

import headway as hw
from headway.about import known_of
from headway.io.write import document_of
from headway.model import Scenario
from headway.model.filling import in_words, kept
from headway.model.practice import PRACTICES, SUPPLEMENTS, TABLE, running_supplement
from headway.units import HOUR_S
from tests import ROOT

BUNDLED = ("gara-djebilet", "gara-djebilet-12mt", "gara-djebilet-50mt", "gara-djebilet-oran", "three-loops")
LINES = sorted((ROOT / "benchmarks" / "lines").glob("[a-z]*.yaml"))
STATED = """
extends: three-loops
services:
  ore:
    stops: [{place: Loop A, dwell: 10 min}]
fleets:
  shuttle:
    inspection: {value: 45 min, source: "the timetable of 2026"}
terminals:
  pit-load-out:
    positioning: {value: 10 min, assumed: "a guess", range: [5 min, 20 min]}
"""


@pytest.fixture
def stated(tmp_path: Path) -> Path:
    """A scenario that states stops, sources its inspection and assumes one positioning."""
    file = tmp_path / "scenario.yaml"
    file.write_text(STATED, encoding="utf-8")
    return file


@pytest.mark.parametrize("practice", PRACTICES)
@pytest.mark.parametrize("name", [*BUNDLED, *map(str, LINES)])
def test_every_scenario_stands_under_every_practice(name: str, practice: str) -> None:
    design, scenario = hw.load(name), hw.load(name, practice=practice)
    assert scenario.practice == practice
    assert hw.with_practice(design, practice) == scenario
    assert all(change.by == practice for change in scenario.changes)
    if practice == "none":
        assert scenario == design


def test_the_supplement_is_the_margin_and_what_slow_orders_cost() -> None:
    # 3 km of 100 km at half the speed take the time of 6: 3 % more. Here 5 % of the way at 50 instead of 80 km/h.
    assert running_supplement("conventional") == pytest.approx(0.05 + 0.05 * (80 / 50 - 1))
    low, high = map(float, SUPPLEMENTS)
    assert low <= running_supplement("best") < running_supplement("conventional") <= high


def test_the_flagship_under_conventional_practice() -> None:
    scenario = hw.load("gara-djebilet-50mt", practice="conventional")
    assert scenario.running_supplement == pytest.approx(0.08)
    assert scenario.turnout_speed_ms == pytest.approx(40 / 3.6)
    assert scenario.fleet("mine-sets").inspection_s == 4 * HOUR_S  # 3 h are assumed
    assert {station.positioning_s for station in (scenario.load_out("mine-load-out"), scenario.dumper("bechar-dumper"))} == {3600}
    assert [(stop.place, stop.dwell_s) for stop in scenario.flow("ore").stops] == [("Oum El Assel", 1800), ("Tabelbala", 1800)]
    assert len(scenario.possessions) == len(scenario.line.sections)
    assert {(p.duration_s, len(p.weekdays), p.starts_at_s) for p in scenario.possessions} == {(4 * HOUR_S, 2, 10 * HOUR_S)}
    assert kept(scenario) == ()


@pytest.mark.parametrize(("km", "stops"), [("168", 0), ("420", 1), ("704", 1), ("861", 2)])
def test_crews_change_once_up_to_800_km_and_not_on_short_lines(km: str, stops: int) -> None:
    name = {"168": "malmbanan", "420": "cartier", "704": "snim", "861": "orex-2019"}[km]
    scenario = hw.load(ROOT / "benchmarks" / "lines" / f"{name}.yaml", practice="conventional")
    assert len(scenario.flow().stops) == stops


def test_each_day_shuts_a_seventh_of_the_line() -> None:
    scenario = hw.load("gara-djebilet-50mt", practice="best")
    shut = [sum(day in p.weekdays for p in scenario.possessions) for day in range(7)]
    assert sum(shut) == len(scenario.line.sections)
    assert max(shut) - min(shut) <= 1


def test_what_is_stated_stays_and_is_said(stated: Path) -> None:
    scenario = hw.load(stated, practice="conventional")
    assert [(stop.place, stop.dwell_s) for stop in scenario.flow("ore").stops] == [("Loop A", 600)]
    assert scenario.fleet("shuttle").inspection_s == 45 * 60
    assert scenario.load_out("pit-load-out").positioning_s == 3600
    left = kept(scenario)
    assert [text for text in left if "stops" in text] == ["services.ore.stops (1 stated)"]
    assert [text for text in left if "inspection" in text] == ["fleets.shuttle.inspection (stated)"]
    assert not [text for text in left if "pit-load-out" in text]
    said = dict(known_of(scenario, 7))
    assert said["practice"].startswith("conventional: ")
    assert "services.ore.stops (1 stated)" in said["practice leaves"]


def test_what_a_change_asks_for_stays(stated: Path) -> None:
    asked = hw.changed(hw.load(stated), {"terminals.pit-load-out.positioning": {"value": "25 min", "assumed": "a trial"}})
    assert hw.with_practice(asked, "conventional").load_out("pit-load-out").positioning_s == 25 * 60
    later = hw.changed(hw.load(stated, practice="conventional"), {"terminals.pit-load-out.positioning": "25 min"})
    assert later.load_out("pit-load-out").positioning_s == 25 * 60
    assert next(c for c in later.changes if "pit-load-out" in c.where).by == ""


def test_a_practice_in_a_file_is_filled_and_the_command_may_choose_another(tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text("extends: gara-djebilet\npractice: conventional\n", encoding="utf-8")
    assert hw.load(file) == hw.load("gara-djebilet", practice="conventional")
    assert hw.load(file, practice="best").running_supplement == pytest.approx(running_supplement("best"))
    assert not hw.load(file, practice="none").changes


@pytest.mark.parametrize("name", ["gara-djebilet", "gara-djebilet-oran", "three-loops"])
def test_a_saved_copy_is_the_same_and_is_not_filled_again(name: str, tmp_path: Path) -> None:
    scenario = hw.load(name, practice="conventional")
    bare = hw.changed(scenario, {"possessions": None})
    assert scenario.possessions
    for given in (scenario, bare):
        again = hw.load(hw.save(given, tmp_path / f"with {len(given.possessions)}"))
        assert document_of(again) == document_of(given)
        assert again.possessions == given.possessions


def test_what_stood_there_before_is_kept() -> None:
    scenario: Scenario = hw.changed(hw.load("gara-djebilet", practice="conventional"), {"setting": "90 s"})
    was = {change.where: change.was for change in scenario.changes}
    assert was["fleets.mine-sets.inspection"] == "3 h"
    assert was["turnout_speed"] == was["possessions"] == was["services.ore.stops"] == ""


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (lambda: hw.load("gara-djebilet", practice="konventional"), 'practice: "konventional" is none. Did you mean "conv'),
        (lambda: hw.with_practice("gara-djebilet", "worst"), "Known: best, conventional, none."),
        (
            lambda: hw.with_practice(hw.load("gara-djebilet", practice="best"), "conventional"),
            "practice: the scenario was filled by the best practice, so conventional finds nothing open. ",
        ),
        (lambda: hw.changed(hw.load("gara-djebilet", practice="best"), {"practice": "none"}), "filled by the best practice"),
        (lambda: hw.changed("gara-djebilet", {"running_supplement": -1.0}), "running_supplement: -1 is out of range (0 to 1)"),
        (lambda: hw.changed("gara-djebilet", {"turnout_speed": "1 km/h"}), "turnout_speed"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_message(given: object, says: str) -> None:
    with pytest.raises(hw.InputError) as raised:
        given()  # type: ignore[operator]
    assert len(raised.value.problems) == 1
    assert says in str(raised.value)


def test_changing_the_practice_by_its_address_fills_it() -> None:
    scenario = hw.changed("gara-djebilet", {"practice": "best"})
    assert in_words(scenario.changes) == in_words(hw.load("gara-djebilet", practice="best").changes)


def test_the_page_of_the_table_is_that_of_the_model() -> None:
    assert all(figure.conventional and figure.best and figure.why for figure in TABLE.values())
    text = (ROOT / "docs" / "practice-table.md").read_text(encoding="utf-8")
    assert text == runpy.run_path(str(ROOT / "tools" / "make_practice.py"))["page"](), "run python tools/make_practice.py"
