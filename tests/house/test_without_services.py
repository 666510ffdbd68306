"""A line, vehicles and a train are a scenario: for running times nobody has to invent flows."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

import headway as hw
from headway.cli.app import app
from headway.study import Settings, planned_and_simulated
from headway.throughput import delay_curve, least_headways
from tests import ROOT
from tests.io.test_files import write

SMALLEST = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8").split("This is a whole scenario:")[1]
SMALLEST = SMALLEST.split("```yaml\n")[1].split("```")[0]
"""The example of the page on scenario files, as it stands there."""

STEEP = SMALLEST.replace("km_to: 20\n", "km_to: 20\n    gradients: [{from_km: 0, to_km: 20, grade: -20 permille}]\n").replace(
    "0.3 m/s2", "0.5 m/s2"
)


@pytest.fixture
def smallest(tmp_path):
    return write(tmp_path / "smallest", SMALLEST)


def test_a_train_runs_where_no_service_does(smallest):
    """20 km at 72 km/h take 16:40; a start to 20 m/s and a stop at 0.3 m/s2 cost some more."""
    run = hw.train_run(smallest, "ore", "Top", "Foot")
    assert 1000 + 20 / 0.3 / 2 < run.duration_s < 1200
    assert hw.ruling_grade(smallest, "ore", "Top", "Foot").grade_permille == 0


def test_running_times_are_those_of_every_train_both_ways(smallest):
    """There are no ends of services, so the ends of the line stand for them."""
    table = hw.running_times(smallest)
    assert table.select("train", "from", "to").rows() == [("ore", "Top", "Foot"), ("ore", "Foot", "Top")]
    run_s = hw.train_run(smallest, "ore", "Top", "Foot").duration_s
    assert table["stop_stop_s"].to_list() == [pytest.approx(run_s, abs=1)] * 2


def test_what_a_train_cannot_run_is_null_if_no_service_asks_for_it(tmp_path):
    """A loaded train that comes down 20 permille cannot go up; its time down is there all the same."""
    steep = write(tmp_path, STEEP)
    down, up = hw.running_times(steep)["stop_stop_s"].to_list()
    assert down > 1000
    assert up is None
    with pytest.raises(hw.InputError, match=r"cannot start|stalls"):
        hw.train_run(steep, "ore", "Foot", "Top")


def test_the_command_line_runs_its_train_and_says_what_it_can_be_used_for(smallest):
    ran = CliRunner().invoke(app, ["run-train", str(smallest), "ore", "--from", "Top", "--to", "Foot"])
    assert ran.exit_code == 0
    assert "Top - Foot, 20.0 km" in ran.output
    checked = CliRunner().invoke(app, ["check", str(smallest), "--trains"])
    assert checked.exit_code == 0
    said = " ".join(checked.output.split())
    assert "service none: trains can be run over the line, alone (run-train, check --trains); a timetable, a simulation" in said
    assert "ore Top - Foot: 19 min" in said


@pytest.mark.parametrize(
    ("ask", "result"),
    [
        (hw.timetable, "a timetable"),
        (hw.repeating_day, "a timetable"),
        (hw.simulate, "a simulation"),
        (hw.capacity, "the capacity"),
        (least_headways, "a table of headways"),
        (lambda scenario: planned_and_simulated(scenario, Settings(days=1)), "a timetable"),
    ],
)
def test_what_is_made_of_services_is_refused_in_one_sentence(ask, result, smallest):
    with pytest.raises(hw.InputError) as caught:
        ask(smallest)
    told = f"services: there is none, and {result} needs one: a fixed path or an ore flow. Train runs and running times need none"
    assert str(caught.value) == told


def test_a_curve_of_delay_needs_an_ore_flow(smallest):
    with pytest.raises(hw.InputError, match="the scenario has no ore flow"):
        delay_curve(smallest, [1, 2])


@pytest.mark.parametrize("command", ["timetable", "simulate", "capacity", "run"])
def test_commands_refuse_it_in_one_sentence(command, smallest, tmp_path):
    extra = ["--runs", str(tmp_path / "runs")] if command == "run" else []
    ran = CliRunner().invoke(app, [command, str(smallest), *extra])
    assert ran.exit_code == 2
    assert "services: there is none" in ran.output
    assert "Traceback" not in ran.output


def test_what_refers_to_a_service_still_finds_none(small):
    """A scenario may lack services, not those that a disruption names."""
    with pytest.raises(hw.InputError) as caught:
        replace(hw.load("gara-djebilet"), services=())
    assert "disruptions" in str(caught.value)
    assert replace(small, services=()).services == ()


def test_it_is_kept_as_it_is(smallest, tmp_path):
    hw.save(smallest, tmp_path / "copy")
    assert hw.load(tmp_path / "copy") == hw.load(smallest)
