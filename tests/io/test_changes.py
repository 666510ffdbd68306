"""Changes of a scenario by address: checked like files, listed with what was there before, and kept when written."""

from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

import headway as hw
from headway.cli.app import app
from headway.io.write import document_of
from headway.model import Change
from tests.conftest import BUNDLED


def test_a_value_is_changed_by_its_address(small):
    """Numbers, quantities in any unit, rows of tables by name, and whole lists."""
    other = hw.changed(
        small,
        {
            "fleets.shuttle.sets": 3,
            "terminals.port-dumper.positioning_min": 20,
            "legs.main.places.Loop B.tracks": "3 x 700 m",
            "services.ore.stops": [{"place": "Loop A", "dwell": "30 min"}],
            "setting": "45 s",
        },
    )
    assert other.fleet("shuttle").sets == 3
    assert other.dumper("port-dumper").positioning_s == 1200
    assert len(other.line.place("Loop B").tracks) == 3
    assert other.flows[0].stops[0].dwell_s == 1800
    assert other.setting_s == 45
    assert [str(c) for c in other.changes][:2] == [
        "fleets.shuttle.sets: 3, was 2",
        "terminals.port-dumper.positioning_min: 20, was 10 min",
    ]


@pytest.mark.parametrize("name", BUNDLED)
def test_a_change_to_the_same_changes_nothing(name):
    """Law: every value of a scenario, put in its own place, gives the same scenario."""
    scenario = hw.load(name)
    same = hw.changed(scenario, dict(_leaves(document_of(scenario))))
    assert replace(same, changes=()) == scenario


def _leaves(node, where=""):
    """Give the addresses of all values of a document, each with its origin if it has one."""
    for key, child in node.items():
        at = f"{where}.{key}".lstrip(".")
        if at == "schema" or key == "name":
            continue
        if isinstance(child, list) and child and isinstance(child[0], dict):
            rows = {str(row.get("name", i)): row for i, row in enumerate(child)}
            yield from _leaves(
                {k: {x: y for x, y in row.items() if x not in ("source", "assumed")} for k, row in rows.items()}, at
            )
        elif isinstance(child, dict) and "value" not in child:
            yield from _leaves(child, at)
        elif not (isinstance(child, dict) and isinstance(child["value"], dict | list)):
            yield at, child


def test_a_change_has_an_origin_or_drops_the_old_one():
    """A sourced target that is changed loses its source; a new source stands beside the new value."""
    scenario, where = hw.load("gara-djebilet"), "services.ore.target_kg_s"
    assert any(p.where == where and p.source for p in scenario.provenance)
    bare = hw.changed(scenario, {"services.ore.target": "5 Mt/y"})
    assert all(p.where != where for p in bare.provenance)
    said = hw.changed(
        scenario,
        [Change(where="services.ore.target", value="5 Mt/y", assumed="the second crusher", range=("4 Mt/y", "6 Mt/y"))],
    )
    (origin,) = [p for p in said.provenance if p.where == where]
    assert (origin.assumed, origin.range) == ("the second crusher", ("4 Mt/y", "6 Mt/y"))
    assert said.changes[0].was == "4 Mt/y"


def test_a_second_change_keeps_what_stood_there_at_first(small):
    once = hw.changed(small, {"fleets.shuttle.sets": 3})
    twice = hw.changed(once, {"fleets.shuttle.sets": 4})
    assert [str(c) for c in twice.changes] == ["fleets.shuttle.sets: 4, was 2"]


def test_every_problem_of_changes_is_told_at_once(small):
    """An unknown object, key, row, part and value, and a broken rule: each by its address, with a hint."""
    changes = {
        "fleets.shutle.sets": 3,
        "fleets.shuttle.set": 3,
        "flets.shuttle": {"sets": 3},
        "legs.main.places.Loop Q.tracks": "2 x 700 m",
        "title.short": "x",
        "terminals.port-dumper.rate": "-1 t/h",
        "services.ore.fleet": "nobody",
        "disruptions.heat": None,
    }
    with pytest.raises(hw.InputError) as caught:
        hw.changed(small, changes)
    found = {p.where: p.message for p in caught.value.problems}
    assert 'Did you mean "shuttle"' in found["fleets.shutle.sets"]
    assert 'Did you mean "sets"' in found["fleets.shuttle"]
    assert 'Did you mean "Loop ' in found["legs.main.places.Loop Q.tracks"]
    assert "has no parts" in found["title.short"]
    assert "out of range" in found["terminals.port-dumper.rate"]
    assert "is not a fleet" in found["services.ore.fleet"]
    assert "there is no" in found["disruptions.heat"]
    assert 'Did you mean "fleets"' in found["flets.shuttle"]
    assert all(not p.file for p in caught.value.problems)


def test_dates_are_given_as_dates_or_texts(small):
    for day in ("2027-02-01", date(2027, 2, 1)):
        assert hw.changed(small, {"starts_on": day}).starts_on == date(2027, 2, 1)
    run = CliRunner().invoke(app, ["check", "three-loops", "--change", "starts_on=2027-02-01"])
    assert "starts_on: 2027-02-01, was 2027-01-04" in " ".join(run.output.split())


def test_an_origin_that_cannot_be_printed_is_one_problem_among_the_others(tmp_path):
    """The source of one change has a control character, and another names no fleet: both are told, with their lines."""
    (tmp_path / "scenario.yaml").write_text(
        'extends: three-loops\nchanges:\n  setting: {value: 45 s, source: "a\\x07b"}\n  fleets.nobody.sets: 3\n'
    )
    with pytest.raises(hw.InputError, match=r"(?s)line 3: setting.*line 4: fleets.nobody.sets"):
        hw.load(tmp_path)


def test_a_file_holds_changes_and_keeps_them(tmp_path):
    """They are laid over what the file extends and over its own values, and survive being written and read again."""
    (tmp_path / "scenario.yaml").write_text(
        "extends: three-loops\n"
        "fleets: {shuttle: {sets: 5}}\n"
        "changes:\n"
        "  fleets.shuttle.sets: {value: 3, assumed: a trial, range: [2, 4]}\n"
        "  services.morning-up: null\n"
    )
    scenario = hw.load(tmp_path)
    assert scenario.fleet("shuttle").sets == 3
    assert [s.name for s in scenario.services] == ["morning-down", "ore"]
    assert [c.was[:2] for c in scenario.changes] == ["5", "{k"]
    hw.save(scenario, tmp_path / "copy")
    assert hw.load(tmp_path / "copy") == scenario
    (tmp_path / "scenario.yaml").write_text("extends: three-loops\nchanges: {fleets.shuttel.sets: 3}\n")
    with pytest.raises(hw.InputError, match=r'(?s)scenario.yaml: 1 problem.*line 2: fleets.shuttel.sets: there is no "shuttel"'):
        hw.load(tmp_path)


def test_results_say_what_was_changed(small):
    """A timetable, a simulation, a train run and a capacity name the change; without one they say nothing of changes."""
    other = hw.changed(small, {"fleets.shuttle.sets": 3})
    made = [
        hw.timetable(other, stop=None),
        hw.simulate(other, days=1),
        hw.train_run(other, "ore-loaded", "Pit", "Port"),
        hw.capacity(other, stop=None),
    ]
    for result in made:
        assert ("changes", "fleets.shuttle.sets: 3, was 2") in result.about.rows()
    assert "changes" not in dict(hw.train_run(small, "ore-loaded", "Pit", "Port").about.rows())


def test_commands_take_changes():
    """``--change`` stands for a line under ``changes``; what is no change is refused with what to write."""
    run = CliRunner().invoke(app, ["check", "three-loops", "--change", "fleets.shuttle.sets=3"])
    assert run.exit_code == 0
    assert "change fleets.shuttle.sets: 3, was 2" in " ".join(run.output.split())
    bad = CliRunner().invoke(
        app, ["check", "three-loops", "--change", "fleets.shuttle.sets", "--change", "title=A", "--change", "title=B"]
    )
    assert bad.exit_code == 2
    told = " ".join(bad.output.split())  # lines fit the terminal
    assert "has no address or no value. Write fleets.mine-sets.sets=20" in told
    assert "title is given twice" in told
