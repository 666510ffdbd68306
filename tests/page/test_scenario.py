"""Line and fleet: every value with its source, errors at the field, and a new scenario that leaves the old files alone."""

import pytest

import headway as hw
from headway.page import models
from headway.page.views import scenario_view
from tests.conftest import BUNDLED


def rows_of(view):
    return {row["address"]: row for group in view["groups"] for row in group["rows"]}


@pytest.mark.parametrize("name", BUNDLED)
def test_every_value_of_a_scenario_has_an_address_that_the_reader_takes(name):
    """What the page shows of a number can be written back at its address, and gives the same scenario."""
    scenario = hw.load(name)
    view = scenario_view(scenario, name)
    rows = [row for group in view.groups for row in group.rows]
    assert len({row.address for row in rows}) == len(rows)
    numbers = [row for row in rows if row.type == "number" and row.value is not None and not row.changed][::17]
    same = {row.address: f"{row.value!r} {row.unit}" if row.unit else row.value for row in numbers}
    changed = hw.changed(scenario, same)
    again = {row.address: row.value for group in scenario_view(changed, name).groups for row in group.rows}
    assert {where: again[where] for where in same} == {row.address: row.value for row in numbers}


def test_sources_assumptions_and_ranges_are_shown(flagship):
    """The values of the flagship as its file gives them: 60 s, assumed, from 30 to 180 s."""
    rows = {row.address: row for group in scenario_view(flagship, "gara-djebilet").groups for row in group.rows}
    setting = rows["setting"]
    assert (setting.shown, setting.origin, setting.unit) in (("60 s", "assumed", "s"), ("1 min", "assumed", "min"))
    ratio = 1 if setting.unit == "s" else 60
    assert (setting.low, setting.high) == (30 / ratio, 180 / ratio)
    assert "electronic interlocking" in setting.source
    area = rows["locomotives.heavy-haul-diesel.frontal_area"]
    assert (area.origin, area.shown) == ("source", "14.9 m2")


def test_the_map_has_every_place_and_section(flagship):
    found = scenario_view(flagship, "x").map
    assert len(found.places) == len(flagship.line.places)
    assert len(found.sections) == len(found.places) - 1
    assert {"mine", "port"} <= {place.kind for place in found.places}


def test_the_view_is_as_the_contract_says(server):
    models.ScenarioView.model_validate(server.get("/scenario"))


def test_changes_are_checked_by_the_reader_and_problems_stand_at_their_fields(server):
    """Two mistakes are two problems, each at the address that was changed; a good change is none."""
    found = server.refused(
        "/scenario/check",
        changes=[{"address": "fleets.shuttle.sets", "value": 0}, {"address": "legs.main.places.Loop A.tracks", "value": "many"}],
    )
    assert [where for where, _ in found] == ["fleets.shuttle.sets", "legs.main.places.Loop A.tracks"] or {
        where for where, _ in found
    } == {"fleets.shuttle.sets", "legs.main.places.Loop A.tracks"}
    assert server.post("/scenario/check", changes=[{"address": "fleets.shuttle.sets", "value": 3}]) == {}
    (problem,) = server.refused("/scenario/check", changes=[{"address": "fleets.nobody.sets", "value": 3}])
    assert problem[0] == "fleets.nobody.sets"
    (problem,) = server.refused(
        "/scenario/check", changes=[{"address": "setting", "value": 3}, {"address": "setting", "value": 4}]
    )
    assert problem == ("setting", "is changed twice. Keep one")


def test_a_number_is_in_the_unit_that_the_page_shows(server):
    """The setting time is shown in some unit; twice the number is twice the time."""
    row = rows_of(server.get("/scenario"))["setting"]
    written = server.post("/scenario", 201, name="slow", changes=[{"address": "setting", "value": 2 * row["value"]}])
    assert hw.load(written["path"]).setting_s == 2 * hw.load("three-loops").setting_s


def test_a_new_scenario_extends_the_one_that_is_open_and_its_file_stays_as_it_is(fresh, tmp_path):
    """A file of the planner's own is opened, a value is changed: the new file has that value alone, and names the old file."""
    own = tmp_path / "own.yaml"
    own.write_text("extends: three-loops\ntitle: My line\n")
    before = own.read_bytes()
    server = fresh(scenario=own)
    written = server.post("/scenario", 201, name="more sets", changes=[{"address": "fleets.shuttle.sets", "value": 4}])
    assert own.read_bytes() == before
    text = (server.settings.runs / "scenarios" / "more sets" / "scenario.yaml").read_text()
    assert "own.yaml" in text
    assert "title: 'My line: more sets'" in text
    assert hw.load(written["path"]).fleet("shuttle").sets == 4
    assert len(text.splitlines()) < 6
    found = server.refused("/scenario", name="more sets", changes=[{"address": "fleets.shuttle.sets", "value": 4}])
    assert found[0] == ("name", '"more sets" is taken. Choose another')


def test_a_scenario_with_a_mistake_is_not_written(server):
    server.refused("/scenario", name="wrong", changes=[{"address": "fleets.shuttle.sets", "value": 0}])
    assert not (server.settings.runs / "scenarios" / "wrong").exists()


def test_without_a_plan_file_there_is_no_plan_over_years(server):
    answer = server.client.get("/api/1/expansion")
    assert answer.status_code == 404
    assert "plan.yaml" in answer.json()["problems"][0]["message"]
    assert server.refused("/jobs", kind="expansion")
