"""Practices: they fill what a scenario leaves open, leave what it states, say both, and come once."""

import runpy
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

import headway as hw
from headway.about import known_of
from headway.cli.corridor import corridor_of
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
        (lambda: hw.load("gara-djebilet", practice="konventional"), 'practice: there is no practice "konventional". Did'),
        (lambda: hw.with_practice("gara-djebilet", "worst"), "Known: best, conventional, none."),
        (
            lambda: hw.with_practice(hw.load("gara-djebilet", practice="best"), "conventional"),
            'practice: the scenario was filled by the best practice, which cannot be changed to "conventional"',
        ),
        (lambda: hw.changed(hw.load("gara-djebilet", practice="best"), {"practice": "none"}), "filled by the best practice"),
        (lambda: hw.changed("gara-djebilet", {"running_supplement": -1.0}), "running_supplement: -1 is out of range (0 to 1)"),
        (lambda: hw.changed("gara-djebilet", {"turnout_speed": "1 km/h"}), "turnout_speed"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_message(given: Callable[[], object], says: str) -> None:
    with pytest.raises(hw.InputError) as raised:
        given()
    assert len(raised.value.problems) == 1
    assert says in str(raised.value)


def test_changes_on_the_command_line_come_first_and_those_of_what_was_filled_after() -> None:
    """A second track has no possession, a loop that is too short no crew stop; one filled possession can be longer."""
    double = corridor_of("three-loops", ["legs.main.sections=[{start: Loop A, end: Loop B, tracks: 2}]"], "best")
    assert len(double.possessions) == 3
    snim = str(ROOT / "benchmarks" / "lines" / "snim.yaml")
    short = corridor_of(snim, ["legs.line.places.Loop km 352.tracks=2 x 500 m"], "conventional")
    assert [stop.place for stop in short.flow().stops] == ["Loop km 308"]
    longer = corridor_of("three-loops", ["possessions.km 0 to 10.duration=6 h", "fleets.shuttle.sets=3"], "best")
    assert [p.duration_s / HOUR_S for p in longer.possessions] == [6, 4, 4, 4]
    assert longer.fleet("shuttle").sets == 3
    assert corridor_of("three-loops", ["practice=conventional"], "best").practice == "conventional"


def test_a_line_of_double_track_has_no_possession() -> None:
    ends = ["Port", "Loop A", "Loop B", "Loop C", "Pit"]
    tracks = [{"start": a, "end": b, "tracks": 2} for a, b in pairwise(ends)]
    scenario = hw.with_practice(hw.changed("three-loops", {"legs.main.sections": tracks}), "conventional")
    assert scenario.possessions == ()
    assert "possessions" not in in_words(scenario.changes)


def test_a_crew_stop_needs_a_place_where_two_trains_fit() -> None:
    """No loop of the line to the sea fits two trains near one of the two stops: one stop, and what is missing is said."""
    short = {f"legs.line.places.Loop km {km}.tracks": "4400 m, 300 m" for km in (41, 92, 142, 184, 227, 274, 337, 372, 409)}
    scenario = hw.with_practice(hw.changed(ROOT / "benchmarks" / "lines" / "orex-2019.yaml", short), "conventional")
    assert [stop.place for stop in scenario.flow().stops] == ["Loop km 576"]
    assert kept(scenario)[0].startswith("services.ore.stops (1 of 2: no other place")


def test_what_holds_a_value_may_have_a_source_and_be_silent_on_it(tmp_path: Path) -> None:
    fleet = "{value: {sets: 2, loaded: ore-loaded, empty: ore-empty, inspection_at: Port}, source: register}"
    (tmp_path / "scenario.yaml").write_text(f"extends: three-loops\nfleets:\n  shuttle: {fleet}\n", encoding="utf-8")
    assert hw.load(tmp_path, practice="conventional").fleet("shuttle").inspection_s == 4 * HOUR_S


def test_a_saved_copy_is_edited_by_its_values(tmp_path: Path) -> None:
    """The record of changes changes nothing: an edited value holds, and drops out of the record."""
    file = hw.save(hw.load("gara-djebilet", practice="conventional"), tmp_path / "copy")
    text = file.read_text(encoding="utf-8")
    assert text.count("value: 0.08\n") == 2  # the value, and the record
    file.write_text(text.replace("value: 0.08\n", "value: 0.2\n", 1), encoding="utf-8")
    edited = hw.load(file)
    assert edited.running_supplement == pytest.approx(0.2)
    assert [change.where for change in edited.changes if change.where == "running_supplement"] == []
    child = tmp_path / "child.yaml"
    child.write_text("extends: copy/scenario.yaml\nrunning_supplement: 0.3\n", encoding="utf-8")
    other = hw.load(child)
    assert hw.changed(other, {"setting": "61 s"}).running_supplement == other.running_supplement == pytest.approx(0.3)


def test_a_practice_that_finds_nothing_open_says_so(stated: Path) -> None:
    full = {
        "running_supplement": 0.01, "yard_move": "7 min", "turnout_speed": "50 km/h",
        "terminals.pit-load-out.positioning": "11 min",
        "possessions": {"one": {"leg": "main", "from_km": 0, "to_km": 10, "starts_at": "10:00", "duration": "1 h"}},
    }  # fmt: skip
    scenario = hw.with_practice(hw.changed(hw.load(stated), full), "conventional")
    assert dict(known_of(scenario, 7))["practice"] == "conventional: nothing is open"


def test_changing_the_practice_by_its_address_fills_it() -> None:
    scenario = hw.changed("gara-djebilet", {"practice": "best"})
    assert in_words(scenario.changes) == in_words(hw.load("gara-djebilet", practice="best").changes)


def test_the_page_of_the_table_is_that_of_the_model() -> None:
    assert all(figure.conventional and figure.best and figure.why for figure in TABLE.values())
    text = (ROOT / "docs" / "practice-table.md").read_text(encoding="utf-8")
    assert text == runpy.run_path(str(ROOT / "tools" / "make_practice.py"))["page"](), "run python tools/make_practice.py"
